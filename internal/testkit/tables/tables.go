// Package tables compares committed tables of figures with fresh ones. It is for tests alone.
package tables

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

var number = regexp.MustCompile(`[+-]?\d+(\.\d+)?`)

// Differ returns the first difference of two texts, "" for none. Numbers with one decimal, as percentages have, may be
// tolerance apart, and those with more, as shares of 1 have, a hundredth of it. All else must be the same, whole numbers
// too.
func Differ(committed, fresh string, tolerance float64) string {
	a, b := strings.Split(committed, "\n"), strings.Split(fresh, "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) {
			return fmt.Sprintf("line %d is in one of the two alone", i+1)
		}
		if !near(a[i], b[i], tolerance) {
			return fmt.Sprintf("line %d: committed\n\t%s\nmeasured\n\t%s", i+1, a[i], b[i])
		}
	}
	return ""
}

func near(x, y string, tolerance float64) bool {
	if number.ReplaceAllString(x, "0") != number.ReplaceAllString(y, "0") {
		return false
	}
	xs, ys := number.FindAllString(x, -1), number.FindAllString(y, -1)
	for i := range xs {
		if xs[i] == ys[i] {
			continue
		}
		_, decimals, ok := strings.Cut(xs[i], ".")
		_, others, ok2 := strings.Cut(ys[i], ".")
		v, err := strconv.ParseFloat(xs[i], 64)
		w, err2 := strconv.ParseFloat(ys[i], 64)
		allowed := tolerance
		if len(decimals) > 1 { // a share that is not in percent
			allowed /= 100
		}
		if !ok || !ok2 || len(decimals) != len(others) || err != nil || err2 != nil || math.Abs(v-w) > allowed+1e-9 {
			return false
		}
	}
	return true
}
