//go:build sqlite_fts5 && cgo

package engine

import _ "github.com/mattn/go-sqlite3" // the driver "sqlite3"

// cgoSpecs is SQLite itself.
var cgoSpecs = []Spec{{
	Name: "fts5-mattn", Title: "SQLite FTS5 (mattn, C)", Role: Peer, Module: "github.com/mattn/go-sqlite3", Stored: true, Drawn: true,
	New: func(dir string) Engine { return newFTS5("sqlite3", dir) },
}}
