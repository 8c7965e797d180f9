package tables_test

import (
	"testing"

	"clippings/internal/testkit/tables"
)

func TestDiffer(t *testing.T) {
	for _, c := range []struct {
		committed, fresh string
		same             bool
	}{
		{"| Success@1 | 71.1 % (70.0 to 72.2) |", "| Success@1 | 71.1 % (70.0 to 72.2) |", true},
		{"| Success@1 | 71.1 % |", "| Success@1 | 71.4 % |", true},
		{"| Success@1 | 71.1 % |", "| Success@1 | 71.5 % |", false},
		{"| Success@1 | 71.1 % |", "| Success@1 | 70.7 % |", false},
		{"+0.2 (-0.1 to +0.5)", "+0.1 (-0.2 to +0.6)", true},
		{"-0.1", "+0.1", true},
		{"-0.1", "+0.3", false},
		{"0.711", "0.714", true},
		{"0.711", "0.715", false},
		{"71.1", "71.10", false},
		{"5927 questions", "5926 questions", false},
		{"71 %", "71.0 %", false},
		{"answered rightly | 71.1", "answered wrongly | 71.1", false},
		{"a\nb", "a\nb", true},
		{"a\nb", "a", false},
		{"a", "a\nb", false},
		{"", "", true},
	} {
		if diff := tables.Differ(c.committed, c.fresh, 0.3); (diff == "") != c.same {
			t.Errorf("%q and %q: %q", c.committed, c.fresh, diff)
		}
	}
}
