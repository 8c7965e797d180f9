package bot

import (
	"slices"
	"testing"

	"clippings/corpus"
)

// TestFollow asks in reply to an excerpt what makes sense only there.
func TestFollow(t *testing.T) {
	b := loadBot(t)
	find := func(id string) *corpus.Excerpt {
		e := b.Corpus().Excerpt(id)
		if e == nil {
			t.Fatalf("no excerpt %s", id)
		}
		return e
	}
	barrett := find("ctpublic-2017/barrett-all-you-can-eat")
	for _, text := range []string{"and what did the state say?", "what does Lawlor say to that", "did anyone disagree?", "y qué respondió el estado?", "e o que disse Mike Lawlor?"} {
		r := ask(t, b, Question{Text: text, Follows: RefOf(barrett)})
		if r.Answer == nil || !slices.ContainsFunc(barrett.Links, func(l corpus.Link) bool { return l.To == r.Answer }) {
			t.Errorf("%q after Barrett's quotation: %s with %v, want one of what it is linked to", text, r.Outcome, r.Answer)
		}
	}
	r := ask(t, b, Question{Text: "what does Lawlor say to that", Follows: RefOf(barrett)})
	if r.Answer == nil || r.Answer.Kind != corpus.Quote || r.Answer.Speaker.ID != "mike-lawlor" {
		t.Errorf("Lawlor's answer is %v, want his own words", r.Answer)
	}
	for _, c := range []struct{ after, text, answer string }{
		{"ctpublic-2017/barrett-all-you-can-eat", "who is he?", "ctpublic-2017/barrett-who"},
		{"westfair-2019/mcguire-appalling", "and who is he", "westfair-2019/who-is-mcguire"},
		{"ctpublic-2017/barrett-all-you-can-eat", "when did he say that", "ctpublic-2017/barrett-all-you-can-eat"},
		{"ctpublic-2017/barrett-all-you-can-eat", "how many agencies use collect", "ctpublic-2017/twenty-federal-agencies"},
		{"ctmirror-2020/agreement-until-2021", "when does it end", "ctmirror-2020/agreement-until-2021"},
	} {
		r := ask(t, b, Question{Text: c.text, Follows: RefOf(find(c.after))})
		if r.Answer == nil || r.Answer.ID != c.answer {
			t.Errorf("%q after %s: %s, %v, want %s", c.text, c.after, r.Outcome, r.Answer, c.answer)
		}
	}
}

// TestFollowNotCovered holds that what a follow-up takes on does not make an answer of nothing.
func TestFollowNotCovered(t *testing.T) {
	b := loadBot(t)
	for _, text := range []string{"thanks", "what is the capital of france", "does it hold weather data?", "and what is his shoe size", "lol ok"} {
		for _, e := range b.Corpus().Excerpts {
			if e.Kind != corpus.Quote {
				continue
			}
			if r := ask(t, b, Question{Text: text, Follows: RefOf(e)}); r.Outcome == Covered {
				t.Errorf("%q after %s: answered with %s at %.2f", text, e.ID, r.Answer.ID, r.Confidence)
			}
		}
	}
}

// TestFollowAlone holds that a covered question that stands on its own gets the same reply in a reply.
func TestFollowAlone(t *testing.T) {
	b := loadBot(t)
	for _, q := range loadSet(t, "press")[:60] {
		alone := ask(t, b, Question{Text: q.Text})
		if alone.Outcome != Covered || readText(q.Text).has(leans) {
			continue
		}
		if r := ask(t, b, Question{Text: q.Text, Follows: RefOf(b.Corpus().Excerpts[0])}); r.Answer != alone.Answer {
			t.Errorf("%q: %v in a reply, %v alone", q.Text, r.Answer, alone.Answer)
		}
	}
}

// TestFollowGone holds that a question that follows an excerpt which is no longer there stands alone.
func TestFollowGone(t *testing.T) {
	b := loadBot(t)
	for _, text := range []string{"and what did the state say?", "how many agencies use collect"} {
		alone, gone := ask(t, b, Question{Text: text}), ask(t, b, Question{Text: text, Follows: "AAAAAAAAAAAA"})
		if gone.Outcome != alone.Outcome || gone.Answer != alone.Answer {
			t.Errorf("%q: %s after what is gone, %s alone", text, gone.Outcome, alone.Outcome)
		}
	}
}
