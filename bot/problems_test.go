package bot

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"clippings/corpus"
)

// wrongFilters are values that no filter can be understood by, one a filter.
var wrongFilters = map[Field]string{
	FieldSpeaker: "Zebulon", FieldOutlet: "Zeitung", FieldAbout: "Quux", FieldFrom: "yesterday", FieldTo: "2019-02-30", FieldKind: "rumour",
}

// TestProblemsInTheAskersLanguage holds that what is wrong with a filter is said in the language of the question, with
// the filter's name in it and what was typed, and that the same is said in English to programs.
func TestProblemsInTheAskersLanguage(t *testing.T) {
	b := loadBot(t)
	asked := map[corpus.Language]string{
		corpus.English: "who has access to the data", corpus.Spanish: "¿quién tiene acceso a los datos?", corpus.Portuguese: "quem tem acesso aos dados?",
	}
	for field, value := range wrongFilters {
		lines := make(map[string]bool)
		for lang, text := range asked {
			r := ask(t, b, Question{Text: fmt.Sprintf("%s:%s %s", field, value, text)})
			if r.Language != lang || len(r.Problems) != 1 || !strings.HasPrefix(r.Problems[0], string(field)+": ") {
				t.Errorf("%s:%s %s: in %s, problems %q", field, value, text, r.Language, r.Problems)
				continue
			}
			said := PhrasesOf(lang).Problem(r.Problems[0])
			lines[said] = true
			name := string(field)
			if lang != corpus.English {
				name = PhrasesOf(lang).FilterNames[field]
			}
			if !strings.HasPrefix(said, name+": ") || !strings.Contains(said, `"`+value+`"`) {
				t.Errorf("%s in %s: %q", field, lang, said)
			}
			if again := ask(t, b, Question{Text: name + ":" + value + " " + text}); !reflect.DeepEqual(again.Problems, r.Problems) {
				t.Errorf("%s: is called %q, which is understood as %q", field, name, again.Problems)
			}
		}
		if len(lines) != len(asked) {
			t.Errorf("%s: the same in several languages: %v", field, lines)
		}
	}
}

// TestEveryProblemHasItsWords holds that every line there is is said in every language, with its value, and that what
// is no such line is left alone.
func TestEveryProblemHasItsWords(t *testing.T) {
	archive := NewArchive(buildArchive(t, loadBot(t).Corpus().Excerpts))
	var lines []string
	for _, b := range []*Bot{loadBot(t), archive} {
		for field, value := range wrongFilters {
			if problem := new(Filters).set(b, string(field), value); problem != "" {
				lines = append(lines, problem)
			}
		}
		for _, text := range []string{"", strings.Repeat("x", LongestQuestion+1), "\xff"} {
			_, err := b.Handle(t.Context(), Question{Text: text})
			lines = append(lines, err.Error())
		}
	}
	lines = append(lines, (&AwayError{Err: errors.New("no route")}).Error())
	if len(lines) != 19 {
		t.Fatalf("%d lines: %q", len(lines), lines)
	}
	for _, line := range lines {
		said := make(map[string]bool)
		for _, lang := range corpus.Languages() {
			said[PhrasesOf(lang).Problem(line)] = true
		}
		if len(said) != len(corpus.Languages()) || !said[line] {
			t.Errorf("%q is said as %v", line, said)
		}
	}
	for _, line := range []string{"", "x", "speaker: x", `speaker: nobody called Zebulon is quoted in this coverage`,
		`speaker: nobody called "a" or "b" is quoted in this coverage`, "the question is too long: at most many bytes are read"} {
		if got := spanish.Problem(line); !strings.HasSuffix(got, strings.TrimPrefix(line, "speaker: ")) {
			t.Errorf("%q is said as %q", line, got)
		}
	}
	for _, value := range []string{`a "quoted" name`, "ñandú", "100 %d", "tab\there", "…"} {
		line := new(Filters).set(loadBot(t), "about", value)
		if got := spanish.Problem(line); !strings.Contains(got, fmt.Sprintf("%q", value)) || !strings.HasPrefix(got, "sobre: no hay") {
			t.Errorf("%q is said as %q", line, got)
		}
	}
}

// TestInputErrorsInTheAskersLanguage holds that the language of a question that cannot be one is told from what there
// is of it, then from the locale, then by the platform; and that an error is English to who takes it as an error.
func TestInputErrorsInTheAskersLanguage(t *testing.T) {
	b := loadBot(t)
	for _, c := range []struct {
		question Question
		want     string
	}{
		{Question{Text: "?!"}, "the question is empty"},
		{Question{Text: "?!", Locale: "es-419"}, "la pregunta está vacía"},
		{Question{Text: "¿?"}, "la pregunta está vacía"},
		{Question{Text: "", Locale: "pt-BR"}, "a pergunta está vazia"},
		{Question{Text: strings.Repeat("¿quién tiene los datos? ", 400)}, "la pregunta es demasiado larga"},
		{Question{Text: strings.Repeat("não sei quem tem acesso. ", 400), Locale: "en-US"}, "a pergunta é longa demais"},
		{Question{Text: "quem tem acesso aos dados \xff"}, "a pergunta não é texto UTF-8"},
	} {
		_, err := b.Handle(t.Context(), c.question)
		in := AsInputError(err)
		if in == nil || !strings.HasPrefix(in.In(corpus.English), c.want) {
			t.Errorf("%.30q with locale %q: %v", c.question.Text, c.question.Locale, in)
		}
		if err == nil || !strings.HasPrefix(err.Error(), "the question") {
			t.Errorf("%.30q: the error is %v", c.question.Text, err)
		}
	}
	_, err := b.Statements("Zebulon", "")
	if in := AsInputError(err); in == nil || in.In(corpus.Spanish) != `quién: en esta cobertura no se cita a nadie llamado "Zebulon"` || in.In("") != in.Message {
		t.Errorf("nobody's statements: %v", err)
	}
	_, err = b.Compare("Quux")
	if in := AsInputError(err); in == nil || in.In(corpus.Portuguese) != `sobre: não há nenhum tema chamado "Quux" nesta cobertura` {
		t.Errorf("no topic's sides: %v", err)
	}
}
