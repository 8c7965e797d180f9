package evaluate

import (
	"cmp"
	"hash/fnv"
	"slices"

	"clippings/corpus"
)

// hash is FNV-1a, 32 bits.
func hash(title string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(title))
	return h.Sum32()
}

// Fitted reports whether the bot's weights for passages were fitted on an article of the public sets, by its title:
// on those whose hash has bit 8 clear. One title is on one side in all sets.
func Fitted(title string) bool { return hash(title)>>8&1 == 0 }

// Articles returns how many articles the set has.
func (s *Set) Articles() int { return len(s.titles()) }

// titles returns the set's articles in the order of their hashes.
func (s *Set) titles() []string {
	seen := make(map[string]bool)
	for _, article := range s.articles {
		seen[article] = true
	}
	var all []string
	for article := range seen {
		all = append(all, article)
	}
	slices.SortFunc(all, func(x, y string) int { return cmp.Or(cmp.Compare(hash(x), hash(y)), cmp.Compare(x, y)) })
	return all
}

// half is the set with half of its articles held out.
type half struct {
	kept   []*corpus.Excerpt
	absent func(*Question) bool // nothing relevant is kept
}

// halves holds out every second article, in the order of their hashes, and then the others: each question whose
// relevant passages are of one article is absent from one of the two and present in the other.
func (s *Set) halves() [2]half {
	place := make(map[string]int)
	for i, title := range s.titles() {
		place[title] = i
	}
	var out [2]half
	for side := range out {
		held := func(article string) bool { return place[article]%2 == side }
		for _, e := range s.Passages {
			if !held(s.articles[e.ID]) {
				out[side].kept = append(out[side].kept, e)
			}
		}
		out[side].absent = func(q *Question) bool {
			return !slices.ContainsFunc(q.articles, func(article string) bool { return !held(article) })
		}
	}
	return out
}
