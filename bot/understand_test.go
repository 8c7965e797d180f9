package bot

import (
	"context"
	"slices"
	"strings"
	"testing"

	"clippings/corpus"
)

func TestLanguageOf(t *testing.T) {
	for _, c := range []struct {
		text, locale string
		want         corpus.Language
	}{
		{"who said the state is complicit", "", corpus.English},
		{"what is COLLECT", "", corpus.English},
		{"what is COLLECT", "es-419", corpus.English},
		{"is ICE told", "pt-BR", corpus.English},
		{"¿qué es COLLECT?", "", corpus.Spanish},
		{"que es collect", "", corpus.Spanish},
		{"quién dijo eso", "en-US", corpus.Spanish},
		{"xq ICE usa COLLECT", "", corpus.Spanish},
		{"¿ICE?", "", corpus.Spanish},
		{"licencia drive only", "", corpus.Spanish},
		{"QUIÉN TIENE ACCESO", "", corpus.Spanish},
		{"no tengo papeles", "", corpus.Spanish},
		{"hola", "", corpus.Spanish},
		{"o que é o COLLECT", "", corpus.Portuguese},
		{"quem disse isso", "", corpus.Portuguese},
		{"quantas pessoas usam", "en-US", corpus.Portuguese},
		{"NÃO TENHO CARTEIRA", "", corpus.Portuguese},

		// Mixed: the words around the names decide.
		{"what is la migra doing with my data", "", corpus.English},
		{"can la migra see my drive only license", "", corpus.English},
		{"no papers, no license?", "", corpus.English},
		{"la migra puede ver my license", "", corpus.Spanish},
		{"qué dice el Trust Act de los detainers", "", corpus.Spanish},
		{"o que diz o Trust Act", "", corpus.Portuguese},
		{"o que significa a sigla COLLECT", "", corpus.Portuguese},

		// The question does not tell: the asker's locale does.
		{"COLLECT", "", corpus.English},
		{"COLLECT", "es-419", corpus.Spanish},
		{"COLLECT", "es", corpus.Spanish},
		{"Wishnie?", "pt-BR", corpus.Portuguese},
		{"Wishnie?", "fr", corpus.English},
		{"Wishnie?", "no locale!", corpus.English},
	} {
		if got := languageOf(readText(c.text), c.text, c.locale); got != c.want {
			t.Errorf("%q asked with locale %q is %q, want %q", c.text, c.locale, got, c.want)
		}
	}
}

func TestAnswerType(t *testing.T) {
	names := [answerTypes]string{"what", "who", "when", "number", "where", "why", "yes or no", "how long", "words"}
	for _, c := range []struct {
		text string
		want AnswerType
	}{
		{"", AsksWhat},
		{"COLLECT", AsksWhat},
		{"what is COLLECT", AsksWhat},
		{"what does COLLECT stand for", AsksWhat},
		{"which database does ICE use", AsksWhat},
		{"who runs COLLECT", AsksWho},
		{"name of the ICE spokesman", AsksWho},
		{"when was the Trust Act passed", AsksWhen},
		{"what year did the agreement begin", AsksWhen},
		{"how long ago was the Trust Act passed", AsksWhen},
		{"how many agencies can look", AsksNumber},
		{"number of people with access", AsksNumber},
		{"where does ICE wait", AsksWhere},
		{"why does ICE need it", AsksWhy},
		{"is ICE allowed in COLLECT", AsksYesNo},
		{"so can they see my address", AsksYesNo},
		{"is it true that when they arrest you ICE is told", AsksYesNo},
		{"how long does the agreement last", AsksHowLong},
		{"how many years does the agreement run", AsksHowLong},
		{"how often does ICE look", AsksHowLong},
		{"what did Wishnie say about the contract", AsksWords},
		{"give me a quote from Bhatt", AsksWords},

		{"qué es COLLECT", AsksWhat},
		{"quién maneja COLLECT", AsksWho},
		{"cuándo pasó la ley", AsksWhen},
		{"en qué año empezó", AsksWhen},
		{"cuántas agencias tienen acceso", AsksNumber},
		{"dónde espera ICE", AsksWhere},
		{"por qué ICE quiere esos datos", AsksWhy},
		{"xq la migra quiere esos datos", AsksWhy},
		{"puede ICE ver mi dirección", AsksYesNo},
		{"cuánto tiempo dura el acuerdo", AsksHowLong},
		{"qué dijo Lawlor", AsksWords},

		{"quem administra o COLLECT", AsksWho},
		{"quando a lei passou", AsksWhen},
		{"quantos usuários tem", AsksNumber},
		{"onde o ICE espera", AsksWhere},
		{"por que o ICE quer os dados", AsksWhy},
		{"é verdade que o ICE vê tudo", AsksYesNo},
		{"quanto tempo dura o acordo", AsksHowLong},
		{"o que disse Wishnie", AsksWords},
	} {
		if got := answerType(corpus.Analyze(nil, c.text)); got != c.want {
			t.Errorf("%q asks %s, want %s", c.text, names[got], names[c.want])
		}
	}
}

