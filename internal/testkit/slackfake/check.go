package slackfake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Where blocks can stand.
const (
	inMessage = "message"
	inModal   = "modal"
	inHome    = "home"
)

// checker looks for faults in blocks and views, each noted with its place as Slack notes it. It fills
// in what Slack fills in: ids that are missing, and the defaults of text objects.
type checker struct {
	surface  string
	fresh    func() string
	errors   []string
	blockIDs map[string]bool
	shown    int // characters of all text
	markdown int // characters of markdown blocks
	tables   int
	inputs   int
	focused  int
}

func newChecker(surface string, fresh func() string) *checker {
	return &checker{surface: surface, fresh: fresh, blockIDs: make(map[string]bool)}
}

func (c *checker) add(at, format string, args ...any) {
	c.errors = append(c.errors, fmt.Sprintf(format, args...)+" [json-pointer:"+at+"]")
}

// messages is the faults as they stand in response_metadata.
func (c *checker) messages() []string {
	list := make([]string, len(c.errors))
	for i, e := range c.errors {
		list[i] = "[ERROR] " + e
	}
	return list
}

// object is x as a JSON object, nil with a fault when it is none.
func (c *checker) object(at string, x any) object {
	o, ok := x.(object)
	if !ok {
		c.add(at, "must provide an object")
	}
	return o
}

// list is x as a JSON list of so many entries, nil with a fault when it is none.
func (c *checker) list(at string, x any, least, most int) []any {
	l, ok := x.([]any)
	switch {
	case !ok:
		c.add(at, "must provide an array")
		return nil
	case len(l) > most:
		c.add(at, "no more than %d items allowed", most)
	case len(l) < least:
		c.add(at, "must have at least %d item", least)
	}
	return l
}

// fields notes every field that is not among the allowed ones.
func (c *checker) fields(at string, o object, allowed ...string) {
	names := make([]string, 0, len(o))
	for name := range o {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !slices.Contains(allowed, name) {
			c.add(at, "invalid additional property: %s", name)
		}
	}
}

// has says whether a field is there, and notes a fault when it must be and is not.
func (c *checker) has(at string, o object, name string, required bool) bool {
	if o[name] != nil {
		return true
	}
	if _, there := o[name]; there {
		c.add(at+"/"+name, "must provide a value that is not null")
	} else if required {
		c.add(at, "missing required field: %s", name)
	}
	return false
}

// str reads a field that is text of a length.
func (c *checker) str(at string, o object, name string, required bool, least, most int) string {
	if !c.has(at, o, name, required) {
		return ""
	}
	s, ok := o[name].(string)
	if !ok {
		c.add(at+"/"+name, "must be a string")
		return ""
	}
	c.length(at+"/"+name, s, least, most)
	return s
}

func (c *checker) length(at, s string, least, most int) {
	switch n := utf8.RuneCountInString(s); {
	case n > most:
		c.add(at, "must be less than %d characters", most+1)
	case n < least:
		c.add(at, "must be more than %d characters", least-1)
	}
}

// oneOf reads a field that is one of a few words.
func (c *checker) oneOf(at string, o object, name string, required bool, words ...string) string {
	if !c.has(at, o, name, required) {
		return ""
	}
	s, ok := o[name].(string)
	if !ok || !slices.Contains(words, s) {
		c.add(at+"/"+name, "failed to match one of the allowed values: %v", words)
	}
	return s
}

func (c *checker) boolean(at string, o object, names ...string) {
	for _, name := range names {
		if c.has(at, o, name, false) {
			if _, ok := o[name].(bool); !ok {
				c.add(at+"/"+name, "must be a boolean")
			}
		}
	}
}

// number reads a field that is a whole number within bounds, and whether it is there.
func (c *checker) number(at string, o object, name string, required bool, least, most int) (int, bool) {
	if !c.has(at, o, name, required) {
		return 0, false
	}
	n, ok := whole(o[name])
	switch {
	case !ok:
		c.add(at+"/"+name, "must be an integer")
	case n < least:
		c.add(at+"/"+name, "must be greater than or equal to %d", least)
	case n > most:
		c.add(at+"/"+name, "must be less than or equal to %d", most)
	}
	return n, ok
}

func whole(x any) (int, bool) {
	switch n := x.(type) {
	case json.Number:
		i, err := strconv.Atoi(n.String())
		return i, err == nil
	case float64:
		return int(n), n == float64(int(n))
	}
	return 0, false
}

// matching reads a field that is text of a form.
func (c *checker) matching(at string, o object, name string, form *regexp.Regexp) {
	if s := c.str(at, o, name, false, 1, 255); s != "" && !form.MatchString(s) {
		c.add(at+"/"+name, "invalid format")
	}
}

var (
	dateForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
	timeForm = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
	linkForm = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>|]+$`)
)

// link reads a field that is an address.
func (c *checker) link(at string, o object, name string, required bool) {
	s := c.str(at, o, name, required, 1, 3000)
	if s != "" && !linkForm.MatchString(s) {
		c.add(at+"/"+name, "must be a valid URL")
	}
}

// decodeJSON reads one JSON value; a number stays as it was written.
func decodeJSON(raw json.RawMessage) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, fmt.Errorf("more than one JSON value")
	}
	return v, nil
}
