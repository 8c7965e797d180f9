package corpus_test

import (
	"strings"
	"testing"

	"clippings/corpus"
	"clippings/seeds"
)

func TestCheckRoles(t *testing.T) {
	const flores = "  who: mayor of Rivertown\n"
	for _, c := range []struct {
		name, old, new string
		want           []string
	}{
		{"some without Spanish", flores, flores, []string{`people.yaml: ada-flores: role "mayor of Rivertown" has no Spanish (gazette-2021/flores-safety)`}},
		{"all", flores, flores + "  roles:\n    - role: mayor of Rivertown\n      es: alcaldesa de Rivertown\n", nil},
		{"other words", flores, flores + "  roles:\n    - role: mayor\n      es: alcaldesa\n", []string{
			`people.yaml: ada-flores: role "mayor of Rivertown" has no Spanish (gazette-2021/flores-safety)`,
			`people.yaml: ada-flores: no excerpt has the role "mayor"`,
		}},
		{"none", "  roles:\n    - role: fire chief\n      es: jefe de bomberos\n", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			loaded, err := corpus.Load(edited(t, "people.yaml", c.old, c.new))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, err := range corpus.CheckRoles(loaded) {
				got = append(got, err.Error())
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestBuiltInRoles holds that every role of the built-in coverage has its Spanish, and no role one that nobody has.
func TestBuiltInRoles(t *testing.T) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range corpus.CheckRoles(c) {
		t.Error(finding)
	}
	for _, e := range c.Excerpts {
		if (e.Role == "") != (e.RoleES == "") || e.Role != "" && e.Role == e.RoleES {
			t.Errorf("%s: role %q, in Spanish %q", e.ID, e.Role, e.RoleES)
		}
	}
}
