package archive

import (
	"math"
	"math/bits"
)

// closeness is how close the telling words of a question stand to each other in a passage's own fields. Words that
// stand close are more often said of each other: Tao and Zhai, "An Exploration of Proximity Measures in Information
// Retrieval" (2007).
type closeness struct {
	units  int                               // of the question
	least  [longestQuery * longestQuery]byte // lesser unit × units + greater one -> 255 less the words apart; 0 is not in one field
	seen   uint64                            // telling words in the field in hand
	places [longestQuery]int                 // unit -> place of its last match in it, if it is among seen; from 1 on
	last   int                               // place of the last of them, 0 for none yet
	smalls [amongWords]smallHit              // the last function words, by place
}

// smallHit is a function word of the question that stands in the field in hand.
type smallHit struct {
	place int
	unit  uint8
}

// amongWords is how many words from a telling word a function word may stand to be among what is asked.
const amongWords = 3

// telling tells of a question's units which are no function words.
type telling struct {
	before [longestQuery]int8 // the telling one before each unit, or -1
	words  int                // how many there are
}

func (q *Query) telling() (t telling) {
	before := -1
	for i := range q.Units {
		t.before[i] = int8(before)
		if !q.Units[i].Small {
			before = i
			t.words++
		}
	}
	return t
}

// reset makes ready for a passage and a question of so many units.
func (c *closeness) reset(units int) {
	c.units = units
	clear(c.least[:units*units])
}

// begin makes ready for a field.
func (c *closeness) begin() {
	c.seen, c.last = 0, 0
	c.smalls = [amongWords]smallHit{}
}

// stand takes in a match, and returns the function words that are among telling ones by it.
func (c *closeness) stand(unit, place int, small bool) (among uint64) {
	if small {
		c.smalls[place%amongWords] = smallHit{place, uint8(unit)}
		if c.last > 0 && place-c.last <= amongWords {
			among = 1 << unit
		}
		return among
	}
	c.last = place
	for _, h := range c.smalls {
		if h.place > 0 && place-h.place <= amongWords {
			among |= 1 << h.unit
		}
	}
	for rest := c.seen &^ (1 << unit); rest != 0; rest &= rest - 1 {
		other := bits.TrailingZeros64(rest)
		at := min(unit, other)*c.units + max(unit, other)
		c.least[at] = max(c.least[at], byte(255-min(place-c.places[other], 255)))
	}
	c.seen |= 1 << unit
	c.places[unit] = place
	return among
}

// apart is how many words apart two telling words stand where they stand closest; 255 for that many and more, and for
// words that no field has both of.
func (c *closeness) apart(i, j int) int { return 255 - int(c.least[min(i, j)*c.units+max(i, j)]) }

// nearness is one over the root of how many words apart two words are, less than 255; 0 of 255.
var nearness = func() (of [256]float32) {
	for apart := 1; apart < 255; apart++ {
		of[apart] = float32(1 / math.Sqrt(float64(apart)))
	}
	return of
}()

// sum is the lesser weight of each pair of telling words that one field has, over the root of how many words apart they
// stand, times two over how many of the question's words each is paired with: a question of whose words all stand
// side by side would come near its weight times two, however many they are.
func (c *closeness) sum(s *scan, t *telling) (sum float32) {
	var matched uint64
	for i := range c.units {
		if s.own[i] > 0 {
			matched |= 1 << i
		}
	}
	for ; matched != 0; matched &= matched - 1 {
		i := bits.TrailingZeros64(matched)
		for rest := matched & (matched - 1); rest != 0; rest &= rest - 1 {
			j := bits.TrailingZeros64(rest)
			if apart := c.apart(i, j); apart > 0 {
				sum += min(s.weight[i], s.weight[j]) * nearness[apart]
			}
		}
	}
	if t.words > 1 {
		sum *= 2 / float32(t.words-1)
	}
	return sum
}
