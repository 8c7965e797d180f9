package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"clippings/corpus"
	"clippings/seeds"
)

// sampleLine is a line with every field.
const sampleLine = `{"id":"gazette-2021/flores","kind":"quote","text":"We will not gamble with anybody’s life","translation":"No vamos a jugar con la vida de nadie",` +
	`"speaker":{"id":"ada-flores","name":"Ada Flores"},"role":"mayor of Rivertown","role_translation":"alcaldesa de Rivertown","via":"interview","context":"Flores on why the Old Bridge is shut.",` +
	`"context_translation":"Flores sobre el cierre del puente viejo.","about":["old-bridge","repairs"],"event":"2021-06",` +
	`"questions":{"en":["why is the bridge being closed"],"es":["por qué cierran el puente"],"pt":["por que fecham a ponte"]},` +
	`"source":{"id":"gazette-2021","outlet":"The Gazette","title":"Bridge to close","author":"Cam Reyes","date":"2021-06-03","url":"https://example.org/bridge?a=1&b=2"}}`

// shortLine is a line with what every line must have.
func shortLine(id, text string) string {
	return fmt.Sprintf(`{"id":%q,"text":%q,"source":{"id":"s","title":"Town news"}}`, id, text)
}

func buildLines(t testing.TB, lines ...string) *Archive {
	t.Helper()
	a, err := BuildLines(strings.NewReader(strings.Join(lines, "\n")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestBuildLines(t *testing.T) {
	a := buildLines(t, "\uFEFF"+sampleLine, "", "  \t", shortLine("b", " A\tsecond \u00a0\u2028 passage ")+"\r", shortLine("c", "the last has no line break"))
	want := corpus.Excerpt{
		ID: "gazette-2021/flores", Kind: corpus.Quote, Text: "We will not gamble with anybody’s life", ES: "No vamos a jugar con la vida de nadie",
		Speaker: &corpus.Person{ID: "ada-flores", Name: "Ada Flores"}, Role: "mayor of Rivertown", RoleES: "alcaldesa de Rivertown", Via: "interview",
		Context: "Flores on why the Old Bridge is shut.", ContextES: "Flores sobre el cierre del puente viejo.",
		About: []string{"old-bridge", "repairs"}, Event: corpus.Date{Year: 2021, Month: 6},
		Source: &corpus.Source{
			ID: "gazette-2021", Outlet: "The Gazette", Title: "Bridge to close", Author: "Cam Reyes",
			Date: corpus.Date{Year: 2021, Month: 6, Day: 3}, URL: "https://example.org/bridge?a=1&b=2",
		},
	}
	if got := a.Excerpt(0); !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v", got)
	}
	if got := a.Excerpt(1); got.Text != "A second passage" || got.Kind != corpus.Fact || got.Speaker != nil {
		t.Errorf("%+v", got)
	}
	if a.Len() != 3 || a.Sources() != 2 {
		t.Errorf("%d passages, %d sources", a.Len(), a.Sources())
	}
	for question, want := range map[string]string{
		"why is the bridge being closed": "gazette-2021/flores", "por qué cierran el puente": "gazette-2021/flores", "second passage": "b", "line break": "c",
	} {
		found, err := a.Candidates(context.Background(), a.Query(question, corpus.English), 1)
		if err != nil || len(found) != 1 || found[0].Excerpt().ID != want {
			t.Errorf("%s: %v, %v", question, found, err)
		}
	}
}

func TestBuildLinesRefuses(t *testing.T) {
	change := func(old, new string) string {
		if !strings.Contains(sampleLine, old) {
			t.Fatalf("the line does not hold %s", old)
		}
		return strings.Replace(sampleLine, old, new, 1)
	}
	long := strings.Repeat("x", 1<<20)
	for _, test := range []struct{ line, want string }{
		{change(`"kind"`, `"sort"`), `unknown field "sort"`},
		{change(`"kind"`, `"Kind"`), `unknown field "Kind"`},
		{change(`"outlet"`, `"paper"`), `unknown field "source.paper"`},
		{change(`"name"`, `"nom"`), `unknown field "speaker.nom"`},
		{change(`"pt"`, `"fr"`), `unknown field "questions.fr"`},
		{change(`"role"`, `"text"`), `"text" stands twice`},
		{change(`"gazette-2021/flores"`, `7`), `"id" is a number`},
		{change(`"gazette-2021/flores"`, `""`), `it has no id`},
		{change(`"gazette-2021/flores"`, `" a"`), `id " a" has white space`},
		{change(`"id":"gazette-2021/flores",`, ``), `it has no id`},
		{change(`"We will not gamble with anybody’s life"`, `" \t"`), `it has no text`},
		{change(`"We will not gamble with anybody’s life"`, `null`), `it has no text`},
		{change(`"We will not gamble with anybody’s life"`, `"a \u001b[2J b"`), `text holds a control character, U+001B`},
		{change(`"We will not gamble with anybody’s life"`, `"\ud800"`), `broken JSON at byte`},
		{change(`anybody`, "any\xffbody"), `it is not UTF-8 text`},
		{change(`"quote"`, `"paraphrase"`), `kind "paraphrase" is none of quote, fact and passage`},
		{change(`"quote"`, `"passage"`), `a passage is of the article's own words`},
		{change(`{"id":"ada-flores","name":"Ada Flores"}`, `""`), `a quote needs a speaker`},
		{change(`{"id":"ada-flores","name":"Ada Flores"}`, `null`), `a quote needs a speaker`},
		{change(`{"id":"ada-flores","name":"Ada Flores"}`, `{"id":"x"}`), `speaker has no name`},
		{change(`{"id":"ada-flores","name":"Ada Flores"}`, `["Ada"]`), `speaker is neither a name nor an object with a name`},
		{change(`["old-bridge","repairs"]`, `"old-bridge"`), `"about" is a string`},
		{change(`["old-bridge","repairs"]`, `["old-bridge",""]`), `about has an empty text`},
		{change(`["old-bridge","repairs"]`, `["old-bridge",3]`), `"about.1" is a number`},
		{change(`"2021-06"`, `"2021-13"`), `event "2021-13" is no date: write`},
		{change(`"2021-06-03"`, `"2021-02-29"`), `source.date "2021-02-29" is no date: write`},
		{change(`"2021-06-03"`, `"0000"`), `there was no year 0`},
		{change(`"2021-06-03"`, `"`+long[:5000]+`"`), `source.date "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" is no date: write`},
		{change(`https://example.org/bridge?a=1&b=2`, `javascript:alert(1)`), `source.url "javascript:alert(1)" is no web address`},
		{change(`https://example.org/bridge?a=1&b=2`, `https:///x`), `is no web address`},
		{change(`{"id":"gazette-2021",`, `{`), `source has no id`},
		{change(`"outlet":"The Gazette","title":"Bridge to close",`, ``), `source has neither an outlet nor a title`},
		{`{"id":"a","text":"b"}`, `it has no source`},
		{`{"id":"a","text":"b","source":"The Gazette"}`, `"source" is a string`},
		{`["a"]`, `the line is a list`},
		{`{"id":"a"`, `broken JSON at byte`},
		{sampleLine + sampleLine, `broken JSON at byte`},
		{shortLine("a", long), `longer than 1048576 bytes`},
		{shortLine("a", long+long+long), `longer than 1048576 bytes`},
	} {
		name := test.line[:min(len(test.line), 60)]
		lines := shortLine("first", "one") + "\n\n" + test.line + "\n" + shortLine("last", "two") + "\n"
		a, err := BuildLines(strings.NewReader(lines), Options{})
		if a != nil || err == nil {
			t.Errorf("%s: was built; want %s", name, test.want)
			continue
		}
		if got := err.Error(); !strings.HasPrefix(got, "line 3: ") || !strings.Contains(got, test.want) || strings.Contains(got, "\n") || len(got) > 200 {
			t.Errorf("%s: %s; want %s", name, got, test.want)
		}
	}
}

// TestLongestLine takes a line of just the bytes that one may have, and no more, wherever it stands.
func TestLongestLine(t *testing.T) {
	room := 1<<20 - len(shortLine("a", ""))
	for _, end := range []string{"", "\n", "\r\n", "\n" + shortLine("b", "behind it")} {
		for text, ok := range map[string]bool{strings.Repeat("x", room): true, strings.Repeat("x", room+1): false} {
			for _, ahead := range []string{"", "\n", shortLine("0", "ahead") + "\n"} {
				_, err := BuildLines(strings.NewReader(ahead+shortLine("a", text)+end), Options{})
				if (err == nil) != ok {
					t.Errorf("%d bytes of text, end %.10q: %v", len(text), end, err)
				}
			}
		}
	}
}

func TestBuildLinesNothing(t *testing.T) {
	for _, lines := range []string{"", "\n\n \n", "\uFEFF"} {
		if a, err := BuildLines(strings.NewReader(lines), Options{}); err == nil || a != nil || !strings.Contains(err.Error(), "no passage") {
			t.Errorf("%q: %v, %v", lines, a, err)
		}
	}
}

// TestLinesFaultsInOrder wants the first twenty of many faults, by line, however many work at it.
func TestLinesFaultsInOrder(t *testing.T) {
	var lines []string
	for i := range 3000 {
		line := shortLine(fmt.Sprint(i), "words")
		if i%7 == 3 {
			line = strings.Replace(line, "title", "titel", 1)
		}
		lines = append(lines, line)
	}
	for _, workers := range []int{1, 2, 5} {
		_, err := BuildLines(strings.NewReader(strings.Join(lines, "\n")), Options{Workers: workers})
		var many interface{ Unwrap() []error }
		if !errors.As(err, &many) {
			t.Fatal(err)
		}
		all := strings.Split(err.Error(), "\n")
		if len(all) != 21 || all[20] != "and more" {
			t.Fatalf("%d lines: %s", len(all), err)
		}
		for i, line := range all[:20] {
			if want := fmt.Sprintf(`line %d: unknown field "source.titel"`, 7*i+4); line != want {
				t.Errorf("%s; want %s", line, want)
			}
		}
	}
}

func TestLinesIDTwice(t *testing.T) {
	lines := []string{"", shortLine("a", "one"), shortLine("b", "two"), "", shortLine("a", "three")}
	_, err := BuildLines(strings.NewReader(strings.Join(lines, "\n")), Options{})
	if err == nil || !strings.HasPrefix(err.Error(), "line 5: ") || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("%v", err)
	}
}

func TestBuildLinesReadFails(t *testing.T) {
	broken := errors.New("the disk is gone")
	r := io.MultiReader(strings.NewReader(shortLine("a", "one")+"\n"+shortLine("b", "two")[:20]), iotest.ErrReader(broken))
	_, err := BuildLines(r, Options{})
	if !errors.Is(err, broken) || err.Error() != "line 2: the disk is gone" {
		t.Errorf("%v", err)
	}
}

// TestLinesSameImage wants the same image however the lines come and however many work at them.
func TestLinesSameImage(t *testing.T) {
	var lines []string
	for i := range 700 {
		lines = append(lines, shortLine(fmt.Sprint(i), fmt.Sprintf("word%d and word%d", i%13, i)))
	}
	text := strings.Join(lines, "\n")
	want := buildLines(t, lines...).Image()
	for i, r := range []io.Reader{iotest.OneByteReader(strings.NewReader(text)), iotest.HalfReader(strings.NewReader(text + "\n\n")), iotest.DataErrReader(strings.NewReader(text))} {
		a, err := BuildLines(r, Options{Workers: i + 1})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Image(), want) {
			t.Errorf("%T: another image", r)
		}
	}
}

