package terminal

import (
	"encoding/json"
	"io"

	"clippings/bot"
	"clippings/corpus"
)

// jsonReply is one line of the machine-readable answer. Its fields are stable.
type jsonReply struct {
	Question   string        `json:"question"`
	Outcome    bot.Outcome   `json:"outcome"`
	Answered   bool          `json:"answered"`
	Confidence float64       `json:"confidence"`
	Language   string        `json:"language"`
	Answer     *jsonExcerpt  `json:"answer"`
	Others     []jsonExcerpt `json:"others"`
	OtherSide  []jsonExcerpt `json:"other_side"`
	Notice     string        `json:"notice,omitempty"`  // emergency or advice
	Missing    string        `json:"missing,omitempty"` // what the coverage is known not to say of this
	Problems   []string      `json:"problems,omitempty"`
}

type jsonExcerpt struct {
	ID          string     `json:"id"`
	Kind        string     `json:"kind"`
	Text        string     `json:"text"`
	Translation string     `json:"translation,omitempty"`
	Speaker     string     `json:"speaker,omitempty"`
	Role        string     `json:"role,omitempty"`
	Context     string     `json:"context"`
	About       []string   `json:"about"`
	Source      jsonSource `json:"source"`
}

type jsonSource struct {
	ID     string `json:"id"`
	Outlet string `json:"outlet"`
	Title  string `json:"title"`
	Author string `json:"author,omitempty"`
	Date   string `json:"date"`
	URL    string `json:"url"`
}

// WriteJSON writes a reply to a question as one line of JSON.
func WriteJSON(w io.Writer, question string, r *bot.Reply) error {
	out := jsonReply{
		Question: question, Outcome: r.Outcome, Answered: r.Outcome == bot.Covered, Confidence: r.Confidence,
		Language: string(r.Language), Others: []jsonExcerpt{}, OtherSide: []jsonExcerpt{},
	}
	for _, problem := range r.Problems {
		out.Problems = append(out.Problems, problem.String())
	}
	switch r.Notice {
	case bot.Emergency:
		out.Notice = "emergency"
	case bot.Advice:
		out.Notice = "advice"
	}
	if r.Gap != nil {
		out.Missing = r.Gap.Text
	}
	if r.Answer != nil {
		answer := excerptJSON(r.Answer)
		out.Answer = &answer
	}
	for _, e := range r.Others {
		out.Others = append(out.Others, excerptJSON(e))
	}
	for _, l := range r.OtherSide {
		out.OtherSide = append(out.OtherSide, excerptJSON(l.To))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func excerptJSON(e *corpus.Excerpt) jsonExcerpt {
	s := e.Source
	x := jsonExcerpt{
		ID: e.ID, Kind: string(e.Kind), Text: e.Text, Translation: e.ES, Role: e.Role, Context: e.Context,
		About:  append([]string{}, e.About...), // a list, should there be none
		Source: jsonSource{ID: s.ID, Outlet: s.Outlet, Title: s.Title, Author: s.Author, Date: s.Date.String(), URL: s.URL},
	}
	if e.Speaker != nil {
		x.Speaker = e.Speaker.Name
	}
	return x
}
