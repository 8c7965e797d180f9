package bot

import (
	"fmt"
	"strings"
)

// accuracy is how the bot did on questions that nothing was fitted on, with the built-in coverage. Shares
// are in percent with one decimal, as text.
type accuracy struct {
	Right, Wrong, Refused string // of the questions that the coverage answers
	FalseAnswers          string // of those it does not
	Questions             int    // of both
}

// Measured says the accuracy as last measured in words; TestGolden keeps it true.
func (c *Controls) Measured() string {
	a := measured
	local := func(share string) string { return strings.Replace(share, ".", c.Decimal, 1) }
	return fmt.Sprintf(c.Accuracy, local(a.Right), local(a.Wrong), local(a.Refused), local(a.FalseAnswers), a.Questions)
}
