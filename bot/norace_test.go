//go:build !race

package bot

// raceDetector reports whether the race detector is on. What is measured on one goroutine needs none, and takes
// several times as long.
const raceDetector = false
