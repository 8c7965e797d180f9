package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"clippings/bench/engine"
	"clippings/bench/passages"
)

// workerCommand is the first argument of a process that measures one engine with one number of passages. It
// takes orders from its standard input, one JSON object a line, and gives a report for each in the same way.
const workerCommand = "worker"

// The orders of a worker.
const (
	toBuild  = "build"  // make passages up, then build the index on two cores
	toOpen   = "open"   // make the index ready, on two cores
	toSearch = "search" // ask questions, on one core
	toWeigh  = "weigh"  // tell how much memory the index takes
)

// order is what a worker is to do. All but Do is for toSearch.
type order struct {
	Do       string
	Warm     []int         // questions to ask first, untimed
	From, To int           // questions to ask and time
	Budget   time.Duration // after which no further question is asked
}

// report is what became of an order.
type report struct {
	Error  string  `json:",omitempty"`
	Took   float64 `json:",omitempty"` // toBuild, toOpen: seconds
	Bytes  int64   `json:",omitempty"` // toWeigh: by which the resident memory is larger than at the start
	Nanos  []int64 `json:",omitempty"` // toSearch: of each question that was asked
	Right  int     `json:",omitempty"` // toSearch: of those, how many found a relevant passage first
	Spent  float64 `json:",omitempty"` // toSearch: seconds that the process had a core for them
	Pinned bool    `json:",omitempty"` // toSearch: to one core
}

// mostQuestions and limit are how many questions are asked, and how many passages each is to find.
const (
	mostQuestions = 2000
	limit         = 10
)

// worker is the state of the process.
type worker struct {
	engine    engine.Engine
	real      *passages.Real
	size      int
	seed      uint64
	cores     cores
	questions []passages.Question
	before    int64 // resident memory at the start
}

// serve runs a worker until its input ends.
func serve(args []string, in io.Reader, out io.Writer) error {
	if slices.Equal(args, []string{"list"}) {
		return json.NewEncoder(out).Encode(engine.All())
	}
	flags := flag.NewFlagSet(workerCommand, flag.ContinueOnError)
	name := flags.String("engine", "", "")
	size := flags.Int("size", 0, "")
	seed := flags.Uint64("seed", 0, "")
	data := flags.String("data", "", "")
	dir := flags.String("dir", "", "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	spec, ok := engine.Find(*name)
	if !ok {
		return fmt.Errorf("there is no engine %q", *name)
	}
	real, err := passages.Load(*data)
	if err != nil {
		return err
	}
	w := worker{engine: spec.New(*dir), real: real, size: *size, seed: *seed, cores: allowedCores()}
	w.questions = real.Questions(w.size, mostQuestions, w.seed)
	w.before = settledMemory()
	orders, reports := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var o order
		if err := orders.Decode(&o); errors.Is(err, io.EOF) {
			return w.engine.Close()
		} else if err != nil {
			return err
		}
		r, err := w.obey(o)
		if err != nil {
			r.Error = err.Error()
		}
		if err := reports.Encode(r); err != nil {
			return err
		}
	}
}

func (w *worker) obey(o order) (r report, err error) {
	switch o.Do {
	case toBuild:
		all := slices.Collect(passages.NewGenerator(w.real.Passages, w.seed).First(w.size))
		settledMemory()
		w.cores.use(2)
		begin := time.Now()
		err = w.engine.Build(all)
		r.Took = time.Since(begin).Seconds()
	case toOpen:
		settledMemory()
		w.cores.use(2)
		begin := time.Now()
		err = w.engine.Open()
		r.Took = time.Since(begin).Seconds()
	case toSearch:
		r.Pinned = w.cores.use(1)
		err = w.search(o, &r)
	case toWeigh:
		r.Bytes = max(settledMemory()-w.before, 0)
	default:
		err = fmt.Errorf("there is no order %q", o.Do)
	}
	return r, err
}

// search asks questions, the warm ones for at most a sixth of the budget.
func (w *worker) search(o order, r *report) error {
	begin := time.Now()
	for _, number := range o.Warm {
		if time.Since(begin) > o.Budget/6 {
			break
		}
		if _, err := w.engine.Search(w.questions[number].Text, limit); err != nil {
			return err
		}
	}
	before := processorTime()
	var spent time.Duration
	for _, q := range w.questions[o.From:o.To] {
		if spent >= o.Budget {
			break
		}
		begin := time.Now()
		found, err := w.engine.Search(q.Text, limit)
		took := time.Since(begin)
		if err != nil {
			return err
		}
		spent += took
		r.Nanos = append(r.Nanos, took.Nanoseconds())
		if len(found) > 0 && slices.Contains(q.Relevant, found[0]) {
			r.Right++
		}
	}
	r.Spent = (processorTime() - before).Seconds()
	return nil
}

// settledMemory gives back to the system what the process does not need, and returns how many bytes of it are
// resident then, or 0 where the system does not tell.
func settledMemory() int64 {
	runtime.GC() // twice, for what has a finalizer
	debug.FreeOSMemory()
	return residentBytes()
}
