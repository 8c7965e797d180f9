package bot

import (
	"strings"
	"testing"

	"clippings/corpus"
)

// TestRoleOf: a role is said in Spanish where the reply is and the coverage has it; what is cited stays the original.
func TestRoleOf(t *testing.T) {
	source := &corpus.Source{Outlet: "The Gazette"}
	flores := &corpus.Person{Name: "Ada Flores"}
	for _, test := range []struct {
		role, es string
		want     map[corpus.Language]string
	}{
		{"mayor", "alcaldesa", map[corpus.Language]string{
			corpus.English: "Ada Flores, mayor (in an e-mail)", corpus.Spanish: "Ada Flores, alcaldesa (en un correo electrónico)",
			corpus.Portuguese: "Ada Flores, mayor (em um e-mail)",
		}},
		{"mayor", "", map[corpus.Language]string{
			corpus.English: "Ada Flores, mayor (in an e-mail)", corpus.Spanish: "Ada Flores, mayor (en un correo electrónico)",
			corpus.Portuguese: "Ada Flores, mayor (em um e-mail)",
		}},
		{"", "", map[corpus.Language]string{
			corpus.English: "Ada Flores (in an e-mail)", corpus.Spanish: "Ada Flores (en un correo electrónico)", corpus.Portuguese: "Ada Flores (em um e-mail)",
		}},
	} {
		e := &corpus.Excerpt{Kind: corpus.Quote, Text: "We will not gamble", Speaker: flores, Role: test.role, RoleES: test.es, Via: "e-mail", Source: source}
		for lang, want := range test.want {
			if got := PhrasesOf(lang).Card(e).Who; got != want {
				t.Errorf("%s: %q, want %q", lang, got, want)
			}
		}
		if c := Cite(e); strings.Contains(c.Plain+c.Markdown+c.Line+BibTeX(e), "alcaldesa") {
			t.Errorf("cited as %+v", c)
		}
	}
}

// TestBuiltInRolesInSpanish: no card of the built-in coverage in Spanish has a role in English.
func TestBuiltInRolesInSpanish(t *testing.T) {
	p, spoken := PhrasesOf(corpus.Spanish), 0
	for _, e := range loadBot(t).Corpus().Excerpts {
		if e.Speaker == nil || e.Role == "" || repeats(e.Role, e.Speaker.Name) { // what only repeats the name is left away
			continue
		}
		spoken++
		who := p.Card(e).Who
		if role, ok := strings.CutPrefix(who, e.Speaker.Name+", "); !ok || !strings.HasPrefix(role, e.RoleES) || strings.Contains(role, e.Role) {
			t.Errorf("%s: %s", e.ID, who)
		}
	}
	if spoken == 0 {
		t.Error("nobody has a role")
	}
}

// TestPassage: an article's own words stand in quotation marks and under a label that says whose they are, and nowhere
// are they called ours.
func TestPassage(t *testing.T) {
	e := &corpus.Excerpt{
		ID: "p", Kind: corpus.Passage, Text: "The bridge was closed in June.",
		Source: &corpus.Source{Outlet: "The Gazette", Title: "The bridge", Date: corpus.Date{Year: 2021, Month: 6}},
	}
	for _, lang := range corpus.Languages() {
		p := PhrasesOf(lang)
		if c := p.Card(e); c.Text != "“The bridge was closed in June.”" || c.Label != p.Passage || c.Label == "" || c.Label == p.Fact {
			t.Errorf("%s: %q under %q", lang, c.Text, c.Label)
		}
	}
	c := Cite(e)
	for form, text := range map[string]string{"plain": c.Plain, "Markdown": c.Markdown, "line": c.Line, "BibTeX": BibTeX(e)} {
		if !strings.Contains(text, "“The bridge was closed in June.”") || strings.Contains(text, "ummary") || !strings.Contains(text, "Gazette") {
			t.Errorf("%s: %s", form, text)
		}
	}
}