// TestWriteLines prints the built-in coverage and reads it again: twice the same lines, and the same image as
// the excerpts themselves give.
func TestWriteLines(t *testing.T) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	if err := WriteLines(&first, slices.Values(c.Excerpts)); err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(first.Bytes(), []byte("\n")); n != len(c.Excerpts) {
		t.Errorf("%d lines of %d excerpts", n, len(c.Excerpts))
	}
	var read []*corpus.Excerpt
	for i, line := range bytes.Split(bytes.TrimSpace(first.Bytes()), []byte("\n")) {
		e, err := decodeLine(line)
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, e)
		want := *c.Excerpts[i]
		want.Links = nil
		if p := want.Speaker; p != nil {
			want.Speaker = &corpus.Person{ID: p.ID, Name: p.Name}
		}
		if !reflect.DeepEqual(*e, want) {
			t.Fatalf("read %+v, want %+v", *e, want)
		}
	}
	if err := WriteLines(&second, slices.Values(read)); err != nil {
		t.Fatal(err)
	}
	fromLines, err := BuildLines(&second, Options{})
	if err != nil {
		t.Fatal(err)
	}
	direct, err := Build(func(yield func(*corpus.Excerpt, error) bool) {
		for _, e := range c.Excerpts {
			if !yield(e, nil) {
				return
			}
		}
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(fromLines.Image(), direct.Image()) {
		t.Error("the lines give another image than the excerpts")
	}
}

func TestWriteLinesFails(t *testing.T) {
	e := &corpus.Excerpt{ID: "a", Text: "b"}
	if err := WriteLines(io.Discard, slices.Values([]*corpus.Excerpt{e})); err == nil {
		t.Error("an excerpt without source was written")
	}
	e.Source, e.Text = &corpus.Source{ID: "s", Title: "T"}, "\xff"
	if err := WriteLines(io.Discard, slices.Values([]*corpus.Excerpt{e})); err == nil {
		t.Error("what is not UTF-8 was written")
	}
}

// TestBuildRefuses wants of excerpts that are given what is wanted of lines, where nothing could be shown without it.
func TestBuildRefuses(t *testing.T) {
	s := &corpus.Source{ID: "s", Title: "T"}
	for want, e := range map[string]*corpus.Excerpt{
		"line 2: the passage has no id":                         {Text: "b", Source: s},
		`line 2: passage "a" has no text`:                       {ID: "a", Text: " ", Source: s},
		"line 2: the passage has no source":                     {ID: "a", Text: "b"},
		`line 2: passage "a" is a quote without a speaker`:      {ID: "a", Text: "b", Source: s, Kind: corpus.Quote},
		"line 2: the id is that of line 1 already":              {ID: "first", Text: "b", Source: s},
		`line 2: passage "nobody" is a quote without a speaker`: {ID: "nobody", Text: "b", Source: s, Kind: corpus.Quote, Speaker: new(corpus.Person)},
	} {
		_, err := Build(func(yield func(*corpus.Excerpt, error) bool) {
			_ = yield(&corpus.Excerpt{ID: "first", Text: "one", Source: s}, nil) && yield(e, nil)
		}, Options{})
		if err == nil || err.Error() != want {
			t.Errorf("%v; want %s", err, want)
		}
	}
}
