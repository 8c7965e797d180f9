package archive

import (
	_ "embed"
	"strings"
	"sync"

	"clippings/corpus"
)

//go:embed spanish.txt
var spanishText string

//go:embed portuguese.txt
var portugueseText string

// bilingual tells what the words of a language are in English. It is read-only.
type bilingual struct {
	words map[string][]string // folded word -> English words, the likeliest first
	stems map[string][]string // stem of such words -> them
}

var bilinguals = map[corpus.Language]func() *bilingual{
	corpus.Spanish:    sync.OnceValue(func() *bilingual { return newBilingual(spanishText, corpus.Spanish) }),
	corpus.Portuguese: sync.OnceValue(func() *bilingual { return newBilingual(portugueseText, corpus.Portuguese) }),
}

// newBilingual reads lines of a word and its English words; lines that begin with # are comments.
func newBilingual(text string, lang corpus.Language) *bilingual {
	lines := strings.Count(text, "\n")
	b := &bilingual{words: make(map[string][]string, lines), stems: make(map[string][]string, lines)}
	var stemmer corpus.Stemmer
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		b.words[words[0]] = words[1:]
		stem := stemmer.Stem(words[0], lang)
		b.stems[stem] = append(b.stems[stem], words[0])
	}
	return b
}

// english returns what a word is in English, nil when that is not known: what the list says of it, or of the word
// with its stem that begins most like it.
func (b *bilingual) english(word string, lang corpus.Language, st *stemming) []string {
	if words := b.words[word]; words != nil {
		return words
	}
	best, like := "", -1
	for _, other := range b.stems[st.stemmer.Stem(word, lang)] {
		if n := commonPrefix(word, other); n > like {
			best, like = other, n
		}
	}
	return b.words[best]
}

// commonPrefix is how many bytes two words begin with alike.
func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// translate adds what a foreign word is in English, where passages are in English: by the word list; as it
// stands, as names do; and by the endings in which the languages differ.
func (x *Lexicon) translate(u *Unit, lang corpus.Language, st *stemming, add func(term uint32, share float32)) {
	same := x.written(u.Word, corpus.English, st)
	if u.Name || u.Number {
		add(same, foreignShare)
	}
	share := float32(translatedShare)
	if known := bilinguals[lang]; known != nil {
		for _, words := range known().english(u.Word, lang, st) {
			for word := range strings.SplitSeq(words, "_") {
				term := x.written(word, corpus.English, st)
				if term == 0 {
					term = x.stemmed(word, corpus.English, st)
				}
				add(term, share)
			}
			share *= laterShare
		}
	}
	if share == translatedShare { // no word of the list is it
		add(same, foreignShare)
		x.cognates(u.Word, st, add)
	}
}

// endings are how words that the languages share end in Spanish or Portuguese, folded, and in English.
var endings = []struct{ foreign, english string }{
	{"ciones", "tions"}, {"cion", "tion"}, {"siones", "sions"}, {"sion", "sion"}, {"coes", "tions"}, {"cao", "tion"},
	{"idades", "ities"}, {"idad", "ity"}, {"idade", "ity"}, {"dad", "ty"}, {"tad", "ty"}, {"dade", "ty"},
	{"amente", "ally"}, {"amente", "ely"}, {"mente", "ly"},
	{"icos", "ic"}, {"icas", "ic"}, {"ico", "ic"}, {"ica", "ic"}, {"ico", "ical"}, {"ica", "ical"}, {"ica", "ics"},
	{"osos", "ous"}, {"osas", "ous"}, {"oso", "ous"}, {"osa", "ous"},
	{"ismo", "ism"}, {"istas", "ists"}, {"ista", "ist"},
	{"ivos", "ive"}, {"ivas", "ive"}, {"ivo", "ive"}, {"iva", "ive"},
	{"arios", "ary"}, {"arias", "ary"}, {"ario", "ary"}, {"aria", "ary"}, {"orio", "ory"}, {"oria", "ory"},
	{"ancia", "ance"}, {"encia", "ence"}, {"ancia", "ancy"}, {"encia", "ency"},
	{"antes", "ants"}, {"ante", "ant"}, {"entes", "ents"}, {"ente", "ent"},
	{"ados", "ated"}, {"ado", "ated"}, {"ado", "ate"}, {"ar", "ate"}, {"izar", "ize"}, {"izado", "ized"}, {"ificar", "ify"},
	{"ias", "ies"}, {"ia", "y"}, {"ias", "ia"}, {"io", "y"}, {"ura", "ure"}, {"aje", "age"}, {"agem", "age"},
	{"ores", "ors"}, {"dores", "tors"}, {"dor", "tor"}, {"a", ""}, {"o", ""}, {"os", ""}, {"as", ""}, {"es", ""}, {"e", ""}, {"a", "e"}, {"o", "e"}, {"o", "um"}, {"o", "us"},
}

// cognates adds the English words that a foreign word becomes by another ending, with y for i, ph for f and th for
// t tried as well.
func (x *Lexicon) cognates(word string, st *stemming, add func(term uint32, share float32)) {
	const shortest = 5 // letters, below which chance makes a word of anything
	for _, e := range endings {
		root, ok := strings.CutSuffix(word, e.foreign)
		if !ok || len(root)+len(e.english) < shortest {
			continue
		}
		for _, r := range []string{root, strings.Replace(root, "f", "ph", 1), strings.Replace(root, "t", "th", 1), strings.Replace(root, "cu", "qu", 1)} {
			if term := x.written(r+e.english, corpus.English, st); term != 0 {
				add(term, cognateShare)
				break
			}
		}
	}
}
