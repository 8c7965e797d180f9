package main

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// cores are the numbers of the cores that the process may use.
type cores []int

func allowedCores() (c cores) {
	var set unix.CPUSet
	if unix.SchedGetaffinity(0, &set) != nil {
		return nil
	}
	for core := range 8 * len(set) * strconv.IntSize / 8 {
		if set.IsSet(core) {
			c = append(c, core)
		}
	}
	return c
}

// use has the process run on so many cores, the last ones, since the first serves most interrupts. It reports
// whether the system holds it to them.
func (c cores) use(n int) bool {
	runtime.GOMAXPROCS(n)
	if len(c) == 0 {
		return false
	}
	var set unix.CPUSet
	for _, core := range c[max(len(c)-n, 0):] {
		set.Set(core)
	}
	done := make(map[string]bool)
	for { // until no thread is new; what a thread starts inherits its cores
		threads, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return false
		}
		fresh := false
		for _, thread := range threads {
			id, err := strconv.Atoi(thread.Name())
			if err != nil || done[thread.Name()] {
				continue
			}
			done[thread.Name()], fresh = true, true
			if err := unix.SchedSetaffinity(id, &set); err != nil && err != unix.ESRCH { // it has ended
				return false
			}
		}
		if !fresh {
			return true
		}
	}
}

// residentBytes returns how much memory of the process is resident, mapped files included, or 0.
func residentBytes() int64 {
	line, err := os.ReadFile("/proc/self/statm") // size and resident, in pages
	if err != nil {
		return 0
	}
	fields := bytes.Fields(line)
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(string(fields[1]), 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}

// processorTime returns how long the process had a core so far, or 0.
func processorTime() time.Duration {
	var usage unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// cpuModel returns the name of the processor, or "".
func cpuModel() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range bytes.Lines(info) {
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && string(bytes.TrimSpace(name)) == "model name" {
			return string(bytes.TrimSpace(value))
		}
	}
	return ""
}
