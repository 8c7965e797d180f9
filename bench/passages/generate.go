package passages

import (
	"iter"
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Streams of random numbers, so that one use does not shift another.
const (
	articleStream = iota
	questionStream
)

// How a passage is made up.
const (
	// unseen is the share of words that nothing real has: what Good and Turing's estimate, the share of words that
	// stand there once, came to in a million words of English news and encyclopedias.
	unseen = 0.022
	// shortest and longest are the passages of a made-up article.
	shortest, longest = 25, 40
	// tailExponent is that of the frequencies of made-up words by rank (Zipf's law).
	tailExponent = 1.05
)

// Generator makes passages up from the words and lengths of real ones.
type Generator struct {
	seed     uint64
	real     []Passage
	words    []string   // every word of the real passages, as often as it stands there
	articles [][]string // the same by article
	lengths  []int      // of every real passage, in words
}

// NewGenerator returns a generator. The same passages and seed give the same passages, in any process.
func NewGenerator(real []Passage, seed uint64) *Generator {
	g := &Generator{seed: seed, real: real}
	small := countSmall(real)
	byTitle := make(map[string]int)
	for _, p := range real {
		article, ok := byTitle[p.Title]
		if !ok {
			article = len(g.articles)
			byTitle[p.Title] = article
			g.articles = append(g.articles, nil)
		}
		words := wordsOf(p.Text)
		if len(words) == 0 {
			continue
		}
		if lower := strings.ToLower(words[0]); small[lower] > small[words[0]] {
			words[0] = lower // the capital was the sentence's
		}
		g.lengths = append(g.lengths, len(words))
		g.words = append(g.words, words...)
		g.articles[article] = append(g.articles[article], words...)
	}
	return g
}

// First yields the first n passages: the real ones as far as they go, then articles that are made up. The first
// n are the same for every larger n.
func (g *Generator) First(n int) iter.Seq[Passage] {
	return func(yield func(Passage) bool) {
		for _, p := range g.real[:min(n, len(g.real))] {
			if !yield(p) {
				return
			}
		}
		made := len(g.real)
		random := rand.New(rand.NewPCG(g.seed, articleStream))
		tail := rand.NewZipf(random, tailExponent, 1, pool-1)
		for article := 0; made < n; article++ {
			about := g.articles[random.IntN(len(g.articles))]
			title := g.title(random, about, article)
			for range shortest + random.IntN(longest-shortest+1) {
				if made == n {
					return
				}
				if !yield(Passage{title, g.sentence(random, tail, about)}) {
					return
				}
				made++
			}
		}
	}
}

// sentence makes a passage up that has some real passage's length: half of its words come from all articles,
// half from one, but for those that no article has.
func (g *Generator) sentence(random *rand.Rand, tail *rand.Zipf, about []string) string {
	length := g.lengths[random.IntN(len(g.lengths))]
	var text strings.Builder
	text.Grow(7 * length)
	for i := range length {
		word := ""
		switch from := random.Float64(); {
		case from < unseen:
			word = pseudoWord(uint32(tail.Uint64()))
		case from < unseen+(1-unseen)/2:
			word = g.words[random.IntN(len(g.words))]
		default:
			word = about[random.IntN(len(about))]
		}
		if i == 0 {
			word = capital(word)
		} else {
			text.WriteByte(' ')
		}
		text.WriteString(word)
	}
	text.WriteByte('.')
	return text.String()
}

// title makes up an article's title: a word of its own, and one of those that the article is made from.
func (g *Generator) title(random *rand.Rand, about []string, article int) string {
	title := capital(pseudoWord(pool + uint32(article)))
	for range 8 {
		if word := about[random.IntN(len(about))]; len(word) > 4 {
			return title + " " + word
		}
	}
	return title
}

// countSmall counts the words that stand within sentences, where a capital is the word's own.
func countSmall(real []Passage) map[string]int {
	counts := make(map[string]int)
	for _, p := range real {
		for i, word := range wordsOf(p.Text) {
			if i > 0 {
				counts[word]++
			}
		}
	}
	return counts
}

// wordsOf cuts a text at white space and takes off the punctuation around each word.
func wordsOf(text string) []string {
	var words []string
	for word := range strings.FieldsSeq(text) {
		if word = strings.TrimFunc(word, between); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func capital(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}
