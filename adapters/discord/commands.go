package discord

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
)

// The commands' names, as the events tell them whatever the asker's language shows.
const (
	nameAsk     = "ask"
	nameQuotes  = "quotes"
	nameSources = "sources"
	nameAbout   = "about"
	nameCheck   = "Check the coverage"

	optionQuestion = "question"
	optionSpeaker  = "speaker"
	optionOutlet   = "outlet"
	optionFrom     = "from"
	optionTo       = "to"
	optionAbout    = "about"
)

// command is a command as it is registered. What Discord adds to it is left out, so that two can be
// compared.
type command struct {
	Type           int               `json:"type"`
	Name           string            `json:"name"`
	Names          map[string]string `json:"name_localizations,omitempty"`
	Description    string            `json:"description"` // "" for commands on a message
	Descriptions   map[string]string `json:"description_localizations,omitempty"`
	Options        []commandOption   `json:"options,omitempty"`
	InstalledBy    []int             `json:"integration_types"` // 0: servers, 1: people
	Contexts       []int             `json:"contexts"`          // 0: servers, 1: the bot's direct messages, 2: others
	DefaultAllowed *string           `json:"default_member_permissions,omitempty"`
}

// commandOption is one field of a command; all are text.
type commandOption struct {
	Type         int               `json:"type"`
	Name         string            `json:"name"`
	Names        map[string]string `json:"name_localizations,omitempty"`
	Description  string            `json:"description"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
	Required     bool              `json:"required,omitempty"`
	Autocomplete bool              `json:"autocomplete,omitempty"`
	MaxLength    int               `json:"max_length,omitempty"`
}

// said is a text in the languages that commands have.
type said struct{ en, es, pt string }

func (s said) others() map[string]string {
	return map[string]string{"es-ES": s.es, "es-419": s.es, "pt-BR": s.pt}
}

// longestAsked is how many letters of a question Discord lets through: bot.LongestQuestion in bytes holds
// them in any of the three languages.
const longestAsked = 2000

// commands are all that the bot registers.
func commands() []command {
	slash := func(name, description said, options ...commandOption) command {
		return command{
			Type: commandSlash, Name: name.en, Names: name.others(), Description: description.en, Descriptions: description.others(),
			Options: options, InstalledBy: []int{0, 1}, Contexts: []int{0, 1, 2},
		}
	}
	field := func(required bool, most int, name, description said) commandOption {
		return commandOption{
			Type: 3, Name: name.en, Names: name.others(), Description: description.en, Descriptions: description.others(),
			Required: required, Autocomplete: true, MaxLength: most,
		}
	}
	speaker := said{optionSpeaker, "quién", "quem"}
	about := said{optionAbout, "sobre", "sobre"}
	check := command{
		Type: commandMessage, Name: nameCheck, Names: said{nameCheck, "Verificar en la cobertura", "Verificar na cobertura"}.others(),
		InstalledBy: []int{0, 1}, Contexts: []int{0, 1, 2},
	}
	return []command{
		slash(said{nameAsk, "preguntar", "perguntar"},
			said{"Ask the coverage; only you see the answer", "Preguntar a la cobertura; solo usted ve la respuesta", "Perguntar à cobertura; só você vê a resposta"},
			field(true, longestAsked, said{optionQuestion, "pregunta", "pergunta"},
				said{"Your question, in your own words", "Su pregunta, con sus palabras", "Sua pergunta, com suas palavras"}),
			field(false, 100, speaker, said{"Only what this person or body said", "Solo lo que dijo esta persona o entidad", "Só o que disse esta pessoa ou entidade"}),
			field(false, 100, said{optionOutlet, "medio", "veículo"}, said{"Only from this outlet", "Solo de este medio", "Só deste veículo"}),
			field(false, 10, said{optionFrom, "desde", "desde"}, said{"Published on or after: 2017, 2017-03 or 2017-03-30", "Publicado desde: 2017, 2017-03 o 2017-03-30", "Publicado desde: 2017, 2017-03 ou 2017-03-30"}),
			field(false, 10, said{optionTo, "hasta", "até"}, said{"Published on or before: 2017, 2017-03 or 2017-03-30", "Publicado hasta: 2017, 2017-03 o 2017-03-30", "Publicado até: 2017, 2017-03 ou 2017-03-30"}),
			field(false, 100, about, said{"Only about this topic", "Solo sobre este tema", "Só sobre este tema"}),
		),
		slash(said{nameQuotes, "citas", "citações"},
			said{"What somebody said, in order of date", "Lo que dijo alguien, por orden de fecha", "O que alguém disse, por ordem de data"},
			field(true, 100, speaker, said{"Who said it", "Quién lo dijo", "Quem disse"}),
			field(false, 100, about, said{"Only about this topic", "Solo sobre este tema", "Só sobre este tema"}),
		),
		slash(said{nameSources, "fuentes", "fontes"}, said{"The articles, their dates and links", "Los artículos, sus fechas y enlaces", "Os artigos, suas datas e links"}),
		slash(said{nameAbout, "acerca", "sobre"}, said{"What this is, how often it is right, and your privacy", "Qué es esto, cuánto acierta y su privacidad", "O que é isto, quanto acerta e a sua privacidade"}),
		check,
	}
}

// register makes Discord's list of the bot's commands the one above, and writes only when it differs:
// Discord allows 200 new commands a day. It reports whether it wrote.
func (a *Adapter) register(ctx context.Context) (wrote bool, err error) {
	same, err := a.registered(ctx)
	if err != nil || same {
		return false, err
	}
	err = a.rest.do(ctx, request{method: http.MethodPut, url: commandsURL(a.application), body: commands(), repeatable: true, attempt: 30 * time.Second}, nil)
	return err == nil, err
}

// registered reports whether Discord's list of the bot's commands is the one above.
func (a *Adapter) registered(ctx context.Context) (bool, error) {
	var have []command
	err := a.rest.do(ctx, request{method: http.MethodGet, url: commandsURL(a.application) + "?with_localizations=true", repeatable: true}, &have)
	return err == nil && sameCommands(have, commands()), err
}

func sameCommands(a, b []command) bool {
	return reflect.DeepEqual(canonical(a), canonical(b))
}

// canonical returns commands in one order and with one form of nothing.
func canonical(list []command) []command {
	data, _ := json.Marshal(list) // strings, numbers and lists only
	var out []command
	json.Unmarshal(data, &out)
	for i := range out {
		slices.Sort(out[i].InstalledBy)
		slices.Sort(out[i].Contexts)
	}
	slices.SortFunc(out, func(x, y command) int { return strings.Compare(x.Name, y.Name) })
	return out
}
