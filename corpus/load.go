package corpus

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"sync"
)

// The files that all articles share. A corpus may do without each of them, but an excerpt's speaker
// must be in people.yaml and what it is about in people.yaml or terms.yaml.
const (
	peopleFile  = "people.yaml"
	termsFile   = "terms.yaml"
	wordsFile   = "words.yaml"
	outsideFile = "outside.yaml"
)

// Load reads every .yaml file at the top of files, the .questions.txt files beside them, and gaps.txt, and returns the
// corpus they hold, or, joined, one error for each thing that is wrong, with file and line; then there is no corpus. Where
// a file cannot be read, that is all that is told, since others lean on it. Of files with a method Cut() string, as those of
// package seeds, NewIndex takes the cut. The form of the files is documented in seeds/README.md. Load reads no clock and no
// network; the same files give the same corpus.
func Load(files fs.FS) (*Corpus, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, fmt.Errorf("corpus: %w", err)
	}
	others, err := fs.Glob(files, "*"+questionsSuffix)
	if err != nil {
		return nil, fmt.Errorf("corpus: %w", err)
	}
	if _, err := fs.Stat(files, gapsFile); err == nil {
		others = append(others, gapsFile)
	}
	if len(names) == 0 {
		return nil, errors.New("corpus: no .yaml file there: a corpus is a folder of YAML files, one an article")
	}
	l := loader{corpus: &Corpus{}, people: make(map[string]*Person), topics: make(map[string]bool)}
	d := decode(files, append(names, others...))
	d.named.Wait()
	l.names(d.people, d.terms, d.words, d.outside) // while the rest is decoded
	if unread := d.wait(); len(unread) > 0 {       // what leans on those files would all be false
		return nil, errors.Join(unread...)
	}
	l.articles(d.articles, d.questions)
	l.corpus.Gaps, l.errs = d.gaps.gaps, append(l.errs, d.gaps.errs...)
	if built, ok := files.(interface{ Cut() string }); ok {
		l.corpus.kept = built.Cut()
	}
	l.link()
	if len(l.errs) == 0 && len(l.corpus.Excerpts) == 0 {
		l.fail("corpus", 0, "no excerpt in any file")
	}
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	sort.SliceStable(l.corpus.Sources, func(i, j int) bool {
		a, b := l.corpus.Sources[i], l.corpus.Sources[j]
		if c := a.Date.Compare(b.Date); c != 0 {
			return c < 0
		}
		return a.ID < b.ID
	})
	return l.corpus, nil
}

// decoding is what the files hold, before any of it but the gaps is checked.
type decoding struct {
	named                 sync.WaitGroup // for the files of people and terms
	people                []personEntry
	terms, words, outside []termEntry

	rest      sync.WaitGroup
	articles  []namedArticle // in the order of the files' names; those that cannot be read left out once all are waited for
	questions []namedQuestions
	gaps      gapLoader
	errs      [][]error // by file
}

type namedArticle struct {
	name string
	file articleFile
}

type namedQuestions struct {
	name  string
	asked []askedLines
}

type pendingLink struct {
	file string
	from *Excerpt
	rel  Relation
	to   scalar
}

// faults collects what is wrong.
type faults struct{ errs []error }

// loader puts a corpus together. people and topics are complete, and only read, once articles are
// taken in.
type loader struct {
	faults
	corpus *Corpus
	people map[string]*Person
	topics map[string]bool // ids of terms and people
	links  []pendingLink
}

