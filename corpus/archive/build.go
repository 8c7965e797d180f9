package archive

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"clippings/corpus"
)

// Options are how to build. The zero value is good.
type Options struct {
	// Workers is how many passages are analysed at once; 0 is one for each processor.
	Workers int
	// Progress, when not nil, is told how many passages are analysed so far, from time to time and at the
	// end. It is called from several goroutines.
	Progress func(passages int)
}

// Build makes an archive of passages, each an excerpt with its source. Passages of one source that follow
// each other are neighbours. The same passages in the same order always give the same image. The excerpts
// are not changed and not kept. An error of the sequence ends it.
func Build(passages iter.Seq2[*corpus.Excerpt, error], o Options) (*Archive, error) {
	return build(func(yield func(*batch) bool) error {
		b := new(batch)
		n := 0
		for e, err := range passages {
			if err != nil {
				return err
			}
			n++
			b.excerpts, b.lines = append(b.excerpts, e), append(b.lines, n)
			if len(b.excerpts) == batchSize {
				if !yield(b) {
					return nil
				}
				b = new(batch)
			}
		}
		yield(b)
		return nil
	}, o)
}

// batchSize is how many passages are analysed at one go.
const batchSize = 256

// batch is a run of passages: first what is to be read, then what was made of it.
type batch struct {
	raw      [][]byte // JSON to be read; nil when excerpts are given
	excerpts []*corpus.Excerpt
	lines    []int // where each stands

	passages []passage
	words    []uint32        // of all passages: number in the worker's words + 1; 0 is a break
	tails    []byte          // the excerpts' own parts
	sources  []corpus.Source // that the batch's passages are from, in their order
	worker   *worker
	faults   []fault
}

// passage is what a batch holds of one passage.
type passage struct {
	flags  Flags
	source uint32 // in batch.sources
	counts [fieldCount]uint32
	words  uint32 // end in batch.words
	tail   uint32 // end in batch.tails
	id     uint64 // hash
}

// fault is what is wrong with one passage.
type fault struct {
	line int
	err  error
}

// mostFaults is how many faults are told of.
const mostFaults = 20

// build runs batches through the workers and makes the image.
func build(produce func(yield func(*batch) bool) error, o Options) (*Archive, error) {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var all []*batch
	var done, faults atomic.Int64
	work := make(chan *batch, 2*workers)
	group, ctx := errgroup.WithContext(context.Background())
	for range workers {
		w := newWorker()
		group.Go(func() error {
			for b := range work {
				if err := w.try(b); err != nil {
					return err
				}
				if faults.Add(int64(len(b.faults))) >= mostFaults {
					return errTooMany
				}
				if n := done.Add(int64(len(b.passages))); o.Progress != nil {
					o.Progress(int(n))
				}
			}
			return nil
		})
	}
	failed := produce(func(b *batch) bool {
		select {
		case work <- b:
			all = append(all, b)
			return true
		case <-ctx.Done():
			return false
		}
	})
	close(work)
	if err := group.Wait(); err != nil && !errors.Is(err, errTooMany) {
		return nil, err
	}
	if err := errors.Join(failed, faultsOf(all)); err != nil {
		return nil, err
	}
	image, err := newWriter(all).image()
	if err != nil {
		return nil, err
	}
	return read(image)
}

var errTooMany = errors.New("archive: too many faults")

// faultsOf joins what is wrong, in the order of the lines.
func faultsOf(batches []*batch) error {
	var errs []error
	for _, b := range batches {
		for _, f := range b.faults {
			if len(errs) == mostFaults {
				return errors.Join(append(errs, errors.New("and more"))...)
			}
			errs = append(errs, fmt.Errorf("line %d: %w", f.line, f.err))
		}
	}
	return errors.Join(errs...)
}

// worker analyses passages. Its words are numbered in the order in which it meets them.
type worker struct {
	known   map[string]uint32 // folded word -> place in spelled
	spelled []spelling
	words   []writtenWord // by number
	tokens  []corpus.Token
	places  []uint32                 // token -> place in spelled
	sources map[corpus.Source]uint32 // of the batch in hand
}

// languageCount is how many languages there are.
const languageCount = 3

// spelling is a word, in whatever language.
type spelling struct {
	small   [languageCount]bool   // a function word of the language
	numbers [languageCount]uint32 // its number + 1 among the words written in the language, 0 for none yet
}

