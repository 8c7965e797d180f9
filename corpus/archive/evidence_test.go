package archive

import (
	"context"
	"math"
	"slices"
	"sync"
	"testing"

	"clippings/corpus"
)

// harbour is a small archive: two sources of three passages, and one of one.
func harbour(t testing.TB) *Archive {
	t.Helper()
	port := &corpus.Source{ID: "port", Outlet: "The Gazette", Title: "Bridgeport harbor", Date: corpus.Date{Year: 2019, Month: 3}}
	mill := &corpus.Source{ID: "mill", Outlet: "The Gazette", Title: "The mill", Date: corpus.Date{Year: 2017, Month: 2, Day: 22}}
	sol := &corpus.Source{ID: "sol", Title: "El sol"}
	speaker := &corpus.Person{ID: "ana-ruiz", Name: "Ana Ruiz"}
	a, err := Build(each([]*corpus.Excerpt{
		{ID: "p1", Kind: corpus.Fact, Source: port, Text: "The harbor was dredged in 1957 by two ships."},
		{ID: "p2", Kind: corpus.Fact, Source: port, Text: "Mayor Harry Rilling opened the new ferry terminal."},
		{ID: "p3", Kind: corpus.Quote, Source: port, Text: "We waited because nobody paid the captains.", Speaker: speaker, Role: "a captain", ES: "Esperamos porque nadie pagó a los capitanes."},
		{ID: "m1", Kind: corpus.Fact, Source: mill, Text: "The mill closed after a fire."},
		{ID: "m2", Kind: corpus.Fact, Source: mill, Text: "Workers of the mill moved to Hartford."},
		{ID: "m3", Kind: corpus.Fact, Source: mill, Text: "The fire of the old mill was seen in Stratford."},
		{ID: "s1", Kind: corpus.Fact, Source: sol, Text: "El incendio de la fábrica se vio desde la ciudad."},
	}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func ask(a *Archive, text string, lang corpus.Language) (ids []string, all []Candidate) {
	all = a.Search(nil, a.Query(text, lang), 10)
	for i := range all {
		ids = append(ids, all[i].Excerpt().ID)
	}
	return ids, all
}

func TestSearch(t *testing.T) {
	a := harbour(t)
	for _, c := range []struct {
		text  string
		lang  corpus.Language
		first string
	}{
		{"when was the harbor dredged?", corpus.English, "p1"},
		{"who opened the ferry terminal", corpus.English, "p2"},
		{"ferry terminall", corpus.English, "p2"},            // a letter too many
		{"what did captain Ruiz say", corpus.English, "p3"},  // the speaker is a field
		{"a qué capitanes nadie pagó", corpus.Spanish, "p3"}, // the translation too
		{"incendio de la fabrica", corpus.Spanish, "s1"},     // no accent
		{"fire of the old mill", corpus.English, "m3"},
	} {
		if ids, _ := ask(a, c.text, c.lang); len(ids) == 0 || ids[0] != c.first {
			t.Errorf("%q gives %v, want %s first", c.text, ids, c.first)
		}
	}
	if ids, _ := ask(a, "submarine", corpus.English); len(ids) != 0 {
		t.Errorf("what nothing has gives %v", ids)
	}
	if ids, _ := ask(a, "who was it and when", corpus.English); len(ids) != 0 {
		t.Errorf("function words alone give %v", ids)
	}
}

func TestEvidence(t *testing.T) {
	a := harbour(t)
	evidence := func(text, id string) Evidence {
		t.Helper()
		number, ok := a.Find(id)
		if !ok {
			t.Fatalf("no passage %s", id)
		}
		d := a.Document(number)
		return a.Evidence(a.Query(text, corpus.English), &d)
	}
	e := evidence("when was the old mill on fire", "m3")
	if e.Missing != 0 || e.Words != 3 || e.Lacks != 0 || e.Own <= 0 || e.Text < e.Own {
		t.Errorf("all is there: %+v", e)
	}
	if e := evidence("old mill", "m3"); e.Near == 0 || e.Title == 0 {
		t.Errorf("the pair stands as asked, and the title has the mill: %+v", e)
	}
	if e := evidence("mill, old", "m3"); e.Near == 0 {
		t.Errorf("the pair stands the other way round: %+v", e)
	}
	if e := evidence("the mill", "m1"); e.Small == 0 || e.Among != e.Small {
		t.Errorf("the function word stands among what is asked: %+v", e)
	}
	if e := evidence("workers fire", "m1"); e.Around == 0 || e.Around != e.Missing || e.Text <= e.Own {
		t.Errorf("the neighbour has the workers: %+v", e)
	}
	if e := evidence("workers captains", "p1"); e.Around != 0 || e.Missing == 0 {
		t.Errorf("a passage of another source is no neighbour: %+v", e)
	}
	if e := evidence("harbor submarines in 1958 with Lamont", "p1"); e.Unknown == 0 || e.Numbers == 0 || e.Names == 0 || e.Rarest == 0 {
		t.Errorf("unknown words, a number and a name are missing: %+v", e)
	}
	for id, want := range map[string]Flags{"p1": HasDate | HasNumber, "p2": HasName, "p3": HasReason, "m2": HasName} {
		if e := evidence("mill", id); e.Flags&want != want {
			t.Errorf("%s has flags %b, want %b", id, e.Flags, want)
		}
	}
}

// TestBM25F works one score out by hand.
func TestBM25F(t *testing.T) {
	source := &corpus.Source{Title: "Kites"}
	a, err := Build(each([]*corpus.Excerpt{
		{ID: "1", Kind: corpus.Fact, Source: source, Text: "Lanterns lanterns drums"},
		{ID: "2", Kind: corpus.Fact, Source: &corpus.Source{Title: "Drums"}, Text: "Whistles"},
	}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := a.Document(0)
	got := a.Evidence(a.Query("lanterns", corpus.English), &d).Own
	// Two of three content words; the average text has (3+1)/2 = 2; b is 0.3 for texts this short.
	tf := 2 / (1 - 0.3 + 0.3*3/2.0)
	want := math.Log(1+(2-1+0.5)/(1+0.5)) * tf * 2.2 / (1.2 + tf)
	if math.Abs(float64(got)-want) > 1e-5 {
		t.Errorf("the score is %v, want %v", got, want)
	}
}

func TestSameAnswers(t *testing.T) {
	a := harbour(t)
	first, _ := ask(a, "fire at the mill in Hartford", corpus.English)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				if again, _ := ask(a, "fire at the mill in Hartford", corpus.English); !slices.Equal(first, again) {
					t.Errorf("%v, and before %v", again, first)
				}
			}
		})
	}
	group.Wait()
}

func TestNamed(t *testing.T) {
	a := harbour(t)
	sum := HashID("p2")
	id := []byte{byte(sum >> 56), byte(sum >> 48), byte(sum >> 40), byte(sum >> 32), byte(sum >> 24), byte(sum >> 16)}
	found, err := a.Named(context.Background(), id)
	if err != nil || len(found) != 1 || found[0].ID != "p2" || found[0].Source.Title != "Bridgeport harbor" {
		t.Errorf("%v, %v", found, err)
	}
	id[5]++
	if found, _ := a.Named(context.Background(), id); len(found) != 0 {
		t.Errorf("another hash finds %v", found)
	}
	if first, last := a.Span(); first.Year != 2017 || last.Year != 2019 || a.Len() != 7 || a.Sources() != 3 {
		t.Errorf("span %v to %v, %d passages, %d sources", first, last, a.Len(), a.Sources())
	}
	if e := a.Excerpt(2); e.Speaker.Name != "Ana Ruiz" || e.Role != "a captain" || e.Kind != corpus.Quote || e.ES == "" {
		t.Errorf("the quote comes back as %+v", e)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"wishnie", "wishnie", 0}, {"wishney", "wishnie", 2}, {"wihsnie", "wishnie", 1}, {"wishnie", "wishni", 1},
		{"collect", "colect", 1}, {"abc", "xyz", 3}, {"", "ab", 2},
	} {
		if got := distance([]byte(c.a), []byte(c.b), 3); got != c.want {
			t.Errorf("%q to %q is %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
