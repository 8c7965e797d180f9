package slack

import (
	"testing"

	"clippings/adapters/serving"
	"clippings/internal/testkit/slackfake"
)

// TestCheckMessage holds that "Check the coverage" answers what a message says to who asks alone, in the
// message's thread, without taking anything in it for an order; and says so where there is no text.
func TestCheckMessage(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	ana, bo := r.ana(), r.fake.Actor(r.fake.Person(1), r.fake.Public(0))
	for text, want := range map[string]string{theQuestion: itsAnswer, "help": "holds news coverage from", "<@U1>": "has no text", "compare Trust Act": "Trust Act"} {
		said := r.fake.Say(bo, text, slackfake.Raw()).Message()
		m := r.seen(r.fake.MessageShortcut(ana, "check", said))
		if m.Viewer != ana.Person.ID || !holds(m.Shown(), want) || holds(m.Shown(), "Who says what") || m.ThreadTS != "" {
			t.Errorf("%q: seen by %q in the thread %q: %s", text, m.Viewer, m.ThreadTS, m.Shown())
		}
	}
	root := r.fake.Say(bo, "What do we know?").Message()
	reply := r.fake.Say(bo, theQuestion, slackfake.InThread(root.TS)).Message()
	if m := r.seen(r.fake.MessageShortcut(ana, "check", reply)); m.ThreadTS != root.TS || !holds(m.Shown(), itsAnswer) {
		t.Errorf("in a thread: answered in %q: %s", m.ThreadTS, m.Shown())
	}
	if n := len(r.fake.BotMessages("")); n > 0 {
		t.Errorf("%d messages for all to see", n)
	}
}

// TestAssistant opens the assistant: it proposes questions, each of which is covered, and answers what is
// asked there in the same thread.
func TestAssistant(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	who := r.fake.Person(1)
	begun := r.fake.StartAssistant(r.fake.Actor(who, r.fake.Public(0)))
	root := begun.Message()
	var as slackfake.Assistant
	r.eventually(patience, "no questions are proposed", func() bool {
		as, _ = r.fake.Assistant(root.Channel, root.TS)
		return len(as.Prompts) > 0
	})
	if len(as.Prompts) != promptCount || as.PromptsTitle == "" {
		t.Errorf("proposed under %q: %+v", as.PromptsTitle, as.Prompts)
	}
	for _, p := range as.Prompts {
		m := r.seen(r.fake.Say(r.fake.Actor(who, r.fake.DM(who)), p.Message, slackfake.InThread(root.TS)))
		if m.ThreadTS != root.TS || button1(m, serving.NotThis) == "" {
			t.Errorf("%q is answered in %q with %s", p.Message, m.ThreadTS, m.Shown())
		}
	}
}
