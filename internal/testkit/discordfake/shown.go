package discordfake

import (
	"encoding/json"
)

// shownComponents renders components as Discord gives them back: each with an id, and with the values
// that stand for what was left out. It expects components that have passed the limits.
func shownComponents(raw json.RawMessage) json.RawMessage {
	var list []any
	if !present(raw) || json.Unmarshal(raw, &list) != nil {
		return emptyList
	}
	r := renderer{taken: make(map[float64]bool)}
	each(list, r.note)
	each(list, r.complete)
	return encode(list)
}

// renderer gives ids to components that have none.
type renderer struct {
	taken map[float64]bool
	last  float64
}

// each visits every component, nested ones after the one that holds them.
func each(list []any, visit func(map[string]any)) {
	for _, item := range list {
		component, ok := item.(map[string]any)
		if !ok {
			continue
		}
		visit(component)
		inner, _ := component["components"].([]any)
		each(inner, visit)
		if accessory, ok := component["accessory"]; ok {
			each([]any{accessory}, visit)
		}
	}
}

func (r *renderer) note(component map[string]any) {
	if id, ok := component["id"].(float64); ok && id != 0 {
		r.taken[id] = true
	}
}

func (r *renderer) complete(component map[string]any) {
	if id, ok := component["id"].(float64); !ok || id == 0 {
		for r.last++; r.taken[r.last]; r.last++ {
		}
		component["id"] = r.last
	}
	kind, _ := component["type"].(float64)
	switch int(kind) {
	case ComponentStringSelect, ComponentUserSelect, ComponentRoleSelect, ComponentMentionable, ComponentChannel:
		fill(component, map[string]any{"min_values": 1, "max_values": 1})
	case ComponentSeparator:
		fill(component, map[string]any{"spacing": 1, "divider": true})
	case ComponentContainer:
		fill(component, map[string]any{"accent_color": nil, "spoiler": false})
	case ComponentThumbnail:
		fill(component, map[string]any{"description": nil, "spoiler": false})
		unfurl(component["media"])
	case ComponentFile:
		fill(component, map[string]any{"name": nil, "size": nil, "spoiler": false})
		unfurl(component["file"])
	case ComponentMediaGallery:
		items, _ := component["items"].([]any)
		for _, item := range items {
			if item, ok := item.(map[string]any); ok {
				fill(item, map[string]any{"description": nil, "spoiler": false})
				unfurl(item["media"])
			}
		}
	}
}

func unfurl(media any) {
	if media, ok := media.(map[string]any); ok {
		fill(media, map[string]any{"id": "1000000000000000001", "proxy_url": media["url"]})
	}
}

// shownEmbeds renders embeds as Discord gives them back.
func shownEmbeds(raw json.RawMessage) json.RawMessage {
	var list []map[string]any
	if !present(raw) || json.Unmarshal(raw, &list) != nil {
		return emptyList
	}
	for _, embed := range list {
		embed["type"] = "rich"
		fields, _ := embed["fields"].([]any)
		for _, field := range fields {
			if field, ok := field.(map[string]any); ok {
				fill(field, map[string]any{"inline": false})
			}
		}
	}
	return encode(list)
}

// fill sets what is missing or null.
func fill(object, values map[string]any) {
	for name, value := range values {
		if object[name] == nil {
			object[name] = value
		}
	}
}
