// Package archive indexes and searches bodies of coverage that are too large to be written by hand: up to
// millions of passages, each with its source.
//
// A search has two stages. The first adds up the scores of postings by MaxScore, chunk of passages by chunk,
// and finds some dozens of candidates. The second reads each candidate's own words from its record and tells
// how well it fits a question: fields, neighbouring passages, how close the words stand, numbers and names. What a
// passage leaves unsaid because those before it have said it, and in which forms it has the words, is told of
// candidates on request.
//
// An Archive is one image, the same bytes in memory and in a file. A file is memory-mapped and never copied;
// it is checked as a whole when it is opened. Archives are read-only: any number of goroutines may search one.
package archive
