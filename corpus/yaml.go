package corpus

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The shapes of the files, as seeds/README.md documents them.

type articleFile struct {
	Source   sourceEntry    `yaml:"source"`
	Excerpts []excerptEntry `yaml:"excerpts"`
}

type sourceEntry struct {
	ID     scalar `yaml:"id"`
	Outlet string `yaml:"outlet"`
	Title  string `yaml:"title"`
	Author string `yaml:"author,omitempty"`
	Date   scalar `yaml:"date"`
	URL    string `yaml:"url"`
}

type excerptEntry struct {
	ID        scalar         `yaml:"id"`
	Kind      scalar         `yaml:"kind"`
	Speaker   scalar         `yaml:"speaker,omitempty"`
	Role      string         `yaml:"role,omitempty"`
	Via       scalar         `yaml:"via,omitempty"`
	Text      string         `yaml:"text"`
	ES        string         `yaml:"es"`
	Context   string         `yaml:"context"`
	ContextES string         `yaml:"context_es"`
	About     []scalar       `yaml:"about,flow"`
	Event     scalar         `yaml:"event,omitempty"`
	Disputes  []scalar       `yaml:"disputes,flow,omitempty"`
	Answers   []scalar       `yaml:"answers,flow,omitempty"`
	Updates   []scalar       `yaml:"updates,flow,omitempty"`
	Questions questionsEntry `yaml:"questions,omitempty"`
}

type questionsEntry struct {
	EN string `yaml:"en,omitempty"`
	ES string `yaml:"es,omitempty"`
	PT string `yaml:"pt,omitempty"`
}

type personEntry struct {
	ID      scalar      `yaml:"id"`
	Name    string      `yaml:"name"`
	Kind    scalar      `yaml:"kind"`
	Aliases aliases     `yaml:"aliases,omitempty"`
	Who     string      `yaml:"who"`
	Roles   []roleEntry `yaml:"roles,omitempty"`
}

type roleEntry struct {
	Role scalar `yaml:"role"`
	ES   string `yaml:"es"`
}

type termEntry struct {
	ID      scalar  `yaml:"id"`
	Name    string  `yaml:"name"`
	Kind    scalar  `yaml:"kind"`
	Aliases aliases `yaml:"aliases,omitempty"`
	ES      aliases `yaml:"es,omitempty"`
	PT      aliases `yaml:"pt,omitempty"`
	What    string  `yaml:"what,omitempty"`
}

// aliases are names with commas between them. One long value parses many times faster than a YAML
// list, and there are thousands.
type aliases []string

// UnmarshalYAML implements yaml.Unmarshaler.
func (a *aliases) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: want names with commas between them here", n.Line)
	}
	*a = splitAliases(n.Value)
	return nil
}

func splitAliases(names string) aliases {
	if names == "" {
		return nil
	}
	a := make(aliases, 0, strings.Count(names, ",")+1)
	for name := range strings.SplitSeq(names, ",") {
		if name = oneLine(name); name != "" {
			a = append(a, name)
		}
	}
	return a
}

// MarshalYAML implements yaml.Marshaler.
func (a aliases) MarshalYAML() (any, error) { return strings.Join(a, ", "), nil }

// scalar is a plain value that remembers the line it stood on, for errors.
type scalar struct {
	value string
	line  int
}

// UnmarshalYAML implements yaml.Unmarshaler.
func (s *scalar) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: want one word here", n.Line)
	}
	s.value, s.line = strings.TrimSpace(n.Value), n.Line
	return nil
}

// MarshalYAML implements yaml.Marshaler.
func (s scalar) MarshalYAML() (any, error) { return s.value, nil }

// IsZero lets omitempty leave out what is not set.
func (s scalar) IsZero() bool { return s.value == "" }

// What the YAML library says of our own types means nothing to an organizer.
var (
	unknownKey = regexp.MustCompile(`field (\S+) not found in type \S+`)
	wrongShape = regexp.MustCompile("cannot unmarshal !!(\\w+)( `[^`]*`)? into \\S+")
)

// decodeStrict reads one YAML document into out, which is empty. A key that out lacks, a second
// document, and an empty file are errors, each with its line where there is one.
func decodeStrict[T any](name, data string, out *T) []error {
	if readPlain(data, out) {
		return nil
	}
	*out = *new(T)
	return decodeYAML(name, data, out)
}

// atLine is what the YAML library says of a file, as file:line where it names one.
func atLine(name, said string) error {
	if at, ok := strings.CutPrefix(said, "line "); ok {
		return fmt.Errorf("%s:%s", name, at)
	}
	return fmt.Errorf("%s: %s", name, said)
}

func decodeYAML(name, data string, out any) []error {
	dec := yaml.NewDecoder(strings.NewReader(data))
	dec.KnownFields(true)
	err := dec.Decode(out)
	if errors.Is(err, io.EOF) {
		return []error{fmt.Errorf("%s: the file is empty", name)}
	}
	var many *yaml.TypeError
	if errors.As(err, &many) {
		var errs []error
		for _, line := range many.Errors {
			line = unknownKey.ReplaceAllString(line, `unknown key "$1"`)
			line = wrongShape.ReplaceAllString(line, "a $1$2 is not what belongs here; seeds/README.md shows the form")
			errs = append(errs, atLine(name, line))
		}
		return errs
	}
	if err != nil {
		return []error{atLine(name, strings.TrimPrefix(err.Error(), "yaml: "))}
	}
	if dec.Decode(new(yaml.Node)) != io.EOF {
		return []error{fmt.Errorf("%s: more than one YAML document", name)}
	}
	return nil
}
