package corpus_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"clippings/corpus"
)

func TestLoad(t *testing.T) {
	c := sample(t)
	if len(c.Sources) != 1 || len(c.Excerpts) != 3 || len(c.People) != 2 || len(c.Terms) != 5 {
		t.Fatalf("%d sources, %d excerpts, %d people, %d terms", len(c.Sources), len(c.Excerpts), len(c.People), len(c.Terms))
	}
	e := c.Excerpt("gazette-2021/flores-safety")
	switch {
	case e.Kind != corpus.Quote, e.Speaker.Name != "Ada Flores", e.Role != "mayor of Rivertown", e.Via != "interview":
		t.Errorf("quote read as %+v", e)
	case e.Event != corpus.Date{Year: 2021, Month: 6}, e.Source.Date != corpus.Date{Year: 2021, Month: 6, Day: 3}:
		t.Errorf("dates read as %v and %v", e.Event, e.Source.Date)
	case len(e.Questions[corpus.English]) != 2, e.Questions[corpus.Portuguese][0] != "por que fecharam a ponte":
		t.Errorf("questions read as %v", e.Questions)
	}
	if e.RoleES != "" || c.Excerpt("gazette-2021/lind-disputes").RoleES != "jefe de bomberos" || len(c.People[1].Roles) != 1 {
		t.Errorf("Spanish roles read as %q and %q", e.RoleES, c.Excerpt("gazette-2021/lind-disputes").RoleES)
	}
	if got := corpus.Pieces(e.Text); len(got) != 2 || got[1] != "The bridge closes on Monday" {
		t.Errorf("pieces are %q", got)
	}
}

func TestLinksAreSeenFromBothSides(t *testing.T) {
	c := sample(t)
	a, b := c.Excerpt("gazette-2021/flores-safety"), c.Excerpt("gazette-2021/lind-disputes")
	if len(a.Links) != 1 || a.Links[0].To != b || a.Links[0].Relation != corpus.Disputes {
		t.Errorf("from the disputed side: %+v", a.Links)
	}
	if len(b.Links) != 1 || b.Links[0].To != a {
		t.Errorf("from the disputing side: %+v", b.Links)
	}
	answered, err := corpus.Load(edited(t, "gazette-2021.yaml", "disputes:", "answers:"))
	if err != nil {
		t.Fatal(err)
	}
	if got := answered.Excerpt("gazette-2021/flores-safety").Links[0].Relation; got != corpus.AnsweredBy {
		t.Errorf("what is answered says %q", got)
	}
}

