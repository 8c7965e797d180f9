package main

import (
	"fmt"
	"slices"
	"strings"

	"clippings/bench/engine"
)

// barSize is with how many passages the bars are to hold.
const barSize = 1_000_000

// bar is a promise about our index with barSize passages.
type bar struct {
	what, wanted, measured string
	holds                  bool
}

// bars returns what became of the promises, nil where our index was not measured with barSize passages.
func (r *results) bars() []bar {
	var search, whole, peers []row
	for _, row := range r.of(barSize) {
		switch {
		case row.Role == engine.Peer:
			peers = append(peers, row)
		case row.Role != engine.Ours:
		case row.Whole:
			whole = append(whole, row)
		default:
			search = append(search, row)
		}
	}
	if len(search) == 0 {
		return nil
	}
	both := append(append([]row{}, search...), whole...)
	var bars []bar
	// Of our rows the worst counts, of the peers' the best.
	most := func(rows []row, what, unit string, limit float64, of func(row) float64) {
		if worst := extreme(rows, of, func(x, y float64) bool { return x > y }); worst > 0 {
			bars = append(bars, bar{what, "≤ " + figure(limit) + " " + unit, figure(worst) + " " + unit, worst <= limit})
		}
	}
	faster := func(rows []row, what string, limit float64, of func(row) float64) {
		worst := extreme(rows, of, func(x, y float64) bool { return x > y })
		best := extreme(peers, of, func(x, y float64) bool { return x < y })
		if worst > 0 && best > 0 {
			bars = append(bars, bar{what, fmt.Sprintf("≥ ×%g", limit), times(best, worst), best/worst >= limit})
		}
	}
	p50 := func(x row) float64 { return float64(x.P50) / 1e6 }
	p99 := func(x row) float64 { return float64(x.P99) / 1e6 }
	most(whole, "a whole question, median", "ms", 0.5, p50)
	most(whole, "a whole question, 99th percentile", "ms", 3, p99)
	most(both, "resident, by passage", "bytes", 350, func(x row) float64 { return float64(x.Resident) / float64(x.Passages) })
	most(both, "building on two cores", "s", 10, row.build)
	most(both, "opening the file, in the page cache", "ms", 100, func(x row) float64 {
		if !x.Stored {
			return 0
		}
		return 1e3 * x.Open
	})
	faster(search, "a search, faster than the fastest peer's, median", 8, p50)
	faster(search, "a search, 99th percentile", 8, p99)
	faster(whole, "a whole question, faster than the fastest peer's search, median", 8, p50)
	faster(whole, "a whole question, 99th percentile", 8, p99)
	peers = slices.DeleteFunc(peers, func(x row) bool { return !strings.HasPrefix(x.Name, "bleve") })
	faster(both, "building, faster than bleve", 5, row.build)
	return bars
}

// extreme returns the figure that comes before all others of the rows that have one above zero, or 0.
func extreme(rows []row, of func(row) float64, before func(x, y float64) bool) (found float64) {
	for _, row := range rows {
		if x := of(row); x > 0 && (found == 0 || before(x, found)) {
			found = x
		}
	}
	return found
}
