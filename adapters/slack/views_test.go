package slack

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/slackfake"
)

// TestForm asks by the form: it proposes for each field what the coverage has and nothing else, and the
// answer, narrowed by what was chosen, takes its place.
func TestForm(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	ana, b := r.ana(), loadBot(t)
	form := r.opened(r.fake.GlobalShortcut(ana, "ask"))
	if form.CallbackID != formID || form.Submit == "" || len(form.Elements()) != 6 {
		t.Fatalf("the form is %+v", form)
	}
	for _, c := range []struct {
		field       bot.Field
		typed, want string
	}{
		{bot.FieldSpeaker, "wish", "Michael Wishnie"}, {bot.FieldSpeaker, "", "Alok Bhatt"}, {bot.FieldOutlet, "mirr", "The Connecticut Mirror"},
		{bot.FieldAbout, "trust", "Trust Act"}, {bot.FieldAbout, "<!channel> zzqx", ""}, {bot.FieldSpeaker, strings.Repeat("z", 400), ""},
	} {
		h := r.fake.Suggest(ana, form, string(c.field), c.typed)
		if _, err := h.Wait(patience); err != nil || h.Trouble() != "" {
			t.Fatalf("%s, %q: %v, %s", c.field, c.typed, err, h.Trouble())
		}
		known := b.Values(c.field, "", 1000)
		var got []string
		for _, o := range h.Options() {
			got = append(got, o.Text)
			if !slices.Contains(known, o.Text) || o.Value != o.Text {
				t.Errorf("%s, %q: %q (%q) is not of the coverage", c.field, c.typed, o.Text, o.Value)
			}
		}
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) == 0 || got[0] != c.want) {
			t.Errorf("%s, %q: %q, want %q first", c.field, c.typed, got, c.want)
		}
	}
	choose := func(field bot.Field, typed string) string {
		h := r.fake.Suggest(ana, form, string(field), typed)
		if _, err := h.Wait(patience); err != nil || len(h.Options()) == 0 {
			t.Fatalf("%s: %v", field, err)
		}
		return h.Options()[0].Value
	}
	submitted := r.fake.Submit(ana, form, map[string]any{
		"question": "what did he say about the reciprocal agreement?", "speaker": choose(bot.FieldSpeaker, "lawl"), "outlet": choose(bot.FieldOutlet, "public"),
		"from": "2017-04-01", "to": "2017-04-30",
	})
	if _, err := submitted.Wait(patience); err != nil || submitted.Trouble() != "" {
		t.Fatalf("%v, %s", err, submitted.Trouble())
	}
	answer := r.top(ana)
	if answer.ID != form.ID || answer.CallbackID != resultID || answer.Submit != "" {
		t.Errorf("the answer stands in %+v", answer)
	}
	if !holds(answer.Shown(), "— Mike Lawlor", "April 5, 2017", "Coverage from 2017") {
		t.Errorf("the answer is %s", answer.Shown())
	}
	if button1(answer, serving.Share) != "" {
		t.Error("in a window there is no channel to share in")
	}
	if n := len(r.fake.Messages("")); n > 0 {
		t.Errorf("%d messages", n)
	}
	// An order in the form is a question: the form asks one thing.
	form = r.opened(r.fake.GlobalShortcut(ana, "ask"))
	submitted = r.fake.Submit(ana, form, map[string]any{"question": "¿cuántas agencias federales pueden entrar en COLLECT?"})
	if _, err := submitted.Wait(patience); err != nil {
		t.Fatal(err)
	}
	if answer := r.top(ana); answer.Title != "De la cobertura" || !holds(answer.Shown(), "unas 20 agencias federales") {
		t.Errorf("in Spanish: %s: %s", answer.Title, answer.Shown())
	}
}

// top is the window that somebody sees.
func (r *rig) top(who slackfake.Actor) slackfake.View {
	r.t.Helper()
	v, ok := r.fake.TopView(who.Person)
	if !ok {
		r.t.Fatal("there is no window")
	}
	return v
}

