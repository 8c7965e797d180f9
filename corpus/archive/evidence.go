package archive

// Document is a passage as the second stage reads it: its record, its source's, and those of the passages before
// and behind it of the same source, nil where there is none. The bytes are an image's, or copies of them.
type Document struct {
	Number                        int
	Record, Source, Before, After []byte
}

// Evidence is how well one passage fits a question. Sums are in units of inverse document frequency.
type Evidence struct {
	Own     float32 // BM25F of the passage's own fields
	Text    float32 // BM25F with the neighbouring passages as a light field
	Title   float32 // what of Own is by the title and the stored questions alone
	Ordered float32 // the lesser weight of each pair of words that stand side by side as asked
	Near    float32 // the same for pairs that stand within a few words in whatever order
	Small   float32 // weight of the function words that the text has
	Beside  float32 // weights of each function word with the telling word that stands beside it as asked
	Total   float32 // weight of the question
	Missing float32 // weight of the words that the passage's own fields lack
	Around  float32 // what of Missing the neighbours have
	Rarest  float32 // weight of the heaviest word that is missing
	Unknown float32 // weight of the words that no passage has
	Names   float32 // weight of the names that the passage and its neighbours lack
	Numbers float32 // weight of the numbers that the passage's own fields lack
	Words   int     // of the question that tell something
	Lacks   int     // how many of them the passage's own fields lack
	Length  int     // content words of the text
	Flags   Flags
}

// nearBy is how many words apart two words may be to be near.
const nearBy = 6

// scan is the working memory of reading one passage.
type scan struct {
	own, around, title [longestQuery]float32 // unit -> weighted frequency
	weight             [longestQuery]float32 // unit -> highest weight of what matched
	place              [longestQuery]int     // unit -> place of its last match in the field in hand; from 1 on
	small              uint64                // function words that the text has
	hits               []hit
	ordered, near      uint64 // units that stand behind the telling one before them as asked, and near it
	beside             uint64 // units that stand right behind the one before them, one of the two being a function word
}

// hit is a match of a unit in the field in hand.
type hit struct {
	unit   uint8
	weight float32
}

// pairing tells for each unit that is no function word which ones are before and behind it.
type pairing struct {
	before [longestQuery]int8  // the one before this one, or -1
	next   [longestQuery]int8  // the one behind, or -1
	apart  [longestQuery]uint8 // words from it to this one
}

func (q *Query) pairing() (p pairing) {
	before := -1
	for i := range q.Units {
		p.before[i], p.next[i] = int8(before), -1
		if !q.Units[i].Small {
			if before >= 0 {
				p.apart[i], p.next[before] = uint8(i-before), int8(i)
			}
			before = i
		}
	}
	return p
}

// Evidence judges one document. It is the same for the same bytes, wherever they come from.
func (x *Lexicon) Evidence(q *Query, d *Document) Evidence {
	defer hold(x)()
	s := searches.Get().(*search)
	defer searches.Put(s)
	p := q.pairing()
	return x.evidence(&s.scan, q, &p, d)
}

