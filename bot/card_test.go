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
		if e.Speaker == nil || e.Role == "" {
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
