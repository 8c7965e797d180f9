package evaluate

// Group is the figures of some of a set's questions.
type Group struct {
	Name       string   `json:"group"`
	Questions  int      `json:"questions"`
	NearMisses int      `json:"near_misses"`
	Figures    []Figure `json:"figures"`
}

// The groups.
const (
	allQuestions      = "all"
	unfittedQuestions = "not fitted on" // about articles that the bot's weights were not fitted on
)

// Figure is one measure of both systems on the same questions.
type Figure struct {
	Key string `json:"key"`
	// N is how many questions it is of, those with and without an answer together where both count.
	N          int         `json:"n"`
	Systems    [2]Estimate `json:"systems"`
	Difference Estimate    `json:"difference"` // the first less the second, by a paired bootstrap over the questions
}

// The measures, by Figure.Key. A set of one article has none that speak of absent questions, one without near misses
// none that speak of those.
const (
	SuccessAt1      = "success_at_1" // a relevant passage is first
	successAt3      = "success_at_3" // one is among the first three
	mrrAt10         = "mrr_at_10"    // mean of 1/rank of the first relevant passage, 0 beyond rank 10
	answeredRight   = "answered_rightly"
	answeredWrong   = "answered_wrongly"
	refused         = "refused"
	nearAnswered    = "near_misses_answered"
	NearAUROC       = "near_misses_auroc" // of the confidence, questions with an answer against near misses
	AbsentAnswered  = "absent_answered"
	PresentAnswered = "present_answered"
	presentRight    = "present_answered_rightly"
	presentAtTenth  = "present_answered_at_10_percent_absent" // with the best threshold that the set allows
	absentAUROC     = "absent_auroc"                          // of the confidence, present questions against absent ones
)

// absentAllowed is the share of absent questions that presentAtTenth lets pass.
const absentAllowed = 0.10

// groupOf makes the figures of the questions that belong to a group.
func groupOf(name string, set *Set, seen [2]*observations, belongs func(*Question) bool) Group {
	g := Group{Name: name}
	pick := func(questions []Question) (numbers []int, used map[int]bool) {
		used = make(map[int]bool)
		for i := range questions {
			if belongs(&questions[i]) {
				numbers, used[i] = append(numbers, i), true
			}
		}
		return numbers, used
	}
	questions, used := pick(set.Questions)
	nears, usedNear := pick(set.NearMisses)
	g.Questions, g.NearMisses = len(questions), len(nears)

	whole := func(s *observations) []observation { return s.whole }
	near := func(s *observations) []observation { return s.near }
	there := func(s *observations) []observation { return s.present }
	gone := func(s *observations) []observation { return s.absent }
	given := func(o *observation) bool { return o.given }
	right := func(o *observation) bool { return o.right }

	g.rate(SuccessAt1, seen, questions, whole, func(o *observation) bool { return o.rank == 1 })
	g.rate(successAt3, seen, questions, whole, func(o *observation) bool { return 1 <= o.rank && o.rank <= 3 })
	g.mrr(seen, questions)
	g.rate(answeredRight, seen, questions, whole, right)
	g.rate(answeredWrong, seen, questions, whole, func(o *observation) bool { return o.given && !o.right })
	g.rate(refused, seen, questions, whole, func(o *observation) bool { return !o.given })
	g.rate(nearAnswered, seen, nears, near, given)
	if len(nears) > 0 {
		g.ordered(NearAUROC, len(questions)+len(nears), seen, func(s *observations) (all []scored) {
			for i := range s.whole {
				if used[i] {
					all = append(all, scored{s.whole[i].confidence, true, false, len(all)})
				}
			}
			for i := range s.near {
				if usedNear[i] {
					all = append(all, scored{s.near[i].confidence, false, false, len(all)})
				}
			}
			byConfidence(all)
			return all
		}, auroc)
	}
	g.rate(AbsentAnswered, seen, questions, gone, given)
	g.rate(PresentAnswered, seen, questions, there, given)
	g.rate(presentRight, seen, questions, there, right)
	halved := func(s *observations) []scored { return s.halved(func(i int) bool { return used[i] }) }
	if len(halved(seen[0])) > 0 {
		g.ordered(presentAtTenth, len(questions), seen, halved, func(all []scored, counts []int) float64 {
			return answeredAt(all, counts, absentAllowed)
		})
		g.ordered(absentAUROC, len(questions), seen, halved, auroc)
	}
	return g
}

// rate adds the share of the questions of which something holds: Wilson's interval for each system. It adds nothing
// when none was asked.
func (g *Group) rate(key string, seen [2]*observations, questions []int, of func(*observations) []observation, holds func(*observation) bool) {
	var hits [2]int
	var values [2][]float64
	for s := range seen {
		all := of(seen[s])
		for _, i := range questions {
			if !all[i].asked {
				continue
			}
			v := 0.0
			if holds(&all[i]) {
				v = 1
				hits[s]++
			}
			values[s] = append(values[s], v)
		}
	}
	n := len(values[0])
	if n == 0 {
		return
	}
	_, difference := bootstrap(n, means(values))
	g.Figures = append(g.Figures, Figure{key, n, [2]Estimate{Wilson(hits[0], n), Wilson(hits[1], n)}, difference})
}

// mrr adds the mean reciprocal rank, which is no share: a bootstrap's intervals.
func (g *Group) mrr(seen [2]*observations, questions []int) {
	var values [2][]float64
	for s := range seen {
		for _, i := range questions {
			values[s] = append(values[s], reciprocal(seen[s].whole[i].rank))
		}
	}
	if len(questions) == 0 {
		return
	}
	each, difference := bootstrap(len(questions), means(values))
	g.Figures = append(g.Figures, Figure{mrrAt10, len(questions), each, difference})
}

// reciprocal is 1/rank, 0 for no rank.
func reciprocal(rank int) float64 {
	if rank == 0 {
		return 0
	}
	return 1 / float64(rank)
}

// means is the mean of each system's values, for a bootstrap.
func means(values [2][]float64) func(counts []int) pair {
	return func(counts []int) (m pair) {
		for i, c := range counts {
			if c > 0 {
				m[0] += float64(c) * values[0][i]
				m[1] += float64(c) * values[1][i]
			}
		}
		n := float64(max(len(counts), 1))
		return pair{m[0] / n, m[1] / n}
	}
}

// ordered adds a measure of the order of confidence, of n questions that are drawn by their number.
func (g *Group) ordered(key string, n int, seen [2]*observations, order func(*observations) []scored, of func([]scored, []int) float64) {
	all := [2][]scored{order(seen[0]), order(seen[1])}
	each, difference := bootstrap(n, func(counts []int) pair { return pair{of(all[0], counts), of(all[1], counts)} })
	g.Figures = append(g.Figures, Figure{key, n, each, difference})
}

// Figure returns the figure with a key, or nil.
func (g *Group) Figure(key string) *Figure {
	for i := range g.Figures {
		if g.Figures[i].Key == key {
			return &g.Figures[i]
		}
	}
	return nil
}
