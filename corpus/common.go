package corpus

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed common.txt
var commonText string

// commonWords returns the everyday words of the three languages, folded: real words, so no typing
// errors, and weak evidence where the coverage does not use them. The set is read-only.
var commonWords = sync.OnceValue(func() map[string]bool {
	set := make(map[string]bool, 12000)
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			set[line] = true
		}
	}
	return set
})