func TestTypedFilters(t *testing.T) {
	b := loadBot(t)
	date := func(s string) corpus.Date {
		d, err := corpus.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	wishnie, lawlor := Filters{Speakers: []string{"michael-wishnie"}}, Filters{Speakers: []string{"mike-lawlor"}}
	mirror := Filters{Outlets: []string{"ctmirror-2017", "ctmirror-2020"}}
	for _, c := range []struct {
		text, rest string
		want       Filters
	}{
		{"what is COLLECT", "what is COLLECT", Filters{}},
		{"  two  words \n", "two  words", Filters{}},
		{"look at https://example.org at 10:30", "look at https://example.org at 10:30", Filters{}},
		{"speaker:Wishnie contract", "contract", wishnie},
		{"contract speaker:wishnie", "contract", wishnie},
		{"SPEAKER : Wishnie contract", "contract", wishnie},
		{`speaker:"Michael Wishnie" contract`, "contract", wishnie},
		{`speaker:“Michael Wishnie” contract`, "contract", wishnie},
		{"speaker:Michael Wishnie contract", "contract", wishnie},
		{"speaker: the Yale professor contract", "contract", wishnie},
		{"quién:Lawlor datos", "datos", lawlor},
		{"quien: Mike Lawlor datos", "datos", lawlor},
		{`hablante:"Mike Lawlor" datos`, "datos", lawlor},
		{"quem:Lawlor dados", "dados", lawlor},
		{"speaker:Wishnie speaker:Lawlor contract", "contract", Filters{Speakers: []string{"michael-wishnie", "mike-lawlor"}}},
		{"outlet:CT Mirror detainers", "detainers", mirror},
		{`outlet:"The Connecticut Mirror" detainers`, "detainers", mirror},
		{"medio:CT Mirror detenciones", "detenciones", mirror},
		{"outlet:verge-2017 detainers", "detainers", Filters{Outlets: []string{"verge-2017"}}},
		{"veículo:Westfair placas", "placas", Filters{Outlets: []string{"westfair-2019"}}},
		{"from:2019 to:2020-02 detainers", "detainers", Filters{From: date("2019"), To: date("2020-02")}},
		{"desde:2017-03 hasta:2017-03-31 datos", "datos", Filters{From: date("2017-03"), To: date("2017-03-31")}},
		{"de:2017 até:2019 dados", "dados", Filters{From: date("2017"), To: date("2019")}},
		{"about:COLLECT who", "who", Filters{About: []string{"collect"}}},
		{"about:Trust Act exceptions", "exceptions", Filters{About: []string{"trust-act"}}},
		{`sobre:"Trust Act" excepciones`, "excepciones", Filters{About: []string{"trust-act"}}},
		{"kind:quote contract", "contract", Filters{Kind: corpus.Quote}},
		{"kind:quote, contract", "contract", Filters{Kind: corpus.Quote}},
		{"tipo:cita contrato", "contrato", Filters{Kind: corpus.Quote}},
		{"tipo:citação contrato", "contrato", Filters{Kind: corpus.Quote}},
		{"tipo:hechos contrato", "contrato", Filters{Kind: corpus.Fact}},
	} {
		rest, f, problems := b.typedFilters(c.text)
		if len(problems) > 0 {
			t.Errorf("%q: %q", c.text, problems)
		}
		if strings.Trim(rest, " ,\n") != c.rest {
			t.Errorf("%q leaves %q, want %q", c.text, rest, c.rest)
		}
		same := slices.Equal(f.Speakers, c.want.Speakers) && slices.Equal(f.Outlets, c.want.Outlets) &&
			slices.Equal(f.About, c.want.About) && f.From == c.want.From && f.To == c.want.To && f.Kind == c.want.Kind
		if !same {
			t.Errorf("%q filters by %+v, want %+v", c.text, f, c.want)
		}
	}
}

// TestFilterProblems wants one line for each filter that cannot be understood, naming what was
// typed, and the rest answered as if that filter were not there: as the likeliest of what is close, where somebody or
// something is asked for that the coverage does not have.
func TestFilterProblems(t *testing.T) {
	b := loadBot(t)
	const asked = "what does COLLECT stand for"
	plain, err := b.Handle(context.Background(), Question{Text: asked})
	if err != nil || plain.Outcome != Covered {
		t.Fatalf("%q: %s, %v", asked, plain.Outcome, err)
	}
	for _, c := range []struct{ filter, names string }{
		{"speaker:Zebulon", "Zebulon"},
		{`speaker:"Zebulon Quux"`, "Zebulon Quux"},
		{"speaker:COLLECT", "COLLECT"}, // known, but nobody who speaks
		{"outlet:Zeitung", "Zeitung"},
		{"outlet:verge-2016", "verge-2016"},
		{"outlet:Wishnie", "Wishnie"},
		{`about:"knitting patterns"`, "knitting patterns"},
		{"about:Bridgeport", "Bridgeport"}, // a town that the coverage does not mention
		{"from:2017-13", "2017-13"},
		{"from:yesterday", "yesterday"},
		{"hasta:2019-02-30", "2019-02-30"},
		{"kind:rumour", "rumour"},
		{`kind:""`, `""`},
	} {
		r, err := b.Handle(context.Background(), Question{Text: c.filter + " " + asked})
		if err != nil {
			t.Errorf("%s: %v", c.filter, err)
			continue
		}
		if len(r.Problems) != 1 || !strings.Contains(r.Problems[0].String(), c.names) || strings.Contains(r.Problems[0].String(), "\n") {
			t.Errorf("%s: problems %q, want one line that names %q", c.filter, r.Problems, c.names)
		}
		named := r.Problems[0].Field.named()
		if !named && (r.Outcome != Covered || r.Answer != plain.Answer) {
			t.Errorf("%s: the rest got %s, want what it gets alone", c.filter, r.Outcome)
		}
		if named && (r.Outcome != Close || r.Answer != nil || r.Others[0] != plain.Answer) {
			t.Errorf("%s: the rest got %s, want what it gets alone among what is close", c.filter, r.Outcome)
		}
	}
	r, err := b.Handle(context.Background(), Question{Text: "speaker:Zebulon kind:rumour speaker:Wishnie contract"})
	if err != nil || len(r.Problems) != 2 {
		t.Errorf("two bad filters of three: %q, %v", r.Problems, err)
	}
}

// TestOutletByName holds that every outlet is understood by the name that its articles have, and that whatever people are
// offered for a filter is no problem to it.
func TestOutletByName(t *testing.T) {
	b := loadBot(t)
	for _, field := range []Field{FieldSpeaker, FieldOutlet, FieldAbout} {
		for _, value := range b.Values(field, "", 1000) {
			u := b.Understand(Question{Text: "COLLECT", Narrow: []Narrow{{field, value}}})
			if len(u.Problems) > 0 {
				t.Errorf("%s is offered, and then: %v", value, u.Problems)
			}
		}
	}
	for _, s := range b.Corpus().Sources {
		u := b.Understand(Question{Text: `outlet:"` + s.Outlet + `" COLLECT`})
		if len(u.Problems) > 0 || !slices.Contains(u.Filters.Outlets, s.ID) {
			t.Errorf("%s: %v, %v, want %s", s.Outlet, u.Problems, u.Filters.Outlets, s.ID)
		}
	}
}

func TestSaidFilters(t *testing.T) {
	b := loadBot(t)
	mirror := "ctmirror-2017 ctmirror-2020"
	for _, c := range []struct{ text, outlets, counts string }{
		{"who has access to COLLECT", "", ""},
		{"what happened in 2017", "", "2017"},
		{"what does it say in the Mirror's 2017 story about detainers", "ctmirror-2017", "detainers"},
		{"what did Wishnie tell the Verge in 2017", "verge-2017", "Wishnie"},
		{"why did ICE need Connecticut's public protection department", "", "ICE"}, // no word of the outlet Connecticut Public
		{"CT Mirror 2020", "ctmirror-2020", ""},
		{"the 2020 CT Mirror article on subpoenas", "ctmirror-2020", "subpoenas"},
		{"según el CT Mirror de 2017 quién tiene acceso", "ctmirror-2017", "acceso"},
		{"what did the Mirror write about detainers", mirror, "detainers"},
		{"what did Ana Radelat report on detainers", mirror, "detainers"},
		{"what did Radelat report in 2020 on subpoenas", "ctmirror-2020", "subpoenas"},
		{"Spencer Woodman on COLLECT", "verge-2017", "COLLECT"},
		{"Harriet Jones on drive only licenses", "ctpublic-2017", "drive only licenses"},

		// A year in which the outlet wrote nothing is part of what is asked.
		{"what did the Mirror say happened in 2013", mirror, "2013"},
		{"did the Verge mention 2021", "verge-2017", "2021"},

		// Several at once: any of them.
		{"what changed between the Mirror's 2017 and 2020 stories", mirror, ""},
		{"what do the Verge and WNPR say about Wishnie", "ctpublic-2017 verge-2017", "Wishnie"},

		// What is typed goes ahead of what is said.
		{"outlet:westfair-2019 what did the Mirror say about police", "westfair-2019", "police"},
	} {
		u := b.Understand(Question{Text: c.text})
		outlets := slices.Clone(u.Filters.Outlets)
		slices.Sort(outlets)
		if got := strings.Join(outlets, " "); got != c.outlets {
			t.Errorf("%q narrows to %q, want %q", c.text, got, c.outlets)
		}
		found := c.counts == ""
		for _, unit := range u.Query.Units {
			isYear := unit.Number && len(unit.Word) == 4
			if (isYear && unit.Text != c.counts || len(b.names.sources[unit.Topic]) > 0 && c.outlets != "" && c.outlets != "westfair-2019") && unit.Weight > 0 {
				t.Errorf("%q: %q became a filter and still counts as a word", c.text, unit.Text)
			}
			found = found || unit.Text == c.counts && unit.Weight > 0
		}
		if !found {
			t.Errorf("%q: %q does not count", c.text, c.counts)
		}
	}
}

func TestSpeakersAreUnderstood(t *testing.T) {
	b := loadBot(t)
	u := b.Understand(Question{Text: "did Lawlor and the Yale professor agree, and what did Lawlor say of ICE"})
	if want := []string{"mike-lawlor", "michael-wishnie"}; !slices.Equal(u.Speakers, want) {
		t.Errorf("speakers %q, want %q", u.Speakers, want)
	}
}

func TestClaimFirst(t *testing.T) {
	for _, c := range []struct{ text, claim string }{
		{"Barrett says it's all you can eat, what does the state say back?", "Barrett says it's all you can eat, "},
		{"malloy says we follow the federal law. does ICE agree?", "malloy says we follow the federal law. "},
		{"ICE called them threats; how did the ACLU respond", "ICE called them threats; "},
		{"how did Lawlor push back on the buffet comparison?", ""},
		{"what did Wishnie say, and when", ""},
		{"Lawlor says the search is recorded", ""},
		{"who said it, Barrett or Bhatt?", ""},
	} {
		if got := c.text[:claimFirst(c.text, readText(c.text))]; got != c.claim {
			t.Errorf("%q tells the claim %q, want %q", c.text, got, c.claim)
		}
	}
}
