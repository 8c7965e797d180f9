package main

import (
	"debug/buildinfo"
	"encoding/json"
	"math"
	"runtime"
	"slices"
	"time"

	"clippings/bench/engine"
)

// results is all that was measured, and where.
type results struct {
	CPU      string
	Cores    int
	System   string
	Go       string
	Date     string // of the run, in UTC
	Seed     uint64
	Budget   float64 // seconds that an engine might spend on the questions at one size
	Versions []version
	Rows     []row // by size, then in the engines' order
	Absent   []absence
}

// version is that of a library.
type version struct{ Module, Version string }

// row is what was measured of one engine with one number of passages.
type row struct {
	Name, Title string
	Role        engine.Role
	Whole       bool // whole replies were measured, not the search alone
	Stored      bool // the index is in files
	Drawn       bool
	Passages    int
	Asked       int // questions
	Answered    int // of those, within the time
	Right       int // of those answered, with a relevant passage first
	Pinned      bool
	Core        float64   // share of the time on the questions that the process had the core; others had the rest
	P50, P99    int64     // nanoseconds
	Builds      []float64 // seconds of each
	Open        float64   // seconds
	Resident    int64     // bytes by which the process is larger with the index, after the questions; 0 is not known
	File        int64     // bytes
}

// absence is an engine that was not measured, with all sizes or with one.
type absence struct {
	Title    string
	Passages int `json:",omitempty"`
	Why      string
}

func newResults(p *plan) *results {
	r := &results{
		CPU: cpuModel(), Cores: runtime.NumCPU(), System: runtime.GOOS + "/" + runtime.GOARCH, Go: runtime.Version(),
		Date: time.Now().UTC().Format(time.DateOnly), Seed: p.seed, Budget: p.budget.Seconds(),
	}
	info, err := buildinfo.ReadFile(p.binary)
	if err != nil {
		return r // the versions are not known
	}
	for _, dep := range info.Deps {
		if slices.ContainsFunc(p.engines, func(s engine.Spec) bool { return s.Module == dep.Path }) {
			r.Versions = append(r.Versions, version{dep.Path, dep.Version})
		}
	}
	return r
}

func (r *results) json() ([]byte, error) {
	raw, err := json.MarshalIndent(r, "", " ")
	return append(raw, '\n'), err
}

// sizes returns the numbers of passages that there are rows of, in order.
func (r *results) sizes() []int {
	var sizes []int
	for _, row := range r.Rows {
		sizes = append(sizes, row.Passages)
	}
	slices.Sort(sizes)
	return slices.Compact(sizes)
}

// of returns the rows of a size.
func (r *results) of(size int) []row {
	var rows []row
	for _, row := range r.Rows {
		if row.Passages == size {
			rows = append(rows, row)
		}
	}
	return rows
}

// build returns the median of the times of building, in seconds.
func (r row) build() float64 {
	if len(r.Builds) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(r.Builds))[(len(r.Builds)-1)/2]
}

// quantile returns the least of sorted values that a share of them does not exceed (the nearest rank), 0 of none.
func quantile(sorted []int64, share float64) int64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(int(math.Ceil(share*float64(len(sorted))))-1, 0)]
}
