package terminal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"clippings/adapters/terminal"
	"clippings/bot"
	"clippings/corpus"
)

var update = flag.Bool("update", false, "write the replies as they are now to testdata/*.txt")

// A small coverage made by hand: an interview, a statement that disputes it, a fact that brings
// matters up to date and a quotation with other quotations and a break inside.
var (
	gazette = &corpus.Source{
		ID: "gazette-2021", Outlet: "The Gazette", Title: "Bridge to close for repairs", Author: "Cam Reyes",
		Date: corpus.Date{Year: 2021, Month: 6, Day: 3}, URL: "https://example.org/2021/06/03/rivertown-bridge-to-close-for-repairs?from=front&to=back",
	}
	courier = &corpus.Source{
		ID: "courier-2022", Outlet: "The River Courier", Title: "What the bridge cost the town, and who pays",
		Date: corpus.Date{Year: 2022, Month: 3}, URL: "https://example.org/courier",
	}
	flores = &corpus.Person{ID: "ada-flores", Name: "Ada Flores", Kind: "person", Who: "mayor of Rivertown"}
	lind   = &corpus.Person{ID: "bo-lind", Name: "Bo Lind", Kind: "person", Who: "fire chief of Rivertown"}
	safety = &corpus.Excerpt{
		ID: "gazette-2021/flores-safety", Kind: corpus.Quote, Source: gazette, Speaker: flores, Role: "mayor of Rivertown", RoleES: "alcaldesa de Rivertown", Via: "interview",
		Text:      "We will not gamble with anybody’s life, and I have said so to every driver who asked me this spring […] The bridge closes on Monday",
		ES:        "No vamos a jugar con la vida de nadie, y así se lo dije a cada conductor que me preguntó esta primavera […] El puente cierra el lunes",
		Context:   "Flores on why the Old Bridge is shut for repairs.",
		ContextES: "Flores sobre el cierre del puente viejo por reparaciones.",
		About:     []string{"old-bridge"}, Event: corpus.Date{Year: 2021, Month: 6},
	}
	danger = &corpus.Excerpt{
		ID: "gazette-2021/lind-disputes", Kind: corpus.Quote, Source: gazette, Speaker: lind, Role: "fire chief", Via: "statement",
		Text: `The "flood gate" is the danger, not the bridge`, ES: `El peligro es la "compuerta", no el puente`,
		Context: "Lind's answer to the mayor's reasons for the closing.", ContextES: "Respuesta de Lind a los motivos de la alcaldesa.",
		About: []string{"flood-gate", "old-bridge"},
	}
	cost = &corpus.Excerpt{
		ID: "courier-2022/repair-cost", Kind: corpus.Fact, Source: courier,
		Text:    "Repairing the Old Bridge cost the town 2.5 million dollars; a state grant paid for less than half of it.",
		ES:      "Reparar el puente viejo le costó al pueblo 2.5 millones de dólares; una subvención estatal pagó menos de la mitad.",
		Context: "According to the town's budget of 2022.", ContextES: "Según el presupuesto del pueblo de 2022.",
		About: []string{"old-bridge"},
	}
	promise = &corpus.Excerpt{
		ID: "courier-2022/flores-promise", Kind: corpus.Fact, Source: courier, Speaker: flores, Role: "mayor of Rivertown at the time",
		Text: "Flores promised a second opinion on the flood gate.", ES: "Flores prometió una segunda opinión sobre la compuerta.",
		Context: "Told to the town council.", ContextES: "Dicho ante el concejo del pueblo.", About: []string{"flood-gate"},
	}
)

// reply is a reply over the small coverage, changed by change.
func reply(lang corpus.Language, outcome bot.Outcome, change func(*bot.Reply)) *bot.Reply {
	r := &bot.Reply{Outcome: outcome, Confidence: 0.5, Language: lang, First: gazette.Date, Last: courier.Date}
	if change != nil {
		change(r)
	}
	return r
}

func answer(lang corpus.Language, e *corpus.Excerpt, links ...corpus.Link) *bot.Reply {
	return reply(lang, bot.Covered, func(r *bot.Reply) {
		r.Answer, r.OtherSide, r.Others = e, links, []*corpus.Excerpt{promise}
	})
}

func emergency(lang corpus.Language) *bot.Reply {
	return reply(lang, bot.NotCovered, func(r *bot.Reply) {
		r.Notice, r.Others = bot.Emergency, []*corpus.Excerpt{cost}
	})
}

