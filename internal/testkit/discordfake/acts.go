package discordfake

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// wireInteraction is the data of INTERACTION_CREATE.
type wireInteraction struct {
	ID             string            `json:"id"`
	ApplicationID  string            `json:"application_id"`
	Type           int               `json:"type"`
	Data           any               `json:"data"`
	Guild          any               `json:"guild,omitempty"`
	GuildID        string            `json:"guild_id,omitempty"`
	Channel        wireChannel       `json:"channel"`
	ChannelID      string            `json:"channel_id"`
	Member         *wireMember       `json:"member,omitempty"`
	User           *wireUser         `json:"user,omitempty"`
	Token          string            `json:"token"`
	Version        int               `json:"version"`
	Message        *wireMessage      `json:"message,omitempty"`
	AppPermissions string            `json:"app_permissions"`
	Locale         string            `json:"locale"`
	GuildLocale    string            `json:"guild_locale,omitempty"`
	Entitlements   []any             `json:"entitlements"`
	Owners         map[string]string `json:"authorizing_integration_owners"`
	Context        int               `json:"context"`
	AttachmentSize int               `json:"attachment_size_limit"`
}

type wireCommandData struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Type     int            `json:"type"`
	GuildID  string         `json:"guild_id,omitempty"`
	Options  []Option       `json:"options,omitempty"`
	TargetID string         `json:"target_id,omitempty"`
	Resolved map[string]any `json:"resolved,omitempty"`
}

type wireComponentData struct {
	CustomID      string         `json:"custom_id"`
	ComponentType int            `json:"component_type"`
	ID            int            `json:"id"`
	Values        []string       `json:"values,omitempty"`
	Resolved      map[string]any `json:"resolved,omitempty"`
}

// Slash has a person use a slash command. Where the bot has registered commands, it must be one of
// them with fitting options, or the test fails; see Options.AnyCommand.
func (f *Fake) Slash(a Actor, command string, options ...Option) *Interaction {
	f.mu.Lock()
	defer f.mu.Unlock()
	id, err := f.commandFor(a, commandSlash, command, options, false)
	return f.act(a, kindCommand, command, err, func(i *Interaction, w *wireInteraction) {
		w.Data = wireCommandData{ID: id, Name: command, Type: commandSlash, Options: options}
	})
}

// Autocomplete has a person type in an option of a slash command: the one marked by Focused, or the last.
func (f *Fake) Autocomplete(a Actor, command string, options ...Option) *Interaction {
	options = focusLast(options)
	f.mu.Lock()
	defer f.mu.Unlock()
	id, err := f.commandFor(a, commandSlash, command, options, true)
	return f.act(a, kindAutocomplete, command, err, func(i *Interaction, w *wireInteraction) {
		w.Data = wireCommandData{ID: id, Name: command, Type: commandSlash, Options: options}
	})
}

// MessageCommand has a person use a command of a message's context menu. The bot gets the message's
// text whatever its intents.
func (f *Fake) MessageCommand(a Actor, command string, target Message) *Interaction {
	f.mu.Lock()
	defer f.mu.Unlock()
	id, err := f.commandFor(a, commandMessage, command, nil, false)
	m, ok := f.messages.get(target.ID)
	if err == nil && (!ok || m.Deleted) {
		err = fmt.Errorf("there is no message %q", target.ID)
	}
	return f.act(a, kindCommand, command, err, func(i *Interaction, w *wireInteraction) {
		i.metadata.targeted = true
		w.Data = wireCommandData{
			ID: id, Name: command, Type: commandMessage, TargetID: m.ID,
			Resolved: map[string]any{"messages": map[string]any{m.ID: f.wireMessage(m, true)}},
		}
	})
}

// Press has a person press a button. It must stand enabled in a message that the person can see, or
// the test fails.
func (f *Fake) Press(a Actor, on Shown, customID string) *Interaction {
	return f.use(a, on, customID, nil)
}

// Select has a person choose values of a select menu. They must be among its options, or the test fails.
func (f *Fake) Select(a Actor, on Shown, customID string, values ...string) *Interaction {
	if values == nil {
		values = []string{}
	}
	return f.use(a, on, customID, values)
}

func (f *Fake) use(a Actor, on Shown, customID string, values []string) *Interaction {
	messageID := on.shownID()
	f.mu.Lock()
	defer f.mu.Unlock()
	m, component, err := f.usable(a, messageID, customID)
	if err == nil {
		err = component.takes(values)
	}
	return f.act(a, kindComponent, customID, err, func(i *Interaction, w *wireInteraction) {
		i.source, i.metadata.InteractedMessageID = m.ID, m.ID
		shown := f.wireMessage(m, true)
		w.Message = &shown
		w.Data = wireComponentData{CustomID: customID, ComponentType: component.Type, ID: component.ID, Values: values}
	})
}

