package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"clippings/bot"
)

// Finding is one thing that was looked at.
type Finding struct {
	OK   bool
	Text string // one line; when not OK, what is missing and who can mend it
}

// Doctor asks Discord whether the bot is set up, without connecting to the gateway or changing anything,
// and returns what it found with the link that invites the bot. An error means that Discord did not say.
func Doctor(ctx context.Context, cfg Config) (found []Finding, invite string, err error) {
	a, err := New(cfg, nil, nil, nil, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, "", err
	}
	d := &doctor{Adapter: a}
	steps := []func(context.Context) error{d.token, d.app, d.starts, d.servers, d.list}
	for _, step := range steps {
		err := step(ctx)
		var refused *apiError
		switch {
		case errors.As(err, &refused) && refused.Status == http.StatusUnauthorized:
			d.say(false, "%s", fatalCodes[4004])
			return d.found, "", nil
		case err != nil:
			return d.found, "", fmt.Errorf("discord: %w", err)
		}
	}
	return d.found, InviteURL(d.application), nil
}

// invited are the permissions that the invitation asks for: to see a channel, to write in it and in its
// threads, and to mark a message as a reply.
const invited = 1<<10 | 1<<11 | 1<<16 | 1<<38

// InviteURL returns the address that adds the bot to a server.
func InviteURL(application string) string {
	q := url.Values{"client_id": {application}, "scope": {"bot applications.commands"}, "permissions": {strconv.Itoa(invited)}}
	return "https://discord.com/oauth2/authorize?" + q.Encode()
}

type doctor struct {
	*Adapter
	found []Finding
}

func (d *doctor) say(ok bool, format string, args ...any) {
	d.found = append(d.found, Finding{ok, fmt.Sprintf(format, args...)})
}

func (d *doctor) get(ctx context.Context, address string, out any) error {
	return d.rest.do(ctx, request{method: http.MethodGet, url: address, repeatable: true}, out)
}

func (d *doctor) token(ctx context.Context) error {
	var me struct {
		ID       string `json:"id"`
		Username string `json:"username"`
	}
	if err := d.get(ctx, discordgo.EndpointUser("@me"), &me); err != nil {
		return err
	}
	d.self = me.ID
	d.say(true, "the token is valid: it is that of %s", me.Username)
	return nil
}

func (d *doctor) app(ctx context.Context) error {
	var app struct {
		ID        string         `json:"id"`
		Endpoint  string         `json:"interactions_endpoint_url"`
		Flags     int            `json:"flags"`
		Installed map[string]any `json:"integration_types_config"`
	}
	if err := d.get(ctx, discordgo.EndpointApplications+"/@me", &app); err != nil {
		return err
	}
	d.application = app.ID
	if app.Endpoint != "" {
		d.say(false, "commands are sent to an HTTP address and never reach this bot: clear “Interactions Endpoint URL” in the developer portal, under General Information")
	} else {
		d.say(true, "commands reach this bot by its gateway connection")
	}
	if _, ok := app.Installed["1"]; !ok && app.Installed != nil {
		d.say(false, "people cannot install it for themselves: switch on “User Install” in the developer portal, under Installation")
	} else {
		d.say(true, "people can install it for themselves, and use it in any server")
	}
	const content = 1<<18 | 1<<19 // the privileged intent to read every message, full or limited
	if app.Flags&content != 0 {
		d.say(false, "the intent “Message Content” is switched on and not needed: switch it off in the developer portal, under Bot, so that nobody needs to trust the bot with every message")
	} else {
		d.say(true, "no privileged intent is switched on, and none is needed")
	}
	return nil
}

func (d *doctor) starts(ctx context.Context) error {
	var g gatewayBot
	if err := d.get(ctx, discordgo.EndpointGatewayBot, &g); err != nil {
		return err
	}
	plan := d.cfg.Shards
	switch {
	case plan.Count == 0:
		d.say(true, "as many shards are connected as Discord recommends: %d", g.Shards)
	case plan.Count < g.Shards:
		d.say(false, "discord.shards counts %d, and Discord recommends %d: raise it, or leave it empty", plan.Count, g.Shards)
	default:
		d.say(true, "this process connects shards %d to %d of %d (Discord recommends %d)", plan.First, plan.Last, plan.Count, g.Shards)
	}
	if g.Starts.Remaining < 50 {
		d.say(false, "only %s left today; at 0 Discord takes the token away. Stop what starts the bot again and again", startsAre.Of(g.Starts.Remaining))
	} else {
		d.say(true, "%s left today", startsAre.Of(g.Starts.Remaining))
	}
	return nil
}

// What the doctor counts.
var (
	startsAre = bot.Counted{One: "%d start is", Many: "%d starts are"}
	serversOf = bot.Counted{One: "%d server", Many: "%d servers"}
)

// servers looks whether the bot may write where it is. Roles of single channels may still say otherwise.
func (d *doctor) servers(ctx context.Context) error {
	type server struct {
		ID          string `json:"id"`
		Permissions string `json:"permissions"`
	}
	const most = 200 // that Discord lists at once
	var servers []server
	for more := true; more; {
		address := discordgo.EndpointUserGuilds("@me") + "?limit=" + strconv.Itoa(most)
		if n := len(servers); n > 0 {
			address += "&after=" + servers[n-1].ID
		}
		var list []server
		err := d.get(ctx, address, &list)
		var refused *apiError
		if errors.As(err, &refused) && refused.Status != http.StatusUnauthorized {
			return nil // not every kind of bot may ask
		}
		if err != nil {
			return err
		}
		servers = append(servers, list...)
		more = len(list) == most
	}
	if len(servers) == 0 {
		d.say(true, "it is in no server yet; the link below adds it")
		return nil
	}
	for _, p := range []permission{mayView, maySend, maySendIn} {
		lacking := 0
		for _, s := range servers {
			if _, missing := (&interaction{Permissions: s.Permissions}).missing(p); missing {
				lacking++
			}
		}
		if lacking > 0 {
			d.say(false, "in %d of %s it lacks the permission “%s”: mentions go unanswered there, /ask works. Who manages roles there can grant it", lacking, serversOf.Of(len(servers)), p.name)
			continue
		}
		d.say(true, "it has the permission “%s” in all of %s", p.name, serversOf.Of(len(servers)))
	}
	return nil
}

func (d *doctor) list(ctx context.Context) error {
	same, err := d.registered(ctx)
	if err != nil {
		return err
	}
	if same {
		d.say(true, "the commands are registered")
	} else {
		d.say(false, "the commands are not registered as this version has them: “clippings serve” registers them when it starts")
	}
	return nil
}
