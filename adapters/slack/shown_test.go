package slack

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/internal/testkit/slackfake"
)

// What a page shows, read from the JSON that is sent, so that the tests do not take the page's own word.

// node is a part of a page's JSON.
type node = map[string]any

// nodes calls f with every object of a page, outer ones first.
func nodes(t testing.TB, p *page, f func(node)) {
	t.Helper()
	data, err := json.Marshal(p.blocks)
	if err != nil {
		t.Fatal(err)
	}
	var list []any
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	walk(list, f)
}

func walk(x any, f func(node)) {
	switch x := x.(type) {
	case []any:
		for _, y := range x {
			walk(y, f)
		}
	case node:
		f(x)
		for _, key := range []string{"text", "fields", "accessory", "elements", "options"} {
			walk(x[key], f)
		}
	}
}

// wordsOf are all texts of a page in their order, one a line.
func wordsOf(t testing.TB, p *page) string {
	var all []string
	nodes(t, p, func(n node) {
		if s, ok := n["text"].(string); ok {
			all = append(all, s)
		}
	})
	return strings.Join(all, "\n")
}

// flat takes out what only separates, so that texts can be compared however they are set.
func flat(s string) string { return strings.Join(strings.Fields(s), "") }

// controlsOf are what a page's buttons and menus do, in their order, without packets.
func controlsOf(t testing.TB, p *page) []serving.Control {
	t.Helper()
	var all []serving.Control
	nodes(t, p, func(n node) {
		kind, _ := n["type"].(string)
		value, _ := n["value"].(string)
		if kind != "button" && kind != "" || value == "" || len(value) == bot.RefLength {
			return
		}
		c, ok := serving.ParseControl(value)
		if !ok {
			t.Errorf("a button with the value %q", value)
		}
		if c.Action != serving.Collect {
			all = append(all, c)
		}
	})
	return all
}

// boxes are the excerpts that can be ticked on a page.
func boxes(t testing.TB, p *page) []bot.Ref {
	var all []bot.Ref
	nodes(t, p, func(n node) {
		if value, _ := n["value"].(string); len(value) == bot.RefLength {
			all = append(all, bot.Ref(value))
		}
	})
	return all
}

// quoted returns what stands in the page's quotation blocks: originals, and translations under their label.
func quoted(t testing.TB, p *page, label string) (originals, translations []string) {
	t.Helper()
	nodes(t, p, func(n node) {
		if n["type"] != "rich_text_quote" {
			return
		}
		var all []string
		for _, e := range n["elements"].([]any) {
			all = append(all, e.(node)["text"].(string))
		}
		if s, ok := strings.CutPrefix(strings.Join(all, ""), label+": "); ok {
			translations = append(translations, s)
		} else {
			originals = append(originals, strings.Join(all, ""))
		}
	})
	return originals, translations
}

// judge is a fake Slack that looks at pages.
type judge struct {
	testing.TB
	fake    *slackfake.Fake
	api     *slack.Client
	adapter *Adapter
	seen    map[string]*page // by what is behind the button
	longest int
}

// newJudge returns a judge of an adapter's pages, which is not connected to it.
func newJudge(t testing.TB, a *Adapter) *judge {
	fake := slackfake.New(t, slackfake.Options{KeepLast: 3})
	client := &http.Client{Transport: fake.Transport(), Timeout: time.Minute}
	return &judge{
		TB: t, fake: fake, adapter: a, seen: make(map[string]*page),
		api: slack.New(fake.BotToken(), slack.OptionAPIURL(fake.APIURL()), slack.OptionHTTPClient(client)),
	}
}

// takes posts a page as the bot, and holds that Slack takes it, that it goes into an acknowledgement, that
// nobody is notified and that nothing is unfurled.
func (j *judge) takes(name string, p *page) {
	j.Helper()
	data, err := json.Marshal(ephemeral(p))
	if err != nil {
		j.Errorf("%s: %v", name, err)
	}
	j.longest = max(j.longest, len(data))
	if serving.Units(p.plain.String()) >= 4000 || strings.TrimSpace(p.plain.String()) == "" {
		j.Errorf("%s: a plain text of %d", name, serving.Units(p.plain.String()))
	}
	seen := make(map[string]bool)
	for _, c := range controlsOf(j, p) {
		if seen[c.String()] {
			j.Errorf("%s: two buttons do the same: %s", name, c)
		}
		seen[c.String()] = true
	}
	channel, ts, err := j.api.PostMessageContext(context.Background(), j.fake.Public(0).ID, p.options()...)
	if err != nil {
		calls := j.fake.Calls("chat.postMessage")
		j.Errorf("%s: %v: %.1000s", name, err, calls[len(calls)-1].Form.Get("blocks"))
		return
	}
	m, _ := j.fake.Message(channel, ts)
	if pinged := j.fake.Pinged(m); !pinged.None() {
		j.Errorf("%s: %+v are notified", name, pinged)
	}
	if links := j.fake.Unfurls(m); len(links) > 0 {
		j.Errorf("%s: %q are unfurled", name, links)
	}
}

// from takes a page and all that is behind its buttons, and behind theirs.
func (j *judge) from(name string, p *page) {
	j.Helper()
	j.takes(name, p)
	for _, c := range controlsOf(j, p) {
		id := c.String()
		if j.seen[id] != nil {
			continue
		}
		j.seen[id] = j.press(c)
		j.from(name+" > "+id[:5], j.seen[id])
	}
}

// press renders what is behind a button, or what is posted by it.
func (j *judge) press(c serving.Control) *page {
	j.Helper()
	v := j.adapter.show(c.Language, true)
	if c.Action == serving.Share {
		e, err := j.adapter.coverage().Resolve(c.Refs[0])
		if err != nil {
			j.Fatal(err)
		}
		return v.shared(e)
	}
	p, outcome := v.behind(&c, j.adapter.coverage())
	if outcome != "shown" {
		j.Errorf("%s leads to %s", c, outcome)
	}
	return p
}

// reaches returns the excerpts that the Show buttons of a page and of those that follow it lead to,
// all of which are taken.
func (j *judge) reaches(p *page) []bot.Ref {
	j.Helper()
	var all []bot.Ref
	for number := 0; p != nil; number++ {
		j.takes("a page of a list", p)
		var next *page
		for _, c := range controlsOf(j, p) {
			switch c.Action {
			case serving.Show:
				all = append(all, c.Refs[0])
			case serving.Page, serving.Topic, serving.Source:
				if c.Number == number+1 {
					next = j.press(c)
				}
			}
		}
		p = next
	}
	slices.Sort(all)
	return slices.Compact(all)
}
