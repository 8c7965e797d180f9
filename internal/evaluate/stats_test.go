package evaluate

import (
	"math"
	"testing"
	"time"
)

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if math.IsNaN(got) || math.Abs(got-want) > by {
		t.Errorf("%s is %.5f, want %.5f", what, got, want)
	}
}

// TestWilson holds the interval against the values of Newcombe (1998), table I, method 3.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		hits, n   int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
		{29, 29, 0.8830, 1}, // of the 0 of 29 that are left, turned round
		{0, 0, 0, 1},
	} {
		e := Wilson(c.hits, c.n)
		near(t, "the share", e.Value, float64(c.hits)/math.Max(float64(c.n), 1), 1e-12)
		near(t, "the low end", e.Low, c.low, 5e-5)
		near(t, "the high end", e.High, c.high, 5e-5)
	}
}

func TestBootstrap(t *testing.T) {
	const n = 400
	var values [2][]float64
	for i := range n { // 60 % and 50 % right, the second never without the first
		var v [2]float64
		if i%10 < 6 {
			v[0] = 1
		}
		if i%10 < 5 {
			v[1] = 1
		}
		values[0], values[1] = append(values[0], v[0]), append(values[1], v[1])
	}
	each, difference := bootstrap(n, means(values))
	near(t, "the first share", each[0].Value, 0.6, 1e-12)
	near(t, "the second share", each[1].Value, 0.5, 1e-12)
	near(t, "the difference", difference.Value, 0.1, 1e-12)
	near(t, "the low end of the first", each[0].Low, Wilson(240, n).Low, 0.01)
	near(t, "the high end of the first", each[0].High, Wilson(240, n).High, 0.01)
	// Paired: the difference is a tenth of 400 coin throws, not the spread of two shares.
	half := 1.96 * math.Sqrt(0.1*0.9/n)
	near(t, "the low end of the difference", difference.Low, 0.1-half, 0.006)
	near(t, "the high end of the difference", difference.High, 0.1+half, 0.006)

	again, differenceAgain := bootstrap(n, means(values))
	if again != each || differenceAgain != difference {
		t.Error("the same values have other intervals")
	}
	same := [2][]float64{values[0], values[0]}
	if _, d := bootstrap(n, means(same)); d != (Estimate{}) {
		t.Errorf("a system differs from itself by %v", d)
	}
	if e, d := bootstrap(0, means([2][]float64{})); e != [2]Estimate{} || d != (Estimate{}) {
		t.Errorf("of nothing: %v, %v", e, d)
	}
}

func TestQuantile(t *testing.T) {
	values := []time.Duration{10, 20, 30, 40, 50, 60, 70, 80, 90, 100}
	for share, want := range map[float64]time.Duration{0: 10, 0.1: 10, 0.11: 20, 0.5: 50, 0.51: 60, 0.99: 100, 1: 100} {
		if got := quantile(values, share); got != want {
			t.Errorf("the %g quantile is %d, want %d", share, got, want)
		}
	}
	if got := quantile([]float64{7}, 0.025); got != 7 {
		t.Errorf("a quantile of one value is %g", got)
	}
}
