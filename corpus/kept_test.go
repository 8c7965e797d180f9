package corpus

import (
	"bytes"
	"flag"
	"os"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"clippings/seeds"
)

var update = flag.Bool("update", false, "write the cut of the built-in coverage anew")

// cutAnew is the index of a corpus without what is kept of it.
func cutAnew(c *Corpus) *Index {
	alone := *c
	alone.kept = ""
	ix := NewIndex(&alone)
	ix.corpus = c
	return ix
}

// TestKeptCut holds that the cut kept with the built-in coverage is one of it as it stands, and that the index is the
// same with it and without.
func TestKeptCut(t *testing.T) {
	c, err := Load(seeds.Files)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("../seeds/cut.bin", cutOf(c), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal([]byte(c.kept), cutOf(c)) {
		t.Fatal("seeds/cut.bin is not of the coverage, or not of the program, as it stands, so that starting takes longer: make it anew with go test ./corpus -run TestKeptCut -update")
	}
	if _, ok := keptCut(c); !ok {
		t.Error("the cut that is kept is not used")
	}
	if got, want := NewIndex(c), cutAnew(c); !reflect.DeepEqual(got, want) {
		t.Error("the index is another with the cut that is kept")
	}
}

// TestRecallInAnyOrder makes an index of the cut of a few excerpts and gaps many times, on one core and on two, so that its
// parts come in other orders and are over before the race detector forgets who wrote what. It is always the same.
func TestRecallInAnyOrder(t *testing.T) {
	c, err := Load(seeds.Files)
	if err != nil {
		t.Fatal(err)
	}
	few := *c
	few.Excerpts, few.Gaps = c.Excerpts[:4], c.Gaps[:4]
	few.kept = string(cutOf(&few))
	if _, used := keptCut(&few); !used {
		t.Fatal("the cut is not used")
	}
	want := cutAnew(&few)
	for _, cores := range []int{1, 2} {
		before := runtime.GOMAXPROCS(cores)
		for range 20 {
			if !reflect.DeepEqual(NewIndex(&few), want) {
				t.Errorf("on %d cores the index is another", cores)
				break
			}
		}
		runtime.GOMAXPROCS(before)
	}
}

// TestCutOfOtherTexts changes each kind of text that an index is made of, and wants the cut not to be used any more.
func TestCutOfOtherTexts(t *testing.T) {
	for name, change := range map[string]func(*Corpus){
		"text":                     func(c *Corpus) { c.Excerpts[3].Text += "." },
		"Spanish":                  func(c *Corpus) { c.Excerpts[3].ES += "." },
		"context":                  func(c *Corpus) { c.Excerpts[3].Context += "." },
		"Spanish context":          func(c *Corpus) { c.Excerpts[3].ContextES += "." },
		"speaker":                  func(c *Corpus) { c.Excerpts[3].Speaker = c.People[len(c.People)-1] },
		"speaker gone":             func(c *Corpus) { firstSpoken(c).Speaker = nil },
		"id of a person":           func(c *Corpus) { c.People[2].ID += "x" },
		"id of a term":             func(c *Corpus) { c.Terms[2].ID += "x" },
		"alias of a term":          func(c *Corpus) { c.Terms[2].Aliases = append(c.Terms[2].Aliases, "another thing") },
		"role":                     func(c *Corpus) { c.Excerpts[3].Role += "." },
		"about":                    func(c *Corpus) { c.Excerpts[3].About = c.Excerpts[3].About[:1] },
		"event":                    func(c *Corpus) { c.Excerpts[3].Event.Year++ },
		"outlet":                   func(c *Corpus) { c.Sources[0].Outlet += "." },
		"author":                   func(c *Corpus) { c.Sources[0].Author += "." },
		"date":                     func(c *Corpus) { c.Sources[0].Date.Year++ },
		"question":                 func(c *Corpus) { c.Excerpts[3].Questions[Spanish][0] += " ya" },
		"question gone":            func(c *Corpus) { e := c.Excerpts[3]; e.Questions[English] = e.Questions[English][1:] },
		"question in another list": func(c *Corpus) { moveQuestion(c.Excerpts[3], c.Excerpts[4]) },
		"question of a gap":        func(c *Corpus) { c.Gaps[7].Questions[English][0] += " now" },
		"gaps in another order":    func(c *Corpus) { c.Gaps[0], c.Gaps[1] = c.Gaps[1], c.Gaps[0] },
		"excerpt gone":             func(c *Corpus) { c.Excerpts = c.Excerpts[1:] },
		"name":                     func(c *Corpus) { c.People[2].Name += "." },
		"alias":                    func(c *Corpus) { c.People[2].Aliases = c.People[2].Aliases[1:] },
		"name of a term":           func(c *Corpus) { c.Terms[2].Name += "." },
		"kind of a term":           func(c *Corpus) { c.Terms[2].Kind = WordKind },
		"alias in Spanish":         func(c *Corpus) { c.Terms[2].ES = append(c.Terms[2].ES, "otra cosa") },
		"alias in Portuguese":      func(c *Corpus) { c.Terms[2].PT = append(c.Terms[2].PT, "outra coisa") },
	} {
		t.Run(name, func(t *testing.T) {
			c, err := Load(seeds.Files)
			if err != nil {
				t.Fatal(err)
			}
			change(c)
			if _, used := keptCut(c); used {
				t.Fatal("the cut is used")
			}
			if name == "question of a gap" && !reflect.DeepEqual(NewIndex(c), cutAnew(c)) {
				t.Error("the index is another than without a cut")
			}
		})
	}
}

// firstSpoken is the first excerpt of somebody's words.
func firstSpoken(c *Corpus) *Excerpt {
	return c.Excerpts[slices.IndexFunc(c.Excerpts, func(e *Excerpt) bool { return e.Speaker != nil })]
}

// moveQuestion makes the last question in English of an excerpt the first of the next.
func moveQuestion(from, to *Excerpt) {
	questions := from.Questions[English]
	from.Questions[English] = questions[:len(questions)-1]
	to.Questions[English] = append([]string{questions[len(questions)-1]}, to.Questions[English]...)
}

// TestDamagedCut holds that a cut that is cut short, or changed in any part, or of another version, is not used.
func TestDamagedCut(t *testing.T) {
	c, err := Load(seeds.Files)
	if err != nil {
		t.Fatal(err)
	}
	whole := c.kept
	changed := func(at int) string { return whole[:at] + string([]byte{whole[at] ^ 1}) + whole[at+1:] }
	for _, kept := range []string{
		"", "clipcut", whole[:keptHeader], whole[:len(whole)-1], whole + "\x00", changed(0), changed(7), changed(8), changed(16),
		changed(keptHeader), changed(len(whole) / 2), changed(len(whole) - 1),
	} {
		c.kept = kept
		if _, used := keptCut(c); used {
			t.Errorf("a cut of %d bytes that is not the one made is used", len(kept))
		}
	}
}
