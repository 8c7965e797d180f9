package corpus

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Print returns the files of a corpus by name, in the form that Load reads: Load of what Print
// returns gives an equal corpus, except that a link is written on the side whose id comes first in
// the alphabet.
func Print(c *Corpus) (map[string][]byte, error) {
	files := make(map[string][]byte)
	put := func(name string, v any) error {
		var b bytes.Buffer
		enc := yaml.NewEncoder(&b)
		enc.SetIndent(2)
		if err := enc.Encode(v); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		files[name] = b.Bytes()
		return enc.Close()
	}
	var people []personEntry
	for _, p := range c.People {
		person := personEntry{ID: scalar{value: p.ID}, Name: p.Name, Kind: scalar{value: p.Kind}, Aliases: p.Aliases, Who: p.Who}
		for _, r := range p.Roles {
			person.Roles = append(person.Roles, roleEntry{scalar{value: r.EN}, r.ES})
		}
		people = append(people, person)
	}
	byFile := make(map[string][]termEntry)
	for _, t := range c.Terms {
		name := termsFile
		switch t.Kind {
		case WordKind:
			name = wordsFile
		case OutsideKind, NearbyKind:
			name = outsideFile
		}
		byFile[name] = append(byFile[name], termEntry{
			scalar{value: t.ID}, t.Name, scalar{value: t.Kind}, t.Aliases, t.ES, t.PT, t.What,
		})
	}
	if len(people) > 0 {
		if err := put(peopleFile, people); err != nil {
			return nil, err
		}
	}
	for name, terms := range byFile {
		if err := put(name, terms); err != nil {
			return nil, err
		}
	}
	for _, s := range c.Sources {
		file := articleFile{Source: sourceEntry{
			ID: scalar{value: s.ID}, Outlet: s.Outlet, Title: s.Title, Author: s.Author, Date: scalar{value: s.Date.String()}, URL: s.URL,
		}}
		var questions strings.Builder
		for _, e := range c.Excerpts {
			if e.Source == s {
				file.Excerpts = append(file.Excerpts, printExcerpt(e))
				fmt.Fprintf(&questions, "= %s\n", e.ID)
				printQuestions(&questions, e.Questions)
			}
		}
		if err := put(s.ID+".yaml", file); err != nil {
			return nil, err
		}
		if questions.Len() > 0 {
			files[s.ID+questionsSuffix] = []byte(questions.String())
		}
	}
	if len(c.Gaps) > 0 {
		var b strings.Builder
		for _, g := range c.Gaps {
			fmt.Fprintf(&b, "= %s\n!en %s\n!es %s\n", g.ID, g.Text, g.ES)
			printQuestions(&b, g.Questions)
		}
		files[gapsFile] = []byte(b.String())
	}
	return files, nil
}

func printExcerpt(e *Excerpt) excerptEntry {
	x := excerptEntry{
		ID: scalar{value: e.ID}, Kind: scalar{value: string(e.Kind)}, Role: e.Role, Via: scalar{value: e.Via},
		Text: e.Text, ES: e.ES, Context: e.Context, ContextES: e.ContextES, Event: scalar{value: e.Event.String()},
	}
	if e.Speaker != nil {
		x.Speaker = scalar{value: e.Speaker.ID}
	}
	for _, id := range e.About {
		x.About = append(x.About, scalar{value: id})
	}
	for _, l := range e.Links {
		to := scalar{value: l.To.ID}
		switch {
		case l.Relation == Disputes && e.ID < l.To.ID:
			x.Disputes = append(x.Disputes, to)
		case l.Relation == Answers:
			x.Answers = append(x.Answers, to)
		case l.Relation == Updates:
			x.Updates = append(x.Updates, to)
		}
	}
	return x
}

func printQuestions(b *strings.Builder, questions map[Language][]string) {
	for _, lang := range Languages() {
		for _, q := range questions[lang] {
			fmt.Fprintf(b, "%s %s\n", lang, q)
		}
	}
	b.WriteByte('\n')
}
