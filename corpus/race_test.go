//go:build race

package corpus_test

// raceDetector reports whether the race detector is on. It makes pools forget on purpose.
const raceDetector = true