// cases are the replies whose texts stand in testdata, one file each.
var cases = []struct {
	name    string
	printer terminal.Printer
	reply   *bot.Reply
}{
	{"quote-en", terminal.Printer{}, answer(corpus.English, safety)},
	{"quote-es", terminal.Printer{}, answer(corpus.Spanish, safety)},
	{"event-en", terminal.Printer{}, answer(corpus.English, dayBefore(safety))},
	{"event-es", terminal.Printer{}, answer(corpus.Spanish, dayBefore(safety))},
	{"event-pt", terminal.Printer{}, answer(corpus.Portuguese, dayBefore(safety))},
	{"quote-narrow", terminal.Printer{Columns: 40}, answer(corpus.English, safety)},
	{"fact-en", terminal.Printer{}, answer(corpus.English, cost)},
	{"fact-es", terminal.Printer{}, answer(corpus.Spanish, cost)},
	{"fact-told-by", terminal.Printer{}, answer(corpus.English, promise)},
	{"other-side-en", terminal.Printer{}, answer(corpus.English, safety,
		corpus.Link{Relation: corpus.UpdatedBy, To: cost}, corpus.Link{Relation: corpus.Disputes, To: danger})},
	{"other-side-es", terminal.Printer{}, answer(corpus.Spanish, safety, corpus.Link{Relation: corpus.Disputes, To: danger})},
	{"close-en", terminal.Printer{}, reply(corpus.English, bot.Close, func(r *bot.Reply) {
		r.Others = []*corpus.Excerpt{safety, cost, danger, promise} // one more than there is to choose from
	})},
	{"not-covered-en", terminal.Printer{}, reply(corpus.English, bot.NotCovered, func(r *bot.Reply) {
		r.Others = []*corpus.Excerpt{cost, danger}
	})},
	{"not-covered-es", terminal.Printer{}, reply(corpus.Spanish, bot.NotCovered, func(r *bot.Reply) {
		r.Others = []*corpus.Excerpt{danger}
	})},
	{"nothing-near", terminal.Printer{}, reply(corpus.English, bot.NotCovered, nil)},
	{"did-you-mean", terminal.Printer{}, reply(corpus.English, bot.NotCovered, func(r *bot.Reply) {
		r.DidYouMean = []string{"Ada Flores", "why is the bridge being closed"}
	})},
	{"emergency-contact", terminal.Printer{Contact: "Rivertown line 555-0100"}, emergency(corpus.English)},
	{"emergency-contact-es", terminal.Printer{Contact: "Rivertown line 555-0100"}, emergency(corpus.Spanish)},
	{"emergency-no-contact", terminal.Printer{}, emergency(corpus.English)},
	{"advice", terminal.Printer{Contact: "Rivertown line 555-0100"}, reply(corpus.English, bot.Covered, func(r *bot.Reply) {
		r.Notice, r.Answer = bot.Advice, cost
	})},
	{"problems", terminal.Printer{}, reply(corpus.English, bot.Covered, func(r *bot.Reply) {
		r.Problems, r.Answer = []bot.Problem{
			{Field: bot.FieldTo, Kind: bot.NoSuchDate, Value: "2021-13"}, {Field: bot.FieldOutlet, Kind: bot.NoSuchOutlet, Value: "herald"},
		}, cost
	})},
	{"problems-es", terminal.Printer{}, reply(corpus.Spanish, bot.Covered, func(r *bot.Reply) {
		r.Problems, r.Answer = []bot.Problem{
			{Field: bot.FieldSpeaker, Kind: bot.NoSuchSpeaker, Value: "Herald"}, {Field: bot.FieldTo, Kind: bot.NoSuchDate, Value: "2021-13"},
		}, cost
	})},
	{"color", terminal.Printer{Color: true}, answer(corpus.English, safety, corpus.Link{Relation: corpus.Disputes, To: danger})},
}

// dayBefore is an excerpt of the day before its article appeared.
func dayBefore(e *corpus.Excerpt) *corpus.Excerpt {
	before := *e
	before.Event = corpus.Date{Year: e.Source.Date.Year, Month: e.Source.Date.Month, Day: e.Source.Date.Day - 1}
	return &before
}

func TestText(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join("testdata", c.name+".txt")
			got := c.printer.Text(c.reply)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant as in %s\n%s", got, file, want)
			}
		})
	}
	files, err := filepath.Glob(filepath.Join("testdata", "*.txt"))
	if err != nil || len(files) != len(cases) {
		t.Errorf("%d files for %d replies, error %v", len(files), len(cases), err)
	}
}

// flat is a reply's text on one line, without bars, so that broken lines can be searched.
func flat(p terminal.Printer, r *bot.Reply) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(p.Text(r), "  | ", " ")), " ")
}

