package discordfake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of application commands.
const (
	mostSlash         = 100
	mostContext       = 15
	mostCreates       = 200 // a day and scope
	mostCommandName   = 32
	mostCommandText   = 8000
	mostCommandOption = 25
	mostOptionLength  = 6000
)

var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// locales are the languages that Discord knows.
var locales = strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko")

// check holds a command against the limits.
func (c Command) check(at string, e *formErrors) {
	slash := c.Type == commandSlash
	if c.Type < commandSlash || c.Type > commandMessage {
		e.add(at+".type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.")
	}
	checkName(at+".name", c.Name, slash, e)
	if slash {
		e.length(at+".description", c.Description, 1, mostDescription)
	} else {
		if c.Description != "" {
			e.add(at+".description", "APPLICATION_COMMAND_INVALID_DESCRIPTION", "Context menu commands cannot have description")
		}
		if len(c.Options) > 0 {
			e.add(at+".options", "APPLICATION_COMMAND_INVALID_OPTIONS", "Context menu commands cannot have options")
		}
	}
	checkLocalized(at+".name_localizations", c.NameLocalizations, func(path, name string) { checkName(path, name, slash, e) }, e)
	checkLocalized(at+".description_localizations", c.DescriptionLocalizations, func(path, s string) { e.length(path, s, 1, mostDescription) }, e)
	for i, context := range c.Contexts {
		if context < ContextGuild || context > ContextPrivate {
			e.add(fmt.Sprintf("%s.contexts.%d", at, i), "BASE_TYPE_CHOICES", "Value must be one of {0, 1, 2}.")
		}
	}
	for i, kind := range c.IntegrationTypes {
		if kind < 0 || kind > 1 {
			e.add(fmt.Sprintf("%s.integration_types.%d", at, i), "BASE_TYPE_CHOICES", "Value must be one of {0, 1}.")
		}
	}
	checkOptions(at+".options", c.Options, 0, e)
	if n := c.weight(); n > mostCommandText {
		e.add(at, "APPLICATION_COMMAND_TOO_LARGE", fmt.Sprintf("Command exceeds maximum size (%d)", mostCommandText))
	}
}

func checkName(path, name string, slash bool, e *formErrors) {
	e.length(path, name, 1, mostCommandName)
	if slash && name != "" && utf8.RuneCountInString(name) <= mostCommandName && (!commandName.MatchString(name) || name != strings.ToLower(name)) {
		e.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
	}
}

func checkLocalized(path string, texts map[string]string, check func(path, s string), e *formErrors) {
	for locale, s := range texts {
		if !slices.Contains(locales, locale) {
			e.add(path+"."+locale, "ENUM_TYPE_COERCE", fmt.Sprintf("Value %q is not a valid enum value.", locale))
		}
		check(path+"."+locale, s)
	}
}

// checkOptions checks a list of options; depth is how many sub-commands or groups hold it.
func checkOptions(path string, options []CommandOption, depth int, e *formErrors) {
	e.count(path, len(options), 0, mostCommandOption)
	names := make(map[string]bool)
	optional, subs := false, 0
	for i, o := range options {
		at := fmt.Sprintf("%s.%d", path, i)
		sub := o.Type == optionSub || o.Type == optionGroup
		if o.Type < 1 || o.Type > 11 {
			e.add(at+".type", "BASE_TYPE_CHOICES", "Value must be one of {1, …, 11}.")
		}
		checkName(at+".name", o.Name, true, e)
		if names[o.Name] {
			e.add(at+".name", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name is already in use")
		}
		names[o.Name] = true
		e.length(at+".description", o.Description, 1, mostDescription)
		checkLocalized(at+".name_localizations", o.NameLocalizations, func(path, name string) { checkName(path, name, true, e) }, e)
		checkLocalized(at+".description_localizations", o.DescriptionLocalizations, func(path, s string) { e.length(path, s, 1, mostDescription) }, e)
		if sub {
			subs++
			if o.Type == optionGroup && depth > 0 || o.Type == optionSub && depth > 1 {
				e.add(at+".type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands cannot be nested so deep")
			}
			next := depth + 1
			if o.Type == optionSub {
				next = 2
			}
			checkOptions(at+".options", o.Options, next, e)
			continue
		}
		if o.Required && optional {
			e.add(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || !o.Required
		e.count(at+".choices", len(o.Choices), 0, mostChoices)
		for j, choice := range o.Choices {
			checkChoice(fmt.Sprintf("%s.choices.%d", at, j), choice, e)
		}
		if o.Autocomplete && (len(o.Choices) > 0 || o.Type != optionString && o.Type != optionInteger && o.Type != 10) {
			e.add(at+".autocomplete", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "Autocomplete needs a string, integer or number option without choices")
		}
		e.within(at+".min_length", o.MinLength, 0, mostOptionLength)
		e.within(at+".max_length", o.MaxLength, 1, mostOptionLength)
	}
	if subs > 0 && subs < len(options) {
		e.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and sub-command group option types are mutually exclusive to all other types")
	}
}

// weight is how many characters the command's names, descriptions and values have in all. Of a text
// with translations the longest counts.
func (c Command) weight() int {
	return longest(c.Name, c.NameLocalizations) + longest(c.Description, c.DescriptionLocalizations) + optionsWeight(c.Options)
}

func optionsWeight(options []CommandOption) int {
	n := 0
	for _, o := range options {
		n += longest(o.Name, o.NameLocalizations) + longest(o.Description, o.DescriptionLocalizations) + optionsWeight(o.Options)
		for _, choice := range o.Choices {
			n += longest(choice.Name, choice.NameLocalizations)
			if value, ok := choice.Value.(string); ok {
				n += utf8.RuneCountInString(value)
			}
		}
	}
	return n
}

func longest(s string, localized map[string]string) int {
	n := utf8.RuneCountInString(s)
	for _, other := range localized {
		n = max(n, utf8.RuneCountInString(other))
	}
	return n
}

// fits says why options that a person filled in are none that the command offers. While somebody is
// typing, required options may be missing.
func fits(given []Option, offered []CommandOption, typing bool) error {
	for _, g := range given {
		at := slices.IndexFunc(offered, func(o CommandOption) bool { return o.Name == g.Name })
		switch {
		case at < 0:
			return fmt.Errorf("the command has no option %q", g.Name)
		case offered[at].Type != g.Type:
			return fmt.Errorf("option %q is of type %d, not %d", g.Name, offered[at].Type, g.Type)
		case g.Focused && !offered[at].Autocomplete:
			return fmt.Errorf("option %q has no autocomplete", g.Name)
		case g.Type == optionSub || g.Type == optionGroup:
			if err := fits(g.Options, offered[at].Options, typing); err != nil {
				return err
			}
		}
		if s, ok := g.Value.(string); ok && !g.Focused {
			n := utf8.RuneCountInString(s)
			if most := offered[at].MaxLength; most != nil && n > *most {
				return fmt.Errorf("option %q takes at most %d characters, not %d", g.Name, *most, n)
			}
			if least := offered[at].MinLength; least != nil && n < *least {
				return fmt.Errorf("option %q takes at least %d characters, not %d", g.Name, *least, n)
			}
		}
	}
	for _, o := range offered {
		if o.Required && !typing && !slices.ContainsFunc(given, func(g Option) bool { return g.Name == o.Name }) {
			return fmt.Errorf("option %q is required", o.Name)
		}
	}
	return nil
}
