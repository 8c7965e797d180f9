package slack

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
	"clippings/internal/testkit/slackfake"
)

// packetButton is the id of the button that makes a packet.
func packetButton(on interface{ ActionIDs() []string }) string { return button1(on, serving.Collect) }

// filesTo waits for so many files and returns their contents by name.
func (r *rig) filesTo(who slackfake.Person, n int) map[string]string {
	r.t.Helper()
	r.eventually(patience, "the files do not come", func() bool { return len(r.fake.Files()) >= n })
	all := make(map[string]string)
	for _, f := range r.fake.Files() {
		if f.Channel != r.fake.DM(who).ID {
			r.t.Errorf("%s was sent to %s", f.Name, f.Channel)
		}
		all[f.Name] = string(f.Content)
	}
	return all
}

// TestCollect ticks several excerpts, in a message and in a window, and holds that a packet of them comes by
// direct message, as Markdown and as CSV: every quotation exact, numbered in the order of the list,
// attributed and dated, with the version of the coverage.
func TestCollect(t *testing.T) {
	t.Parallel()
	b := loadBot(t)
	for _, place := range []string{"message", "window"} {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			r := start(t, setup{})
			ana := r.ana()
			var h *slackfake.Handle
			var list []bot.Ref
			if place == "message" {
				m := r.asks(ana, "quotes Wishnie")
				e, _ := m.Element("ticksa")
				for _, o := range e.Options {
					list = append(list, bot.Ref(o.Value))
				}
				r.fake.Tick(ana, m, "ticksa", string(list[0]), string(list[1]), string(list[3]))
				h = r.fake.Press(ana, m, packetButton(m))
				if got := r.seen(h); got.Viewer != ana.Person.ID || !holds(got.Shown(), "3 excerpts, as Markdown and as CSV") {
					t.Errorf("told %q", got.Shown())
				}
			} else {
				home := r.home(ana)
				var v slackfake.View
				for _, e := range home.Elements() {
					if strings.HasPrefix(e.Text, "Michael Wishnie (") {
						v = r.opened(r.fake.Press(ana, home, e.ActionID))
					}
				}
				e, _ := v.Element("ticksa")
				for _, o := range e.Options {
					list = append(list, bot.Ref(o.Value))
				}
				r.fake.Tick(ana, v, "ticksa", string(list[0]), string(list[1]), string(list[3]))
				if told := r.opened(r.fake.Press(ana, v, packetButton(v))); !holds(told.Shown(), "3 excerpts, as Markdown and as CSV") {
					t.Errorf("told %q", told.Shown())
				}
			}
			files := r.filesTo(ana.Person, 2)
			markdown, table := files["clippings.md"], files["clippings.csv"]
			rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
			if err != nil || len(rows) != 4 {
				t.Fatalf("%v: %d rows: %s", err, len(rows), table)
			}
			for n, ref := range []bot.Ref{list[0], list[1], list[3]} {
				e, err := b.Resolve(ref)
				if err != nil {
					t.Fatal(err)
				}
				text := e.Text
				if e.Kind == corpus.Quote {
					text = "“" + text + "”"
				}
				row := strings.Join(rows[n+1], "|")
				for _, want := range []string{fmt.Sprint(n+1, "|"), text, "Michael Wishnie", e.Role, e.Source.Outlet, e.Source.Title, e.Source.Date.String(), e.Source.URL, b.Version()} {
					if !strings.Contains(row, want) {
						t.Errorf("%q is not in row %d: %s", want, n+1, row)
					}
				}
				if !strings.Contains(markdown, fmt.Sprintf("## %d\n\n%s", n+1, bot.Cite(e).Markdown)) {
					t.Errorf("excerpt %d is not as it is cited in %s", n+1, markdown)
				}
			}
			if !strings.Contains(markdown, "Corpus version "+b.Version()) || !strings.Contains(markdown, "3 excerpts") {
				t.Errorf("no version: %.300s", markdown)
			}
			if n := len(r.fake.BotMessages(ana.Channel.ID)); n > 0 {
				t.Errorf("%d messages in the channel", n)
			}
		})
	}
}

