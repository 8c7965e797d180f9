package archive

import (
	"math"
	"testing"

	"clippings/corpus"
)

// sentencesOf returns an archive of sentences that each are of a source of their own, or of one if they share a title.
func sentencesOf(t testing.TB, lines ...[2]string) *Archive {
	t.Helper()
	sources := make(map[string]*corpus.Source)
	var all []*corpus.Excerpt
	for i, l := range lines {
		title, text := l[0], l[1]
		if sources[title] == nil {
			sources[title] = &corpus.Source{Title: title}
		}
		all = append(all, &corpus.Excerpt{ID: string(rune('a' + i)), Kind: corpus.Fact, Source: sources[title], Text: text})
	}
	a, err := Build(each(all), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestCloseness(t *testing.T) {
	a := sentencesOf(t,
		[2]string{"One", "The lighthouse keeper mended a broken rope."},
		[2]string{"Two", "The keeper of a lighthouse mended ropes."},
		[2]string{"Three", "A lighthouse stood there until the very last keeper of all went home."},
		[2]string{"The lighthouse", "The keeper went home."},
		[2]string{"Five", "A keeper mended the lighthouse, and the lighthouse keeper went home."},
	)
	q := a.Query("lighthouse keeper", corpus.English)
	weight := min(q.Units[0].Weight, q.Units[1].Weight)
	for number, apart := range []float64{1, 3, 7, math.Inf(1), 1} {
		d := a.Document(number)
		e := a.Evidence(q, &d)
		// Each of two words is paired with one other.
		if want := 2 * float64(weight) / math.Sqrt(apart); math.Abs(float64(e.Close)-want) > 1e-5 {
			t.Errorf("passage %d: %v apart: the closeness is %v, want %v", number, apart, e.Close, want)
		}
		if near := e.Near > 0; near != (apart <= nearBy) {
			t.Errorf("passage %d: %v apart: near is %v", number, apart, e.Near)
		}
	}
	for _, text := range []string{"lighthouse", "the of", ""} {
		d := a.Document(0)
		if e := a.Evidence(a.Query(text, corpus.English), &d); e.Close != 0 || e.Near != 0 {
			t.Errorf("%q has no pairs, and they are close: %+v", text, e)
		}
	}
}

func TestAmong(t *testing.T) {
	a := sentencesOf(t,
		[2]string{"One", "Pumps drained water out of mines."},
		[2]string{"Two", "Mines out of which pumps drained water."},
		[2]string{"Three", "Water drained very slowly there, out of whatever."},
		[2]string{"Four", "Pumps drained mines."},
	)
	q := a.Query("mines out of", corpus.English)
	for number, c := range []struct{ small, among bool }{{true, true}, {true, true}, {true, false}, {false, false}} {
		d := a.Document(number)
		e := a.Evidence(q, &d)
		if (e.Small > 0) != c.small || (e.Among > 0) != c.among || e.Among > e.Small {
			t.Errorf("passage %d: function words %v, among telling ones %v", number, e.Small, e.Among)
		}
	}
}

func TestNamedWeight(t *testing.T) {
	a := sentencesOf(t, [2]string{"Rowing", "Alice Carver won in Hartford."}, [2]string{"Hartford", "She won the cup."})
	q := a.Query("which cup did Alice win in Hartford", corpus.English)
	var want float32
	for i := range q.Units {
		if q.Units[i].Name {
			want += q.Units[i].Weight
		}
	}
	for number, want := range []float32{want, 0} { // a title names all of its passages, and none of them
		d := a.Document(number)
		if e := a.Evidence(q, &d); math.Abs(float64(e.Named-want)) > 1e-5 || want > 0 && e.Named == 0 {
			t.Errorf("passage %d: names weigh %v, want %v", number, e.Named, want)
		}
	}
}
