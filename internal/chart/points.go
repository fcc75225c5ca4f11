package chart

import (
	"math"
	"strconv"
)

// Points is a curve: y against x, both of one length. A y that is not finite is a gap.
type Points struct{ X, Y []float64 }

// Len is how many points the curve has.
func (p Points) Len() int { return len(p.X) }

// Add adds a point at the end.
func (p *Points) Add(x, y float64) {
	p.X = append(p.X, x)
	p.Y = append(p.Y, y)
}

// Finite counts the values of the curve that can be drawn.
func (p Points) Finite() (n int) {
	for _, y := range p.Y {
		if Finite(y) {
			n++
		}
	}
	return n
}

// Finite reports whether v is neither infinite nor NaN.
func Finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// Extent is the smallest and the largest finite value, or +Inf and -Inf where there is none.
func Extent(list []float64) [2]float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range list {
		if Finite(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	return [2]float64{low, high}
}

// Rounded is v rounded to n significant digits.
func Rounded(v float64, n int) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', n, 64), 64)
	if err != nil {
		return v
	}
	return rounded
}
