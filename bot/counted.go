package bot

import "fmt"

// Counted is a format with one number, %d, in the two forms that each of the languages has. One is for 1 alone; none is
// Many in all of them.
type Counted struct{ One, Many string }

// Of says it of a number.
func (c Counted) Of(n int) string {
	if n == 1 {
		return fmt.Sprintf(c.One, n)
	}
	return fmt.Sprintf(c.Many, n)
}

// SourceCount says how many excerpts an article has.
func (c *Controls) SourceCount(quotations, facts int) string {
	return c.Quotations.Of(quotations) + ", " + c.Facts.Of(facts)
}

// excerptsOf is how many excerpts a packet has; packets are in English.
var excerptsOf = Counted{"%d excerpt", "%d excerpts"}