// TestTranslations: a quotation is shown as it was said, in every language; its Spanish stands
// beside it under a label. A fact is ours and stands in Spanish alone. What is left in English
// is said to be.
func TestTranslations(t *testing.T) {
	var p terminal.Printer
	original, translated := strings.Index(flat(p, answer(corpus.Spanish, safety)), "“"+safety.Text+"”"),
		strings.Index(flat(p, answer(corpus.Spanish, safety)), "Traducción: “"+safety.ES+"”")
	if original < 0 || translated < original {
		t.Errorf("original at %d, translation at %d", original, translated)
	}
	fact := flat(p, answer(corpus.Spanish, cost))
	if !strings.Contains(fact, cost.ES) || !strings.Contains(fact, "Dato, en nuestras palabras") ||
		strings.Contains(fact, "“"+cost.ES) || strings.Contains(fact, cost.Text) || strings.Contains(fact, "Traducción") {
		t.Errorf("a fact in Spanish:\n%s", fact)
	}
	english := flat(p, answer(corpus.English, safety, corpus.Link{Relation: corpus.UpdatedBy, To: cost}))
	if strings.Contains(english, safety.ES) || strings.Contains(english, cost.ES) {
		t.Errorf("Spanish in an English reply:\n%s", english)
	}
	portuguese := flat(p, answer(corpus.Portuguese, safety))
	if !strings.Contains(portuguese, "“"+safety.Text+"”") || !strings.Contains(portuguese, bot.PhrasesOf(corpus.Portuguese).EnglishTexts) {
		t.Errorf("a Portuguese reply does not say that the excerpt is in English:\n%s", portuguese)
	}
}

// TestEveryReplyIsDated: every excerpt shown has its source, its date and its address beside it, and
// a reply without an answer tells which years the coverage spans. To who is in an emergency nothing is said
// but whom to call.
func TestEveryReplyIsDated(t *testing.T) {
	for _, c := range cases {
		text := flat(terminal.Printer{Columns: c.printer.Columns}, c.reply)
		for _, e := range []*corpus.Excerpt{safety, danger, cost, promise} {
			shown := strings.Contains(text, e.Text) || strings.Contains(text, e.ES)
			date := bot.PhrasesOf(c.reply.Language).Date(e.Source.Date)
			if shown && !(strings.Contains(text, e.Source.Outlet) && strings.Contains(text, date) && strings.Contains(text, e.Source.URL)) {
				t.Errorf("%s: %s is shown without its source:\n%s", c.name, e.ID, text)
			}
		}
		if c.reply.Notice == bot.Emergency && c.reply.Outcome == bot.NotCovered {
			if strings.Contains(text, "2021") {
				t.Errorf("%s: more than whom to call:\n%s", c.name, text)
			}
			continue
		}
		if c.reply.Outcome != bot.Covered && !(strings.Contains(text, "2021") && strings.Contains(text, "2022")) {
			t.Errorf("%s: no span of dates:\n%s", c.name, text)
		}
	}
}

var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

// TestColumns: no line is longer than Columns, addresses aside, and colour changes no line.
func TestColumns(t *testing.T) {
	for _, c := range cases {
		for _, columns := range []int{0, 40, 60, 80, 100, 200} {
			p := c.printer
			p.Columns, p.Color = columns, false
			plain := p.Text(c.reply)
			p.Color = true
			if colored := escape.ReplaceAllString(p.Text(c.reply), ""); colored != plain {
				t.Errorf("%s in %d columns: colour breaks the lines elsewhere", c.name, columns)
			}
			most := columns
			if columns == 0 {
				most = 80
			}
			for line := range strings.Lines(plain) {
				line = strings.TrimSuffix(line, "\n")
				if n := utf8.RuneCountInString(line); n > most && !strings.Contains(line, "https://") {
					t.Errorf("%s: %d letters in %d columns: %q", c.name, n, most, line)
				}
			}
			if strings.Count(plain, gazette.URL)+strings.Count(plain, courier.URL) != strings.Count(plain, "https://") {
				t.Errorf("%s in %d columns: an address is broken:\n%s", c.name, columns, plain)
			}
		}
	}
}

// handler answers every question with the cost, but refuses "bad" and fails at "fail".
func handler(_ context.Context, q bot.Question) (bot.Reply, error) {
	switch q.Text {
	case "bad":
		return bot.Reply{}, fmt.Errorf("wrapped: %w", &bot.InputError{Problem: bot.Problem{Kind: bot.NotUTF8}})
	case "fail":
		return bot.Reply{}, errors.New("broken")
	}
	r := *answer(corpus.English, cost)
	r.Answer = map[bool]*corpus.Excerpt{true: safety, false: cost}[strings.Contains(q.Text, "why")]
	return r, nil
}