func (l *faults) fail(file string, line int, format string, args ...any) {
	where := file
	if line > 0 {
		where = fmt.Sprintf("%s:%d", file, line)
	}
	l.errs = append(l.errs, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
}

// readText reads a file as a string, without the copy that fs.ReadFile and a conversion would make.
func readText(files fs.FS, name string) (string, error) {
	f, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var text strings.Builder
	if info, err := f.Stat(); err == nil {
		text.Grow(int(info.Size()))
	}
	var part [1 << 12]byte
	_, err = io.CopyBuffer(&text, f, part[:])
	return text.String(), err
}

// decode begins to parse all files, side by side.
func decode(files fs.FS, names []string) *decoding {
	d := &decoding{
		articles: make([]namedArticle, len(names)), questions: make([]namedQuestions, len(names)), errs: make([][]error, len(names)),
	}
	for i, name := range names {
		wg := &d.rest
		switch name {
		case peopleFile, termsFile, wordsFile, outsideFile:
			wg = &d.named
		}
		wg.Go(func() { d.errs[i] = d.file(files, i, name) })
	}
	return d
}

// file parses the file of a name, the i-th.
func (d *decoding) file(files fs.FS, i int, name string) []error {
	data, err := readText(files, name)
	if err != nil {
		return []error{fmt.Errorf("%s: %w", name, err)}
	}
	switch {
	case name == peopleFile:
		return decodeStrict(name, data, &d.people)
	case name == termsFile:
		return decodeStrict(name, data, &d.terms)
	case name == wordsFile:
		return decodeStrict(name, data, &d.words)
	case name == outsideFile:
		return decodeStrict(name, data, &d.outside)
	case name == gapsFile:
		asked, errs := parseQuestions(name, data)
		d.gaps.take(asked)
		return errs
	case strings.HasSuffix(name, questionsSuffix):
		asked, errs := parseQuestions(name, data)
		d.questions[i] = namedQuestions{name, asked}
		return errs
	}
	errs := decodeStrict(name, data, &d.articles[i].file)
	if len(errs) == 0 {
		d.articles[i].name = name
	}
	return errs
}

// wait waits for all files, and returns what is wrong with them.
func (d *decoding) wait() []error {
	d.named.Wait()
	d.rest.Wait()
	d.articles = slices.DeleteFunc(d.articles, func(a namedArticle) bool { return a.name == "" })
	d.questions = slices.DeleteFunc(d.questions, func(q namedQuestions) bool { return q.name == "" })
	return slices.Concat(d.errs...)
}

// names takes in people, terms and words, and refuses two that share an id or an alias.
func (l *loader) names(people []personEntry, terms, words, outside []termEntry) {
	aliases := make(map[uint64]string, 1<<13) // hash of an alias -> id of its owner
	var tokens []Token
	claim := func(file string, id scalar, texts ...string) {
		for _, text := range texts {
			tokens = analyzeStored(tokens[:0], text)
			key := uint64(0)
			for _, t := range tokens {
				key = wholeHash(key, wordHash(singular(t.Word))) // as the lexicon compares aliases
			}
			switch owner, taken := aliases[key]; {
			case len(tokens) == 0:
				l.fail(file, id.line, "%s: alias %q holds no word", id.value, text)
			case taken && owner != id.value:
				l.fail(file, id.line, "%s: alias %q is %s's already", id.value, text, owner)
			default:
				aliases[key] = id.value
			}
		}
	}
	topic := func(file string, id scalar, name string) bool {
		switch {
		case id.value == "":
			l.fail(file, id.line, "entry %q has no id", name)
		case l.topics[id.value]:
			l.fail(file, id.line, "id %s stands twice", id.value)
		case strings.TrimSpace(name) == "":
			l.fail(file, id.line, "%s has no name", id.value)
		default:
			l.topics[id.value] = true
			return true
		}
		return false
	}
	for _, p := range people {
		if !topic(peopleFile, p.ID, p.Name) {
			continue
		}
		l.oneOf(peopleFile, p.Kind, p.ID.value, "kind", "person", "body", "document", "law")
		claim(peopleFile, p.ID, p.Name)
		claim(peopleFile, p.ID, p.Aliases...)
		person := &Person{ID: p.ID.value, Name: p.Name, Kind: p.Kind.value, Aliases: p.Aliases, Who: p.Who}
		l.roles(person, &p)
		l.people[person.ID] = person
		l.corpus.People = append(l.corpus.People, person)
	}
	addTerms := func(file string, entries []termEntry, kinds ...string) {
		for _, t := range entries {
			if !topic(file, t.ID, t.Name) {
				continue
			}
			l.oneOf(file, t.Kind, t.ID.value, "kind", kinds...)
			claim(file, t.ID, t.Name)
			claim(file, t.ID, t.Aliases...)
			claim(file, t.ID, t.ES...)
			claim(file, t.ID, t.PT...)
			l.corpus.Terms = append(l.corpus.Terms, &Term{
				ID: t.ID.value, Name: t.Name, Kind: t.Kind.value,
				Aliases: t.Aliases, ES: t.ES, PT: t.PT, What: t.What,
			})
		}
	}
	addTerms(termsFile, terms, "system", "law", "agency", "outlet", "place", "group", "thing")
	addTerms(wordsFile, words, WordKind)
	addTerms(outsideFile, outside, OutsideKind, NearbyKind)
}

func (l *faults) oneOf(file string, s scalar, id, key string, allowed ...string) {
	for _, a := range allowed {
		if s.value == a {
			return
		}
	}
	l.fail(file, s.line, "%s: %s %q is not one of %s", id, key, s.value, strings.Join(allowed, ", "))
}