// TestFormFails holds that a form is not closed without a word: not when nothing can be made of it, not when
// somebody asks too often, not when something goes wrong, and not when the answer comes late.
func TestFormFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		setup   setup
		forms   int
		want    string
		covered bool
	}{
		{name: "too often", setup: setup{config: func(c *Config) {
			c.Limits = serving.Limits{Person: serving.Rate{Every: time.Hour, Burst: 1}}
		}}, forms: 1, want: "That was many questions at once"},
		{name: "it panics", setup: setup{handler: func(bot.Handler) bot.Handler {
			return func(context.Context, bot.Question) (bot.Reply, error) { panic(theQuestion) }
		}}, forms: 1, want: "Something went wrong here"},
		{name: "late", setup: setup{timing: func(t *timing) { t.ack = 50 * time.Millisecond }, handler: func(h bot.Handler) bot.Handler {
			return func(ctx context.Context, q bot.Question) (bot.Reply, error) {
				time.Sleep(400 * time.Millisecond)
				return h(ctx, q)
			}
		}}, forms: 1, want: itsAnswer},
		{name: "nothing but signs", setup: setup{handler: func(h bot.Handler) bot.Handler {
			return func(ctx context.Context, q bot.Question) (bot.Reply, error) { q.Text = "?"; return h(ctx, q) }
		}}, forms: 1, want: "question"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := start(t, c.setup)
			for range c.forms {
				form := r.opened(r.fake.GlobalShortcut(r.ana(), "ask"))
				h := r.fake.Submit(r.ana(), form, map[string]any{"question": theQuestion})
				if _, err := h.Wait(patience); err != nil || h.Trouble() != "" {
					t.Fatalf("%v, %s", err, h.Trouble())
				}
			}
			if _, err := r.fake.WaitView(r.ana().Person, patience, func(v slackfake.View) bool { return holds(v.Shown(), c.want) }); err != nil {
				t.Errorf("%v: %+v", err, r.fake.Views())
			}
		})
	}
}

