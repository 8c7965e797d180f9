package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// messageLimit is how long an answer to a message may take, rate limits waited for.
const messageLimit = 2 * time.Minute

// codeNoHistory is Discord's refusal of a reply where the bot may not read what came before.
const codeNoHistory = 160002

// hear answers a message that speaks to the bot. There is exactly one answer, whatever happens.
func (a *Adapter) hear(ctx context.Context, m *message, received time.Time) {
	entry := "mention"
	if m.Guild == "" {
		entry = "direct"
	}
	place := m.Guild
	if place == "" {
		place = m.Channel
	}
	if verdict := a.limiter.Allow(m.Author.ID, place); !verdict.OK {
		a.metrics.Limited(adapterName)
		if verdict.Tell {
			v := a.view(a.languageOf(plain(m.Content)), false)
			a.say(ctx, m, one(tooMany(v, verdict)), v)
		}
		return
	}
	write, v, outcome := a.heard(ctx, m)
	a.metrics.Latency(adapterName, received)
	if err := a.say(ctx, m, write, v); err != nil {
		a.metrics.Failed(entry, sendReason(err))
		a.log.Debug("a message was not answered", "reason", refusal(err))
		return
	}
	a.metrics.Answered(entry, outcome)
}

// heard makes the answer to a message, as what writes it on a page. A panic makes one too.
func (a *Adapter) heard(ctx context.Context, m *message) (write func(*page) *page, v *view, outcome string) {
	text := plain(m.Content)
	v = a.view(a.languageOf(text), false)
	defer func() {
		if recover() != nil { // its value may hold the question
			a.metrics.Panicked(adapterName)
			write, outcome = one(v.control.Failed), "failed"
		}
	}()
	if silent(text) {
		return one(v.control.Empty), v, "input"
	}
	reply, err := a.handler(ctx, bot.Question{Text: text, Follows: a.follows(m.Replied)})
	if in := bot.AsInputError(err); in != nil {
		return one(in.In(v.lang)), v, "input"
	}
	if err != nil {
		return one(v.control.Failed), v, "failed"
	}
	if m.Guild != "" { // everybody reads it, and it outlives the question
		reply.Problems = unnamed(reply.Problems)
	}
	v = a.view(reply.Language, false)
	return func(p *page) *page { return v.reply(p, &reply) }, v, string(reply.Outcome)
}

// unnamed returns problems without what was typed.
func unnamed(problems []bot.Problem) []bot.Problem {
	out := slices.Clone(problems)
	for i := range out {
		out[i].Value = "…"
	}
	return out
}

// one writes one line.
func one(text string) func(*page) *page {
	return func(p *page) *page { p.write(short(text, mostText/4)); return p }
}

// languageOf returns the language that a message is written in: Discord does not tell that of its author.
func (a *Adapter) languageOf(text string) (lang corpus.Language) {
	defer func() {
		if recover() != nil {
			lang = corpus.English
		}
	}()
	return a.coverage().Understand(bot.Question{Text: cut(text, bot.LongestQuestion)}).Language
}

// follows returns the excerpt that a message of the bot's own shows, or "".
func (a *Adapter) follows(replied *message) bot.Ref {
	if replied == nil || replied.Author.ID != a.self {
		return ""
	}
	var found bot.Ref
	eachID(replied.Components, func(id string) bool {
		if c, ok := serving.ParseControl(id); ok {
			found, ok = c.Shown()
			return !ok
		}
		return true
	})
	return found
}

// eachID calls f with the id of every button in components, nested ones too, until f returns false.
func eachID(components json.RawMessage, f func(id string) bool) bool {
	var list []struct {
		ID         any             `json:"custom_id"`
		Components json.RawMessage `json:"components"`
	}
	if len(components) == 0 || json.Unmarshal(components, &list) != nil {
		return true
	}
	for _, c := range list {
		if id, ok := c.ID.(string); ok && !f(id) || !eachID(c.Components, f) {
			return false
		}
	}
	return true
}

// say posts an answer as a reply to the message. Where the bot may not write, it tells the asker
// directly, with the answer.
func (a *Adapter) say(ctx context.Context, m *message, write func(*page) *page, v *view) error {
	ctx, cancel := context.WithTimeout(ctx, messageLimit)
	defer cancel()
	out := write(new(page)).message(0)
	// One message gets one answer, however often it is sent: Discord keeps a nonce for some minutes.
	out.Nonce, out.Enforce = "m"+m.ID, true
	out.Reference = &reference{Message: m.ID}
	err := a.post(ctx, m.Channel, out)
	var no *apiError
	if asRefused(err, &no) && no.Code == codeNoHistory {
		out.Reference = nil
		err = a.post(ctx, m.Channel, out)
	}
	if rejected(err) { // our own mistake: say at least that
		out.Components = line(v.control.Failed).components
		err = errors.Join(err, a.post(ctx, m.Channel, out))
	}
	if !asRefused(err, &no) || no.Status != http.StatusForbidden || m.Guild == "" {
		return err
	}
	lacks := toWrite(m.Where)
	if no.Code == codeMissingAccess {
		lacks = mayView
	}
	p := new(page)
	p.write(escape(fmt.Sprintf(v.control.MayNotWrite, lacks.name)))
	out = write(p).message(0)
	out.Nonce, out.Enforce = "m"+m.ID, true
	return a.direct(ctx, m.Author.ID, out)
}

func (a *Adapter) post(ctx context.Context, channel string, out sent) error {
	return a.rest.do(ctx, request{method: http.MethodPost, url: messagesURL(channel), body: out, repeatable: true, lane: channel}, nil)
}

// direct sends somebody a direct message.
func (a *Adapter) direct(ctx context.Context, to string, out sent) error {
	var channel struct {
		ID string `json:"id"`
	}
	body := map[string]string{"recipient_id": to}
	if err := a.rest.do(ctx, request{method: http.MethodPost, url: discordgo.EndpointUserChannels("@me"), body: body, repeatable: true}, &channel); err != nil {
		return err
	}
	return a.post(ctx, channel.ID, out)
}

// refuseMessage tells who comes when the queue is full.
func (a *Adapter) refuseMessage(ctx context.Context, m *message) {
	v := a.view(a.languageOf(plain(m.Content)), false)
	a.say(ctx, m, one(v.control.Busy), v)
}