func (x *Lexicon) evidence(s *scan, q *Query, pairs *pairing, d *Document) Evidence {
	n := len(q.Units)
	clear(s.own[:n])
	clear(s.around[:n])
	clear(s.title[:n])
	clear(s.weight[:n])
	s.ordered, s.near, s.beside, s.small = 0, 0, 0, 0
	c, flags, _ := record(d.Record).header()
	e := Evidence{Flags: flags}
	e.Length = x.fields(s, q, &c, pairs, s.own[:n])
	if d.Source != nil {
		source := cursor{rest: d.Source}
		x.fields(s, q, &source, nil, s.own[:n])
	}
	for _, neighbour := range [][]byte{d.Before, d.After} {
		if neighbour != nil {
			c, _, _ := record(neighbour).header()
			x.neighbour(s, q, &c)
		}
	}
	for i := range q.Units {
		u := &q.Units[i]
		if i > 0 && s.beside&(1<<i) != 0 {
			e.Beside += s.weight[i] + s.weight[i-1]
		}
		if u.Small {
			if s.small&(1<<i) != 0 {
				e.Small += u.Weight
			}
			continue
		}
		e.Total += u.Weight
		e.Words++
		if own := s.own[i]; own > 0 {
			e.Own += s.weight[i] * saturate(own)
			e.Title += s.weight[i] * saturate(s.title[i])
			if bit := uint64(1) << i; s.near&bit != 0 {
				lesser := min(s.weight[i], s.weight[pairs.before[i]])
				e.Near += lesser
				if s.ordered&bit != 0 {
					e.Ordered += lesser
				}
			}
		} else {
			e.Missing += u.Weight
			e.Rarest = max(e.Rarest, u.Weight)
			e.Lacks++
			if s.around[i] > 0 {
				e.Around += u.Weight
			}
			if u.Number {
				e.Numbers += u.Weight
			}
			if u.Name && !u.Number && s.around[i] == 0 {
				e.Names += u.Weight
			}
		}
		if !u.Known {
			e.Unknown += u.Weight
		}
		if tf := s.own[i] + s.around[i]; tf > 0 {
			e.Text += s.weight[i] * saturate(tf)
		}
	}
	return e
}

// fields adds up the matches of a record's fields, and returns how many content words its text has.
func (x *Lexicon) fields(s *scan, q *Query, c *cursor, pairs *pairing, sums []float32) (length int) {
	present := c.byte()
	for f := range fieldCount {
		if present&(1<<f) == 0 {
			continue
		}
		if pairs != nil {
			clear(s.place[:len(q.Units)])
		}
		s.hits = s.hits[:0]
		content := 0
		n := int(c.number())
		for place := 1; place <= n && !c.bad; place++ {
			term := c.number()
			small := term <= x.meta.SmallTerms
			if !small {
				content++
			}
			t := q.slotOf(term)
			if t == nil || term == 0 {
				continue
			}
			unit := int(t.unit)
			if small {
				if f != fieldText {
					continue
				}
				s.weight[unit] = t.weight
				s.small |= 1 << unit
			} else {
				s.hits = append(s.hits, hit{t.unit, t.weight})
			}
			if pairs != nil {
				s.pair(q, pairs, unit, place, small)
			}
		}
		weight := x.norms.weight(f, content)
		for _, h := range s.hits {
			sums[h.unit] += weight
			s.weight[h.unit] = max(s.weight[h.unit], h.weight)
			if f == fieldTitle || f == fieldQuestions {
				s.title[h.unit] += weight
			}
		}
		if f == fieldText {
			length = content
		}
	}
	return length
}

// pair notes which pairs of the question a match closes.
func (s *scan) pair(q *Query, pairs *pairing, unit, place int, small bool) {
	s.place[unit] = place
	if unit > 0 && s.place[unit-1] == place-1 && place > 1 && small != q.Units[unit-1].Small {
		s.beside |= 1 << unit
	}
	if small {
		return
	}
	if before := pairs.before[unit]; before >= 0 && s.place[before] > 0 {
		if apart := place - s.place[before]; apart <= nearBy && apart > 0 {
			s.near |= 1 << unit
			if apart <= int(pairs.apart[unit]) {
				s.ordered |= 1 << unit
			}
		}
	}
	if next := pairs.next[unit]; next >= 0 { // the other way round
		if at := s.place[next]; at > 0 && place-at <= nearBy {
			s.near |= 1 << next
		}
	}
}

// neighbour adds up the matches of a neighbour's text.
func (x *Lexicon) neighbour(s *scan, q *Query, c *cursor) {
	if c.byte()&(1<<fieldText) == 0 {
		return
	}
	s.hits = s.hits[:0]
	content := 0
	for n := c.number(); n > 0 && !c.bad; n-- {
		term := c.number()
		if term <= x.meta.SmallTerms {
			continue
		}
		content++
		if t := q.slotOf(term); t != nil {
			s.hits = append(s.hits, hit{t.unit, t.weight})
		}
	}
	weight := neighbourWeight * x.norms.weight(fieldText, content)
	for _, h := range s.hits {
		s.around[h.unit] += weight
		s.weight[h.unit] = max(s.weight[h.unit], h.weight)
	}
}
