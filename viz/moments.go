package viz

import "math"

func mean(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}

// moments are the mean and the standard deviation of a sample, with n − 1 in the denominator; 0 of one value.
type moments struct {
	n               int
	mean, deviation float64
}

func momentsOf(list []float64) (m moments) {
	m.n, m.mean = len(list), mean(list)
	for _, v := range list {
		m.deviation += (v - m.mean) * (v - m.mean)
	}
	m.deviation = math.Sqrt(m.deviation / float64(max(1, m.n-1)))
	return m
}

// text is mean ± standard deviation, with numbers as they are written there; the mean alone of one value.
func (m moments) text(written func(float64) string) string {
	if m.n < 2 {
		return written(m.mean)
	}
	return written(m.mean) + " ± " + written(m.deviation)
}
