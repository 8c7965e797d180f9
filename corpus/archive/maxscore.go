package archive

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sync"
)

// The first stage finds the passages with the highest sums of posting scores times term weights by MaxScore
// (Turtle and Flood, "Query Evaluation: Strategies and Optimizations", 1995), chunk by chunk: lists whose
// highest scores together cannot lift a passage over the threshold are only looked into for passages that
// another list has brought up. Chunks are visited in the order of what their passages can reach at best, so
// that the threshold rises early. Sums are whole numbers of 16 bits: weights are scaled so that all lists
// together stay within.

// list is the postings of one term of a query.
type list struct {
	weight   uint32 // of a score of 256
	from, to int    // segments
}

// place is a list within a chunk.
type place struct {
	postings []byte
	weight   uint32
	most     uint32 // highest sum that the list adds
	at       int    // of the last posting looked at; passages are looked up in ascending order
}

// found is a passage with its sum.
type found struct {
	passage uint32
	sum     uint32
}

// search is the working memory of one search; it is pooled. Its size is that of a chunk, and a number for each
// list and chunk.
type search struct {
	sums   [chunkSize]uint16
	lists  []list
	bounds []uint32 // chunk -> highest sum
	chunks []uint32 // with a bound, best first
	at     []uint32 // list × chunks + chunk -> segment + 1
	places []place
	best   []found // a heap, the worst first
	scan   scan
}

var searches = sync.Pool{New: func() any { return new(search) }}

// collect leaves the limit passages with the highest sums in s.best, in no order.
func (a *Archive) collect(s *search, q *Query, limit int) {
	s.best = s.best[:0]
	a.findLists(s, q)
	if len(s.lists) == 0 || limit <= 0 {
		return
	}
	chunks := (a.Len() + chunkSize - 1) / chunkSize
	a.findBounds(s, chunks)
	for _, chunk := range s.chunks {
		if len(s.best) == limit && s.bounds[chunk] <= s.best[0].sum {
			break // and none of the later ones can either
		}
		s.places = s.places[:0]
		for i := range s.lists {
			if n := s.at[i*chunks+int(chunk)]; n > 0 {
				l := &s.lists[i]
				s.places = append(s.places, a.place(l, int(n-1)))
			}
		}
		s.chunk(chunk, limit)
	}
}

// findLists lists the terms of a query that have postings.
func (a *Archive) findLists(s *search, q *Query) {
	s.lists = s.lists[:0]
	var sum float32
	for i := range q.slots {
		if q.slots[i].term > a.meta.SmallTerms {
			sum += q.slots[i].weight
		}
	}
	const most = 1<<16 - 1
	for i := range q.slots {
		t := &q.slots[i]
		if t.term <= a.meta.SmallTerms {
			continue
		}
		from := int(binary.LittleEndian.Uint32(a.terms[8*t.term+4:]))
		to := int(binary.LittleEndian.Uint32(a.terms[8*t.term+12:]))
		if to > len(a.segments)/segmentSize-1 || from >= to {
			continue
		}
		if weight := uint32(t.weight / sum * most); weight > 0 {
			s.lists = append(s.lists, list{weight, from, to})
		}
	}
}

// findBounds tells what the passages of each chunk can reach.
func (a *Archive) findBounds(s *search, chunks int) {
	s.bounds = sized(s.bounds, chunks)
	s.at = sized(s.at, chunks*len(s.lists))
	clear(s.bounds)
	clear(s.at)
	s.chunks = s.chunks[:0]
	for i := range s.lists {
		l := &s.lists[i]
		for n := l.from; n < l.to; n++ {
			p := a.segments[segmentSize*n:]
			chunk := binary.LittleEndian.Uint16(p[4:])
			if int(chunk) >= chunks {
				continue
			}
			if s.bounds[chunk] == 0 {
				s.chunks = append(s.chunks, uint32(chunk))
			}
			s.bounds[chunk] += 1 + l.weight*uint32(p[6])>>8
			s.at[i*chunks+int(chunk)] = uint32(n + 1)
		}
	}
	slices.SortFunc(s.chunks, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(s.bounds[y], s.bounds[x]), cmp.Compare(x, y))
	})
}

func sized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// place returns a list within one chunk, by its segment there.
func (a *Archive) place(l *list, segment int) place {
	p := a.segments[segmentSize*segment:]
	from := postingSize * int(binary.LittleEndian.Uint32(p))
	to := postingSize * int(binary.LittleEndian.Uint32(p[segmentSize:]))
	if from > to || to > len(a.postings) {
		from, to = 0, 0
	}
	return place{postings: a.postings[from:to], weight: l.weight, most: l.weight * uint32(p[6]) >> 8}
}