func TestConverse(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string // in this order
		wantErr  string
	}{
		{"several", "why\nhow much\n", []string{"? ", "We will not gamble", "? ", "2.5 million", "? "}, ""},
		{"no line break at the end", "why\nhow much", []string{"We will not gamble", "2.5 million"}, ""},
		{"blank lines", "\n  \nwhy\r\n", []string{"? ", "? ", "? ", "We will not gamble"}, ""},
		{"an input error", "why\nbad\nhow much\n", []string{"We will not gamble", "the question is not valid UTF-8 text\n? ", "2.5 million"}, ""},
		{"a line longer than any question", "why\n" + strings.Repeat("bridge ", 15_000) + "\nhow much\n", []string{"We will not gamble", "? ", "2.5 million"}, ""},
		{"a failure", "fail\nwhy\n", []string{"? "}, "broken"},
		{"nothing", "", []string{"? ", "\n"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			err := terminal.Converse(t.Context(), handler, strings.NewReader(c.in), &out, terminal.Printer{})
			if (err == nil) != (c.wantErr == "") || err != nil && !strings.Contains(err.Error(), c.wantErr) {
				t.Errorf("error %v, want %q", err, c.wantErr)
			}
			rest := out.String()
			for _, want := range c.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("%q is not told, or not in order:\n%s", want, out.String())
				}
				rest = after
			}
			if c.wantErr == "" && !strings.HasSuffix(out.String(), "\n") {
				t.Errorf("the end leaves the line open: %q", out.String())
			}
		})
	}
}

// TestConverseInterrupted: a conversation that waits for a line ends when its context does.
func TestConverseInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		in, typing := io.Pipe()
		var out bytes.Buffer
		ended := false
		go func() {
			_ = terminal.Converse(ctx, handler, in, &out, terminal.Printer{})
			ended = true
		}()
		synctest.Wait()
		if ended {
			t.Fatal("ended before anybody typed")
		}
		cancel()
		synctest.Wait()
		if !ended {
			t.Error("still waits for a line after its context ended")
		}
		typing.Close()
	})
}

// fields decodes one line of JSON and fails when it is anything else.
func fields(t *testing.T, question string, r *bot.Reply) (line string, object map[string]any) {
	t.Helper()
	var out bytes.Buffer
	if err := terminal.WriteJSON(&out, question, r); err != nil {
		t.Fatal(err)
	}
	if strings.Index(out.String(), "\n") != out.Len()-1 {
		t.Errorf("not one line: %q", out.String())
	}
	if err := json.Unmarshal(out.Bytes(), &object); err != nil {
		t.Fatal(err)
	}
	return out.String(), object
}

func TestJSON(t *testing.T) {
	const question = "is <b>this</b> & that > \"those\"\nor?"
	line, object := fields(t, question, answer(corpus.Spanish, safety, corpus.Link{Relation: corpus.Disputes, To: danger}))
	if object["question"] != question || !strings.Contains(line, "<b>this</b> & that >") || !strings.Contains(line, gazette.URL) {
		t.Errorf("letters are escaped or lost: %s", line)
	}
	got, ok := object["answer"].(map[string]any)
	if !ok {
		t.Fatalf("no answer in %s", line)
	}
	for field, want := range map[string]string{
		"id": safety.ID, "kind": "quote", "text": safety.Text, "translation": safety.ES, "speaker": "Ada Flores",
		"role": "mayor of Rivertown", "context": safety.Context,
	} {
		if got[field] != want {
			t.Errorf("%s is %q, want %q", field, got[field], want)
		}
	}
	if object["outcome"] != "covered" || object["answered"] != true || object["language"] != "es" {
		t.Errorf("got %s", line)
	}
	if others := object["others"].([]any); len(others) != 1 || others[0].(map[string]any)["id"] != promise.ID {
		t.Errorf("others are %v", others)
	}
	if sides := object["other_side"].([]any); len(sides) != 1 || sides[0].(map[string]any)["id"] != danger.ID {
		t.Errorf("the other side is %v", sides)
	}
}

// TestJSONLists: a list without entries is an empty list, never null; an answer that is not there
// is null.
func TestJSONLists(t *testing.T) {
	for _, c := range cases {
		line, object := fields(t, c.name, c.reply)
		for _, field := range []string{"others", "other_side"} {
			if _, ok := object[field].([]any); !ok {
				t.Errorf("%s: %s is %v: %s", c.name, field, object[field], line)
			}
		}
		covered := c.reply.Outcome == bot.Covered
		if value, ok := object["answer"]; !ok || (value != nil) != covered || object["answered"] != covered {
			t.Errorf("%s: %s", c.name, line)
		}
		if covered && object["answer"].(map[string]any)["about"] == nil {
			t.Errorf("%s: about is null: %s", c.name, line)
		}
	}
}
