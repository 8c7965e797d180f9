package discord

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// press answers a button. All that it needs stands in the button's id.
func (a *Adapter) press(i *interaction) answer {
	shown := func(p *page) answer { return answer{response: private(p), outcome: "shown"} }
	own := bot.ControlsOf(bot.LanguageOf(i.Locale))
	away := func(v *view) answer { return answer{response: private(line(v.control.Away)), outcome: "away"} }
	id, ok := parseButtonID(i.Data.CustomID)
	if !ok {
		return answer{response: private(line(own.Unknown)), outcome: "unknown"}
	}
	v := a.view(id.lang, i.Guild != "")
	b := a.coverage()
	switch id.action {
	case actPage:
		return a.turn(i, &id, b, v)
	case actSources:
		return shown(v.articles(b, id.number))
	case actNotThis:
		head := v.control.Rephrase
		if id.number == nearBy {
			head = v.words.NearBy
		}
		near, err := serving.Excerpts(b, id.refs)
		if err != nil {
			return away(v)
		}
		return shown(v.near(head, near))
	}
	if len(id.refs) == 0 {
		return answer{response: private(line(own.Unknown)), outcome: "unknown"}
	}
	e, err := b.Resolve(id.refs[0])
	switch {
	case errors.Is(err, bot.ErrGone):
		return answer{response: private(line(v.control.Gone)), outcome: "gone"}
	case errors.Is(err, bot.ErrChanged): // shown as it stands now, whatever was to be done with it
		return answer{response: private(v.show(v.control.Changed, e)), outcome: "changed"}
	case err != nil:
		return away(v)
	}
	switch id.action {
	case actOther:
		return shown(v.otherSide(e, id.number))
	case actMore:
		more, err := serving.Excerpts(b, id.refs[1:])
		if err != nil {
			return away(v)
		}
		return shown(v.more(e, id.number, more))
	case actCite:
		return shown(v.cite(e, id.number))
	case actShare:
		return a.shareIt(i, e, v)
	}
	return shown(v.show("", e))
}

// turn shows another page of what somebody said, in place of the one before where only the asker sees it.
func (a *Adapter) turn(i *interaction, id *buttonID, b *bot.Bot, v *view) answer {
	var speaker, about string
	if len(id.refs) > 0 {
		speaker = b.Topic(id.refs[0])
	}
	if len(id.refs) > 1 {
		about = b.Topic(id.refs[1])
	}
	if speaker == "" || len(id.refs) > 1 && about == "" {
		return answer{response: private(line(v.control.Gone)), outcome: "gone"}
	}
	ans := a.quotes(speaker, about, id.number, v)
	if ans.outcome == "shown" && i.Message != nil && i.Message.Flags&flagEphemeral != 0 {
		ans.response.Type = discordgo.InteractionResponseUpdateMessage
	}
	return ans
}

// shareLimit is how long posting may take, rate limits waited for.
const shareLimit = 2 * time.Minute

// shareIt posts an excerpt in the channel as the bot's own message. An answer to the button would be
// marked with the name of who pressed it; a message of its own is not.
func (a *Adapter) shareIt(i *interaction, e *corpus.Excerpt, v *view) answer {
	refused := func(text string) answer { return answer{response: private(line(text)), outcome: "refused"} }
	switch {
	case i.Guild == "":
		return refused(v.control.NoDirect)
	case !i.installed():
		return refused(v.control.NotMember)
	}
	if p, missing := i.missing(i.toPost()...); missing {
		return refused(fmt.Sprintf(v.control.MayNotPost, p.name))
	}
	wait := response{discordgo.InteractionResponseDeferredChannelMessageWithSource, map[string]int{"flags": flagEphemeral}}
	return answer{response: wait, outcome: "shared", then: func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, shareLimit)
		defer cancel()
		text := a.share(ctx, i, e, v)
		err := a.rest.do(ctx, request{
			method: http.MethodPatch, url: originalURL(a.application, i), body: line(text).message(0), interaction: true, repeatable: true,
		}, nil)
		if err != nil {
			a.metrics.Failed("share", sendReason(err))
			a.log.Debug("a share was not confirmed", "reason", refusal(err))
		}
	}}
}

// share posts, and returns what to tell who asked for it.
func (a *Adapter) share(ctx context.Context, i *interaction, e *corpus.Excerpt, v *view) string {
	m := v.shared(e).message(0)
	// Two presses in a row are one: Discord keeps a nonce for some minutes.
	sum := fnv.New64a()
	sum.Write([]byte(i.Channel + " " + string(bot.RefOf(e)) + string(v.lang)))
	m.Nonce, m.Enforce = "s"+strconv.FormatUint(sum.Sum64(), 36), true
	err := a.rest.do(ctx, request{method: http.MethodPost, url: messagesURL(i.Channel), body: m, repeatable: true, lane: i.Channel}, nil)
	var no *apiError
	switch {
	case err == nil:
		return v.control.Shared
	case asRefused(err, &no) && no.Code == codeMissingAccess:
		return fmt.Sprintf(v.control.MayNotPost, mayView.name)
	case asRefused(err, &no) && no.Status == http.StatusForbidden:
		return fmt.Sprintf(v.control.MayNotPost, i.toPost()[1].name)
	}
	a.metrics.Failed("share", sendReason(err))
	return v.control.NotShared
}

func asRefused(err error, refused **apiError) bool { return errors.As(err, refused) }
