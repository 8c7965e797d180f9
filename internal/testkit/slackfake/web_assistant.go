package slackfake

import (
	"encoding/json"
	"strings"
)

// Assistant is a thread in which a person talks with the app as an assistant.
type Assistant struct {
	Channel      string
	ThreadTS     string
	Person       string
	Title        string
	Status       string // empty when none is shown
	Loading      []string
	PromptsTitle string
	Prompts      []Prompt
	Statuses     []string // every status that was set, in order
}

// Prompt is a question that the app suggests.
type Prompt struct {
	Title   string `json:"title"`
	Message string `json:"message"`
}

// Assistant returns an assistant thread as it is now.
func (f *Fake) Assistant(channelID, threadTS string) (Assistant, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	a := f.assist[key(channelID, threadTS)]
	if a == nil {
		return Assistant{}, false
	}
	return a.copy(), true
}

func (a *Assistant) copy() Assistant {
	c := *a
	c.Loading = append([]string(nil), a.Loading...)
	c.Prompts = append([]Prompt(nil), a.Prompts...)
	c.Statuses = append([]string(nil), a.Statuses...)
	return c
}

// assistantThread finds the thread that a call names. A thread_ts that is absent means the person's
// latest thread in the channel, as for apps with an agent view.
func (f *Fake) assistantThread(c *call, need bool) (*Assistant, *reply) {
	no := func(name string) (*Assistant, *reply) {
		r := refusal(name)
		return nil, &r
	}
	names := []string{"channel_id"}
	if need {
		names = append(names, "thread_ts")
	}
	if bad := c.missing(names...); bad != nil {
		return nil, bad
	}
	ch := f.world.channels[c.str("channel_id")]
	if ch == nil || !ch.visible() {
		return no("channel_not_found")
	}
	ts := c.str("thread_ts")
	if a := f.assist[key(ch.ID, ts)]; a != nil {
		return a, nil
	}
	var latest *Assistant
	for _, a := range f.assist {
		if a.Channel == ch.ID && (latest == nil || a.ThreadTS > latest.ThreadTS) {
			latest = a
		}
	}
	if ts == "" && latest != nil {
		return latest, nil
	}
	if _, ok := f.messages.get(key(ch.ID, ts)); ok && c.method == "assistant.threads.setStatus" {
		return &Assistant{Channel: ch.ID, ThreadTS: ts}, nil // a status can be shown in any thread
	}
	return no("thread_not_found")
}

func (f *Fake) setPrompts(c *call) reply {
	a, bad := f.assistantThread(c, false)
	if bad != nil {
		return *bad
	}
	var prompts []Prompt
	if json.Unmarshal(c.raw("prompts"), &prompts) != nil || len(prompts) == 0 || len(prompts) > 4 {
		return invalid("/prompts", "must provide 1 to 4 prompts")
	}
	for _, p := range prompts {
		if p.Title == "" || p.Message == "" {
			return invalid("/prompts", "missing required field: title or message")
		}
	}
	a.Prompts, a.PromptsTitle = prompts, c.str("title")
	return success(nil)
}

func (f *Fake) setStatus(c *call) reply {
	a, bad := f.assistantThread(c, true)
	if bad != nil {
		return *bad
	}
	var loading []string
	if raw := c.raw("loading_messages"); len(raw) > 0 && json.Unmarshal(raw, &loading) != nil {
		loading = strings.Split(string(raw), ",")
	}
	if len(loading) > 10 {
		return invalid("/loading_messages", "no more than 10 items allowed")
	}
	a.Status, a.Loading = c.str("status"), loading
	a.Statuses = append(a.Statuses, a.Status)
	return success(nil)
}

func (f *Fake) setTitle(c *call) reply {
	a, bad := f.assistantThread(c, true)
	if bad != nil {
		return *bad
	}
	if bad := c.missing("title"); bad != nil {
		return *bad
	}
	a.Title = c.str("title")
	return success(nil)
}

// invalid is invalid_arguments with one fault.
func invalid(at, fault string) reply {
	c := &checker{}
	c.add(at, "%s", fault)
	return invalidBlocks("invalid_arguments", c)
}
