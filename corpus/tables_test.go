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

// BenchmarkLn and BenchmarkLogistic take a thousand values from the table, and as the library has them.
func BenchmarkLn(b *testing.B) {
	for name, f := range map[string]func(float64) float64{"table": ln, "library": math.Log} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				for i := range 1000 {
					f(1 + float64(i))
				}
			}
		})
	}
}

func BenchmarkLogistic(b *testing.B) {
	library := func(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }
	for name, f := range map[string]func(float32) float32{"table": logistic, "library": library} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				for i := range 1000 {
					f(float32(i)/100 - 5)
				}
			}
		})
	}
}
