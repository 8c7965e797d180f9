package main

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

const exampleFile = "config.example.yaml"

// TestExampleGivesDefaults: whoever copies the example and changes nothing changes nothing.
func TestExampleGivesDefaults(t *testing.T) {
	got, err := loadSettings(exampleFile)
	if err != nil {
		t.Fatal(err)
	}
	want, err := loadSettings("")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the example gives\n%+v\nwithout a file it is\n%+v", got, want)
	}
}

// TestExampleNamesEverySetting holds the example to the struct: each field once, each with a comment
// that tells what it is for, and no other key.
func TestExampleNamesEverySetting(t *testing.T) {
	data, err := os.ReadFile(exampleFile)
	if err != nil {
		t.Fatal(err)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Content) != 1 {
		t.Fatal("the example holds no setting")
	}
	compareKeys(t, "", reflect.TypeFor[settings](), document.Content[0])
}

func compareKeys(t *testing.T, at string, of reflect.Type, node *yaml.Node) {
	t.Helper()
	if node.Kind != yaml.MappingNode {
		t.Errorf("%s is not a group of settings", at)
		return
	}
	fields := keysOf(t, of)
	for i := 0; i < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		name := at + key.Value
		field, ok := fields[key.Value]
		if !ok {
			t.Errorf("%s:%d: %s is no setting", exampleFile, key.Line, name)
			continue
		}
		delete(fields, key.Value)
		if key.HeadComment+key.LineComment+value.LineComment == "" {
			t.Errorf("%s:%d: nothing tells what %s is for", exampleFile, key.Line, name)
		}
		if isGroup(field) {
			compareKeys(t, name+".", field, value)
		}
	}
	for name := range fields {
		t.Errorf("%s does not name %s%s", exampleFile, at, name)
	}
}

// keysOf returns the type of each field of a struct by its key in a file.
func keysOf(t *testing.T, of reflect.Type) map[string]reflect.Type {
	t.Helper()
	keys := make(map[string]reflect.Type)
	for field := range structOf(of).Fields() {
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case strings.Contains(options, "inline"):
			for key, inner := range keysOf(t, field.Type) {
				keys[key] = inner
			}
		case name == "-":
		case name == "":
			t.Errorf("field %s of %s has no yaml key", field.Name, of)
		default:
			keys[name] = field.Type
		}
	}
	return keys
}

// isGroup reports whether a setting holds settings of its own: a struct that is not one value.
func isGroup(of reflect.Type) bool {
	of = structOf(of)
	return of.Kind() == reflect.Struct && !reflect.PointerTo(of).Implements(reflect.TypeFor[yaml.Unmarshaler]())
}

func structOf(of reflect.Type) reflect.Type {
	if of.Kind() == reflect.Pointer {
		return of.Elem()
	}
	return of
}

func TestLoadSettings(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name, text string
		change     func(*settings) // from the defaults
	}{
		{"empty file", "", func(*settings) {}},
		{"only comments", "# nothing yet\n", func(*settings) {}},
		{"one setting", "contact: line 555-0100\n", func(s *settings) { s.Contact = "line 555-0100" }},
		{"both", "corpus: seeds\ncontact: 'a: b # c'\n", func(s *settings) { s.Corpus.Dir, s.Contact = "seeds", "a: b # c" }},
		{"part of a group", "limits: {person: none}\n", func(s *settings) { s.Limits.Person = "none" }},
		{"shards", "discord: {shards: 0-3/16}\nlog: {level: debug, format: json}\nquestion_time: 500ms\n", func(s *settings) {
			s.Discord.Shards, s.Log.Level, s.Log.Format, s.Time = "0-3/16", "debug", "json", 500*time.Millisecond
		}},
		{"shared state", "state: {redis: 'rediss://bot@redis.example:6380/2', time: 50ms}\n", func(s *settings) {
			s.State.Redis, s.State.Time = "rediss://bot@redis.example:6380/2", 50*time.Millisecond
		}},
	} {
		want := defaultSettings()
		c.change(&want)
		got, err := loadSettings(write(t, dir, "my.yaml", c.text))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, error %v", c.name, got, err)
		}
	}
	for name, text := range map[string]string{
		"unknown key":     "Contact: line\n",
		"key twice":       "contact: a\ncontact: b\n",
		"a list":          "- contact\n",
		"second document": "contact: a\n---\ncontact: b\n",
		"a secret":        "discord: {token: abc}\n",
		"log format":      "log: {format: xml}\n",
		"log level":       "log: {level: loud}\n",
		"no time":         "question_time: 0s\n",
		"time in words":   "question_time: soon\n",
		"rate":            "limits: {person: 20}\n",
		"rate of nothing": "limits: {place: 0/1m}\n",
		"shards":          "discord: {shards: 4-1/8}\n",
		"no address":      "state: {redis: redis.example}\n",
		"a password":      "state: {redis: 'redis://bot:abc@redis.example:6379'}\n",
		"too long a time": "state: {time: 6s}\n",
		"a state key":     "state: {key: abc}\n",
	} {
		got, err := loadSettings(write(t, dir, "my.yaml", text))
		if err == nil {
			t.Errorf("%s: taken as %+v", name, got)
		} else if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "my.yaml") {
			t.Errorf("%s: error is not one line that names the file: %q", name, err)
		}
	}
}
