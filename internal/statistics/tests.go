package statistics

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// PairedT is the p of Student's paired t-test, on two sides: how often differences this far from 0 come about where the
// two samples have one mean. The samples have the same length; for fewer than two pairs p is 1.
func PairedT(a, b []float64) float64 {
	d := differences(a, b)
	if len(d) < 2 {
		return 1
	}
	mean, deviation := stat.MeanStdDev(d, nil)
	switch {
	case mean == 0:
		return 1
	case deviation == 0:
		return 0
	}
	n := float64(len(d))
	t := math.Abs(mean) / (deviation / math.Sqrt(n))
	return 2 * distuv.StudentsT{Sigma: 1, Nu: n - 1}.CDF(-t)
}

// Wilcoxon is the p of Wilcoxon's signed-rank test of pairs, on two sides, by counting all 2^n signs of the ranks.
// Pairs without a difference are left out, and equal differences share their mean rank. It is at least 2^(1-n).
func Wilcoxon(a, b []float64) float64 {
	d := slices.DeleteFunc(differences(a, b), func(v float64) bool { return v == 0 })
	slices.SortFunc(d, func(x, y float64) int { return cmp.Compare(math.Abs(x), math.Abs(y)) })
	ranks := make([]int, len(d)) // twice the ranks, which are whole
	positive, all := 0, 0
	for i := 0; i < len(d); {
		end := i
		for end < len(d) && math.Abs(d[end]) == math.Abs(d[i]) {
			end++
		}
		for k := i; k < end; k++ {
			ranks[k] = i + 1 + end
			all += ranks[k]
			if d[k] > 0 {
				positive += ranks[k]
			}
		}
		i = end
	}
	// The share of the signs by the sum of the positive ranks.
	share := make([]float64, all+1)
	share[0] = 1
	for _, r := range ranks {
		for sum := all; sum >= 0; sum-- {
			share[sum] /= 2
			if sum >= r {
				share[sum] += share[sum-r] / 2
			}
		}
	}
	p := 0.0
	for _, s := range share[:min(positive, all-positive)+1] {
		p += 2 * s
	}
	return min(1, p)
}

// Holm corrects the p of several tests so that the chance that any of them is below a level by accident is at most that
// level (Holm 1979).
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	corrected := make([]float64, len(p))
	before := 0.0
	for k, i := range order {
		before = min(1, max(before, float64(len(p)-k)*p[i]))
		corrected[i] = before
	}
	return corrected
}

func differences(a, b []float64) []float64 {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return d
}
