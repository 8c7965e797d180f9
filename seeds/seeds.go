// Package seeds embeds the coverage that the program is built with: the files beside this one,
// described in README.md. It holds data and nothing else; package corpus reads it.
package seeds

import "embed"

// Files holds the coverage's files at its top, and the cut of them.
var Files = files{texts}

//go:embed *.yaml *.questions.txt gaps.txt
var texts embed.FS

//go:embed cut.bin
var cut string

type files struct{ embed.FS }

// Cut returns what cut.bin holds.
func (files) Cut() string { return cut }