// TestNoDoubledName holds that no attribution of the built-in coverage says a speaker's name and then nothing else as
// their role, on cards and in citations.
func TestNoDoubledName(t *testing.T) {
	b := loadBot(t)
	words := func(s string) string { // around each word, so that only whole words are found in it
		folded := strings.NewReplacer("'s", "", "’s", "", "the ", "", "a ", "").Replace(strings.ToLower(s))
		return " " + strings.Join(strings.Fields(corpus.Fold(folded)), " ") + " "
	}
	without := make(map[string]bool)
	for _, e := range b.Corpus().Excerpts {
		if e.Speaker == nil {
			continue
		}
		name := e.Speaker.Name
		if e.Role != "" && speakerOf(e) == name {
			without[e.Speaker.ID] = true
		}
		if rest, ok := strings.CutPrefix(speakerOf(e), name+", "); ok && strings.Contains(words(name), words(rest)) {
			t.Errorf("%s is by %q", e.ID, speakerOf(e))
		}
		who := []string{Cite(e).Plain, Cite(e).Line}
		for _, lang := range corpus.Languages() {
			who = append(who, PhrasesOf(lang).Card(e).Who)
		}
		for _, s := range who {
			if strings.Contains(s, name+", "+name) {
				t.Errorf("%s: %q", e.ID, s)
			}
		}
	}
	if len(without) == 0 {
		t.Error("no role repeats a name, so nothing was looked at")
	}
	for _, c := range []struct{ name, role, want string }{
		{"Connecticut Trust Act", "Connecticut Trust Act", "Connecticut Trust Act"},
		{"Connecticut Trust Act", "the Trust Act", "Connecticut Trust Act"},
		{"DESPP website", "web site of DESPP", "DESPP website, web site of DESPP"},
		{"ICE disclosure of 2016", "ICE’s disclosure of 2016", "ICE disclosure of 2016"},
		{"José Núñez", "jose nunez", "José Núñez"},
		{"Art Major", "artist", "Art Major, artist"},
		{"Ada Flores", "", "Ada Flores"},
	} {
		if got := speakerOf(&corpus.Excerpt{Speaker: &corpus.Person{Name: c.name}, Role: c.role}); got != c.want {
			t.Errorf("%s as %q is called %q, want %q", c.name, c.role, got, c.want)
		}
	}
}

// TestEventDate holds that a card says when it was said, or of when it tells, where the article's date does not, in
// every language.
func TestEventDate(t *testing.T) {
	date := func(s string) (d corpus.Date) {
		if s == "" {
			return d
		}
		d, err := corpus.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		kind           corpus.Kind
		via            string
		event, article string
		en, es, pt     string
	}{
		{corpus.Quote, "e-mail", "2016-09-22", "2017-02-22", "Said on September 22, 2016.", "Dicho el 22 de septiembre de 2016.", "Dito em 22 de setembro de 2016."},
		{corpus.Quote, "not stated", "2016-09", "2017-02-22", "Said in September 2016.", "Dicho en septiembre de 2016.", "Dito em setembro de 2016."},
		{corpus.Quote, "interview", "2016", "2017-02", "Said in 2016.", "Dicho en 2016.", "Dito em 2016."},
		{corpus.Quote, "document", "2016-09-22", "2017-02-22", "Of September 22, 2016.", "Del 22 de septiembre de 2016.", "De 22 de setembro de 2016."},
		{corpus.Quote, "law", "2013", "2017-03-30", "Of 2013.", "De 2013.", "De 2013."},
		{corpus.Quote, "report", "2018", "2020-02-25", "Of 2018.", "De 2018.", "De 2018."},
		{corpus.Fact, "", "2021", "2017-02-22", "It tells of 2021.", "Se refiere a 2021.", "Refere-se a 2021."},
		{corpus.Fact, "", "2018-05-07", "2020-02-25", "It tells of May 7, 2018.", "Se refiere al 7 de mayo de 2018.", "Refere-se a 7 de maio de 2018."},
		{corpus.Quote, "interview", "2017-03-30", "2017-03", "Said on March 30, 2017.", "Dicho el 30 de marzo de 2017.", "Dito em 30 de março de 2017."},
		{corpus.Quote, "interview", "2016", "", "Said in 2016.", "Dicho en 2016.", "Dito em 2016."},
		// Nothing that the article's date does not say.
		{corpus.Quote, "interview", "", "2017-02-22", "", "", ""},
		{corpus.Quote, "interview", "", "", "", "", ""},
		{corpus.Quote, "interview", "2017-02-22", "2017-02-22", "", "", ""},
		{corpus.Quote, "interview", "2017-02", "2017-02-22", "", "", ""},
		{corpus.Fact, "", "2017", "2017-02-22", "", "", ""},
	} {
		e := &corpus.Excerpt{Kind: c.kind, Text: "x", Via: c.via, Event: date(c.event), Source: &corpus.Source{Outlet: "The Gazette", Date: date(c.article)}}
		for lang, want := range map[corpus.Language]string{corpus.English: c.en, corpus.Spanish: c.es, corpus.Portuguese: c.pt} {
			p := PhrasesOf(lang)
			card := p.Card(e)
			if card.Event != want {
				t.Errorf("%s, %s, of %s in an article of %s: %q, want %q", c.kind, c.via, c.event, c.article, card.Event, want)
			}
			if s := p.Date(e.Source.Date); !strings.Contains(card.Citation, s) {
				t.Errorf("the article's date %q is not in %q", s, card.Citation)
			}
		}
	}
}
