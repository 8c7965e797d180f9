package slack

import (
	"context"
	"slices"
	"strings"

	"clippings/bot"
	"clippings/corpus"
)

// orders are the words that begin something else than a question, folded, with what they mean and in which
// language they are said.
var orders = map[string]struct {
	what string
	lang corpus.Language
}{
	"quotes": {"quotes", corpus.English}, "citas": {"quotes", corpus.Spanish},
	"compare": {"compare", corpus.English}, "comparar": {"compare", corpus.Spanish},
	"sources": {"sources", corpus.English}, "fuentes": {"sources", corpus.Spanish},
	"about": {"about", corpus.English}, "acerca": {"about", corpus.Spanish},
	"help": {"help", corpus.English}, "ayuda": {"help", corpus.Spanish},
	"citacoes": {"quotes", corpus.Portuguese}, "comparacao": {"compare", corpus.Portuguese}, "fontes": {"sources", corpus.Portuguese}, "ajuda": {"help", corpus.Portuguese},
	"sobre": {"about", corpus.Portuguese},
}

// Words by which an order goes on: between it and a name, and between the name and a topic.
var (
	of    = []string{"by", "from", "of", "de", "del", "do", "da"}
	about = []string{"about", "on", "sobre"}
	the   = []string{"the", "el", "la", "los", "las", "o", "a", "os", "as"}
)

// words are the words of a text.
func words(s string) []string { return strings.Fields(s) }

// ordered does what was said when it is an order, and returns nil when it is a question. What names nobody
// and nothing of the coverage is a question too.
func (a *Adapter) ordered(said []string, q bot.Question, private bool) *page {
	if len(said) == 0 {
		return a.help(bot.LanguageOf(q.Locale))
	}
	order, ok := orders[corpus.Fold(strings.Trim(said[0], ".,:;!?¿¡"))]
	if !ok {
		return nil
	}
	v, b := a.show(order.lang, private), a.coverage()
	p := a.obey(order.what, said[1:], v, b)
	if p != nil {
		p.lang = order.lang
	}
	return p
}

// obey does what an order says to some words, or returns nil when they name nothing.
func (a *Adapter) obey(what string, rest []string, v *shown, b *bot.Bot) *page {
	switch {
	case what == "quotes" && len(rest) > 0:
		speaker, topic := cutAt(rest, about)
		for _, s := range variants(speaker, of) {
			for _, t := range variants(topic, the) {
				if p, err := v.statements(b, s, t, 0); err == nil {
					return p
				}
			}
		}
	case what == "compare" && len(rest) > 0:
		for _, t := range variants(rest, the) {
			if p, err := v.compare(b, t, 0); err == nil {
				return p
			}
		}
	case len(rest) > 0: // about what
	case what == "sources":
		return v.sources(b)
	case what == "about":
		return v.about(b)
	default: // help, and an order that says no more
		return line(v.help())
	}
	return nil
}

func (a *Adapter) help(lang corpus.Language) *page { return line(a.show(lang, false).help()) }

// cutAt parts words at the first of some, but not ahead of all others.
func cutAt(said, at []string) (before, behind []string) {
	for i, w := range said {
		if i > 0 && slices.Contains(at, strings.ToLower(w)) {
			return said[:i], said[i+1:]
		}
	}
	return said, nil
}

// variants are words as they are and, when they begin with one of some small words, without it.
func variants(said, small []string) []string {
	all := []string{strings.Join(said, " ")}
	if len(said) > 1 && slices.Contains(small, strings.ToLower(said[0])) {
		all = append(all, strings.Join(said[1:], " "))
	}
	return all
}

// command answers a slash command in its acknowledgement.
func (a *Adapter) command(ctx context.Context, e *envelope, c *command) {
	ctx, cancel := context.WithTimeout(ctx, a.timing.answer)
	defer cancel()
	p, outcome := a.commanded(ctx, c)
	a.metrics.Latency(adapterName, e.received)
	out := ephemeral(p)
	err := e.ack(out)
	if err != nil { // too long for an acknowledgement, or that came too late
		e.ack(nil)
		err = a.reply(ctx, c.ResponseURL, c.User, out)
	}
	if err != nil {
		a.metrics.Failed("command", label(reasonOf(err)))
		return
	}
	a.metrics.Answered("command", outcome)
}

// commanded makes the answer to a slash command. A panic makes one too.
func (a *Adapter) commanded(ctx context.Context, c *command) (p *page, outcome string) {
	control := bot.ControlsOf("")
	defer func() {
		if recover() != nil { // its value may hold the question
			a.metrics.Panicked(adapterName)
			p, outcome = line(control.Failed), "failed"
		}
	}()
	if verdict := a.limiter.Allow(c.User, c.Team+" "+c.Channel); !verdict.OK {
		a.metrics.Limited(adapterName)
		return line(tooMany(verdict)), "limited"
	}
	text := plain(c.Text)
	return a.asked(ctx, bot.Question{Text: cut(text, bot.LongestQuestion)}, words(text), shareable(c.Channel))
}

// shareable reports whether what only the asker sees could be shared in a channel.
func shareable(channel string) bool { return channel != "" && !strings.HasPrefix(channel, "D") }
