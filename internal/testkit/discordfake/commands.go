package discordfake

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Types of commands.
const (
	commandSlash   = 1
	commandUser    = 2
	commandMessage = 3
)

// Command is an application command as it was registered.
type Command struct {
	ID                       string
	Type                     int
	Name                     string
	NameLocalizations        map[string]string
	Description              string
	DescriptionLocalizations map[string]string
	Options                  []CommandOption
	Contexts                 []int // nil when the request did not say
	IntegrationTypes         []int
	Raw                      json.RawMessage // the whole of it as sent
}

// CommandOption is an option in the definition of a command.
type CommandOption struct {
	Type                     int               `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations"`
	Required                 bool              `json:"required"`
	Autocomplete             bool              `json:"autocomplete"`
	Choices                  []Choice          `json:"choices"`
	Options                  []CommandOption   `json:"options"`
	MinLength                *int              `json:"min_length"`
	MaxLength                *int              `json:"max_length"`
}

type commandBody struct {
	Type                     *int              `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations"`
	Options                  []CommandOption   `json:"options"`
	Contexts                 []int             `json:"contexts"`
	IntegrationTypes         []int             `json:"integration_types"`
}

// Commands returns the commands that are registered for a guild, or globally when the id is empty.
func (f *Fake) Commands(guildID string) []Command {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.commands[guildID])
}

func (f *Fake) commandScope(x *exchange) (guildID string, refused reply, ok bool) {
	if x.vars[0] != applicationID {
		return "", refusal(403, codeMissingAccess, "Missing Access"), false
	}
	if len(x.vars) == 1 {
		return "", reply{}, true
	}
	for _, g := range f.world.guilds {
		if g.id == x.vars[1] {
			return g.id, reply{}, true
		}
	}
	return "", unknown(codeUnknownGuild, "Guild"), false
}

func (f *Fake) getCommands(x *exchange) reply {
	guildID, refused, ok := f.commandScope(x)
	if !ok {
		return refused
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return answer(200, rendered(f.commands[guildID], guildID))
}

// putCommands overwrites the commands of a scope: what is not in the list is gone, what has the type
// and name of an old one keeps its id.
func (f *Fake) putCommands(x *exchange) reply {
	guildID, refused, ok := f.commandScope(x)
	if !ok {
		return refused
	}
	var raws []json.RawMessage
	var e formErrors
	if refused, ok := decode(x.body, &raws, "", &e); !ok {
		return refused
	}
	var commands []Command
	for i, raw := range raws {
		var b commandBody
		if refused, ok := decode(raw, &b, fmt.Sprint(i), &e); !ok {
			return refused
		}
		c := Command{
			Type: commandSlash, Name: b.Name, NameLocalizations: b.NameLocalizations, Description: b.Description,
			DescriptionLocalizations: b.DescriptionLocalizations, Options: b.Options, Contexts: b.Contexts,
			IntegrationTypes: b.IntegrationTypes, Raw: raw,
		}
		if b.Type != nil {
			c.Type = *b.Type
		}
		c.check(fmt.Sprint(i), &e)
		if slices.ContainsFunc(commands, c.same) {
			e.add(fmt.Sprintf("%d.name", i), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		}
		commands = append(commands, c)
	}
	if e.any() {
		return e.reply()
	}
	for kind, most := range map[int]int{commandSlash: mostSlash, commandUser: mostContext, commandMessage: mostContext} {
		if n := len(slices.DeleteFunc(slices.Clone(commands), func(c Command) bool { return c.Type != kind })); n > most {
			return refusal(400, codeTooManyCommands, fmt.Sprintf("Maximum number of application commands reached (%d).", most))
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	created := 0
	for i := range commands {
		if at := slices.IndexFunc(f.commands[guildID], commands[i].same); at >= 0 {
			commands[i].ID = f.commands[guildID][at].ID
			continue
		}
		commands[i].ID = f.newID()
		created++
	}
	if f.creates[guildID]+created > mostCreates {
		return refusal(400, codeTooManyCreates, fmt.Sprintf("Max number of daily application command creates has been reached (%d)", mostCreates))
	}
	f.creates[guildID] += created
	f.commands[guildID] = commands
	f.changed.raise()
	return answer(200, rendered(commands, guildID))
}

func (c Command) same(other Command) bool { return c.Type == other.Type && c.Name == other.Name }

// rendered is the commands as Discord returns them: as sent, with what it adds.
func rendered(commands []Command, guildID string) []map[string]any {
	list := []map[string]any{}
	for _, c := range commands {
		w := make(map[string]any)
		_ = json.Unmarshal(c.Raw, &w) // parsed before
		w["id"], w["application_id"], w["version"], w["type"] = c.ID, applicationID, c.ID, c.Type
		w["description"] = c.Description
		for name, value := range map[string]any{"default_member_permissions": nil, "nsfw": false, "name_localizations": nil, "description_localizations": nil, "integration_types": []int{0}} {
			if w[name] == nil {
				w[name] = value
			}
		}
		if guildID != "" {
			w["guild_id"] = guildID
		} else if w["contexts"] == nil {
			w["contexts"] = nil
		}
		list = append(list, w)
	}
	return list
}

// commandFor finds the command that a person uses and says why they cannot. Without any registered
// command every use is taken. The caller holds f.mu.
func (f *Fake) commandFor(a Actor, kind int, name string, options []Option, typing bool) (id string, err error) {
	inGuild, global := f.commands[a.Place.GuildID], f.commands[""]
	if a.Place.GuildID == "" {
		inGuild = nil
	}
	all := append(slices.Clone(inGuild), global...)
	at := slices.IndexFunc(all, func(c Command) bool { return c.Type == kind && c.Name == name })
	switch {
	case at >= 0 && f.opts.AnyCommand:
		return all[at].ID, nil
	case at < 0 && (f.opts.AnyCommand || len(f.commands) == 0):
		return applicationID[:17] + "7", nil
	case at < 0:
		return "", fmt.Errorf("no such command is registered")
	}
	c := all[at]
	if at >= len(inGuild) && c.Contexts != nil && !slices.Contains(c.Contexts, a.Place.Context) {
		return "", fmt.Errorf("the command is not offered in context %d, only in %v", a.Place.Context, c.Contexts)
	}
	return c.ID, fits(options, c.Options, typing)
}
