package engine

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"strconv"
	"strings"

	"clippings/bench/passages"
	"clippings/bot"
	"clippings/corpus"
	"clippings/corpus/archive"
)

var ours = []Spec{
	ourSpec("clippings", "Clippings, a search in memory", clippings{}),
	ourSpec("clippings-file", "Clippings, a search in the mapped file", clippings{stored: true}),
	ourSpec("clippings-reply", "Clippings, a question's whole reply", clippings{whole: true}),
	ourSpec("clippings-reply-file", "Clippings, a whole reply from the mapped file", clippings{whole: true, stored: true}),
}

func ourSpec(name, title string, e clippings) Spec {
	return Spec{
		Name: name, Title: title, Role: Ours, Stored: e.stored, Whole: e.whole, Drawn: !e.stored,
		New: func(dir string) Engine {
			made := e
			made.path = filepath.Join(dir, "passages.archive")
			return &made
		},
	}
}

// clippings is an archive of this project. What is measured is the search alone, from a question's text to passages
// with their evidence, or the whole, from a question to a reply that holds excerpts.
type clippings struct {
	path    string
	stored  bool // searched in its file, not in the memory that it was built in
	whole   bool
	archive *archive.Archive
	bot     *bot.Bot
	found   []archive.Candidate
}

// Build implements Engine.
func (e *clippings) Build(all []passages.Passage) (err error) {
	e.archive, err = archive.Build(excerpts(all), archive.Options{})
	if err != nil || !e.stored {
		return err
	}
	return e.archive.WriteFile(e.path)
}

// Open implements Engine.
func (e *clippings) Open() (err error) {
	if e.stored {
		if e.archive, err = archive.Open(e.path); err != nil {
			return err
		}
	}
	if e.archive == nil {
		return errors.New("the index is memory of the process that builds it")
	}
	if e.whole {
		e.bot = bot.NewArchive(e.archive)
	}
	return nil
}

// Search implements Engine. A reply finds the few excerpts that it holds, whatever the limit.
func (e *clippings) Search(question string, limit int) ([]int, error) {
	if e.whole {
		return e.reply(question)
	}
	e.found = e.archive.Search(e.found[:0], e.archive.Query(question, corpus.English), limit)
	numbers := make([]int, 0, limit)
	for i := range e.found {
		numbers = append(numbers, e.found[i].Number)
	}
	return numbers, nil
}

func (e *clippings) reply(question string) ([]int, error) {
	reply, err := e.bot.Handle(context.Background(), bot.Question{Text: question})
	if err != nil {
		return nil, err
	}
	numbers := make([]int, 0, 1+len(reply.Others))
	add := func(excerpt *corpus.Excerpt) {
		if number, bad := numberOf(excerpt.ID); bad != nil {
			err = bad
		} else {
			numbers = append(numbers, number)
		}
	}
	if reply.Answer != nil {
		add(reply.Answer)
	}
	for _, other := range reply.Others {
		add(other)
	}
	return numbers, err
}

// Close implements Engine.
func (e *clippings) Close() error {
	if e.archive == nil {
		return nil
	}
	return e.archive.Close()
}

// excerpts makes coverage of passages: facts, each article a source with all that a reply tells of one.
func excerpts(all []passages.Passage) iter.Seq2[*corpus.Excerpt, error] {
	return func(yield func(*corpus.Excerpt, error) bool) {
		var source *corpus.Source
		for number, p := range all {
			if source == nil || source.Title != p.Title {
				id := "article-" + strconv.Itoa(number)
				source = &corpus.Source{
					ID: id, Outlet: "The Bench", Title: p.Title, Date: corpus.Date{Year: 2000 + number%20}, URL: "https://bench.example/" + id,
				}
			}
			if !yield(&corpus.Excerpt{ID: idOf(source, number), Kind: corpus.Fact, Text: p.Text, Source: source}, nil) {
				return
			}
		}
	}
}

// idOf makes an excerpt's id, which ends in the passage's number.
func idOf(source *corpus.Source, number int) string { return source.ID + "/" + strconv.Itoa(number) }

// numberOf returns the number in an id of idOf.
func numberOf(id string) (int, error) {
	number, err := strconv.Atoi(id[strings.LastIndexByte(id, '/')+1:])
	if err != nil {
		return 0, fmt.Errorf("%q is no id of a passage", id)
	}
	return number, nil
}
