// Package evaluate measures how well something answers the questions of a public retrieval set: how it ranks, how
// it decides whether to answer at all, and how long it takes, beside a baseline on the same questions.
//
// It knows neither the bot nor the baseline: both are handed to Run as a System. What it keeps are figures; no
// question leaves it.
package evaluate

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"clippings/corpus"
)

// Set is a retrieval set as it lies in a folder. Once read, nothing but Keep and Thin changes it.
type Set struct {
	Name       string // the folder's
	Language   corpus.Language
	Passages   []*corpus.Excerpt
	Questions  []Question // that passages answer
	NearMisses []Question // that none answers, though they are close to what is there; nil where the set has none

	articles map[string]string // passage's id -> what it is a part of
}

// Question is one question of a set.
type Question struct {
	Text     string
	Relevant []string // ids of the passages that answer it; none for a near miss
	Article  string   // that Relevant[0] is part of; a near miss' is that of the passage it was written on, "" where the set does not tell
	Place    string   // file and line
	articles []string // that all of Relevant are part of
}

// The files of a set. Each is JSON lines.
const (
	passagesFile     = "passages.jsonl"     // {id, title, text}
	queriesFile      = "queries.jsonl"      // {id, q, lang, relevant: [ids of passages]}
	unanswerableFile = "unanswerable.jsonl" // the same with nothing relevant, and perhaps near: [ids of passages]; may be missing
)

// longestLine is how many bytes a line of a set may have.
const longestLine = 1 << 20

// Read reads a set. Passages of one title are an article; one without a title is an article by itself. The set's
// language is that of most of its questions. Keys that it does not know are passed over. An error names file and
// line.
func Read(dir string) (*Set, error) {
	s := &Set{Name: filepath.Base(filepath.Clean(dir)), articles: make(map[string]string)}
	sources := make(map[string]*corpus.Source)
	err := eachLine(filepath.Join(dir, passagesFile), func(line []byte, _ string) error {
		var p struct{ ID, Title, Text string }
		switch err := decode(line, &p); {
		case err != nil:
			return err
		case p.ID == "":
			return errors.New("the passage has no id")
		case s.articles[p.ID] != "":
			return fmt.Errorf("a second passage has the id %q", p.ID)
		case strings.TrimSpace(p.Text) == "":
			return fmt.Errorf("passage %q has no text", p.ID)
		}
		source := &corpus.Source{Title: p.Title}
		article := p.Title
		if p.Title == "" {
			article, source.ID = p.ID, p.ID
		}
		if sources[article] == nil {
			sources[article] = source
		}
		s.articles[p.ID] = article
		s.Passages = append(s.Passages, &corpus.Excerpt{ID: p.ID, Kind: corpus.Fact, Text: p.Text, Source: sources[article]})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if s.Questions, err = s.read(filepath.Join(dir, queriesFile), true); err != nil {
		return nil, err
	}
	s.NearMisses, err = s.read(filepath.Join(dir, unanswerableFile), false)
	if errors.Is(err, os.ErrNotExist) {
		err = nil
	}
	return s, err
}

// read reads a file of questions.
func (s *Set) read(path string, answerable bool) ([]Question, error) {
	var all []Question
	asked := make(map[corpus.Language]int)
	err := eachLine(path, func(line []byte, place string) error {
		var q struct {
			Q, Lang        string
			Relevant, Near []string
		}
		lang := func() corpus.Language { return corpus.Language(q.Lang) }
		switch err := decode(line, &q); {
		case err != nil:
			return err
		case strings.TrimSpace(q.Q) == "":
			return errors.New("the question has no text (q)")
		case !slices.Contains(corpus.Languages(), lang()):
			return fmt.Errorf("lang is %q; it must be one of %v", q.Lang, corpus.Languages())
		case answerable && len(q.Relevant) == 0:
			return errors.New("nothing is relevant; questions without an answer stand in " + unanswerableFile)
		case !answerable && len(q.Relevant) > 0:
			return errors.New("something is relevant; questions with an answer stand in " + queriesFile)
		}
		asked[lang()]++
		question := Question{Text: q.Q, Relevant: q.Relevant, Place: place}
		for _, id := range slices.Concat(q.Relevant, q.Near) {
			article, ok := s.articles[id]
			if !ok {
				return fmt.Errorf("no passage has the id %q", id)
			}
			question.articles = append(question.articles, article)
		}
		if len(question.articles) > 0 {
			question.Article = question.articles[0]
		}
		all = append(all, question)
		return nil
	})
	if answerable {
		for _, lang := range corpus.Languages() {
			if s.Language == "" || asked[lang] > asked[s.Language] {
				s.Language = lang
			}
		}
	}
	return all, err
}

func decode(line []byte, to any) error {
	if err := json.Unmarshal(line, to); err != nil {
		return fmt.Errorf("not a JSON object of the form wanted: %w", err)
	}
	return nil
}

// eachLine calls f for every line of a file that is not empty, with its place. A file without such a line is an
// error.
func eachLine(path string, f func(line []byte, place string) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, longestLine)
	n, found := 1, false
	for ; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		found = true
		place := fmt.Sprintf("%s:%d", path, n)
		if err := f(lines.Bytes(), place); err != nil {
			return fmt.Errorf("%s: %w", place, err)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("%s:%d: the line is too long: at most %d bytes are read", path, n, longestLine)
	case err != nil:
		return fmt.Errorf("%s:%d: %w", path, n, err)
	case !found:
		return fmt.Errorf("%s is empty", path)
	}
	return nil
}

// Keep keeps the questions and near misses that are wanted.
func (s *Set) Keep(wanted func(*Question) bool) {
	unwanted := func(q Question) bool { return !wanted(&q) }
	s.Questions = slices.DeleteFunc(s.Questions, unwanted)
	s.NearMisses = slices.DeleteFunc(s.NearMisses, unwanted)
}

// Thin keeps up to limit questions and as many near misses, evenly spread. A limit below 1 keeps all.
func (s *Set) Thin(limit int) {
	s.Questions, s.NearMisses = thin(s.Questions, limit), thin(s.NearMisses, limit)
}

func thin(all []Question, limit int) []Question {
	if limit < 1 || len(all) <= limit {
		return all
	}
	kept := make([]Question, limit)
	for i := range kept {
		kept[i] = all[i*len(all)/limit]
	}
	return kept
}
