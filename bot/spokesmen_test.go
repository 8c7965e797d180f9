package bot

import (
	"slices"
	"testing"

	"clippings/corpus"
)

// TestFollowToABody holds that who asks in reply to an excerpt what a body says gets nobody who does not speak for it.
func TestFollowToABody(t *testing.T) {
	b := loadBot(t)
	state := []string{"mike-lawlor", "dannel-malloy", "chris-collibee", "malloy-office", "max-reiss", "malloy-protocols-2017", "trust-act-text"}
	ice := []string{"ice-agency", "shawn-neudauer", "ice-disclosure-2016", "dhs-table"}
	aclu := []string{"dan-barrett", "david-mcguire", "aclu-connecticut", "aclu-norcal"}
	follow := func(after, text string) (r Reply, shown []*corpus.Excerpt) {
		e := b.Corpus().Excerpt(after)
		if e == nil {
			t.Fatalf("no excerpt %s", after)
		}
		r = ask(t, b, Question{Text: text, Follows: RefOf(e)})
		if r.Answer != nil {
			shown = append(shown, r.Answer)
		}
		return r, append(shown, r.Others...)
	}
	questions := []struct {
		text string
		may  []string
	}{
		{"what did the state say?", state}, {"and what did the state say to that?", state}, {"what was the state’s answer to that", state}, {"what was the state's response", state},
		{"y qué dijo el estado?", state}, {"e o que disse o estado?", state},
		{"what does ICE say?", ice}, {"and what did ICE say to that?", ice}, {"¿y según ICE?", ice},
		{"what does the ACLU say?", aclu}, {"and the ACLU's answer?", aclu}, {"what did the DMV say?", nil},
	}
	answered := 0
	for _, after := range []string{
		"ctpublic-2017/lawlor-reciprocal", "ctpublic-2017/barrett-all-you-can-eat", "ctpublic-2017/wishnie-contract",
		"ctpublic-2017/neudauer-routinely", "ctmirror-2020/mcguire-bully", "ctpublic-2017/bhatt-flipped",
	} {
		for _, q := range questions {
			r, shown := follow(after, q.text)
			if r.Answer != nil {
				answered++
			}
			if (r.Outcome == Covered) != (r.Answer != nil) || r.Outcome == Close && len(r.Others) == 0 {
				t.Errorf("%q after %s: %s with %d others", q.text, after, r.Outcome, len(r.Others))
			}
			for _, e := range shown {
				if e.Speaker != nil && !slices.Contains(q.may, e.Speaker.ID) {
					t.Errorf("%q after %s: shows %s, by %s", q.text, after, e.ID, e.Speaker.Name)
				}
			}
		}
	}
	if answered < 30 {
		t.Errorf("only %d are answered", answered)
	}
	for _, c := range []struct{ after, text, by string }{
		{"ctpublic-2017/lawlor-reciprocal", "what did the state say?", "mike-lawlor"},
		{"ctpublic-2017/barrett-all-you-can-eat", "what did the state say?", "mike-lawlor"},
		{"ctpublic-2017/bhatt-flipped", "and what did ICE say?", "ice-agency"},
		{"ctmirror-2020/mcguire-bully", "what does the ACLU say?", "david-mcguire"},
	} {
		if r, _ := follow(c.after, c.text); r.Answer == nil || r.Answer.Speaker == nil || r.Answer.Speaker.ID != c.by {
			t.Errorf("%q after %s: %s with %v, want %s", c.text, c.after, r.Outcome, r.Answer, c.by)
		}
	}
}

// TestBodiesAsked tells questions for what a body says from those that only name it.
func TestBodiesAsked(t *testing.T) {
	b := loadBot(t)
	state, ice := []string{"connecticut-state", "connecticut"}, []string{"ice"}
	for _, c := range []struct {
		text string
		want []string
	}{
		{"what did the state say?", state}, {"what does the state have to say", state}, {"how did Connecticut respond", state},
		{"what was the response of the state", state}, {"according to the state?", state}, {"¿y la respuesta del estado?", state},
		{"what does ICE say to that", ice}, {"qué dijo ICE", ice}, {"ICE's answer?", ice}, {"o que disse o ICE", ice},
		{"what did Norwalk say", []string{"norwalk"}},
		{"what did he say about the state", nil}, {"qué dijo él del estado", nil}, {"who said ICE can look", nil},
		{"what did Lawlor say about ICE", nil}, {"what does Wishnie say the state said", nil}, {"did anyone disagree?", nil},
		{"does ICE have access", nil}, {"", nil},
	} {
		got := b.bodiesAsked(b.Understand(Question{Text: c.text}))
		slices.Sort(got)
		want := slices.Sorted(slices.Values(c.want))
		if !slices.Equal(got, want) {
			t.Errorf("%q asks what %q say, want %q", c.text, got, want)
		}
	}
}