// TestFaults breaks the sample in one way each and wants an error that says what and where, and no
// corpus.
func TestFaults(t *testing.T) {
	for _, f := range []struct{ name, file, old, new, want string }{
		{"unknown key", "gazette-2021.yaml", "    via: interview", "    vai: interview", `gazette-2021.yaml:14: unknown key "vai"`},
		{"unknown key of a person", "people.yaml", "  who: mayor", "  whoo: mayor", `people.yaml:6: unknown key "whoo"`},
		{"missing source", "gazette-2021.yaml", "  id: gazette-2021\n", "", `source id ""`},
		{"source id is not the file's name", "gazette-2021.yaml", "id: gazette-2021\n", "id: gazette\n", `gazette-2021.yaml:3: source id "gazette": must be "gazette-2021"`},
		{"no outlet", "gazette-2021.yaml", "outlet: The Gazette", `outlet: ""`, "source has no outlet"},
		{"bad address", "gazette-2021.yaml", "https://example.org/bridge", "bridge", "is no web address"},
		{"impossible date", "gazette-2021.yaml", "2021-06-03", "2021-02-30", `gazette-2021.yaml:7: source date: "2021-02-30" is no date`},
		{"impossible event", "gazette-2021.yaml", "event: 2021-06", "event: 2021-13", `event: "2021-13" is no date`},
		{"dangling link", "gazette-2021.yaml", "disputes: [gazette-2021/flores-safety]", "disputes: [gazette-2021/flores]", `no such excerpt`},
		{"link to itself", "gazette-2021.yaml", "disputes: [gazette-2021/flores-safety]", "disputes: [gazette-2021/lind-disputes]", "disputes itself"},
		{"duplicate id", "gazette-2021.yaml", "gazette-2021/repair-cost", "gazette-2021/flores-safety", "gazette-2021.yaml:29: excerpt id gazette-2021/flores-safety stands twice"},
		{"malformed id", "gazette-2021.yaml", "gazette-2021/repair-cost", "gazette-2021/Repair Cost", "must be gazette-2021/ and a short name"},
		{"empty quote", "gazette-2021.yaml", "text: We will not gamble with anybody’s life […] The bridge closes on Monday", `text: ""`, "flores-safety: no text"},
		{"empty piece", "gazette-2021.yaml", "life […] The", "life […] […] The", "a quote is empty before or after"},
		{"speaker not in people", "gazette-2021.yaml", "speaker: bo-lind", "speaker: bob-lind", `gazette-2021.yaml:44: gazette-2021/lind-disputes: speaker "bob-lind" is not in people.yaml`},
		{"quote without speaker", "gazette-2021.yaml", "    speaker: bo-lind\n", "", "a quote needs a speaker"},
		{"quote without role", "gazette-2021.yaml", "    role: fire chief\n", "", "a quote needs its speaker's role"},
		{"quote without via", "gazette-2021.yaml", "    via: statement\n", "", `via ""`},
		{"unknown kind", "gazette-2021.yaml", "kind: fact", "kind: rumour", `kind "rumour" is not one of quote, fact`},
		{"unknown topic", "gazette-2021.yaml", "about: [flood-gate, old-bridge]", "about: [flood-gates]", `about "flood-gates": in neither`},
		{"about nothing", "gazette-2021.yaml", "about: [flood-gate, old-bridge]", "about: []", "about is empty"},
		{"no Spanish", "gazette-2021.yaml", "    es: El peligro es la compuerta, no el puente\n", "", "no es"},
		{"no questions", "gazette-2021.yaml", "      es: |\n        qué dijo el jefe de bomberos\n", "", "needs questions in English and in Spanish"},
		{"question twice but for its marks", "gazette-2021.yaml", "who disagrees with the mayor", "¿Why is the bridge being closed?", "is asked of gazette-2021/flores-safety already"},
		{"question twice", "gazette-2021.yaml", "who disagrees with the mayor", "Why is the bridge being closed", "is asked of gazette-2021/flores-safety already"},
		{"alias twice", "people.yaml", "the fire chief", "FLORES", `bo-lind: alias "FLORES" is ada-flores's already`},
		{"alias twice across files", "terms.yaml", "floodgate", "Ada Flores", "is ada-flores's already"},
		{"empty alias", "people.yaml", "the fire chief", "?!", "holds no word"},
		{"aliases as a list", "people.yaml", "aliases: Lind, the fire chief", "aliases: [Lind]", "people.yaml:10: want names with commas"},
		{"role twice", "people.yaml", "      es: jefe de bomberos", "      es: jefe\n    - role: fire chief\n      es: jefe de bomberos", `people.yaml:15: bo-lind: role "fire chief" stands twice`},
		{"role without Spanish", "people.yaml", "      es: jefe de bomberos\n", "", `people.yaml:13: bo-lind: role "fire chief" has no es`},
		{"role in Spanish alone", "people.yaml", "    - role: fire chief\n      es:", "    - es:", `people.yaml:7: bo-lind: a role in Spanish lacks its role`},
		{"unknown key of a role", "people.yaml", "      es: jefe", "      pt: jefe", `people.yaml:14: unknown key "pt"`},
		{"roles as a text", "people.yaml", "  roles:\n    - role: fire chief\n      es: jefe de bomberos\n", "  roles: fire chief\n", "people.yaml:12: a str `fire chief` is not what belongs here"},
		{"person twice", "people.yaml", "id: bo-lind", "id: ada-flores", "id ada-flores stands twice"},
		{"broken YAML", "terms.yaml", "aliases: Gazette", "aliases: [Gazette", "terms.yaml:10: did not find"},
		{"scalar expected", "gazette-2021.yaml", "id: gazette-2021/repair-cost", "id: [a, b]", "want one word here"},
		{"second document", "words.yaml", "- id: close-down", "---\na: b\n---\n- id: close-down", "words.yaml:3: a map is not what belongs here"},
	} {
		t.Run(f.name, func(t *testing.T) {
			c, err := corpus.Load(edited(t, f.file, f.old, f.new))
			if err == nil || c != nil {
				t.Fatalf("loaded, with error %v", err)
			}
			if !strings.Contains(err.Error(), f.want) {
				t.Errorf("error is\n%v\nwant in it\n%s", err, f.want)
			}
			if strings.Contains(err.Error(), "corpus.") && strings.Contains(err.Error(), "Entry") {
				t.Errorf("error speaks of Go types: %v", err)
			}
		})
	}
}