// writtenWord is a word as it is written in a language.
type writtenWord struct {
	word  string
	lang  corpus.Language
	small bool // a function word of its language
	class class
}

func newWorker() *worker { return &worker{known: make(map[string]uint32)} }

// try is analyse; a panic, which no passage should cause, becomes an error, so that it does not end a bot that
// answers from an older archive.
func (w *worker) try(b *batch) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("the passages from line %d on cannot be read: panic: %v", b.lines[0], value)
		}
	}()
	w.analyse(b)
	return nil
}

// analyse reads the passages of a batch.
func (w *worker) analyse(b *batch) {
	b.worker = w
	w.sources = make(map[corpus.Source]uint32)
	n := max(len(b.raw), len(b.excerpts))
	b.passages = make([]passage, 0, n)
	for i := range n {
		var e *corpus.Excerpt
		var err error
		if b.raw != nil {
			e, err = decodeLine(b.raw[i])
		} else if e = b.excerpts[i]; e.Source == nil {
			err = errors.New("the passage has no source")
		}
		if err == nil {
			err = w.passage(b, e)
		}
		if err != nil {
			b.faults = append(b.faults, fault{b.lines[i], err})
		}
	}
	b.raw, b.excerpts = nil, nil
	b.words, b.tails = slices.Clip(b.words), slices.Clip(b.tails)
}

// passage takes in one passage.
func (w *worker) passage(b *batch, e *corpus.Excerpt) error {
	switch {
	case e.ID == "":
		return errors.New("the passage has no id")
	case strings.TrimSpace(e.Text) == "":
		return fmt.Errorf("passage %q has no text", e.ID)
	case e.Kind == corpus.Quote && (e.Speaker == nil || e.Speaker.Name == ""):
		return fmt.Errorf("passage %q is a quote without a speaker", e.ID)
	}
	number, ok := w.sources[*e.Source]
	if !ok {
		number = uint32(len(b.sources))
		b.sources = append(b.sources, *e.Source)
		w.sources[*e.Source] = number
	}
	p := passage{source: number, flags: capitals(e.Text), id: HashID(e.ID)}
	lang := 0
	for f, texts := range ownFields(e) {
		before := len(b.words)
		for i, text := range texts {
			if i > 0 {
				b.words = append(b.words, 0)
			}
			lang = w.text(b, text, lang, &p, field(f) == fieldText)
		}
		p.counts[f] = uint32(len(b.words) - before)
	}
	p.words = uint32(len(b.words))
	b.tails = appendExcerpt(b.tails, e)
	p.tail = uint32(len(b.tails))
	b.passages = append(b.passages, p)
	return nil
}

// text takes in the words of a text and returns its language, by its place in corpus.Languages: the one that
// most of its function words are of, and of several that of the text before.
func (w *worker) text(b *batch, text string, before int, p *passage, flags bool) (lang int) {
	w.tokens = corpus.Analyze(w.tokens[:0], text)
	w.places = w.places[:0]
	var counts [languageCount]int
	for i := range w.tokens {
		place := w.place(w.tokens[i].Word)
		w.places = append(w.places, place)
		for l, small := range w.spelled[place].small {
			if small {
				counts[l]++
			}
		}
	}
	lang = before
	for l, n := range counts {
		if n > counts[lang] {
			lang = l
		}
	}
	for i, place := range w.places {
		s := &w.spelled[place]
		if s.numbers[lang] == 0 {
			t := &w.tokens[i]
			word := strings.Clone(t.Word) // not to keep the whole text
			w.words = append(w.words, writtenWord{word, corpus.Languages()[lang], s.small[lang], classOf(word, t.Number)})
			s.numbers[lang] = uint32(len(w.words))
		}
		b.words = append(b.words, s.numbers[lang])
		if flags {
			p.flags |= Flags(w.words[s.numbers[lang]-1].class & classFlags)
		}
	}
	return lang
}

// place returns the place in spelled of a folded word, new or known.
func (w *worker) place(word string) uint32 {
	n, ok := w.known[word]
	if !ok {
		n = uint32(len(w.spelled))
		var s spelling
		for l, lang := range corpus.Languages() {
			s.small[l] = corpus.FunctionWord(word, lang)
		}
		w.spelled = append(w.spelled, s)
		w.known[strings.Clone(word)] = n
	}
	return n
}
