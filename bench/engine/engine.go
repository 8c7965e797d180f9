// Package engine puts search engines behind one interface, so that they can be measured alike: the passage index
// of this project and its peers.
//
// Peers search title and text as one field. A question goes in as it was typed, each of its words may match, and
// the numbers of the best passages come out.
package engine

import (
	"slices"

	"clippings/bench/passages"
)

// Engine is one engine with one body of passages. It serves one goroutine.
type Engine interface {
	// Build makes the index. It keeps nothing of the slice.
	Build([]passages.Passage) error
	// Open makes what Build made ready for searching; in a process of its own, where the engine is Stored.
	Open() error
	// Search returns the numbers of the passages that fit a question best, the best first, at most limit.
	Search(question string, limit int) ([]int, error)
	// Close frees what Open took. Without Open it does nothing.
	Close() error
}

// Role says what an engine is to the comparison.
type Role string

// The roles.
const (
	Ours     Role = "ours"     // a part of this project
	Peer     Role = "peer"     // a library that somebody may take instead
	Textbook Role = "textbook" // the formula without any art, for scale
)

// Spec describes an engine.
type Spec struct {
	Name   string // short and without spaces
	Title  string // for people
	Role   Role
	Module string // whose version is told; "" for what is in this module
	Stored bool   // the index is a file or a folder, not memory of the process
	Whole  bool   // what is measured is a whole reply, not the search alone
	Most   int    // passages, beyond which it is too slow to be measured; 0 for any number
	Drawn  bool   // in the picture; of engines that are nearly alike one is
	// New returns an engine that keeps its files in a folder of its own, which exists and is empty before Build.
	New func(dir string) Engine `json:"-"`
}

// All returns every engine of this build, ours first. Every one has a name of its own.
func All() []Spec { return slices.Concat(ours, bleveSpecs, cgoSpecs, pureGoSpecs, plainSpecs) }

// Find returns the engine with a name.
func Find(name string) (Spec, bool) {
	for _, s := range All() {
		if s.Name == name {
			return s, true
		}
	}
	return Spec{}, false
}

// body is what the one field of a peer holds.
func body(p passages.Passage) string { return p.Title + "\n" + p.Text }
