package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"clippings/bench/engine"
)

// ftsTag is what SQLite in C wants to be compiled with to hold its full text search.
const ftsTag = "sqlite_fts5"

// workerBinary compiles the worker, which is this command with the tag that "go run ." does not give, into a
// folder. Where that fails it is the running program, and what is missing then is told.
func workerBinary(ctx context.Context, dir string, log io.Writer) (string, []absence, error) {
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	if _, ok := engine.Find("fts5-mattn"); ok {
		return self, nil, nil
	}
	fmt.Fprintln(log, "compiling the engines; SQLite in C takes a minute the first time")
	binary := filepath.Join(dir, "worker")
	out, err := exec.CommandContext(ctx, "go", "build", "-tags", ftsTag, "-o", binary, "clippings/bench").CombinedOutput()
	if err != nil {
		fmt.Fprintf(log, "it cannot be compiled, and is left out: %v\n%s", err, out)
		return self, []absence{{Title: "SQLite FTS5 (mattn, C)", Why: "it cannot be compiled here"}}, nil
	}
	return binary, nil, nil
}

// listEngines returns the engines that a worker's binary holds. Their New is nil.
func listEngines(ctx context.Context, binary string) ([]engine.Spec, error) {
	out, err := command(ctx, binary, "list").Output()
	if err != nil {
		return nil, err
	}
	var specs []engine.Spec
	return specs, json.Unmarshal(out, &specs)
}

// command is a worker with arguments, not started yet.
func command(ctx context.Context, binary string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, binary, append([]string{workerCommand}, args...)...)
}

// process is a worker in a process of its own. It serves one goroutine.
type process struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	orders  *json.Encoder
	reports *json.Decoder
	errors  bytes.Buffer
}

// start starts a worker, which ends with stop, and by itself when this process ends.
func (p *plan) start(ctx context.Context, spec engine.Spec, size int, dir string) (*process, error) {
	w := &process{cmd: command(ctx, p.binary, "-engine", spec.Name, "-size", strconv.Itoa(size),
		"-seed", strconv.FormatUint(p.seed, 10), "-data", p.data, "-dir", dir)}
	w.cmd.Stderr = &w.errors
	in, err := w.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := w.cmd.Start(); err != nil {
		return nil, err
	}
	w.in, w.orders, w.reports = in, json.NewEncoder(in), json.NewDecoder(out)
	return w, nil
}

// do has an order carried out.
func (w *process) do(o order) (report, error) {
	if err := w.orders.Encode(o); err != nil {
		return report{}, w.because(err)
	}
	var r report
	if err := w.reports.Decode(&r); err != nil {
		return report{}, w.because(err)
	}
	if r.Error != "" {
		return report{}, errors.New(r.Error)
	}
	return r, nil
}

// because is why a worker does not talk any more: the first line of what it wrote, if it wrote anything.
func (w *process) because(err error) error {
	if stopped := w.stop(); stopped != nil {
		return stopped
	}
	return fmt.Errorf("the worker is gone: %w", err)
}

// stop ends the worker and waits for it.
func (w *process) stop() error {
	w.in.Close()
	if err := w.cmd.Wait(); err != nil {
		line, _, _ := strings.Cut(w.errors.String(), "\n")
		return fmt.Errorf("the worker ended with %w: %s", err, line)
	}
	return nil
}

// sizeOf returns how many bytes the files below a folder have.
func sizeOf(dir string) (bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		bytes += info.Size()
		return nil
	})
	return bytes, err
}