func TestNothingToLoad(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"no file":     {},
		"empty file":  {"gazette-2021.yaml": {Data: nil}},
		"no excerpts": {"gazette-2021.yaml": {Data: []byte(sampleArticle[:strings.Index(sampleArticle, "excerpts:")] + "excerpts: []\n")}},
	} {
		if c, err := corpus.Load(files); err == nil || c != nil {
			t.Errorf("%s: loaded, with error %v", name, err)
		}
	}
}

func TestQuestionsFile(t *testing.T) {
	files := sampleFiles()
	files["gazette-2021.questions.txt"] = &fstest.MapFile{Data: []byte("# more\n= gazette-2021/repair-cost\nen bill for the works\npt quanto custa a obra\n")}
	c, err := corpus.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	e := c.Excerpt("gazette-2021/repair-cost")
	if got := e.Questions[corpus.English]; len(got) != 3 || got[2] != "bill for the works" {
		t.Errorf("English questions are %q", got)
	}
	for name, f := range map[string]struct{ text, want string }{
		"unknown excerpt":  {"= gazette-2021/nothing\nen what\n", "gazette-2021.questions.txt:2: no excerpt gazette-2021/nothing"},
		"before the first": {"en what\n", "gazette-2021.questions.txt:1: a question before the first = line"},
		"unknown language": {"= gazette-2021/repair-cost\nfr combien\n", `gazette-2021.questions.txt:2: want = and an id`},
		"asked already":    {"= gazette-2021/repair-cost\nen who disagrees with the MAYOR\n", "gazette-2021.questions.txt:2"},
	} {
		files["gazette-2021.questions.txt"] = &fstest.MapFile{Data: []byte(f.text)}
		if _, err := corpus.Load(files); err == nil || !strings.Contains(err.Error(), f.want) {
			t.Errorf("%s: error is %v, want %s", name, err, f.want)
		}
	}
}

func TestPrintThenLoad(t *testing.T) {
	c := sample(t)
	again := reload(t, c)
	if !reflect.DeepEqual(flat(c), flat(again)) {
		t.Errorf("printed and loaded again:\n%+v\nwas\n%+v", flat(again), flat(c))
	}
}

func reload(tb testing.TB, c *corpus.Corpus) *corpus.Corpus {
	tb.Helper()
	printed, err := corpus.Print(c)
	if err != nil {
		tb.Fatal(err)
	}
	files := fstest.MapFS{}
	for name, data := range printed {
		files[name] = &fstest.MapFile{Data: data}
	}
	again, err := corpus.Load(files)
	if err != nil {
		tb.Fatalf("%v\nin\n%s", err, printed)
	}
	return again
}

// flat is a corpus with its pointers written as ids, so that two of them can be compared.
func flat(c *corpus.Corpus) []any {
	var out []any
	for _, s := range c.Sources {
		out = append(out, *s)
	}
	for _, p := range c.People {
		out = append(out, *p)
	}
	for _, t := range c.Terms {
		out = append(out, *t)
	}
	for _, e := range c.Excerpts {
		x := *e
		var links []string
		for _, l := range e.Links {
			links = append(links, string(l.Relation)+" "+l.To.ID)
		}
		speaker := ""
		if e.Speaker != nil {
			speaker = e.Speaker.ID
		}
		x.Source, x.Speaker, x.Links = nil, nil, nil
		out = append(out, x, e.Source.ID, speaker, links)
	}
	return out
}
