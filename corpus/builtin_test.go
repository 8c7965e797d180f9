package corpus

import (
	"slices"
	"testing"

	"clippings/seeds"
)

// builtIn is the index of the built-in coverage, with its stored questions in English.
func builtIn(tb testing.TB) (*Index, []string) {
	tb.Helper()
	c, err := Load(seeds.Files)
	if err != nil {
		tb.Fatal(err)
	}
	var questions []string
	for _, e := range c.Excerpts {
		questions = append(questions, e.Questions[English]...)
	}
	return NewIndex(c), questions
}

// TestNearestGap holds that the gap which is found is the one that all, looked at in full, say is best.
func TestNearestGap(t *testing.T) {
	ix, questions := builtIn(t)
	excerpts, gaps := len(ix.corpus.Excerpts), len(ix.corpus.Gaps)
	docs := make([]uint32, gaps)
	for i := range docs {
		docs[i] = uint32(excerpts + i)
	}
	found := 0
	for i := 0; i < len(questions); i += 97 {
		q := ix.Query(questions[i], English)
		if len(ix.verbatim(q.whole)) == 0 {
			t.Errorf("%q is not found word for word", questions[i])
		}
		var s scratch
		all := s.begin(excerpts+gaps, ix, q)
		ix.accumulate(all, q)
		ix.firstLook(&s, all, q, max(q.Weight(), 1), nil)
		var got ranked
		if gaps := s.nearestGaps(excerpts); len(gaps) > 0 {
			got = gaps[0]
		}
		var want ranked
		for j, wording := range s.wording(docs) {
			v := &all[docs[j]]
			score := lookAsked*v.asked + lookWording*wording + lookPhrases*v.phrases
			if v.asked > 0 && score > want.score {
				want = ranked{docs[j], score}
			}
		}
		if got != want {
			t.Errorf("%q: the nearest gap is %v, want %v", questions[i], got, want)
		}
		if got.score > 0 {
			found++
		}
	}
	if found == 0 {
		t.Error("no question is near any gap")
	}
}

// TestSmallTerms holds that what small words add is the same by excerpt as in their postings.
func TestSmallTerms(t *testing.T) {
	ix, _ := builtIn(t)
	for id, x := range ix.small {
		for doc := range uint32(len(ix.corpus.Excerpts) + len(ix.corpus.Gaps)) {
			sum := []float32{0}
			x.add(sum, []uint32{doc})
			if p, _ := find(ix.asked(id), doc); sum[0] != p.adds {
				t.Fatalf("%q adds %v to %d, its posting %v", ix.vocabulary.name(id), sum[0], doc, p.adds)
			} else if int(doc) >= len(ix.corpus.Excerpts) && p.adds > x.most {
				t.Fatalf("%q adds %v to a gap, and at most %v", ix.vocabulary.name(id), p.adds, x.most)
			}
		}
	}
}

// TestStoredQuestions holds that an index knows its excerpts' questions by their words, as they are analysed.
func TestStoredQuestions(t *testing.T) {
	ix, _ := builtIn(t)
	words := ix.Words()
	for i, e := range ix.Corpus().Excerpts {
		var want, got [][]string
		for _, lang := range Languages() {
			for _, q := range e.Questions[lang] {
				var list []string
				for _, token := range Analyze(nil, q) {
					list = append(list, token.Word)
				}
				want = append(want, list)
			}
		}
		for q := range ix.Questions(i) {
			var list []string
			for _, n := range q {
				list = append(list, words[n])
			}
			got = append(got, list)
		}
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%s: its questions are %q, want %q", e.ID, got, want)
		}
	}
}
