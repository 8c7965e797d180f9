package bot

import (
	"fmt"
	"strings"
	"testing"

	"clippings/corpus"
	"clippings/corpus/archive"
)

// archiveBot answers from an archive whose passages have more and less of what an excerpt can have.
func archiveBot(t *testing.T, lines ...string) *Bot {
	t.Helper()
	a, err := archive.BuildLines(strings.NewReader(strings.Join(lines, "\n")), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return NewArchive(a)
}

// sparse are passages that lack things, each another.
var sparse = []string{
	`{"id":"full","kind":"quote","text":"We will not gamble","translation":"No vamos a jugar","speaker":"Ada Flores","role":"mayor","via":"interview","context":"On the bridge.","context_translation":"Sobre el puente.","source":{"id":"g","outlet":"The Gazette","title":"Bridge","author":"Cam Reyes","date":"2021-06-03","url":"https://example.org/a"}}`,
	`{"id":"quote","kind":"quote","text":"The ferry is late","speaker":"Bo Lind","source":{"id":"o","outlet":"The Gazette"}}`,
	`{"id":"title","text":"The mill burned down.","source":{"id":"t","title":"The mill"}}`,
	`{"id":"outlet","text":"The harbour was dredged.","source":{"id":"u","outlet":"Harbour News","url":"https://example.org/b"}}`,
	`{"id":"dated","text":"The museum opened.","source":{"id":"日本","title":"The museum","date":"1999","author":"D. Ray"}}`,
}

// TestArchiveIsNotListed calls whatever lists a bot's coverage on one that cannot list it.
func TestArchiveIsNotListed(t *testing.T) {
	b := archiveBot(t, sparse...)
	if sources, excerpts := b.Size(); b.Lists() || sources != 5 || excerpts != 5 {
		t.Errorf("%v, %d sources, %d excerpts", b.Lists(), sources, excerpts)
	}
	if first, last := b.Span(); first.Year != 1999 || last.Year != 2021 {
		t.Errorf("from %v to %v", first, last)
	}
	for _, lang := range corpus.Languages() {
		if got := append(b.Complete("", lang, 5), b.Complete("br", lang, 5)...); len(got) > 0 {
			t.Errorf("completes %q", got)
		}
	}
	for _, f := range []Field{FieldSpeaker, FieldOutlet, FieldAbout, FieldFrom, FieldTo, FieldKind, "x"} {
		if got := append(b.Values(f, "", 5), b.Values(f, "g", 5)...); len(got) > 0 {
			t.Errorf("%s can be %q", f, got)
		}
	}
	for name, f := range map[string]func() error{
		"statements": func() error { _, err := b.Statements("Ada Flores", ""); return err },
		"of a topic": func() error { _, err := b.Statements("Ada Flores", "bridge"); return err },
		"comparison": func() error { _, err := b.Compare("bridge"); return err },
	} {
		if in := AsInputError(f()); in == nil || !strings.Contains(in.Error(), "too large") {
			t.Errorf("%s: %v", name, in)
		}
	}
	if b.Topic(TopicRef("ada-flores")) != "" || b.TopicID("Ada Flores") != "" {
		t.Error("there is a topic")
	}
	for _, text := range []string{"speaker:flores what is late", "outlet:gazette mill", "about:bridge mill", "from:2020 to:2022 kind:quote gamble", "Ada Flores", "the Gazette's 2021 story", "ICE is at my door", "hola", "¾"} {
		q := Question{Text: text, Follows: RefOf(b.mustFind(t, "full"))}
		r, err := b.Handle(t.Context(), q)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if key, _, ok := strings.Cut(text, ":"); ok && key != "from" && (len(r.Problems) != 1 || !strings.HasPrefix(r.Problems[0].String(), key+": this coverage is too large")) {
			t.Errorf("%s: problems %q", text, r.Problems)
		}
	}
	none := New(corpus.NewIndex(new(corpus.Corpus)))
	if sources, excerpts := none.Size(); !none.Lists() || sources != 0 || excerpts != 0 {
		t.Errorf("of nothing: %d sources, %d excerpts", sources, excerpts)
	}
	for _, text := range []string{"whose line was it", "speaker:x y", "hola"} {
		if r, err := none.Handle(t.Context(), Question{Text: text}); err != nil || r.Outcome != NotCovered {
			t.Errorf("of nothing: %+v, %v", r, err)
		}
	}
}

// mustFind returns an excerpt of an archive by its id.
func (b *Bot) mustFind(t *testing.T, id string) *corpus.Excerpt {
	t.Helper()
	a := b.passages.(*archive.Archive)
	number, ok := a.Find(id)
	if !ok {
		t.Fatalf("no passage %s", id)
	}
	return a.Excerpt(number)
}

func TestHolding(t *testing.T) {
	b := archiveBot(t, sparse...)
	for lang, want := range map[corpus.Language]string{
		corpus.English: "Excerpts: 5. Sources: 5.", corpus.Spanish: "Fragmentos: 5. Fuentes: 5.", corpus.Portuguese: "Trechos: 5. Fontes: 5.",
	} {
		c := ControlsOf(lang)
		if got := c.Holding(b); got != want {
			t.Errorf("%s", got)
		}
		if c.MeasuredOf(b) != "" || c.MeasuredOf(loadBot(t)) != c.Measured() || c.Asking(b) != c.HowToLarge || c.Asking(loadBot(t)) != c.HowTo {
			t.Errorf("%s: told of another coverage", lang)
		}
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 12345: "12,345", 1204312: "1,204,312"} {
		if got := englishControls.number(n); got != want {
			t.Errorf("%d is written %s", n, got)
		}
	}
	if got := spanishControls.number(1204312); got != "1.204.312" {
		t.Error(got)
	}
}

// TestSparseExcerpts shows and cites excerpts that lack things: nothing is said that is not known, and no mark
// stands where something is missing.
func TestSparseExcerpts(t *testing.T) {
	b := archiveBot(t, sparse...)
	var all strings.Builder
	for _, id := range []string{"full", "quote", "title", "outlet", "dated"} {
		e := b.mustFind(t, id)
		c := Cite(e)
		fmt.Fprintf(&all, "%s\n%s\n%s\n%s\n", c.Plain, c.Line, strings.ReplaceAll(c.Markdown, "\n", "|"), BibTeX(e))
		for _, lang := range corpus.Languages() {
			p := PhrasesOf(lang)
			card := p.Card(e)
			if card.Text == "" || card.Text == "“”" || card.Translation == "“”" {
				t.Errorf("%s in %s: %+v", id, lang, card)
			}
			fmt.Fprintf(&all, "%s | %s | %s | %s | %s | %s\n", card.Text, card.Translation, card.Who, card.Context, card.Citation, p.AgeOf(e, nil))
		}
	}
	text := all.String()
	for _, bad := range []string{"“”", "()", "[]", "**", ", ,", ": :", " ,", "of 0;", "from 0;", "de 0;", " ;", "\n, ", "| , ", "{}", "%!", ",,”", "= {0}", "article{,"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q stands in\n%s", bad, text)
		}
	}
	for _, want := range []string{
		"“We will not gamble” — Ada Flores, mayor. Source: Cam Reyes, “Bridge,” The Gazette, June 3, 2021. https://example.org/a\n",
		"“The ferry is late” — Bo Lind. Source: The Gazette.\n", "Bo Lind said, as reported by The Gazette: “The ferry is late” (The Gazette)\n",
		"The mill burned down. (Our summary, not a quotation.) Source: “The mill”.\n", "The mill burned down. (“The mill”; our summary)\n",
		"|“The mill”.\n", "|[*Harbour News*](https://example.org/b).\n", "Source: Harbour News. https://example.org/b\n",
		"| The Gazette, Cam Reyes, June 3, 2021: “Bridge” | ", "| “The mill” | Coverage without a date", "| D. Ray, 1999: “The museum” | Coverage from 1999",
		"No vamos a jugar", "Sobre el puente.", "Cobertura sin fecha", "Cobertura sem data",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if got := b.Packet([]*corpus.Excerpt{b.mustFind(t, "title")}); !strings.Contains(got.Markdown, "Coverage from 1999 to June 3, 2021; later") {
		t.Error(got.Markdown)
	}
	undated := archiveBot(t, sparse[2])
	if got := undated.Packet([]*corpus.Excerpt{undated.mustFind(t, "title")}); !strings.Contains(got.Markdown, "Coverage without dates; later") {
		t.Error(got.Markdown)
	}
	for _, lang := range corpus.Languages() {
		p := PhrasesOf(lang)
		if p.SpanOf(undated.Span()) != p.NoSpan {
			t.Errorf("%s: %s", lang, p.SpanOf(undated.Span()))
		}
	}
}
