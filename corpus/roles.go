package corpus

import "fmt"

// roleES returns a role in Spanish, or "" where people.yaml does not have it.
func (p *Person) roleES(role string) string {
	for _, r := range p.Roles { // of a few
		if r.EN == role {
			return r.ES
		}
	}
	return ""
}

// roles takes in somebody's roles, each of which must be there once and in both languages.
func (l *loader) roles(person *Person, p *personEntry) {
	for _, r := range p.Roles {
		es := oneLine(r.ES)
		switch {
		case r.Role.value == "":
			l.fail(peopleFile, max(r.Role.line, p.ID.line), "%s: a role in Spanish lacks its role", person.ID)
		case es == "":
			l.fail(peopleFile, r.Role.line, "%s: role %q has no es", person.ID, r.Role.value)
		case person.roleES(r.Role.value) != "":
			l.fail(peopleFile, r.Role.line, "%s: role %q stands twice", person.ID, r.Role.value)
		default:
			person.Roles = append(person.Roles, Role{r.Role.value, es})
		}
	}
}

// CheckRoles finds what is amiss with the roles in Spanish: a role without one, in a corpus that gives any, so that
// no reply mixes the two; and a role of people.yaml that no excerpt has, which an article may have in other words by
// now. A corpus with no Spanish roles at all has none amiss. It returns one error for each role, in the order of
// people.yaml, those without Spanish first, in the order of their excerpts.
func CheckRoles(c *Corpus) []error {
	type held struct {
		by   *Person
		role string
	}
	given := false
	for _, p := range c.People {
		given = given || len(p.Roles) > 0
	}
	if !given {
		return nil
	}
	first := make(map[held]*Excerpt) // who has a role
	missing := make(map[*Person][]held)
	for _, e := range c.Excerpts {
		h := held{e.Speaker, e.Role}
		if e.Speaker == nil || e.Role == "" || first[h] != nil {
			continue
		}
		first[h] = e
		if e.RoleES == "" {
			missing[e.Speaker] = append(missing[e.Speaker], h)
		}
	}
	var errs []error
	for _, p := range c.People {
		for _, h := range missing[p] {
			errs = append(errs, fmt.Errorf("%s: %s: role %q has no Spanish (%s)", peopleFile, p.ID, h.role, first[h].ID))
		}
		for _, r := range p.Roles {
			if first[held{p, r.EN}] == nil {
				errs = append(errs, fmt.Errorf("%s: %s: no excerpt has the role %q", peopleFile, p.ID, r.EN))
			}
		}
	}
	return errs
}
