package slack

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/slack-go/slack"

	"clippings/adapters/serving"
	"clippings/bot"
)

// collect sends who asks a packet of what they ticked, as two files in their direct messages.
func (a *Adapter) collect(ctx context.Context, i *interaction, b *bot.Bot, v *shown) (outcome string, err error) {
	ticked := i.State.ticked()
	if len(ticked) == 0 {
		ticked = i.View.State.ticked()
	}
	var refs []bot.Ref
	for _, t := range ticked {
		refs = append(refs, bot.Ref(t))
	}
	found, away := serving.Excerpts(b, refs)
	list := unique(found)
	switch {
	case len(ticked) == 0:
		return "input", a.tell(ctx, i, line(v.forms.NothingTicked))
	case away != nil:
		return "away", a.tell(ctx, i, line(v.control.Away))
	case len(list) == 0:
		return "gone", a.tell(ctx, i, line(v.control.Gone))
	}
	packet := b.Packet(list)
	err = a.send(ctx, i.User.ID, []file{{"clippings.md", packet.Markdown}, {"clippings.csv", packet.CSV}})
	if err != nil {
		return "failed", errors.Join(a.tell(ctx, i, line(v.forms.PacketFailed)), err)
	}
	told := []string{v.forms.Collected.Of(len(list))}
	if gone := len(ticked) - len(list); gone > 0 {
		told = append(told, v.forms.Missing.Of(gone))
	}
	return "collected", a.tell(ctx, i, line(strings.Join(told, " ")))
}

// file is a file to be sent.
type file struct{ name, content string }

// send sends somebody files by direct message, all in one message or none.
func (a *Adapter) send(ctx context.Context, user string, files []file) error {
	var channel string
	err := a.try(ctx, func(ctx context.Context) error {
		c, _, _, err := a.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
		if err == nil {
			channel = c.ID
		}
		return err
	}, nil)
	if err != nil {
		return err
	}
	// Nobody sees a file until its upload is completed, so that what may have failed is sent again.
	var sent []slack.FileSummary
	for _, f := range files {
		var to *slack.GetUploadURLExternalResponse
		err := a.try(ctx, func(ctx context.Context) (err error) {
			to, err = a.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: f.name, FileSize: len(f.content)})
			if err == nil && to.FileID == "" {
				return errEmpty
			}
			return err
		}, nil)
		if err != nil {
			return err
		}
		err = a.try(ctx, func(ctx context.Context) error {
			err := a.upload(ctx, to.UploadURL, f.content)
			var status slack.StatusCodeError
			if errors.As(err, &status) && status.Code/100 == 4 && status.Code != http.StatusTooManyRequests {
				return slack.SlackErrorResponse{Err: "upload_refused"} // the same content is refused again
			}
			return err
		}, nil)
		if err != nil {
			return err
		}
		sent = append(sent, slack.FileSummary{ID: to.FileID, Title: f.name})
	}
	// What is completed a second time is the same files, not new ones.
	return a.try(ctx, func(ctx context.Context) error {
		done, err := a.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{Files: sent, Channel: channel})
		if err == nil && len(done.Files) != len(sent) {
			return errEmpty
		}
		return err
	}, nil)
}

// upload sends a file's content as it is. slack-go would send it in parts and end them twice, which a reader that is
// not strict takes for content, and would send the token along.
func (a *Adapter) upload(ctx context.Context, to, content string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, strings.NewReader(content))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	resp, err := a.client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
	}
	return nil
}
