package discordfake

import (
	"encoding/json"
	"fmt"
)

// The limits of callbacks that are not messages.
const (
	mostChoices     = 25
	mostChoiceText  = 100
	mostTitle       = 45
	mostInputLabel  = 45
	mostInputText   = 4000
	mostPlaceInput  = 100
	mostModalRows   = 5
	mostDescription = 100
)

func parseChoices(data json.RawMessage) (Response, reply, bool) {
	var b struct {
		Choices []Choice `json:"choices"`
	}
	var e formErrors
	if refused, ok := decode(data, &b, "data", &e); !ok {
		return Response{}, refused, false
	}
	e.count("data.choices", len(b.Choices), 0, mostChoices)
	for i, choice := range b.Choices {
		checkChoice(fmt.Sprintf("data.choices.%d", i), choice, &e)
	}
	if e.any() {
		return Response{}, e.reply(), false
	}
	return Response{Step: StepCallback, Data: data, Choices: b.Choices}, reply{}, true
}

func checkChoice(at string, choice Choice, e *formErrors) {
	e.length(at+".name", choice.Name, 1, mostChoiceText)
	for locale, name := range choice.NameLocalizations {
		e.length(at+".name_localizations."+locale, name, 1, mostChoiceText)
	}
	switch value := choice.Value.(type) {
	case string:
		e.length(at+".value", value, 1, mostChoiceText)
	case float64:
	default:
		e.required(at + ".value")
	}
}

func parseModal(data json.RawMessage) (Response, reply, bool) {
	var b struct {
		CustomID   string      `json:"custom_id"`
		Title      string      `json:"title"`
		Components []Component `json:"components"`
	}
	var e formErrors
	if refused, ok := decode(data, &b, "data", &e); !ok {
		return Response{}, refused, false
	}
	e.length("data.custom_id", b.CustomID, 1, mostCustomID)
	e.length("data.title", b.Title, 1, mostTitle)
	e.count("data.components", len(b.Components), 1, mostModalRows)
	check := componentCheck{e: &e, customIDs: make(map[string]bool), ids: make(map[int]bool)}
	for i, row := range b.Components {
		at := fmt.Sprintf("data.components.%d", i)
		switch row.Type {
		case ComponentActionRow:
			e.count(at+".components", len(row.Components), 1, 1)
			for j, input := range row.Components {
				path := fmt.Sprintf("%s.components.%d", at, j)
				if input.Type != ComponentTextInput {
					e.add(path+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (4,).")
					continue
				}
				e.length(path+".label", input.Label, 1, mostInputLabel)
				check.input(path, input)
			}
		case ComponentLabel:
			e.length(at+".label", row.Label, 1, mostInputLabel)
			e.length(at+".description", row.Description, 0, mostDescription)
			check.labelled(at+".component", row.Component)
		case ComponentTextDisplay:
			e.length(at+".content", row.Content, 1, mostDisplayText)
		default:
			e.add(at+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1, 10, 18).")
		}
	}
	if e.any() {
		return Response{}, e.reply(), false
	}
	return Response{Step: StepCallback, Data: data, CustomID: b.CustomID, Title: b.Title, Components: b.Components}, reply{}, true
}

// labelled checks what a label in a modal holds.
func (c *componentCheck) labelled(at string, x *Component) {
	switch {
	case x == nil:
		c.e.required(at)
	case x.Type == ComponentTextInput:
		c.input(at, *x)
	case x.Type == ComponentStringSelect, x.Type >= ComponentUserSelect && x.Type <= ComponentChannel:
		c.selection(at, *x)
	case x.Type == ComponentFileUpload, x.Type >= 21 && x.Type <= 23:
		c.customID(at, x.CustomID)
	default:
		c.e.add(at+".type", "UNION_TYPE_CHOICES", "This component cannot stand in a label.")
	}
}

func (c *componentCheck) input(at string, x Component) {
	c.customID(at, x.CustomID)
	if x.Style != 1 && x.Style != 2 {
		c.e.add(at+".style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
	}
	c.e.length(at+".placeholder", x.Placeholder, 0, mostPlaceInput)
	c.e.length(at+".value", x.Value, 0, mostInputText)
	c.e.within(at+".min_length", x.MinLength, 0, mostInputText)
	c.e.within(at+".max_length", x.MaxLength, 1, mostInputText)
}
