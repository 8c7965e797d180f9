package slackfake

import (
	"slices"
	"strings"
)

// auth is what the tokens are worth. It is guarded by f.mu.
type auth struct {
	scopes   []string
	botError string
	appError string
}

// SetScopes changes what the bot token was granted, from now on.
func (f *Fake) SetScopes(scopes ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.auth.scopes = slices.Clone(scopes)
}

// Scopes is what the bot token was granted.
func (f *Fake) Scopes() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.auth.scopes)
}

// FailBotToken has every call with the bot token answered with an error, as in token_revoked,
// account_inactive or token_expired. An empty name ends it.
func (f *Fake) FailBotToken(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.auth.botError = name
}

// FailAppToken does to the app-level token what FailBotToken does to the bot's.
func (f *Fake) FailAppToken(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.auth.appError = name
}

// authorized is the answer to a call whose token does not allow it, nil when it does. The caller
// holds f.mu.
func (f *Fake) authorized(m method, c *call) *reply {
	no := func(name string, fields ...object) *reply {
		r := refusal(name, fields...)
		return &r
	}
	if m.open {
		return nil
	}
	switch c.token {
	case "":
		return no("not_authed")
	case botToken:
		if f.auth.botError != "" {
			return no(f.auth.botError)
		}
		if m.app {
			return no("not_allowed_token_type")
		}
	case appToken:
		if f.auth.appError != "" {
			return no(f.auth.appError)
		}
		if !m.app {
			return no("not_allowed_token_type")
		}
		return nil
	default:
		return no("invalid_auth")
	}
	if len(m.scopes) > 0 && !f.granted(m.scopes...) {
		return f.lacking(m.scopes...)
	}
	return nil
}

// granted says whether the bot token has one of the scopes. The caller holds f.mu.
func (f *Fake) granted(scopes ...string) bool {
	return slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(f.auth.scopes, s) })
}

// lacking is the answer when the bot token has none of the scopes. The caller holds f.mu.
func (f *Fake) lacking(scopes ...string) *reply {
	r := refusal("missing_scope", object{"needed": scopes[0], "provided": strings.Join(f.auth.scopes, ",")})
	return &r
}

// scopeFor is the scope that reading a channel needs: history or read of its kind.
func scopeFor(kind, what string) string {
	switch kind {
	case "group":
		return "groups:" + what
	case "im":
		return "im:" + what
	case "mpim":
		return "mpim:" + what
	}
	return "channels:" + what
}