// chunk finds the best passages of one chunk.
func (s *search) chunk(chunk uint32, limit int) {
	threshold := uint32(0)
	if len(s.best) == limit {
		threshold = s.best[0].sum
	}
	slices.SortFunc(s.places, func(x, y place) int { return cmp.Compare(x.most, y.most) })
	// The lists before essential cannot lift a passage over the threshold without one of the others.
	essential, rest := 0, uint32(0)
	for essential < len(s.places) && rest+s.places[essential].most <= threshold {
		rest += s.places[essential].most
		essential++
	}
	if essential == len(s.places) {
		return
	}
	brought := 0 // passages that are brought up, at most
	for i := essential; i < len(s.places); i++ {
		s.add(&s.places[i])
		brought += len(s.places[i].postings) / postingSize
	}
	// Of the other lists, those that are not much longer than that are cheaper to add up as a whole than to look
	// into passage by passage.
	looked := 0
	for i := range essential {
		if p := &s.places[i]; len(p.postings)/postingSize <= lookUpCost*brought {
			s.add(p)
			rest -= p.most
		} else {
			s.places[looked], s.places[i] = s.places[i], s.places[looked]
			looked++
		}
	}
	for i := essential; i < len(s.places); i++ {
		for k := range looked {
			s.places[k].at = 0
		}
		for b := s.places[i].postings; len(b) >= postingSize; b = b[postingSize:] {
			low := uint32(binary.LittleEndian.Uint16(b) & chunkMask)
			sum := uint32(s.sums[low])
			if sum+rest <= threshold {
				continue
			}
			s.sums[low] = 0 // another list may bring it up again
			left := rest
			for k := looked - 1; k >= 0 && sum+left > threshold; k-- {
				left -= s.places[k].most
				sum += s.places[k].lookUp(low)
			}
			if sum <= threshold {
				continue
			}
			s.keep(found{chunk<<chunkBits | low, sum}, limit)
			if len(s.best) == limit {
				threshold = s.best[0].sum
			}
		}
	}
	clear(s.sums[:])
}

// lookUpCost is how many postings can be added up in the time that looking up one takes.
const lookUpCost = 16

// add adds all postings of a list to the sums.
func (s *search) add(p *place) {
	weight := p.weight
	for b := p.postings; len(b) >= postingSize; b = b[postingSize:] {
		s.sums[binary.LittleEndian.Uint16(b)&chunkMask] += uint16(weight * uint32(b[2]) >> 8)
	}
}

// lookUp returns what a list adds to a passage, 0 when it does not have it. Passages must come in ascending
// order.
func (p *place) lookUp(low uint32) uint32 {
	n := len(p.postings) / postingSize
	at := func(i int) uint32 { return uint32(binary.LittleEndian.Uint16(p.postings[postingSize*i:])) }
	if p.at >= n {
		return 0
	}
	from, step := p.at, 1
	for from+step < n && at(from+step) < low {
		from += step
		step *= 2
	}
	to := min(from+step, n-1) // what is at from is below low, or from is where it began
	for from < to {
		mid := int(uint(from+to) >> 1)
		if at(mid) < low {
			from = mid + 1
		} else {
			to = mid
		}
	}
	p.at = from
	if at(from) != low {
		return 0
	}
	return p.weight * uint32(p.postings[postingSize*from+2]) >> 8
}

// worse orders by sum, then the later passage first.
func (f found) worse(g found) bool { return f.sum < g.sum || f.sum == g.sum && f.passage > g.passage }

// keep puts a passage among the limit best.
func (s *search) keep(f found, limit int) {
	h := s.best
	if len(h) < limit {
		h = append(h, f)
		for i := len(h) - 1; i > 0; {
			up := (i - 1) / 2
			if !h[i].worse(h[up]) {
				break
			}
			h[i], h[up] = h[up], h[i]
			i = up
		}
		s.best = h
		return
	}
	h[0] = f
	for i := 0; ; {
		down := 2*i + 1
		if down >= len(h) {
			return
		}
		if down+1 < len(h) && h[down+1].worse(h[down]) {
			down++
		}
		if !h[down].worse(h[i]) {
			return
		}
		h[i], h[down] = h[down], h[i]
		i = down
	}
}
