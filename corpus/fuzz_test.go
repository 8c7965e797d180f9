package corpus_test

import (
	"reflect"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"clippings/corpus"
)

// FuzzAnalyze holds that any text is cut into folded words that stand where they say, and that
// folding is done: a word analysed again is itself.
func FuzzAnalyze(f *testing.F) {
	for _, seed := range []string{
		"", "¿Qué dijo “Núñez” en 15,000?", "Malloy’s 15 mil 6.1 88,1 24th", "a\xffb\xc3", "ﬁne ½ Ⅷ", "''' 1.,2 1,,2", "日本 и мир",
		"can u tell ppl xq", "İstanbul ǅ ẛ̣", "1.234.567,89k",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, token := range corpus.Analyze(nil, text) {
			if token.Word == "" || token.Start < last || token.End < token.Start || token.End > len(text) {
				t.Fatalf("%q: token %+v after %d", text, token, last)
			}
			last = token.Start
			if !utf8.ValidString(token.Word) {
				t.Fatalf("%q: word %q is not UTF-8", text, token.Word)
			}
		}
	})
}

// FuzzLoad holds that no article and no list of people panics the loader, and that what loads comes back the same when it
// is printed and loaded again.
func FuzzLoad(f *testing.F) {
	f.Add(sampleArticle, "= gazette-2021/repair-cost\nen bill for the works\n", samplePeople)
	f.Add("source: {id: gazette-2021}", "", samplePeople)
	f.Add("excerpts: [{id: gazette-2021/a, kind: quote}]", "= x\nen y", "[]")
	f.Add("- not an article", "#\n=\nen\n", "- not a person")
	f.Add(sampleArticle+"  - id: gazette-2021/x\n", "es qué", samplePeople+"    - role: chief\n      es: >-\n        jefe\n        local\n")
	f.Add(sampleArticle, "", samplePeople+"    - {role: \"a: b\", es: ' jefe  local '}\n")
	f.Fuzz(func(t *testing.T, article, questions, people string) {
		files := sampleFiles()
		files["people.yaml"] = &fstest.MapFile{Data: []byte(people)}
		files["gazette-2021.yaml"] = &fstest.MapFile{Data: []byte(article)}
		files["gazette-2021.questions.txt"] = &fstest.MapFile{Data: []byte(questions)}
		c, err := corpus.Load(files)
		if err != nil {
			if c != nil {
				t.Fatal("a corpus with faults was loaded")
			}
			return
		}
		if again := reload(t, c); !reflect.DeepEqual(flat(c), flat(again)) {
			t.Errorf("printed and loaded again:\n%+v\nwas\n%+v", flat(again), flat(c))
		}
		corpus.NewIndex(c)
	})
}
