package slack

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"clippings/bot"
)

// workOfEvent returns what an event asks for, or nil.
func (a *Adapter) workOfEvent(e *envelope, c *eventCallback) (keys []string, work func(context.Context)) {
	ev := &c.Event
	keys = []string{"e" + c.ID}
	switch ev.Type {
	case "app_mention", "message":
		if !a.addressed(ev) {
			return nil, nil
		}
		return append(keys, "m"+ev.Channel+" "+ev.TS), func(ctx context.Context) { a.hear(ctx, e, ev) }
	case "app_home_opened":
		if ev.Tab != "" && ev.Tab != "home" || ev.User == "" {
			return nil, nil
		}
		return keys, func(ctx context.Context) { a.home(ctx, ev.User, "") }
	case "assistant_thread_started":
		if ev.Assistant.Channel == "" {
			return nil, nil
		}
		return keys, func(ctx context.Context) { a.assist(ctx, ev) }
	}
	return nil, nil
}

// addressed reports whether a person speaks to the bot: by mention, directly, or in a thread that a message
// of the bot's began.
func (a *Adapter) addressed(ev *event) bool {
	switch {
	case ev.Channel == "" || ev.TS == "" || ev.User == "" || ev.User == a.self || ev.Bot != "" || ev.Hidden:
		return false
	case ev.Subtype != "" && ev.Subtype != "file_share" && ev.Subtype != "thread_broadcast":
		return false
	}
	return ev.Type == "app_mention" || mentions(ev.Text, a.self) || ev.direct() || ev.ThreadTS != "" && ev.ParentUser == a.self
}

func (ev *event) direct() bool { return ev.ChannelType == "im" || strings.HasPrefix(ev.Channel, "D") }

// thread is where an answer goes: the thread of the message, or a new one below it; in direct messages
// beside it, unless it stands in a thread.
func (ev *event) thread() string {
	if ev.ThreadTS == "" && !ev.direct() {
		return ev.TS
	}
	return ev.ThreadTS
}

// hear answers a message that speaks to the bot. There is exactly one answer, whatever happens.
func (a *Adapter) hear(ctx context.Context, e *envelope, ev *event) {
	ctx, cancel := context.WithTimeout(ctx, a.timing.answer)
	defer cancel()
	entry := "mention"
	if ev.direct() {
		entry = "direct"
	}
	if verdict := a.limiter.Allow(ev.User, ev.Channel); !verdict.OK {
		a.metrics.Limited(adapterName)
		if verdict.Tell {
			a.say(ctx, ev, line(tooMany(verdict)), e.retried)
		}
		return
	}
	p, outcome := a.heard(ctx, ev)
	a.metrics.Latency(adapterName, e.received)
	if err := a.say(ctx, ev, p, e.retried); err != nil {
		a.metrics.Failed(entry, label(reasonOf(err)))
		a.log.Debug("a message was not answered", "reason", reasonOf(err))
		return
	}
	a.metrics.Answered(entry, outcome)
}

// heard makes the answer to a message. A panic makes one too.
func (a *Adapter) heard(ctx context.Context, ev *event) (p *page, outcome string) {
	control := bot.ControlsOf("")
	defer func() {
		if recover() != nil { // its value may hold the question
			a.metrics.Panicked(adapterName)
			p, outcome = line(control.Failed), "failed"
		}
	}()
	text := plain(ev.Text)
	if text == "" {
		return line(control.Empty), "input"
	}
	q := bot.Question{Text: cut(text, bot.LongestQuestion)}
	if ev.ThreadTS != "" {
		q.Follows = a.follows(ctx, ev)
	}
	return a.asked(ctx, q, words(text), false)
}

// asked answers what was asked, or does what was said: quotes, compare, sources, help. Private says that
// only the asker sees the answer, who may share it.
func (a *Adapter) asked(ctx context.Context, q bot.Question, said []string, private bool) (*page, string) {
	if p := a.ordered(said, q, private); p != nil {
		return p, "shown"
	}
	reply, err := a.handler(ctx, q)
	if in := bot.AsInputError(err); in != nil {
		return line(in.In(bot.LanguageOf(q.Locale))), "input"
	}
	if err != nil {
		return line(bot.ControlsOf(bot.LanguageOf(q.Locale)).Failed), "failed"
	}
	return a.show(reply.Language, private).reply(&reply), string(reply.Outcome)
}

// follows returns the excerpt that stands above a message in its thread: of the bot's last answer before it.
// It is read from the thread; nothing is remembered. Without it the question stands alone.
func (a *Adapter) follows(ctx context.Context, ev *event) bot.Ref {
	ctx, cancel := context.WithTimeout(ctx, a.timing.request)
	defer cancel()
	above, err := a.replies(ctx, ev.Channel, ev.ThreadTS, slack.GetConversationRepliesParameters{Latest: ev.TS})
	if err != nil {
		return ""
	}
	for i := len(above) - 1; i >= 0; i-- {
		m := &above[i]
		if m.TS >= ev.TS || m.Bot == "" || a.botID != "" && m.Bot != a.botID {
			continue
		}
		if shown := excerptShown(m.Blocks); shown != "" {
			return shown
		}
	}
	return ""
}
