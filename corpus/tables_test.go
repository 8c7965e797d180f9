package corpus

import (
	"math"
	"testing"
)

func TestLn(t *testing.T) {
	for x := 1e-6; x < 1e12; x *= 1.00037 {
		if got, want := ln(x), math.Log(x); math.Abs(got-want) > 2e-7 {
			t.Fatalf("ln(%v) = %v, want %v", x, got, want)
		}
	}
	if got := ln(1); got != 0 {
		t.Errorf("ln(1) = %v", got)
	}
}

func TestLogistic(t *testing.T) {
	for x := float32(-40); x < 40; x += 0.0037 {
		if got, want := float64(logistic(x)), 1/(1+math.Exp(-float64(x))); math.Abs(got-want) > 1e-5 {
			t.Fatalf("logistic(%v) = %v, want %v", x, got, want)
		}
	}
	if got := logistic(0); got != 0.5 {
		t.Errorf("logistic(0) = %v", got)
	}
}
