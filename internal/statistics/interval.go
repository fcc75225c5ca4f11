package statistics

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is the confidence interval of the mean that a sample is drawn around, mean ± t·s/√n with Student's t of
// n − 1 degrees of freedom, as for values with a normal distribution. It is infinite for fewer than two values.
func Interval(sample []float64, confidence float64) (low, high float64) {
	n := float64(len(sample))
	if n < 2 {
		return math.Inf(-1), math.Inf(1)
	}
	mean, deviation := stat.MeanStdDev(sample, nil)
	t := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile((1 + confidence) / 2)
	half := t * deviation / math.Sqrt(n)
	return mean - half, mean + half
}
