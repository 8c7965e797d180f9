package corpus

import (
	"io/fs"
	"reflect"
	"testing"

	"clippings/seeds"
)

// TestSeedsArePlain holds that every file of the coverage is read the short way.
func TestSeedsArePlain(t *testing.T) {
	names, err := fs.Glob(seeds.Files, "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(seeds.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		switch name {
		case peopleFile:
			if !samePlain[[]personEntry](t, data) {
				t.Errorf("%s takes the long way through the YAML library", name)
			}
		case termsFile, wordsFile, outsideFile:
			if !samePlain[[]termEntry](t, data) {
				t.Errorf("%s takes the long way through the YAML library", name)
			}
		default:
			if !samePlain[articleFile](t, data) {
				t.Errorf("%s takes the long way through the YAML library", name)
			}
		}
	}
}

// FuzzPlain holds that what is read the short way is read as the YAML library reads it.
func FuzzPlain(f *testing.F) {
	for _, seed := range []string{
		"- id: a\n  name: A\n  kind: person\n  aliases: b, c\n  who: 'it''s: d'\n",
		"# c\n\n- id: a\n  name: \"A\"\n  aliases: >-\n    b,\n    c\n\n# d\n- id: 2017-02-03\n  what: yes\n",
		"- id: a\n  es: >-\n    b\n     c\n", "- id: a\n  es: >-\n    b\n\n    c\n", "- id: a\n  es: >-\n   b\n    # c\n  pt: d\n",
		"- id: a\n  who: b # c\n", "- id: a\n  who: b: c\n", "- id: null\n", "- id: ~\n", "- id: a\n  id: b\n", "- id: a\n  whoo: b\n", "- id: a\n  name: b\n    c\n",
		"- id: 'a'b'\n", "- id: \"a\\n\"\n", "- id: &a b\n", "- id: a\r\n", "- id: a \n", "- id: a\tb\n", "- id: a\u0085b\n", "- id: a\u2028b\n", "- id: ¿a?\n",
		"- id: a\n---\n- id: b\n", "- id: a\n...\n", "%YAML 1.1\n- id: a\n", "- id: a\n # c\n  name: b\n", "- id: 0x1F\n  name: .5\n", "- id: a:\n", "- id: a\n- id: b\n  ", "-  id: a\n",
		"- id: a\n  roles:\n    - role: b\n      es: c\n    - es: >-\n        d\n        e\n  who: f\n- id: b\n", "- id: a\n  roles:\n    - role: b\n      es: 'c: d'\n",
		"- id: a\n  roles:\n  - role: b\n", "- id: a\n  roles:\n", "- id: a\n  roles: b\n", "- id: a\n  roles\n", "- id: a\n  roles:\n    role: b\n",
		"- id: a\n  roles:\n    - role: b\n   who: c\n", "- id: a\n  roles:\n    - role: b\n  roles:\n    - role: c\n", "- id: a\n  roles:\n    - role: b\n    roles: c\n", "- id:\n    - role: b\n",
		"- id: a\n  roles:\n    - role: b\n      role: c\n", "- id: a\n  roles:\n    - role: b\n      pt: c\n",
		"source:\n  id: a\n  date: 2019-03\nexcerpts:\n  - id: a/b\n    kind: fact\n    text: >-\n      “b”\n      c\n    about: [a, b/c, 1]\n    event: 2017\n",
		"source:\n  id: a\nexcerpts:\n  - id: a/b\n    about: []\n", "source:\n  id: a\nexcerpts:\n  - id: a/b\n    about: [null, true]\n", "source:\n  id: a\nexcerpts:\n- id: a/b\n",
		"source:\n  id: a\nexcerpts:\n  - id: a/b\n    questions:\n      en: |\n        b\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		samePlain[articleFile](t, []byte(text))
		samePlain[[]personEntry](t, []byte(text))
		samePlain[[]termEntry](t, []byte(text))
	})
}

// samePlain reports whether data is read the short way, and holds that it is read alike the long one.
func samePlain[T any](t *testing.T, data []byte) bool {
	t.Helper()
	var plain, library T
	if !readPlain(string(data), &plain) {
		return false
	}
	if errs := decodeYAML("file", string(data), &library); len(errs) > 0 {
		t.Errorf("read though the YAML library refuses it: %v\n%s", errs, data)
	} else if !reflect.DeepEqual(plain, library) {
		t.Errorf("read as\n%+v\nnot as\n%+v\nfrom\n%s", plain, library, data)
	}
	return true
}