// TestHome opens Home and everything on it: what the coverage holds, from when and by whom, how accurate the
// bot is, what becomes of questions; each outlet, person and topic opens a window with its excerpts, from
// which others open over it, with a way back.
func TestHome(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	ana, b := r.ana(), loadBot(t)
	home := r.home(ana)
	wants := []string{"Outlets", "Who is quoted", "Topics", "forgotten", "Measured on", "/clippings quotes", b.Version()}
	for _, s := range b.Corpus().Sources {
		wants = append(wants, bot.PhrasesOf(corpus.English).CitationOf(s))
	}
	for _, want := range wants {
		if !holds(home.Shown(), want) {
			t.Errorf("%q is not on Home: %s", want, home.Shown())
		}
	}
	people := 0
	for _, e := range home.Elements() {
		c, ok := serving.ParseControl(e.ActionID)
		if !ok || e.Type != "button" {
			continue
		}
		switch c.Action {
		case serving.Page:
			if people++; people > 3 { // the rest are like them
				continue
			}
		case serving.Translate:
			continue
		}
		v := r.opened(r.fake.Press(ana, home, e.ActionID))
		name, _, _ := strings.Cut(e.Text, " (")
		if c.Action == serving.Page && !strings.Contains(v.Shown(), name) || button1(v, serving.Show) == "" {
			t.Errorf("%q opens %s", e.Text, v.Shown())
		}
	}
	if people < 12 {
		t.Errorf("%d people", people)
	}
	menu, ok := home.Element("topic")
	if !ok || len(menu.Options) < 50 {
		t.Fatalf("%d topics", len(menu.Options))
	}
	for _, o := range menu.Options[:3] {
		v := r.opened(r.fake.Press(ana, home, "topic", o.Value))
		if !strings.Contains(v.Shown(), "Who says what about "+o.Text) {
			t.Errorf("%s opens %s", o.Text, v.Shown())
		}
	}

	// Windows over windows: three lie over each other, and further ones take the place of the third.
	first := r.opened(r.fake.Press(ana, home, "topic", menu.Options[1].Value))
	turned := r.fake.Press(ana, first, labelledIn(first, "Later"))
	next, err := r.fake.WaitView(ana.Person, patience, func(v slackfake.View) bool { return v.ID == first.ID && strings.Contains(v.Shown(), "Page 2 of") })
	if err != nil || len(turned.Views()) > 0 {
		t.Fatalf("the next page does not take the place of the first: %v", err)
	}
	second := r.opened(r.fake.Press(ana, next, button1(next, serving.Show)))
	third := r.opened(r.fake.Press(ana, second, button1(second, serving.Cite)))
	if second.PreviousID != first.ID || third.PreviousID != second.ID || !holds(third.Shown(), "To copy.") {
		t.Errorf("no way back: %+v, %+v", second, third)
	}
	r.fake.Close(ana, third)
	third = r.opened(r.fake.Press(ana, second, button1(second, serving.Translate)))
	r.fake.Press(ana, third, button1(third, serving.Cite))
	if _, err := r.fake.WaitView(ana.Person, patience, func(v slackfake.View) bool {
		return v.ID == third.ID && holds(v.Shown(), "Para copiar") && v.Title == "De la cobertura"
	}); err != nil {
		t.Errorf("the fourth window: %v; %+v", err, r.fake.Views())
	}
	if n := len(r.fake.Messages("")); n > 0 {
		t.Errorf("%d messages", n)
	}

	// In Spanish, and back.
	r.fake.Press(ana, home, button1(home, serving.Translate))
	home, err = r.fake.WaitHome(ana.Person, patience, func(v slackfake.View) bool { return strings.Contains(v.Shown(), "A quién se cita") })
	if err != nil {
		t.Fatal(err)
	}
	v := r.opened(r.fake.Press(ana, home, "topic", menuOf(t, home).Options[0].Value))
	if !strings.Contains(v.Shown(), "Quién dice qué sobre") || v.Title != "De la cobertura" {
		t.Errorf("from the Spanish Home: %s: %s", v.Title, v.Shown())
	}
	r.fake.Press(ana, home, button1(home, serving.Translate))
	if _, err := r.fake.WaitHome(ana.Person, patience, func(v slackfake.View) bool { return strings.Contains(v.Shown(), "Who is quoted") }); err != nil {
		t.Error(err)
	}
}

// TestWindowUnclear holds that a window is opened once, and not counted as failed, where the answer to the
// request was lost or there was none.
func TestWindowUnclear(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]slackfake.Fault{
		"lost behind it": slackfake.After(slackfake.Reset()), "lost before it": slackfake.Reset(), "503": slackfake.Status(503), "HTML": slackfake.HTML200(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{})
			home := r.home(r.ana())
			r.fake.On(slackfake.Match{Method: "views.open"}).Then(fault)
			h := r.fake.Press(r.ana(), home, button1(home, serving.Source))
			if v := r.opened(h); !holds(v.Shown(), "Show 1") && button1(v, serving.Show) == "" {
				t.Errorf("opened: %s", v.Shown())
			}
			if _, err := r.fake.WaitCalls(2, "views.open", patience); err != nil {
				t.Fatal(err)
			}
			r.home(r.ana()) // behind it in no queue, but later
			r.eventually(patience, "the press is not counted", func() bool { return strings.Contains(exposed(t, r.metrics), `entry="button"`) })
			if n := r.failures(); n != 0 || len(h.Views()) != 1 {
				t.Errorf("%d failures, %d windows: %s", n, len(h.Views()), exposed(t, r.metrics))
			}
		})
	}
}

func menuOf(t testing.TB, v slackfake.View) slackfake.Element {
	t.Helper()
	e, ok := v.Element("topic")
	if !ok {
		t.Fatal("no topics")
	}
	return e
}

func labelledIn(v slackfake.View, label string) string {
	for _, e := range v.Elements() {
		if e.Text == label {
			return e.ActionID
		}
	}
	return ""
}
