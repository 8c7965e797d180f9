package slack

import (
	"context"
	"encoding/json"
	"time"

	"clippings/bot"
)

// envelope is something that Slack delivered, by either way.
type envelope struct {
	kind     string
	payload  json.RawMessage
	retried  bool // Slack says that it delivered it before
	received time.Time
	// ack acknowledges it, with an answer or nil. Only the first call counts; it reports an answer that
	// is too long to go this way as an error, and nothing is acknowledged then.
	ack func(answer any) error
	// errand is set where the acknowledgement carries the answer: what is asked, the same in every delivery.
	errand string
}

// take takes one envelope. It must not block.
func (a *Adapter) take(e envelope) {
	keys, work := a.workOf(&e)
	if work == nil { // nothing that the bot answers: so that Slack does not deliver it again
		e.ack(nil)
		return
	}
	ack, end := a.errands.begin(e.errand, e.ack)
	if ack == nil {
		a.metrics.Duplicate(adapterName)
		return
	}
	// There must be room before the keys are marked: what is refused comes again, and is new then.
	e.ack = ack
	latest := time.AfterFunc(a.timing.ack, func() { e.ack(nil) })
	begin := make(chan bool, 1)
	if !a.queue.Submit(func(ctx context.Context) {
		if !<-begin {
			return
		}
		defer func() {
			latest.Stop()
			e.ack(nil)
			end()
		}()
		if !a.seen.Claim(func() { a.adopt(&e, work) }, keys...) { // another process has it; this delivery is acknowledged
			a.metrics.Duplicate(adapterName)
			return
		}
		work(ctx)
	}) {
		a.metrics.Dropped(adapterName)
		latest.Stop()
		a.refuse(&e)
		end()
		return
	}
	fresh := a.seen.First(keys...)
	begin <- fresh
	if !fresh {
		a.metrics.Duplicate(adapterName)
		latest.Stop()
		end()
		// The first is being answered. Until it is, Slack must be free to deliver again, should this
		// process end now.
		time.AfterFunc(a.timing.again, func() { e.ack(nil) })
	}
}

// adopt does the work of an envelope that another process took and ended with. That one may have answered it
// just before, so it counts as delivered before.
func (a *Adapter) adopt(e *envelope, work func(context.Context)) {
	e.retried = true
	if !a.queue.Submit(work) {
		a.metrics.Dropped(adapterName)
	}
}

// workOf returns what an envelope asks for, or nil, and the keys by which a duplicate is told: the event's
// own id, and the place of the message, because a mention arrives twice under two ids.
func (a *Adapter) workOf(e *envelope) (keys []string, work func(context.Context)) {
	switch e.kind {
	case kindEvents:
		var c eventCallback
		json.Unmarshal(e.payload, &c) // a field of an unknown form is left out
		return a.workOfEvent(e, &c)
	case kindCommand:
		var c command
		json.Unmarshal(e.payload, &c)
		if c.Command == "" || c.User == "" {
			return nil, nil
		}
		return errandKey(e, "c"+c.TriggerID), func(ctx context.Context) { a.command(ctx, e, &c) }
	case kindInteractive:
		i := new(interaction)
		json.Unmarshal(e.payload, i)
		if i.Type == "" || i.User.ID == "" {
			return nil, nil
		}
		keys = []string{"i" + i.TriggerID + i.Type}
		switch i.Type {
		case typeSuggestion:
			keys = nil // every letter that is typed asks anew
		case typeSubmission:
			keys = errandKey(e, "v"+i.View.ID+i.TriggerID)
		}
		return keys, func(ctx context.Context) { a.interact(ctx, e, i) }
	}
	return nil, nil
}

// errandKey is the key of an envelope whose acknowledgement carries the answer. One that Slack delivers again
// when its answer is under way or done is a matter of the errands: its acknowledgement may have been lost, and
// with it the answer.
func errandKey(e *envelope, key string) []string {
	e.errand = key
	if e.retried {
		return nil
	}
	return []string{key}
}

// refuse tells who comes when the queue is full, as far as that goes without waiting.
func (a *Adapter) refuse(e *envelope) {
	if e.kind == kindCommand {
		e.ack(ephemeral(line(bot.ControlsOf("").Busy)))
		return
	}
	// An event that is not acknowledged is delivered again in a while, when there may be room.
	if e.kind != kindEvents {
		e.ack(nil)
	}
}
