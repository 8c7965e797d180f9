package discord

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"

	"clippings/adapters/serving"
)

// introduce asks Discord who the bot is and how many shards there should be, until it says and there are
// enough starts left to connect them: more identifications than Discord allows in a day reset the token.
func (a *Adapter) introduce(ctx context.Context) (Shards, error) {
	wait := serving.Backoff{Least: a.timing.least, Most: a.timing.most}
	for {
		plan, full, err := a.ask(ctx)
		var refused *apiError
		switch {
		case ctx.Err() != nil:
			return plan, ctx.Err()
		case err == nil && full <= 0:
			return plan, nil
		case errors.As(err, &refused) && refused.Status == http.StatusUnauthorized:
			return plan, &FatalError{fatalCodes[4004]}
		}
		pause := max(wait.Next(), full)
		if err == nil {
			a.log.Warn("too many starts today; waiting for Discord's limit", "for", pause.String())
		} else {
			a.log.Warn("Discord does not answer", "reason", refusal(err), "again in", pause.Round(time.Millisecond).String())
		}
		if err := serving.Sleep(ctx, pause); err != nil {
			return plan, err
		}
	}
}

// gatewayBot is what Discord tells of the bot's gateway.
type gatewayBot struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"`
	Starts struct {
		Remaining   int   `json:"remaining"`
		ResetAfter  int64 `json:"reset_after"` // ms
		Concurrency int   `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// ask asks once. It returns how long to wait when too few starts are left.
func (a *Adapter) ask(ctx context.Context) (plan Shards, full time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, 3*a.timing.attempt)
	defer cancel()
	var me user
	var app struct {
		ID string `json:"id"`
	}
	var gateway gatewayBot
	for _, get := range []struct {
		url string
		out any
	}{
		{discordgo.EndpointUser("@me"), &me}, {discordgo.EndpointApplications + "/@me", &app}, {discordgo.EndpointGatewayBot, &gateway},
	} {
		if err := a.rest.do(ctx, request{method: http.MethodGet, url: get.url, repeatable: true}, get.out); err != nil {
			return Shards{}, 0, err
		}
	}
	a.self, a.application, a.gateway = me.ID, app.ID, gateway.URL
	a.gate.concurrency = gateway.Starts.Concurrency
	plan = a.cfg.Shards
	if plan.Count == 0 {
		n := max(gateway.Shards, 1)
		plan = Shards{Last: n - 1, Count: n}
	}
	if gateway.Starts.Remaining < plan.Last-plan.First+1 {
		full = time.Duration(gateway.Starts.ResetAfter) * time.Millisecond
	}
	return plan, full, nil
}