// TestCollectMany ticks more than a group of boxes has: all twelve that are linked to an excerpt.
func TestCollectMany(t *testing.T) {
	t.Parallel()
	b := hostile()
	r := start(t, setup{bot: func() *bot.Bot { return b }})
	ana := r.ana()
	list := r.fake.Slash(ana, "/clippings", "quotes Eve")
	m := r.seen(list)
	if e, ok := m.Element("ticksa"); !ok || len(e.Options) == 0 {
		// The hostile name cannot be typed: an article's list shows the same.
		m = r.seen(r.fake.Press(ana, r.asks(ana, "sources"), button1(r.asks(ana, "sources"), serving.Source)))
	}
	one := r.seen(r.fake.Press(ana, m, button1(m, serving.Show)))
	side := r.pressed(ana, one, serving.Other)
	n := 0
	for _, group := range []string{"ticksa", "ticksb"} {
		e, ok := side.Element(group)
		if !ok {
			t.Fatalf("no %s among %q", group, side.ActionIDs())
		}
		var values []string
		for _, o := range e.Options {
			values = append(values, o.Value)
		}
		n += len(values)
		r.fake.Tick(ana, side, group, values...)
	}
	if got := r.seen(r.fake.Press(ana, side, packetButton(side))); n != 12 || !holds(got.Shown(), "12 excerpts") {
		t.Errorf("%d boxes: told %q", n, got.Shown())
	}
	rows, err := csv.NewReader(strings.NewReader(r.filesTo(ana.Person, 2)["clippings.csv"])).ReadAll()
	if err != nil || len(rows) != 13 {
		t.Fatalf("%v, %d rows", err, len(rows))
	}
	for i, row := range rows[1:] {
		e := b.Corpus().Excerpt(row[11])
		if e == nil || row[0] != fmt.Sprint(i+1) || !strings.Contains(row[2], e.Text) {
			t.Errorf("row %d is %.100q", i+1, row)
		}
		if e, _ := b.Resolve(bot.Ref(optionValue(side, i))); e == nil || e.ID != row[11] {
			t.Errorf("row %d is not the excerpt with number %d", i+1, i+1)
		}
	}
}

// optionValue is the value of the i-th box of a message.
func optionValue(m slackfake.Message, i int) string {
	for _, e := range m.Elements() {
		if strings.HasPrefix(e.ActionID, "ticks") {
			if i < len(e.Options) {
				return e.Options[i].Value
			}
			i -= len(e.Options)
		}
	}
	return ""
}

// TestCollectFails holds that who asks for a packet is told when there is none: nothing was ticked, what was
// ticked is gone, or Slack does not take the files. Files are sent all or none, and once.
func TestCollectFails(t *testing.T) {
	t.Parallel()
	refuse := func(method, name string) func(*rig, *edition) {
		return func(r *rig, _ *edition) {
			r.fake.On(slackfake.Match{Method: method, Times: -1}).Then(slackfake.OKFalse(name))
		}
	}
	fault := func(method string, fault ...slackfake.Fault) func(*rig, *edition) {
		return func(r *rig, _ *edition) { r.fake.On(slackfake.Match{Method: method}).Then(fault...) }
	}
	for _, c := range []struct {
		name  string
		tick  bool
		fault func(*rig, *edition)
		want  string
		files int
	}{
		{"nothing ticked", false, nil, "Nothing is ticked", 0},
		{"gone", true, func(r *rig, e *edition) { e.store(hostile()) }, "no longer in the coverage", 0},
		{"one of two gone", true, func(r *rig, e *edition) {
			m := r.fake.Ephemerals("")[0]
			gone, _ := e.load().Resolve(bot.Ref(optionValue(m, 0)))
			e.store(without(r.t, gone.ID))
		}, "1 excerpt, as Markdown and as CSV. Nothing of it is kept here. Of what you ticked, 1 is no longer in the coverage.", 2},
		{"no direct message", true, refuse("conversations.open", "user_disabled"), "could not be sent", 0},
		{"upload refused", true, refuse("files.getUploadURLExternal", "file_uploads_disabled"), "could not be sent", 0},
		{"completion refused", true, refuse("files.completeUploadExternal", "posting_to_channel_denied"), "could not be sent", 0},
		{"content refused", true, func(r *rig, _ *edition) {
			r.fake.On(slackfake.Match{Method: slackfake.Upload, Times: -1}).Then(slackfake.Status(http.StatusForbidden))
		}, "could not be sent", 0},
		{"503 on the way", true, fault("files.getUploadURLExternal", slackfake.Status(503)), "2 excerpts", 2},
		{"content lost on the way", true, fault(slackfake.Upload, slackfake.Reset()), "2 excerpts", 2},
		{"completion lost on the way", true, fault("files.completeUploadExternal", slackfake.Reset()), "2 excerpts", 2},
		{"rate limited", true, fault("files.completeUploadExternal", slackfake.RateLimited(time.Second)), "2 excerpts", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now := &edition{b: loadBot(t)}
			r := start(t, setup{bot: now.load})
			ana := r.ana()
			m := r.asks(ana, "quotes Wishnie")
			if c.tick {
				r.fake.Tick(ana, m, "ticksa", optionValue(m, 0), optionValue(m, 1))
			}
			if c.fault != nil {
				c.fault(r, now)
			}
			got, err := r.fake.Press(ana, m, packetButton(m)).WaitReply(60 * time.Second)
			if err != nil || got.Viewer != ana.Person.ID || !holds(got.Shown(), c.want) {
				t.Errorf("%v: told %q", err, got.Shown())
			}
			if n := len(r.fake.Files()); n != c.files {
				t.Errorf("%d files came", n)
			}
		})
	}
}
