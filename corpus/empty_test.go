package corpus

import "testing"

// TestEmptyCorpus: a bot over passages has an index of nothing, which must be asked like any other.
func TestEmptyCorpus(t *testing.T) {
	for range 20 { // what is not waited for shows only sometimes
		ix := NewIndex(new(Corpus))
		for _, lang := range Languages() {
			q := ix.Query("what is the Old Bridge, quién lo cerró en 1998, quem disse isso", lang)
			if len(q.Units) == 0 {
				t.Fatal("the question has no words")
			}
			for _, u := range q.Units {
				if u.Weight > 0 && !u.Number {
					t.Errorf("%s: %q weighs %v, and nothing has it", lang, u.Text, u.Weight)
				}
			}
		}
	}
}
