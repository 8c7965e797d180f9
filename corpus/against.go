package corpus

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

// longestCopy is how many words in a row our own words may share with an article. Eight or more is
// copying; below that, plain language leaves no other way to say some things.
const longestCopy = 7

// Against proves a corpus against the articles' texts, ID.txt in texts for the source ID: every
// quotation letter for letter and in order, every “…” inside a fact or a context likewise, and that
// no fact or context repeats eight or more words in a row of the article outside quotation marks. A
// name of people.yaml or terms.yaml counts as one word. It returns one error for each finding, in
// the corpus' order; an article without a text is a finding too.
func Against(ix *Index, texts fs.FS) []error {
	var errs []error
	articles := make(map[*Source]*article)
	for _, s := range ix.corpus.Sources {
		data, err := fs.ReadFile(texts, s.ID+".txt")
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				err = errors.New("no text of this article there")
			}
			errs = append(errs, fmt.Errorf("%s: %w", s.ID, err))
			continue
		}
		articles[s] = newArticle(ix, string(data))
	}
	for _, e := range ix.corpus.Excerpts {
		if a := articles[e.Source]; a != nil {
			errs = append(errs, a.check(ix, e)...)
		}
	}
	return errs
}

// article is an article's text, made ready for looking things up.
type article struct {
	text  string           // white space folded to single spaces
	words []string         // units: folded words, names as one
	at    map[string][]int // longestCopy+1 words joined -> places
}

func newArticle(ix *Index, text string) *article {
	a := &article{text: oneLine(text), at: make(map[string][]int)}
	a.words = ix.unitWords(text)
	for i := 0; i+longestCopy < len(a.words); i++ {
		key := strings.Join(a.words[i:i+longestCopy+1], " ")
		a.at[key] = append(a.at[key], i)
	}
	return a
}

// unitWords cuts text into folded words, a name of people.yaml or terms.yaml being one.
func (ix *Index) unitWords(text string) []string {
	tokens := Analyze(nil, text)
	run := make([]aliasWord, len(tokens))
	for i := range tokens {
		run[i] = ix.lexicon.word(tokens[i].Word)
	}
	spans := ix.lexicon.match(nil, run)
	var words []string
	next := 0
	for i := 0; i < len(tokens); {
		if next < len(spans) && spans[next].from == i {
			s := spans[next]
			next++
			if c := ix.lexicon.concepts[s.concept]; !c.words {
				words = append(words, "@"+c.topic)
				i = s.to
				continue
			}
		}
		words = append(words, tokens[i].Word)
		i++
	}
	return words
}

// quoted finds what stands in curly quotation marks. Straight ones are an article's own way to
// print quotations inside a quotation and are never ours.
var quoted = regexp.MustCompile(`“([^“”]*)”`)

func (a *article) check(ix *Index, e *Excerpt) []error {
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", e.ID, fmt.Sprintf(format, args...)))
	}
	if e.Kind == Quote {
		from := 0
		for _, piece := range Pieces(e.Text) {
			i := strings.Index(a.text[from:], piece)
			if i < 0 {
				if strings.Contains(a.text, piece) {
					fail("quoted out of order: %q", beginning(piece))
				} else {
					fail("not in the article letter for letter: %q", beginning(piece))
				}
				break
			}
			from += i + len(piece)
		}
	}
	own := []struct{ key, text string }{{"context", e.Context}}
	if e.Kind == Fact {
		own = append(own, struct{ key, text string }{"text", e.Text})
	}
	for _, o := range own {
		key, text := o.key, o.text
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			for _, piece := range Pieces(m[1]) {
				if !strings.Contains(a.text, strings.TrimRight(piece, ".,")) {
					fail("%s: in quotation marks, but not in the article letter for letter: %q", key, m[1])
				}
			}
		}
		for part := range strings.SplitSeq(quoted.ReplaceAllString(text, "\x00"), "\x00") {
			if run := a.copied(ix.unitWords(part)); run != "" {
				fail("%s: more than %d words in a row as in the article: %q", key, longestCopy, run)
			}
		}
	}
	return errs
}

// copied returns the longest run of words that also stands in the article, if it is too long.
func (a *article) copied(words []string) string {
	var longest []string
	for i := 0; i+longestCopy < len(words); i++ {
		for _, at := range a.at[strings.Join(words[i:i+longestCopy+1], " ")] {
			n := 0
			for i+n < len(words) && at+n < len(a.words) && words[i+n] == a.words[at+n] {
				n++
			}
			if n > len(longest) {
				longest = words[i : i+n]
			}
		}
	}
	return strings.Join(longest, " ")
}
