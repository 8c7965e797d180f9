package golden_test

import (
	"strings"
	"testing"

	"clippings/bot/golden"
	"clippings/corpus"
)

const sampleSet = `# A set as a person writes it.

? Why was the old bridge closed
@ en reason
= gazette-2021: gate + flood|water
= herald-2022: 15,000
  ? ¿quién cerró el puente?
  @ es   a person
  = gazette-2021 : Flores | the mayor

? what does the mayor earn
@ en number
! no article tells
`

func TestParse(t *testing.T) {
	for name, text := range map[string]string{"lines of Unix": sampleSet, "lines of Windows": strings.ReplaceAll(sampleSet, "\n", "\r\n")} {
		set, err := golden.Parse("sample.txt", strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(set) != 3 {
			t.Fatalf("%s: %d questions", name, len(set))
		}
		why, who, earn := set[0], set[1], set[2]
		switch {
		case why.Text != "Why was the old bridge closed", why.Language != corpus.English, why.Kind != "reason", why.Line != 3:
			t.Errorf("%s: first read as %+v", name, why)
		case len(why.Accept) != 2, why.Accept[0].Source != "gazette-2021", len(why.Accept[0].Must) != 2, len(why.Accept[0].Must[1]) != 2:
			t.Errorf("%s: first accepts %+v", name, why.Accept)
		case who.Text != "¿quién cerró el puente?", who.Language != corpus.Spanish, who.Kind != "a person", who.Line != 7:
			t.Errorf("%s: second read as %+v", name, who)
		case who.Accept[0].Source != "gazette-2021", !who.Answerable():
			t.Errorf("%s: second accepts %+v", name, who.Accept)
		case earn.Answerable(), earn.Reason != "no article tells", earn.Line != 11:
			t.Errorf("%s: third read as %+v", name, earn)
		}
	}
	if set, err := golden.Parse("empty.txt", strings.NewReader("# nothing yet\n")); err != nil || len(set) != 0 {
		t.Errorf("an empty set is %v, %v", set, err)
	}
}

// TestParseFaults wants each fault told with the file and the line, and no set.
func TestParseFaults(t *testing.T) {
	for _, f := range []struct{ name, text, want string }{
		{"something before the first question", "# head\n@ en fact\n", "s.txt:2: "},
		{"unknown mark", "? a\n@ en fact\n- b\n", "s.txt:3: a line begins with ?, @, =, ! or #, not with '-'"},
		{"a mark of several bytes", "? a\n¿ b\n", "s.txt:2: a line begins with ?, @, =, ! or #, not with '¿'"},
		{"empty question", "? a\n@ en fact\n! b\n\n?\n@ en fact\n! b\n", "s.txt:5: a question is empty"},
		{"no kind", "? a\n@ en\n! b\n", "s.txt:2: want a language and a kind"},
		{"no @ line", "\n? a\n! b\n", `s.txt:2: question "a" has no @ line`},
		{"a language that nothing is written in", "? a\n@ english fact\n! b\n", "s.txt:2: "},
		{"neither accepted nor refused", "? a\n@ en fact\n? b\n@ en fact\n! c\n", `s.txt:1: question "a" needs either`},
		{"both accepted and refused", "? a\n@ en fact\n= x: y\n! b\n", `s.txt:1: question "a" needs either`},
		{"refused without a reason", "? a\n@ en fact\n!\n", `s.txt:1: question "a" needs either`},
		{"no colon", "? a\n@ en fact\n= gazette-2021 flood\n", "s.txt:3: want an article, a colon and words"},
		{"no words", "? a\n@ en fact\n= gazette-2021:  \n", "s.txt:3: want an article, a colon and words"},
		{"no article", "? a\n@ en fact\n= : flood\n", "s.txt:3: want an article, a colon and words"},
		{"a group without a word", "? a\n@ en fact\n= gazette-2021: flood + … + gate\n", "s.txt:3: "}, // nothing could ever meet it
		{"no words but marks", "? a\n@ en fact\n= gazette-2021: ?!\n", "s.txt:3: "},
	} {
		set, err := golden.Parse("s.txt", strings.NewReader(f.text))
		if err == nil || set != nil {
			t.Errorf("%s: read as %+v, %v", f.name, set, err)
			continue
		}
		if !strings.HasPrefix(err.Error(), f.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: says %q, want it to begin with %q", f.name, err, f.want)
		}
	}
	if _, err := golden.Parse("s.txt", strings.NewReader("? "+strings.Repeat("a", 2<<20))); err == nil || !strings.HasPrefix(err.Error(), "s.txt: ") {
		t.Errorf("a line that is too long: %v", err)
	}
}

func TestRight(t *testing.T) {
	source := &corpus.Source{ID: "gazette-2021"}
	e := &corpus.Excerpt{
		ID: "gazette-2021/flores", Source: source, Speaker: &corpus.Person{Name: "Ada Flores"}, Role: "mayor of Rivertown",
		Text: "We deported nobody in 2017 and paid 15,000 dollars […] to 20 towns", ES: "La compuerta cerró por Información errónea",
		Context: "Asked about the flood-gate.", ContextES: "Solo en contexto.",
		Questions: map[corpus.Language][]string{corpus.English: {"hidden question"}},
	}
	for _, c := range []struct {
		accept string
		want   bool
	}{
		{"gazette-2021: deported", true},
		{"gazette-2021: deport", true}, // the beginning of a word
		{"gazette-2021: ported", false},
		{"gazette-2021: DEPORTED", true},
		{"gazette-2020: deported", false},
		{"gazette-2021: informacion", true},
		{"gazette-2021: INFORMACIÓN", true},
		{"gazette-2021: errónea", true},

		// A number ends where it ends.
		{"gazette-2021: 2017", true},
		{"gazette-2021: 201", false},
		{"gazette-2021: 1500", false},
		{"gazette-2021: 15000", true},
		{"gazette-2021: 15,000 dollar", true},
		{"gazette-2021: 20", true},
		{"gazette-2021: twenty", true},
		{"gazette-2021: in 20", false},
		{"gazette-2021: 20 town", true},

		// Words in a row, alternatives, and groups that all must be met.
		{"gazette-2021: flood gate", true},
		{"gazette-2021: gate flood", false},
		{"gazette-2021: water|flood", true},
		{"gazette-2021: water|bridge", false},
		{"gazette-2021: flood + 2017 + nobody", true},
		{"gazette-2021: flood + 2018", false},

		// What a reader sees, and only that.
		{"gazette-2021: Ada Flores", true},
		{"gazette-2021: mayor of River", true},
		{"gazette-2021: asked about", true},
		{"gazette-2021: hidden", false},
		{"gazette-2021: mayor Ada", false}, // one part does not run into the next
	} {
		set, err := golden.Parse("s.txt", strings.NewReader("? a\n@ en fact\n= "+c.accept+"\n"))
		if err != nil {
			t.Errorf("%s: %v", c.accept, err)
			continue
		}
		if got := set[0].Right(e, golden.Visible(e)); got != c.want {
			t.Errorf("%s: right %v, want %v", c.accept, got, c.want)
		}
	}
	fact := *e
	fact.Speaker = nil
	if v := golden.Visible(&fact); strings.Contains(v, "flores") {
		t.Errorf("a fact without speaker shows %q", v)
	}
}

// TestRightOfSeveral holds that one line of several is enough and that lines do not mix.
func TestRightOfSeveral(t *testing.T) {
	set, err := golden.Parse("s.txt", strings.NewReader("? a\n@ en fact\n= gazette-2021: flood + gate\n= herald-2022: water\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		source, text string
		want         bool
	}{
		{"gazette-2021", "a flood at the gate", true},
		{"gazette-2021", "water at the gate", false},
		{"herald-2022", "waters", true},
		{"herald-2022", "a flood at the gate", false},
		{"other-2022", "water, flood, gate", false},
	} {
		e := &corpus.Excerpt{Source: &corpus.Source{ID: c.source}, Text: c.text}
		if got := set[0].Right(e, golden.Visible(e)); got != c.want {
			t.Errorf("%s, %q: right %v, want %v", c.source, c.text, got, c.want)
		}
	}
	refused := golden.Question{Text: "a", Reason: "b"}
	if e := (&corpus.Excerpt{Source: &corpus.Source{ID: "gazette-2021"}}); refused.Right(e, golden.Visible(e)) {
		t.Error("something answers a question that must not be answered")
	}
}
