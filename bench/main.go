// Command bench measures this project's passage index beside search libraries that somebody may take instead, and
// writes what it finds as a page, a picture and the raw figures.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"clippings/bench/engine"
	"clippings/bench/passages"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}

// run is the command. Its first argument is workerCommand in the processes that it starts of itself.
func run(ctx context.Context, args []string, in io.Reader, out, log io.Writer) error {
	if len(args) > 0 && args[0] == workerCommand {
		return serve(args[1:], in, out)
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(log)
	sizes := flags.String("sizes", "1000,10000,100000,1000000", "`numbers` of passages")
	names := flags.String("engines", "", "`names` of the engines, separated by commas; all when empty")
	data := flags.String("data", "../../shared/eval/public", "`folder` of the public retrieval sets")
	to := flags.String("out", "../docs", "`folder` to write bench.md, bench.svg and bench.json to")
	seed := flags.Uint64("seed", 1, "of what is made up")
	budget := flags.Duration("budget", time.Minute, "`time` that an engine may spend on the questions at one size")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("what is %q? Everything is told by flags", flags.Arg(0))
	}
	p := plan{data: *data, seed: *seed, budget: *budget, log: log}
	for size := range strings.SplitSeq(*sizes, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(size))
		if err != nil || n < 1 || slices.Contains(p.sizes, n) {
			return fmt.Errorf("-sizes: %q is no number of passages, or stands there twice", size)
		}
		p.sizes = append(p.sizes, n)
	}
	slices.Sort(p.sizes)
	if err := os.MkdirAll(*to, 0o755); err != nil { // before, not after, all is measured
		return err
	}
	real, err := passages.Load(*data)
	if message := passages.Missing(*data, err); message != "" {
		fmt.Fprintln(log, "nothing is measured:", message)
		return nil
	}
	if err != nil {
		return err
	}
	if p.scratch, err = os.MkdirTemp("", "clippings-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(p.scratch)
	var missing []absence
	if p.binary, missing, err = workerBinary(ctx, p.scratch, log); err != nil {
		return err
	}
	if p.engines, err = choose(ctx, p.binary, *names); err != nil {
		return err
	}
	results, err := p.measure(ctx, real)
	if err != nil {
		return err
	}
	results.Absent = append(missing, results.Absent...)
	return write(*to, results)
}

// choose asks the worker's binary, which may hold more engines than this one, for those that are named.
func choose(ctx context.Context, binary, names string) ([]engine.Spec, error) {
	all, err := listEngines(ctx, binary)
	if err != nil || names == "" {
		return all, err
	}
	var chosen []engine.Spec
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(all, func(s engine.Spec) bool { return s.Name == name })
		if i < 0 {
			var known []string
			for _, s := range all {
				known = append(known, s.Name)
			}
			return nil, fmt.Errorf("-engines: there is no %q among %s", name, strings.Join(known, ", "))
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

// write writes the page, the picture and the figures into a folder.
func write(dir string, r *results) error {
	raw, err := r.json()
	if err != nil {
		return err
	}
	svg, err := picture(r)
	if err != nil {
		return err
	}
	for name, data := range map[string][]byte{"bench.md": []byte(page(r)), "bench.svg": svg, "bench.json": raw} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
