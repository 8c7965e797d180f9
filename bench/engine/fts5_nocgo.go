//go:build !sqlite_fts5 || !cgo

package engine

// cgoSpecs holds nothing: SQLite in C holds FTS5 only when it is compiled with the tag.
var cgoSpecs []Spec
