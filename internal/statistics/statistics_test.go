package statistics

import (
	"math"
	"testing"
)

// near compares with a number of SciPy 1.17.1.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s is %.15g, want %.15g", what, got, want)
	}
}

// TestAgainstSciPy holds intervals and tests against stats.t.interval, ttest_rel and wilcoxon of SciPy 1.17.1; the
// tied samples against wilcoxon with a PermutationMethod over all signs.
func TestAgainstSciPy(t *testing.T) {
	for _, c := range []struct {
		name        string
		a, b        []float64
		t, wilcoxon float64
	}{
		{"seven seeds", []float64{0.812, 0.795, 0.823, 0.801, 0.818, 0.807, 0.799},
			[]float64{0.801, 0.797, 0.809, 0.788, 0.816, 0.799, 0.784}, 0.011903684721223983, 0.046875},
		{"ties and a pair without a difference", []float64{1, 2, 3, 4, 5, 6, 7, 8}, []float64{2, 1, 5, 2, 5, 9, 10, 12},
			0.13951958313684426, 0.15625},
		{"many ties", []float64{3, 1, 4, 1, 5, 9, 2, 6, 5}, []float64{2, 2, 2, 0, 2, 4, 1, 8, 5}, 0.14911670260939688,
			0.2109375},
		{"three seeds", []float64{1, 2, 3}, []float64{0.5, 1, 1}, 0.11808289631180308, 0.25},
		{"no difference", []float64{1, 2}, []float64{1, 2}, 1, 1},
		{"one pair", []float64{1}, []float64{2}, 1, 1},
		{"the same difference", []float64{1, 2, 3}, []float64{0, 1, 2}, 0, 0.25},
	} {
		t.Run(c.name, func(t *testing.T) {
			near(t, "t", PairedT(c.a, c.b), c.t)
			near(t, "t the other way", PairedT(c.b, c.a), c.t)
			near(t, "Wilcoxon", Wilcoxon(c.a, c.b), c.wilcoxon)
			near(t, "Wilcoxon the other way", Wilcoxon(c.b, c.a), c.wilcoxon)
		})
	}
	low, high := Interval([]float64{0.812, 0.795, 0.823, 0.801, 0.818, 0.807, 0.799}, 0.95)
	near(t, "low", low, 0.7982989829094431)
	near(t, "high", high, 0.817415302804843)
	if low, high = Interval([]float64{1}, 0.95); !math.IsInf(low, -1) || !math.IsInf(high, 1) {
		t.Errorf("the interval of one value is %g to %g", low, high)
	}
}

// TestHolm corrects by hand: 0.01·4, then 0.02·3, 0.03·2 and 0.04·1, none below the one before.
func TestHolm(t *testing.T) {
	got := Holm([]float64{0.03, 0.01, 0.04, 0.02})
	for i, want := range []float64{0.06, 0.04, 0.06, 0.06} {
		near(t, "p", got[i], want)
	}
	if got := Holm([]float64{0.9, 0.8}); got[0] != 1 || got[1] != 1 {
		t.Errorf("%v, want 1", got)
	}
}
