// Package seeds embeds the coverage that the program is built with: the files beside this one,
// described in README.md. It holds data and nothing else; package corpus reads it.
package seeds

import "embed"

// Files holds the coverage's files at its top.
//
//go:embed *.yaml *.questions.txt gaps.txt cut.bin
var Files embed.FS
