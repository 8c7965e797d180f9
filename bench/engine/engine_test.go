package engine

import (
	"math"
	"slices"
	"strings"
	"testing"

	"clippings/bench/passages"
)

// coverage is what the tests search. Its third passage is the obvious one.
var coverage = []passages.Passage{
	{Title: "Rivers", Text: "The Danube passes through ten countries on its way to the sea."},
	{Title: "Rivers", Text: "Ships carry grain and steel on it."},
	{Title: "Astronomy", Text: "Galileo observed four moons of Jupiter in January 1610."},
	{Title: "Astronomy", Text: "Saturn has rings that are made of ice."},
	{Title: "Bread", Text: "Sourdough rises without yeast from a packet."},
}

// TestEnginesFindTheObvious holds that every engine of this build finds the passage that a question speaks of,
// though the words differ in their endings and most of them match nothing.
func TestEnginesFindTheObvious(t *testing.T) {
	t.Parallel()
	for _, spec := range All() {
		t.Run(spec.Name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			e := spec.New(dir)
			if err := e.Build(coverage); err != nil {
				t.Fatal(err)
			}
			if spec.Stored { // as another process does
				if err := e.Close(); err != nil {
					t.Fatal(err)
				}
				e = spec.New(dir)
			}
			if err := e.Open(); err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := e.Close(); err != nil {
					t.Error(err)
				}
			}()
			for question, want := range map[string]int{
				"When did Galileo observe the moons of Jupiter?": 2,
				"which country does the danube pass through":     0,
				`is "sourdough" rising OR NOT (yeast*)?`:         4,
			} {
				found, err := e.Search(question, 10)
				if err != nil {
					t.Fatal(err)
				}
				if len(found) == 0 || found[0] != want {
					t.Errorf("%q finds %v, not %d first", question, found, want)
				}
				if one, err := e.Search(question, 1); err != nil || len(one) > 1 && !spec.Whole {
					t.Errorf("%q finds %v and %v with a limit of one", question, one, err)
				}
			}
			if found, err := e.Search("xylophones zzyzx", 10); err != nil || len(found) > 0 {
				t.Errorf("words that no passage has find %v, %v", found, err)
			}
		})
	}
}

func TestSpecs(t *testing.T) {
	t.Parallel()
	names := make(map[string]bool)
	for _, spec := range All() {
		if names[spec.Name] || strings.ContainsAny(spec.Name, " ,") || spec.Title == "" || spec.Role == "" {
			t.Errorf("%+v", spec)
		}
		names[spec.Name] = true
		if found, ok := Find(spec.Name); !ok || found.Title != spec.Title {
			t.Errorf("%s is not found by its name", spec.Name)
		}
	}
	if len(names) < 6 {
		t.Errorf("only %d engines", len(names))
	}
	if _, ok := Find("nothing"); ok {
		t.Error("an engine without a name is found")
	}
}

// TestPlainScore reckons BM25 by hand: three passages of 3, 2 and 4 words, "moon" in two of them.
func TestPlainScore(t *testing.T) {
	t.Parallel()
	e := new(Plain)
	if err := e.Build([]passages.Passage{
		{Title: "Moon", Text: "The moon rises"}, // moon, moon, rise
		{Title: "Sun", Text: "It sets"},         // sun, set
		{Title: "Tides", Text: "The moons of Jupiter pull"},
	}); err != nil {
		t.Fatal(err)
	}
	idf := math.Log(1 + (3-2+0.5)/(2+0.5)) // 0.4700
	average := (3.0 + 2 + 4) / 3           // 3
	first := idf * 2 * 2.2 / (2 + 1.2*(0.25+0.75*3/average))
	third := idf * 1 * 2.2 / (1 + 1.2*(0.25+0.75*4/average))
	want := []Hit{{0, float32(first)}, {2, float32(third)}}
	got := e.Hits("How many moons, and what is a moon?", 10)
	if !slices.EqualFunc(got, want, func(x, y Hit) bool {
		return x.Passage == y.Passage && math.Abs(float64(x.Score-y.Score)) < 1e-6
	}) {
		t.Errorf("got %v, want %v", got, want)
	}
	if math.Abs(first-0.6463) > 1e-4 || math.Abs(third-0.4136) > 1e-4 { // by a pocket calculator
		t.Errorf("reckoned %.4f and %.4f", first, third)
	}
	if again := e.Hits("moon", 1); len(again) != 1 || again[0].Passage != 0 {
		t.Errorf("a second question finds %v", again)
	}
}

// TestPlainTies holds that of equal passages the first come first, however few are wanted.
func TestPlainTies(t *testing.T) {
	t.Parallel()
	e := new(Plain)
	if err := e.Build(slices.Repeat([]passages.Passage{{Title: "Moon", Text: "It rises."}}, 9)); err != nil {
		t.Fatal(err)
	}
	if found, _ := e.Search("moon", 4); !slices.Equal(found, []int{0, 1, 2, 3}) {
		t.Errorf("found %v", found)
	}
}

func TestAnyOf(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"Who's the mayor of New York?": `"who" OR "s" OR "mayor" OR "new" OR "york"`,
		"to be or not to be":           `"to" OR "be" OR "or" OR "not"`,
		"moon, Moon":                   `"moon"`,
		`"; DROP`:                      `"drop"`,
		"?!":                           `""`,
	} {
		if got := anyOf(question); got != want {
			t.Errorf("%q is asked as %s, not %s", question, got, want)
		}
	}
}

func TestStopWords(t *testing.T) {
	t.Parallel()
	if len(stopWords) != 33 {
		t.Errorf("Lucene leaves out 33 words, not %d", len(stopWords))
	}
}
