package corpus

import (
	"reflect"
	"strings"
)

// readPlain reads a file that has the form shown in seeds/README.md and nothing beyond it: keys in
// blocks, values on the key's line or folded below it (>-), lists of ids in brackets, roles as a list below their key. What it reads,
// it reads as the YAML library does, only many times faster. It reports false, and out may hold
// anything, for whatever else YAML allows or forbids: that is the library's to read or to refuse.
func readPlain(data string, out any) bool {
	r := plainReader{rest: data}
	r.next()
	if a, ok := out.(*articleFile); ok {
		return r.heading("source:") && r.entry(2, keysOf(a.Source), reflect.ValueOf(&a.Source).Elem()) &&
			r.heading("excerpts:") && r.list(2, keysOf(excerptEntry{}), reflect.ValueOf(&a.Excerpts).Elem())
	}
	list := reflect.ValueOf(out).Elem()
	return r.list(0, keysOf(reflect.Zero(list.Type().Elem()).Interface()), list)
}

// keysOf returns the keys of an entry, each with the number of its field.
func keysOf(entry any) map[string]int {
	keys := make(map[string]int)
	for f := range reflect.TypeOf(entry).Fields() {
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		keys[key] = f.Index[0]
	}
	return keys
}

// plainReader goes through a file line by line.
type plainReader struct {
	rest   string // behind the line in hand
	line   string // without its indent; "" at the end, and where a line is no plain text
	indent int
	number int
	lines  []string // of the text in hand that is folded
}

// next goes to the next line that is neither empty nor, from its first place on, a comment.
func (r *plainReader) next() {
	r.line = ""
	for r.rest != "" && r.line == "" {
		var line string
		line, r.rest, _ = strings.Cut(r.rest, "\n")
		r.number++
		if !isPlain(line) {
			r.rest = "\x00" // so that the end is never reached
			return
		}
		if line == "" || line[0] == '#' {
			continue
		}
		r.line = strings.TrimLeft(line, " ")
		r.indent = len(line) - len(r.line)
	}
}

// isPlain reports whether a line holds nothing but what the three languages are written with, and no
// white space but spaces, none of them at the end.
func isPlain(line string) bool {
	for _, r := range line {
		switch {
		case ' ' <= r && r <= '~', '¡' <= r && r <= 'ɏ', '‐' <= r && r <= '‧', '‰' <= r && r <= '⁞':
		default:
			return false
		}
	}
	return !strings.HasSuffix(line, " ")
}

// heading passes a line that stands over what is indented below it.
func (r *plainReader) heading(line string) bool {
	ok := r.indent == 0 && r.line == line
	r.next()
	return ok
}

// list reads entries to the end of the file, each behind a hyphen with this indent.
func (r *plainReader) list(indent int, keys map[string]int, list reflect.Value) bool {
	return r.items(indent, keys, list) && r.line == "" && r.rest == ""
}

// items reads entries as far as they go, each behind a hyphen with this indent. There must be one.
func (r *plainReader) items(indent int, keys map[string]int, list reflect.Value) bool {
	for r.indent == indent && strings.HasPrefix(r.line, "- ") {
		r.line = r.line[len("- "):]
		r.indent += len("- ")
		list.Grow(1)
		list.SetLen(list.Len() + 1)
		if !r.entry(r.indent, keys, list.Index(list.Len()-1)) {
			return false
		}
	}
	return list.Len() > 0
}

// entry reads keys with their values, each with this indent, as far as they go. There must be one.
func (r *plainReader) entry(indent int, keys map[string]int, entry reflect.Value) bool {
	n := 0
	for ; r.line != "" && r.indent == indent; n++ {
		key, value, inLine := strings.Cut(r.line, ": ")
		if !inLine {
			key, inLine = strings.CutSuffix(r.line, ":") // what it holds stands below
		}
		field, ok := keys[key]
		if !inLine || !ok || !r.value(entry.Field(field).Addr().Interface(), value) {
			return false
		}
	}
	return n > 0
}

// value reads the value whose beginning stands on the line in hand, and goes on behind it. It must
// not be empty, and to not be filled yet.
func (r *plainReader) value(to any, value string) bool {
	line := r.number
	if list, ok := to.(*[]scalar); ok {
		return r.ids(list, value)
	}
	if list, ok := to.(*[]roleEntry); ok {
		return r.roles(list, value)
	}
	text, ok := r.text(value)
	if !ok || text == "" {
		return false
	}
	switch to := to.(type) {
	case *string:
		ok = *to == ""
		*to = text
	case *scalar:
		ok = to.line == 0
		to.value, to.line = strings.TrimSpace(text), line
	case *aliases:
		ok = *to == nil
		*to = splitAliases(text)
	default:
		return false
	}
	return ok
}

// roles reads the list of roles below the line in hand, which holds nothing but their key.
func (r *plainReader) roles(to *[]roleEntry, value string) bool {
	indent := r.indent
	r.next()
	return value == "" && *to == nil && r.indent > indent && r.items(r.indent, keysOf(roleEntry{}), reflect.ValueOf(to).Elem())
}

// text reads a text in quotation marks, folded below the line, or plain.
func (r *plainReader) text(value string) (string, bool) {
	if value == ">-" {
		return r.folded()
	}
	r.next()
	if value == "" {
		return "", false
	}
	switch first := value[0]; {
	case first == '"' || first == '\'':
		text, ok := strings.CutSuffix(value[1:], value[:1])
		if first == '\'' {
			ok = ok && !strings.Contains(strings.ReplaceAll(text, "''", ""), "'")
			return strings.ReplaceAll(text, "''", "'"), ok
		}
		return text, ok && !strings.ContainsAny(text, `"\`)
	case 'A' <= first && first <= 'Z', 'a' <= first && first <= 'z', '0' <= first && first <= '9', first >= 0x80:
		special := strings.Contains(value, ": ") || strings.Contains(value, " #") || strings.HasSuffix(value, ":") ||
			strings.EqualFold(value, "null")
		return value, !special
	}
	return "", false
}

// folded reads the lines below that are indented more than the one in hand, all alike, as one.
func (r *plainReader) folded() (string, bool) {
	r.lines = r.lines[:0]
	indent := 0
	for {
		line, rest, _ := strings.Cut(r.rest, "\n")
		words := strings.TrimLeft(line, " ")
		in := len(line) - len(words)
		if words == "" || in <= r.indent {
			break
		}
		if len(r.lines) == 0 {
			indent = in
		}
		if in != indent || !isPlain(line) {
			return "", false
		}
		r.lines = append(r.lines, words)
		r.rest = rest
		r.number++
	}
	r.next()
	return strings.Join(r.lines, " "), true
}

// ids reads a list of ids in brackets.
func (r *plainReader) ids(to *[]scalar, value string) bool {
	list, begun := strings.CutPrefix(value, "[")
	list, ended := strings.CutSuffix(list, "]")
	if !begun || !ended || *to != nil {
		return false
	}
	for id := range strings.SplitSeq(list, ", ") {
		for i := range len(id) {
			c := id[i]
			letter := 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
			if !letter && (i == 0 || c != '-' && c != '/') {
				return false
			}
		}
		if id == "" || id == "null" {
			return false
		}
		*to = append(*to, scalar{id, r.number})
	}
	r.next()
	return true
}
