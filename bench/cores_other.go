//go:build !linux

package main

import (
	"runtime"
	"time"
)

// cores cannot be chosen here.
type cores struct{}

func allowedCores() cores { return cores{} }

func (cores) use(n int) bool {
	runtime.GOMAXPROCS(n)
	return false
}

func residentBytes() int64 { return 0 }

func processorTime() time.Duration { return 0 }

func cpuModel() string { return runtime.GOARCH }
