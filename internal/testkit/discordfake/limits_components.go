package discordfake

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of a message's components.
const (
	mostRows        = 5 // without Components V2
	mostComponents  = 40
	mostDisplayText = 4000
	mostInRow       = 5
	mostLabel       = 80
	mostCustomID    = 100
	mostURL         = 512
	mostOptions     = 25
	mostOptionText  = 100
	mostPlaceholder = 150
)

// componentCheck goes through the components of one message.
type componentCheck struct {
	e         *formErrors
	customIDs map[string]bool
	ids       map[int]bool
	count     int
	text      int // characters in all text displays
}

// checkComponents holds a message's components against the rules, those of Components V2 when v2.
func checkComponents(path string, components []Component, v2 bool, e *formErrors) {
	c := componentCheck{e: e, customIDs: make(map[string]bool), ids: make(map[int]bool)}
	allowed := []int{ComponentActionRow}
	if v2 {
		allowed = []int{ComponentActionRow, ComponentSection, ComponentTextDisplay, ComponentMediaGallery, ComponentFile, ComponentSeparator, ComponentContainer}
	} else {
		e.count(path, len(components), 0, mostRows)
	}
	c.list(path, components, allowed)
	if c.count > mostComponents {
		e.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", fmt.Sprintf("The total number of components cannot exceed %d", mostComponents))
	}
	if c.text > mostDisplayText {
		e.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", fmt.Sprintf("Components displayable text size exceeds maximum size of %d", mostDisplayText))
	}
}

// list checks components that may be of the allowed types.
func (c *componentCheck) list(path string, components []Component, allowed []int) {
	for i, component := range components {
		c.one(fmt.Sprintf("%s.%d", path, i), component, allowed)
	}
}

func (c *componentCheck) one(at string, x Component, allowed []int) {
	c.count++
	if !slices.Contains(allowed, x.Type) {
		c.e.add(at+".type", "UNION_TYPE_CHOICES", fmt.Sprintf("Value of field \"type\" must be one of %v.", allowed))
		return
	}
	if x.ID != 0 {
		if c.ids[x.ID] {
			c.e.add(at+".id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
		}
		c.ids[x.ID] = true
	}
	switch x.Type {
	case ComponentActionRow:
		c.row(at, x)
	case ComponentButton:
		c.button(at, x)
	case ComponentStringSelect, ComponentUserSelect, ComponentRoleSelect, ComponentMentionable, ComponentChannel:
		c.selection(at, x)
	case ComponentSection:
		c.e.count(at+".components", len(x.Components), 1, 3)
		c.list(at+".components", x.Components, []int{ComponentTextDisplay})
		if x.Accessory == nil {
			c.e.required(at + ".accessory")
		} else {
			c.one(at+".accessory", *x.Accessory, []int{ComponentButton, ComponentThumbnail})
		}
	case ComponentTextDisplay:
		c.e.length(at+".content", x.Content, 1, mostDisplayText)
		c.text += utf8.RuneCountInString(x.Content)
	case ComponentThumbnail:
		if x.Media == nil || x.Media.URL == "" {
			c.e.required(at + ".media")
		}
		c.e.length(at+".description", x.Description, 0, 1024)
	case ComponentMediaGallery:
		c.e.count(at+".items", len(x.Items), 1, 10)
		for i, item := range x.Items {
			c.e.length(fmt.Sprintf("%s.items.%d.description", at, i), item.Description, 0, 1024)
		}
	case ComponentFile:
		if x.File == nil || !strings.HasPrefix(x.File.URL, "attachment://") {
			c.e.required(at + ".file")
		}
	case ComponentContainer:
		c.e.count(at+".components", len(x.Components), 1, mostComponents)
		c.e.within(at+".accent_color", x.AccentColor, 0, 0xFFFFFF)
		c.list(at+".components", x.Components, []int{ComponentActionRow, ComponentSection, ComponentTextDisplay, ComponentMediaGallery, ComponentFile, ComponentSeparator})
	}
}

func (c *componentCheck) row(at string, x Component) {
	c.e.count(at+".components", len(x.Components), 1, mostInRow)
	selects := 0
	for _, inner := range x.Components {
		if inner.Type != ComponentButton {
			selects++
		}
	}
	if selects > 0 && len(x.Components) > 1 {
		c.e.add(at+".components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
	}
	c.list(at+".components", x.Components, []int{ComponentButton, ComponentStringSelect, ComponentUserSelect, ComponentRoleSelect, ComponentMentionable, ComponentChannel})
}

func (c *componentCheck) button(at string, x Component) {
	c.e.length(at+".label", x.Label, 0, mostLabel)
	if x.Label == "" && !present(x.Emoji) && x.Style != 6 {
		c.e.add(at, "BUTTON_COMPONENT_INVALID_LABEL_OR_EMOJI", "A button must have a label or an emoji")
	}
	switch {
	case x.Style == 5:
		if x.CustomID != "" {
			c.e.add(at, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
		c.e.length(at+".url", x.URL, 1, mostURL)
		scheme, _, _ := strings.Cut(x.URL, "://")
		if x.URL != "" && scheme != "http" && scheme != "https" && scheme != "discord" {
			c.e.add(at+".url", "URL_TYPE_INVALID_SCHEME", fmt.Sprintf("Scheme %q is not supported. Scheme must be one of ('http', 'https', 'discord').", scheme))
		}
	case x.Style == 6:
		if x.SKUID == "" {
			c.e.required(at + ".sku_id")
		}
	case x.Style < 1 || x.Style > 6:
		c.e.add(at+".style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
	default:
		if x.URL != "" {
			c.e.add(at, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
		c.customID(at, x.CustomID)
	}
}

func (c *componentCheck) selection(at string, x Component) {
	c.customID(at, x.CustomID)
	c.e.length(at+".placeholder", x.Placeholder, 0, mostPlaceholder)
	c.e.within(at+".min_values", x.MinValues, 0, mostOptions)
	c.e.within(at+".max_values", x.MaxValues, 1, mostOptions)
	least, most := 1, 1
	if x.MinValues != nil {
		least = *x.MinValues
	}
	if x.MaxValues != nil {
		most = *x.MaxValues
	}
	if least > most {
		c.e.add(at+".min_values", "SELECT_COMPONENT_MIN_VALUES_GREATER_THAN_MAX_VALUES", "The minimum number of values must not be greater than the maximum")
	}
	if x.Type != ComponentStringSelect {
		return
	}
	c.e.count(at+".options", len(x.Options), 1, mostOptions)
	if len(x.Options) > 0 && most > len(x.Options) {
		c.e.add(at+".max_values", "SELECT_COMPONENT_MAX_VALUES_GREATER_THAN_OPTIONS", "The maximum number of values must not be greater than the number of options")
	}
	values := make(map[string]bool)
	defaults := 0
	for i, option := range x.Options {
		path := fmt.Sprintf("%s.options.%d", at, i)
		c.e.length(path+".label", option.Label, 1, mostOptionText)
		c.e.length(path+".value", option.Value, 1, mostOptionText)
		c.e.length(path+".description", option.Description, 0, mostOptionText)
		if values[option.Value] {
			c.e.add(path+".value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		values[option.Value] = true
		if option.Default {
			defaults++
		}
	}
	if defaults > most {
		c.e.add(at+".options", "SELECT_COMPONENT_TOO_MANY_DEFAULTS", "More options are selected than may be")
	}
}

func (c *componentCheck) customID(at, id string) {
	c.e.length(at+".custom_id", id, 1, mostCustomID)
	if id == "" {
		return
	}
	if c.customIDs[id] {
		c.e.add(at+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	c.customIDs[id] = true
}
