package engine

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"clippings/bench/passages"
)

// pureGoSpecs is SQLite translated into Go. A million passages take it minutes for few questions.
var pureGoSpecs = []Spec{{
	Name: "fts5-modernc", Title: "SQLite FTS5 (modernc, pure Go)", Role: Peer, Module: "modernc.org/sqlite", Stored: true, Drawn: true,
	Most: 300_000, New: func(dir string) Engine { return newFTS5("sqlite", dir) },
}}

// fts5 is SQLite's full text search: the tokenizer porter over unicode61, a contentless table, optimised into one
// segment, ordered by its bm25. It has no stop list, so stop words are taken out of the question.
type fts5 struct {
	driver string
	path   string
	db     *sql.DB
	search *sql.Stmt
}

func newFTS5(driver, dir string) *fts5 {
	return &fts5{driver: driver, path: filepath.Join(dir, "fts5.db")}
}

// open opens the file on one connection, with its pages mapped and no journal. Mode is SQLite's ("rwc", "ro").
func (e *fts5) open(mode string) (*sql.DB, error) {
	address := url.URL{Scheme: "file", OmitHost: true, Path: e.path, RawQuery: "mode=" + mode}
	if mode == "ro" {
		address.RawQuery += "&immutable=1"
	}
	db, err := sql.Open(e.driver, address.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	for _, set := range []string{"mmap_size = 1073741824", "journal_mode = off", "synchronous = off"} {
		if _, err := db.Exec("PRAGMA " + set); err != nil {
			db.Close()
			return nil, err
		}
	}
	return db, nil
}

// Build implements Engine.
func (e *fts5) Build(all []passages.Passage) error {
	db, err := e.open("rwc")
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Exec(`CREATE VIRTUAL TABLE passages USING fts5(body, content='', tokenize='porter unicode61')`); err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing after Commit
	insert, err := tx.Prepare(`INSERT INTO passages(rowid, body) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	for number, p := range all {
		if _, err := insert.Exec(number, body(p)); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`INSERT INTO passages(passages) VALUES ('optimize')`); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return db.Close()
}

// Open implements Engine.
func (e *fts5) Open() (err error) {
	if e.db, err = e.open("ro"); err != nil {
		return err
	}
	e.search, err = e.db.Prepare(`SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?`)
	return err
}

// Search implements Engine.
func (e *fts5) Search(question string, limit int) ([]int, error) {
	rows, err := e.search.Query(anyOf(question), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []int
	for rows.Next() {
		var number int
		if err := rows.Scan(&number); err != nil {
			return nil, err
		}
		found = append(found, number)
	}
	return found, rows.Err()
}

// anyOf writes a question as a query of FTS5 that any of its words matches. One of stop words alone keeps them.
func anyOf(question string) string {
	var all, content []string
	seen := make(map[string]bool)
	eachWord(question, func(word string) {
		if seen[word] {
			return
		}
		seen[word] = true
		all = append(all, `"`+word+`"`)
		if !stopWords[word] {
			content = append(content, `"`+word+`"`)
		}
	})
	if len(content) == 0 {
		content = all
	}
	if len(content) == 0 {
		return `""` // matches nothing
	}
	return strings.Join(content, " OR ")
}

// Close implements Engine.
func (e *fts5) Close() error {
	if e.db == nil {
		return nil
	}
	return e.db.Close() // and its statement
}