// takes says why a component cannot be used with these values; none is a press.
func (c Component) takes(values []string) error {
	switch {
	case values == nil && c.Type == ComponentButton && c.Style != 5:
		return nil
	case values == nil:
		return fmt.Errorf("component %q cannot be pressed", c.CustomID)
	case c.Type != ComponentStringSelect:
		return fmt.Errorf("component %q is not a string select", c.CustomID)
	}
	least, most := 1, 1
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
	}
	if len(values) < least || len(values) > most {
		return fmt.Errorf("select %q takes %d to %d values, not %d", c.CustomID, least, most, len(values))
	}
	for _, value := range values {
		if !slices.ContainsFunc(c.Options, func(o SelectOption) bool { return o.Value == value }) {
			return fmt.Errorf("select %q has no option %q", c.CustomID, value)
		}
	}
	return nil
}

// Submit has a person submit the modal that an interaction was answered with. fields maps the custom
// ids of its text inputs to what was typed.
func (f *Fake) Submit(a Actor, opened *Interaction, fields map[string]string) *Interaction {
	f.mu.Lock()
	defer f.mu.Unlock()
	var modal Response
	var err error
	if opened.callback == CallbackModal {
		modal = opened.responses[0]
	} else {
		err = fmt.Errorf("interaction %s was not answered with a modal", opened.id)
	}
	var rows []any
	walk(modal.Components, func(c Component) {
		if c.Type == ComponentTextInput {
			input := map[string]any{"type": ComponentTextInput, "id": len(rows)*2 + 2, "custom_id": c.CustomID, "value": fields[c.CustomID]}
			rows = append(rows, map[string]any{"type": ComponentActionRow, "id": len(rows)*2 + 1, "components": []any{input}})
		}
	})
	return f.act(a, kindModal, modal.CustomID, err, func(i *Interaction, w *wireInteraction) {
		i.source, i.metadata.Triggering = opened.source, opened.metadata
		if m, ok := f.messages.get(i.source); ok {
			shown := f.wireMessage(m, true)
			w.Message = &shown
		}
		w.Data = map[string]any{"custom_id": modal.CustomID, "components": rows}
	})
}

// act makes an interaction, lets fill complete its payload and dispatches it. With an error it fails
// the test instead. The caller holds f.mu.
func (f *Fake) act(a Actor, kind int, name string, err error, fill func(*Interaction, *wireInteraction)) *Interaction {
	i := &Interaction{f: f, kind: kind, actor: a, name: name, done: make(chan struct{}), created: f.now()}
	c := f.world.channels[a.Place.ChannelID]
	if err == nil && c == nil {
		err = fmt.Errorf("there is no channel %q", a.Place.ChannelID)
	}
	if err != nil {
		i.bad = fmt.Errorf("discordfake: %s cannot use %q: %w", a.User.Name, name, err)
		f.t.Error(i.bad)
		return i
	}
	i.id = f.newID()
	i.token = newToken(i.id)
	user := a.User.wire()
	owners := a.owners()
	i.metadata = &wireMetadata{ID: i.id, Type: kind, User: user, Owners: owners}
	w := wireInteraction{
		ID: i.id, ApplicationID: applicationID, Type: kind, Channel: f.wireChannel(c), ChannelID: c.id, Token: i.token,
		Version: 1, AppPermissions: c.permissions(), Locale: a.Locale, Entitlements: []any{}, Owners: owners,
		Context: a.Place.Context, AttachmentSize: mostAttachmentBytes,
	}
	if w.Locale == "" {
		w.Locale = "en-US"
	}
	w.Channel.Permissions = w.AppPermissions
	if a.Place.GuildID != "" {
		w.GuildID = a.Place.GuildID
		w.GuildLocale = "en-US"
		w.Guild = map[string]any{"id": w.GuildID, "locale": w.GuildLocale, "features": []any{}}
		w.Member = member(&user, c.permissions())
	} else {
		w.User = &user
	}
	fill(i, &w)
	f.interactions.add(i.id, i)
	i.dispatched = time.Now()
	payload := encode(w)
	f.gateway.dispatch("INTERACTION_CREATE", a.Place.GuildID, 0, payload, payload)
	f.changed.raise()
	return i
}

// owners is the interaction's authorizing_integration_owners.
func (a Actor) owners() map[string]string {
	switch {
	case a.UserInstalled || a.Place.Context == ContextPrivate:
		return map[string]string{"1": a.User.ID}
	case a.Place.Context == ContextBotDM:
		return map[string]string{"0": "0"}
	}
	return map[string]string{"0": a.Place.GuildID}
}

func (i *Interaction) userInstalled() bool {
	_, guild := i.actor.owners()["0"]
	return !guild
}

// newToken makes an interaction's token, from which its id can be read again.
func newToken(id string) string {
	return "aW50ZXJhY3Rpb24." + id + "." + strings.Repeat("t0ken", 12)
}

func tokenOwner(token string) (id string, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", false
	}
	return parts[1], true
}
