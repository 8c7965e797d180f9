package bot

import "testing"

// TestFiled asks for one of several things that are alike, and wants that one: whoever asks what the Guatemalan did must
// not be told what the Honduran did. Each was filed under another excerpt once.
func TestFiled(t *testing.T) {
	b := loadBot(t)
	for text, want := range map[string]string{
		"what did the Guatemalan do":                                                     "ctmirror-2020/guatemalan",
		"what was the Guatemalan man convicted of":                                       "ctmirror-2020/guatemalan",
		"y que hizo el dominicano?":                                                      "ctmirror-2020/dominican",
		"What crime was the man from Honduras convicted of?":                             "ctmirror-2020/honduran",
		"¿De qué delito fue condenado el hondureño?":                                     "ctmirror-2020/honduran",
		"Who is the governor in 2020?":                                                   "ctmirror-2020/lamont-who",
		"which citys or countys gave ICE what the subpeonas asked for":                   "ctmirror-2020/san-diego-washington-complied",
		"what even is a detainer":                                                        "ctmirror-2020/detainer-definition",
		"who counted 102,000 immigrants in CT":                                           "westfair-2019/mpi-102000",
		"How many undocumented immigrants are working in Connecticut?":                   "westfair-2019/mpi-69000-workers",
		"Can you list the Fairfield County police that were named?":                      "westfair-2019/five-in-fairfield-county",
		"What did the ACLU say about electronic tolls?":                                  "westfair-2019/tolls",
		"Is it safe to go to my court ordered alcohol class?":                            "verge-2017/bhatt-alcohol-classes",
		"ICE says it had to subpoena Connecticut. What was the ACLU's comeback?":         "ctmirror-2020/mcguire-whole",
		"When was the public records suit filed that exposed the license plate program?": "westfair-2019/lawsuit-may-2018",
	} {
		r := ask(t, b, Question{Text: text})
		if r.Answer == nil && r.Notice == Advice && len(r.Others) > 0 {
			r.Answer = r.Others[0] // no answer to what one should do, but the right words nearby
		}
		if r.Answer == nil || r.Answer.ID != want {
			id := "nothing"
			if r.Answer != nil {
				id = r.Answer.ID
			}
			t.Errorf("%q: %s (%.2f), %s, want %s", text, r.Outcome, r.Confidence, id, want)
		}
	}
}
