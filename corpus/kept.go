package corpus

import (
	"embed"
	"strings"
	"sync"
)

// A kept cut holds the texts of a corpus as they were cut, words as numbers, the names in them, and how the questions
// among them lean. An index is made of it in half the time that cutting and learning take. It is a part of the program,
// which its tests make: a cut of other texts, or by other code, is not used, and none is looked for in a folder. It is
//
//	magic    8 bytes, the version in the last
//	corpus   uint64, sumOf the corpus that was cut
//	rest     uint64, wordHash of what follows
//	words    the stored words: how many, the length of each, and then their letters
//	terms    the same of the vocabulary's terms
//	stored   of each stored word its term in each language, 0 for none, and its times<<1, 1 more for a function word
//	lean     how many terms there are in bags, one that does not count included, the bias, and the weight of each: float32
//	bytes    of what is called rows here, so that rows and questions can be read side by side
//	rows     how many, then of each excerpt and each gap how many, its lengths by field, the words of its questions, and its
//	         rows in order of their terms: how far the term is behind the one before, and the counts (see counts)
//	asked    how many questions there are, of how many words, then of each excerpt and each gap its questions in each
//	         language: how many, and of each the numbers of its words and the terms of the concepts in it, how many first
//
// Numbers without a size are varints as in encoding/binary, the others little-endian.
const (
	keptMagic  = "clipcut\x02"
	keptHeader = len(keptMagic) + 8 + 8
)

// keptCut returns the cut that is kept with a corpus, when it is one of the corpus as it stands.
func keptCut(c *Corpus) (keptReader, bool) {
	header, rest := c.kept, ""
	if len(header) >= keptHeader {
		header, rest = header[:keptHeader], header[keptHeader:]
	}
	if len(header) != keptHeader || !strings.HasPrefix(header, keptMagic) || load8(header[keptHeader-8:]) != wordHash(rest) {
		return keptReader{}, false
	}
	return keptReader{data: rest}, load8(header[len(keptMagic):]) == sumOf(c)
}

// cutting is the code that makes a cut of texts, counts what is in it, and learns how questions lean. The libraries that fold
// and stem are not in it: what another version of theirs changes, TestKeptCut finds.
//
//go:embed analyze.go askings.go bags.go build.go cut.go dictionary.go fold.go hash.go index.go lean.go lexicon.go spelling.go
//go:embed stem.go steps.go tables.go tally.go types.go vocabulary.go words.go
var cutting embed.FS

// sumOf is a hash of all texts that cutting a corpus looks at, and of the code that does it.
func sumOf(c *Corpus) uint64 {
	s := summer(sumOfCode())
	for _, p := range c.People {
		s.add(p.ID, p.Name)
		s.list(p.Aliases)
	}
	for _, t := range c.Terms {
		s.add(t.ID, t.Name, t.Kind)
		s.list(t.Aliases)
		s.list(t.ES)
		s.list(t.PT)
	}
	gaps := summer(golden)
	var side sync.WaitGroup
	side.Go(func() {
		for _, g := range c.Gaps {
			gaps.questions(g.Questions)
		}
	})
	for _, e := range c.Excerpts {
		s.add(e.Text, e.Context, e.ES, e.ContextES, e.Role, e.Source.Outlet, e.Source.Author, e.Source.Date.String(), e.Event.String())
		if e.Speaker != nil {
			s.add(e.Speaker.ID, e.Speaker.Name)
		}
		s.list(e.About)
		s.questions(e.Questions)
	}
	side.Wait()
	return wholeHash(uint64(s), uint64(gaps))
}

// sumOfCode is a hash of the code that cuts.
func sumOfCode() uint64 {
	s := summer(golden)
	files, _ := cutting.ReadDir(".") // of the program itself
	for _, f := range files {
		code, _ := cutting.ReadFile(f.Name())
		s.add(f.Name(), string(code))
	}
	return uint64(s)
}

// summer sums texts up, where one ends and where a list ends included.
type summer uint64

func (s *summer) add(texts ...string) {
	for _, t := range texts {
		*s = summer(wholeHash(uint64(*s), wordHash(t)))
	}
}

func (s *summer) list(texts []string) {
	s.add(texts...)
	*s = summer(mix(uint64(*s) + uint64(len(texts))))
}

func (s *summer) questions(questions map[Language][]string) {
	for _, lang := range Languages() {
		s.list(questions[lang])
	}
}
