package discordfake

import (
	"strconv"
	"time"
)

func ownUser() map[string]any {
	return map[string]any{
		"id": botUser.ID, "username": botUser.Name, "global_name": nil, "discriminator": "0", "avatar": nil,
		"bot": true, "verified": true, "mfa_enabled": false, "email": nil, "flags": 0, "public_flags": 0,
		"locale": "en-US", "primary_guild": nil,
	}
}

func (f *Fake) getMe(*exchange) reply { return answer(200, ownUser()) }

func (f *Fake) getApplication(*exchange) reply {
	flags := 1<<18 | 1<<19 // limited intents: members are not used, message content is switched on
	if f.gateway.disallowed()&IntentMessageContent != 0 {
		flags = 0
	}
	return answer(200, map[string]any{
		"id": applicationID, "name": botUser.Name, "icon": nil, "description": "", "bot": ownUser(),
		"bot_public": true, "bot_require_code_grant": false, "verify_key": publicKey, "flags": flags,
		"flags_new": strconv.Itoa(flags), "type": nil, "redirect_uris": []any{}, "interactions_endpoint_url": nil,
		"role_connections_verification_url": nil, "approximate_user_install_count": 1, "approximate_user_authorization_count": 0,
		"explicit_content_filter": 0, "eligible_oauth2_scopes": []any{},
		"approximate_guild_count": len(f.world.guilds), "owner": f.world.users[0].wire(), "team": nil,
		"integration_types_config": map[string]any{"0": map[string]any{}, "1": map[string]any{}},
	})
}

func (f *Fake) getGateway(*exchange) reply {
	return answer(200, map[string]string{"url": f.socketURL(gatewayPath)})
}

func (f *Fake) getGatewayBot(*exchange) reply {
	f.gateway.mu.Lock()
	defer f.gateway.mu.Unlock()
	return answer(200, map[string]any{
		"url":    f.socketURL(gatewayPath),
		"shards": f.gateway.shards,
		"session_start_limit": map[string]any{
			"total": f.opts.SessionStarts, "remaining": max(f.gateway.starts, 0),
			"reset_after": (24 * time.Hour).Milliseconds(), "max_concurrency": f.gateway.maxConc,
		},
	})
}

type guildEvent struct {
	id   string
	data []byte
}

// guildCreates renders the GUILD_CREATE of every guild.
func (f *Fake) guildCreates() []guildEvent {
	f.mu.Lock()
	defer f.mu.Unlock()
	var events []guildEvent
	for _, g := range f.world.guilds {
		channels := []wireChannel{}
		for i, id := range g.channels {
			c := f.world.channels[id]
			if c.denied&ViewChannel != 0 {
				continue
			}
			w := f.wireChannel(c)
			w.Position = i
			channels = append(channels, w)
		}
		bot := botUser.wire()
		none := []any{}
		events = append(events, guildEvent{g.id, encode(map[string]any{
			"id": g.id, "name": g.name, "icon": nil, "owner_id": g.ownerID, "preferred_locale": g.locale,
			"unavailable": false, "large": false, "member_count": len(f.world.users) + 1, "joined_at": joinedAt,
			"afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0,
			"mfa_level": 0, "nsfw_level": 0, "premium_tier": 0, "system_channel_flags": 0, "system_channel_id": nil,
			"rules_channel_id": nil, "public_updates_channel_id": nil, "afk_channel_id": nil, "vanity_url_code": nil,
			"description": nil, "banner": nil, "splash": nil, "discovery_splash": nil, "premium_progress_bar_enabled": false,
			"features": none, "emojis": none, "stickers": none, "voice_states": none, "presences": none, "threads": none,
			"stage_instances": none, "guild_scheduled_events": none, "soundboard_sounds": none,
			"roles": []any{map[string]any{
				"id": g.id, "name": "@everyone", "color": 0, "hoist": false, "position": 0, "managed": false, "mentionable": false,
				"permissions": (&channel{}).permissions(), "flags": 0, "icon": nil, "unicode_emoji": nil,
			}},
			"members": []*wireMember{member(&bot, "")}, "channels": channels,
		})})
	}
	return events
}
