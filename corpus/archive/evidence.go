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
	Near    float32 // the lesser weight of each pair of neighbouring words that stand within a few words, in whatever order
	Close   float32 // likewise of all pairs, each by how close they stand: see closeness
	Small   float32 // weight of the function words that the text has
	Among   float32 // what of Small stands within three words of a telling word
	Total   float32 // weight of the question
	Missing float32 // weight of the words that the passage's own fields lack
	Around  float32 // what of Missing the neighbours have
	Rarest  float32 // weight of the heaviest word that is missing
	Unknown float32 // weight of the words that no passage has
	Names   float32 // weight of the names that the passage and its neighbours lack
	Numbers float32 // weight of the numbers that the passage's own fields lack
	Named   float32 // weight of the names that the text has
	Words   int     // of the question that tell something
	Lacks   int     // how many of them the passage's own fields lack
	Length  int     // content words of the text
	Flags   Flags

	// Units, a bit for each: those that the text has, that the text of the passage before has, and that the passage's
	// own fields lack. None of them is a function word.
	inText, inBefore, lacking uint64
	of                        uint32 // number of its source
}

// nearBy is how many words apart two words may be to be near.
const nearBy = 6

// scan is the working memory of reading one passage.
type scan struct {
	own, around, title [longestQuery]float32 // unit -> weighted frequency
	weight             [longestQuery]float32 // unit -> highest weight of what matched
	small              uint64                // function words that the text has
	among              uint64                // those of them that stand within three words of a telling one
	text               uint64                // telling words that the text has
	terms              []uint32              // of the field in hand
	hits               []hit
	closeness
}

// hit is a match of a unit in the field in hand.
type hit struct {
	unit   uint8
	weight float32
}

// Evidence judges one document. It is the same for the same bytes, wherever they come from.
func (x *Lexicon) Evidence(q *Query, d *Document) Evidence {
	defer hold(x)()
	s := searches.Get().(*search)
	defer searches.Put(s)
	p := q.telling()
	return x.evidence(&s.scan, q, &p, d)
}

func (x *Lexicon) evidence(s *scan, q *Query, told *telling, d *Document) Evidence {
	n := len(q.Units)
	clear(s.own[:n])
	clear(s.around[:n])
	clear(s.title[:n])
	clear(s.weight[:n])
	s.small, s.among, s.text = 0, 0, 0
	s.closeness.reset(n)
	c, flags, source := record(d.Record).header()
	e := Evidence{Flags: flags, of: source}
	e.Length = x.fields(s, q, &c, true, s.own[:n])
	if d.Source != nil {
		source := cursor{rest: d.Source}
		x.fields(s, q, &source, false, s.own[:n])
	}
	if d.Before != nil {
		c, _, _ := record(d.Before).header()
		e.inBefore = x.neighbour(s, q, &c)
	}
	if d.After != nil {
		c, _, _ := record(d.After).header()
		x.neighbour(s, q, &c)
	}
	e.inText = s.text
	e.Close = s.closeness.sum(s, told)
	for i := range q.Units {
		u := &q.Units[i]
		if u.Small {
			if s.small&(1<<i) != 0 {
				e.Small += u.Weight
				if s.among&(1<<i) != 0 {
					e.Among += u.Weight
				}
			}
			continue
		}
		e.Total += u.Weight
		e.Words++
		if own := s.own[i]; own > 0 {
			e.Own += s.weight[i] * saturate(own)
			e.Title += s.weight[i] * saturate(s.title[i])
			if before := int(told.before[i]); before >= 0 && s.closeness.apart(i, before) <= nearBy {
				e.Near += min(s.weight[i], s.weight[before])
			}
			if u.Name && !u.Number && s.text&(1<<i) != 0 {
				e.Named += s.weight[i]
			}
		} else {
			e.lacking |= 1 << i
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

// fields adds up the matches of a record's fields, and returns how many content words its text has. It notes where they
// stand if the record is the passage's own.
func (x *Lexicon) fields(s *scan, q *Query, c *cursor, own bool, sums []float32) (length int) {
	present := c.byte()
	for f := range fieldCount {
		if present&(1<<f) == 0 {
			continue
		}
		if own {
			s.closeness.begin()
		}
		s.hits = s.hits[:0]
		content := 0
		s.terms = c.terms(s.terms)
		for i, term := range s.terms {
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
			if own {
				s.among |= s.closeness.stand(unit, i+1, small)
			}
		}
		weight := x.norms.weight(f, content)
		for _, h := range s.hits {
			sums[h.unit] += weight
			s.weight[h.unit] = max(s.weight[h.unit], h.weight)
			if f == fieldTitle || f == fieldQuestions {
				s.title[h.unit] += weight
			}
			if f == fieldText {
				s.text |= 1 << h.unit
			}
		}
		if f == fieldText {
			length = content
		}
	}
	return length
}

// neighbour adds up the matches of a neighbour's text, and returns which units it has.
func (x *Lexicon) neighbour(s *scan, q *Query, c *cursor) (has uint64) {
	if c.byte()&(1<<fieldText) == 0 {
		return 0
	}
	s.hits = s.hits[:0]
	content := 0
	s.terms = c.terms(s.terms)
	for _, term := range s.terms {
		if term <= x.meta.SmallTerms {
			continue
		}
		content++
		if t := q.slotOf(term); t != nil {
			s.hits = append(s.hits, hit{t.unit, t.weight})
			has |= 1 << t.unit
		}
	}
	weight := neighbourWeight * x.norms.weight(fieldText, content)
	for _, h := range s.hits {
		s.around[h.unit] += weight
		s.weight[h.unit] = max(s.weight[h.unit], h.weight)
	}
	return has
}
