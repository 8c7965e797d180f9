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
			if r.Language != lang || len(r.Problems) != 1 || r.Problems[0].Field != field || r.Problems[0].Value != value {
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

// TestEveryProblemHasItsWords holds that the bot tells of problems of every kind, and that each is said in every language
// in a line of its own, with what was typed where the English line has it.
func TestEveryProblemHasItsWords(t *testing.T) {
	archive := NewArchive(buildArchive(t, loadBot(t).Corpus().Excerpts))
	var problems []Problem
	for _, b := range []*Bot{loadBot(t), archive} {
		for field, value := range wrongFilters {
			if problem, ok := new(Filters).set(b, field, value); !ok {
				problems = append(problems, problem)
			}
		}
		for _, text := range []string{"", strings.Repeat("x", LongestQuestion+1), "\xff"} {
			_, err := b.Handle(t.Context(), Question{Text: text})
			problems = append(problems, AsInputError(err).Problem)
		}
	}
	problems = append(problems, AsInputError(&AwayError{Err: errors.New("no route")}).Problem)
	problems = append(problems, ask(t, loadBot(t), Question{Text: "speaker:McGuire to:2017 bully"}).Problems...)
	if len(problems) != 20 {
		t.Fatalf("%d problems: %q", len(problems), problems)
	}
	kinds := make(map[ProblemKind]bool)
	for _, problem := range problems {
		kinds[problem.Kind] = true
		said := make(map[string]bool)
		for _, lang := range corpus.Languages() {
			p := PhrasesOf(lang)
			said[p.Problem(problem)] = true
			for _, verb := range []string{"%", "%q", "%s"} {
				if line := p.Problems[problem.Kind]; line == "" || strings.Count(line, verb) != strings.Count(english.Problems[problem.Kind], verb) {
					t.Errorf("%q is said in %s as %q", problem, lang, line)
				}
			}
		}
		if len(said) != len(corpus.Languages()) || !said[problem.String()] {
			t.Errorf("%q is said as %v", problem, said)
		}
	}
	if len(kinds) != int(problemKinds) {
		t.Errorf("the bot tells of %d kinds of %d", len(kinds), problemKinds)
	}
	for _, value := range []string{"", `a "quoted" name`, "ñandú", "100 %d", "tab\there", "a\nb: c", "…", `no topic called "x" in this coverage`} {
		problem, _ := new(Filters).set(loadBot(t), FieldAbout, value)
		if got, want := spanish.Problem(problem), fmt.Sprintf("sobre: no hay ningún tema llamado %q en esta cobertura", value); got != want {
			t.Errorf("%q is said as %q", problem, got)
		}
	}
}

// TestProblemLines holds the English lines, which programs read, down to the letter.
func TestProblemLines(t *testing.T) {
	for problem, want := range map[Problem]string{
		{Kind: NothingSaid}:                        "the question is empty: ask in a few words",
		{Kind: TooLong, Value: "6000"}:             "the question is too long: at most 6000 bytes are read",
		{Kind: NotUTF8}:                            "the question is not valid UTF-8 text",
		{Kind: NotReached}:                         "The coverage cannot be reached right now. Please ask again in a minute.",
		{FieldSpeaker, NoSuchSpeaker, `Ada "A" F`}: `speaker: nobody called "Ada \"A\" F" is quoted in this coverage`,
		{FieldOutlet, NoSuchOutlet, "Herald"}:      `outlet: no outlet called "Herald" in this coverage`,
		{FieldAbout, NoSuchTopic, "100%"}:          `about: no topic called "100%" in this coverage`,
		{FieldKind, NoSuchKind, ""}:                `kind: "" is neither quote nor fact`,
		{FieldFrom, NoSuchDate, "2017-13"}:         `from: "2017-13" is no date: write 2017-02-22, 2017-02 or 2017`,
		{Kind: NothingWithin}:                      "nothing within the outlet, the dates or the kind that you asked for answers this; what stands below is from outside them (dates are those of the articles)",
		{FieldSpeaker, NotNarrowed, "Ada"}:         "speaker: this coverage is too large to be narrowed by it: put the name into the question, or narrow it with from: and to:",
	} {
		if got := problem.String(); got != want {
			t.Errorf("the line is %q, want %q", got, want)
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
	if in := AsInputError(err); in == nil || in.In(corpus.Spanish) != `quién: en esta cobertura no se cita a nadie llamado "Zebulon"` || in.In("") != in.Error() {
		t.Errorf("nobody's statements: %v", err)
	}
	_, err = b.Compare("Quux")
	if in := AsInputError(err); in == nil || in.In(corpus.Portuguese) != `sobre: não há nenhum tema chamado "Quux" nesta cobertura` {
		t.Errorf("no topic's sides: %v", err)
	}
}
