package archive

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"clippings/corpus"
)

// mostPassages is how many passages an image can hold: a passage's number and its chunk's are 32 and 16 bits.
const mostPassages = 1 << (16 + chunkBits)

// smallStem is the stem of a function word: the word, with its language before it. "Son" in Spanish is not the
// stem of "sons".
func smallStem(dst []byte, word string, lang corpus.Language) []byte {
	return append(append(append(dst, '_'), letter(lang)), word...)
}

// formKey is a written word as the table of forms has it.
func formKey(dst []byte, word string, lang corpus.Language) []byte {
	return append(append(dst, letter(lang)), word...)
}

// letter stands for a language: the second of its code, in which all three differ.
func letter(lang corpus.Language) byte { return lang[1] }

// HashID is what ids are found by: the first bytes of their SHA-256.
func HashID(id string) uint64 {
	sum := sha256.Sum256([]byte(id))
	return binary.BigEndian.Uint64(sum[:8])
}

func packDate(d corpus.Date) [3]uint16 {
	return [3]uint16{uint16(d.Year), uint16(d.Month), uint16(d.Day)}
}

func unpackDate(d [3]uint16) corpus.Date {
	return corpus.Date{Year: int(d[0]), Month: int(d[1]), Day: int(d[2])}
}

// source cuts what is indexed of a source.
func (w *worker) source(s *corpus.Source) sourceTerms {
	var b batch
	var p passage
	var out sourceTerms
	for f, texts := range sourceFields(s) {
		before := len(b.words)
		for i, text := range texts {
			if i > 0 {
				b.words = append(b.words, 0)
			}
			w.text(&b, text, 0, &p, false)
		}
		out.counts[f] = uint32(len(b.words) - before)
	}
	out.words = b.words
	return out
}

// terms numbers the terms of all workers' words, the most frequent first, function words before all others,
// and replaces the words by them.
func (w *writer) terms() {
	for _, b := range w.batches {
		w.workers[b.worker] = nil
	}
	stems := w.stemAll()
	counts := w.count()

	number := make(map[string]uint32) // stem -> place in found
	type term struct {
		stem  string
		count int
		small bool
	}
	var found []term
	places := make(map[*worker][]uint32)
	for x := range w.workers {
		for i := range x.words {
			stem := stems[x][i]
			n, ok := number[stem]
			if !ok {
				n = uint32(len(found))
				number[stem] = n
				found = append(found, term{stem: stem, small: x.words[i].small})
			}
			found[n].count += int(counts[x][i])
			places[x] = append(places[x], n)
		}
	}
	order := make([]uint32, len(found))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(i, j uint32) int {
		a, b := &found[i], &found[j]
		if a.small != b.small {
			if a.small {
				return -1
			}
			return 1
		}
		return cmp.Or(b.count-a.count, cmp.Compare(a.stem, b.stem))
	})
	final := make([]uint32, len(found))
	w.stems = append(make([]string, 0, len(found)+1), "") // 0 is no term
	for i, n := range order {
		final[n] = uint32(i + 1)
		w.stems = append(w.stems, found[n].stem)
		if found[n].small {
			w.meta.SmallTerms++
		}
	}
	w.meta.Terms = uint32(len(found))
	for x, at := range places {
		for i, n := range at {
			at[i] = final[n]
		}
		w.workers[x] = at
	}
	w.writtenForms()
	w.each(func(_ int, b *batch) { translate(b.words, w.workers[b.worker]) })
	for i := range w.sourceWords {
		translate(w.sourceWords[i].words, w.workers[w.titles])
	}
}

// translate replaces words, numbered from 1, by terms; 0 stays.
func translate(words, terms []uint32) {
	for i, n := range words {
		if n != 0 {
			words[i] = terms[n-1]
		}
	}
}

// stemAll stems every word of every worker.
func (w *writer) stemAll() map[*worker][]string {
	stems := make(map[*worker][]string)
	var mu sync.Mutex
	var group errgroup.Group
	for x := range w.workers {
		group.Go(func() error {
			var stemmer corpus.Stemmer
			out := make([]string, len(x.words))
			for i, word := range x.words {
				if word.small {
					out[i] = string(smallStem(nil, word.word, word.lang))
				} else {
					out[i] = stemmer.Stem(word.word, word.lang)
				}
			}
			mu.Lock()
			stems[x] = out
			mu.Unlock()
			return nil
		})
	}
	group.Wait()
	return stems
}

// count counts how often each word of each worker occurs.
func (w *writer) count() map[*worker][]uint32 {
	counts := make(map[*worker][]uint32)
	for x := range w.workers {
		counts[x] = make([]uint32, len(x.words)+1)
	}
	for _, b := range w.batches {
		c := counts[b.worker]
		for _, n := range b.words {
			c[n]++
		}
	}
	for _, s := range w.sourceWords {
		for _, n := range s.words {
			counts[w.titles][n]++
		}
	}
	for x := range counts {
		counts[x] = counts[x][1:]
	}
	return counts
}

// writtenForms lists the words as written, each with its term, in the order of language and alphabet.
func (w *writer) writtenForms() {
	type form struct {
		key  string
		term uint32
	}
	var all []form
	for x, terms := range w.workers {
		for i, word := range x.words {
			all = append(all, form{string(formKey(nil, word.word, word.lang)), terms[i]})
		}
	}
	slices.SortFunc(all, func(a, b form) int { return cmp.Compare(a.key, b.key) })
	all = slices.CompactFunc(all, func(a, b form) bool { return a.key == b.key })
	for _, f := range all {
		w.forms = append(w.forms, f.key)
		w.formTerms = append(w.formTerms, f.term)
	}
}

func appendNumbers(dst []byte, numbers []uint32) []byte {
	dst = slices.Grow(dst, 4*len(numbers))
	for _, n := range numbers {
		dst = binary.LittleEndian.AppendUint32(dst, n)
	}
	return dst
}
