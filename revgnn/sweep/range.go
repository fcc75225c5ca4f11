package sweep

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
)

// Range is numbers that WithRandom draws from: Between, LogBetween or WholeBetween.
type Range struct {
	low, high  float64
	log, whole bool
}

// Between is the numbers from low to high, all equally likely. Those drawn have three significant digits.
func Between(low, high float64) Range { return Range{low: low, high: high} }

// LogBetween is Between with equally likely logarithms, as for learning rates: half of those from 0.0001 to 0.01 are
// below 0.001.
func LogBetween(low, high float64) Range { return Range{low: low, high: high, log: true} }

// WholeBetween is the whole numbers from low to high, both with them.
func WholeBetween(low, high int) Range {
	return Range{low: float64(low), high: float64(high), whole: true}
}

// String is the range in words.
func (r Range) String() string { return fmt.Sprintf("%g to %g", r.low, r.high) }

// check refuses a range without numbers.
func (r Range) check() error {
	switch {
	case !(r.low < r.high) || math.IsInf(r.low, 0) || math.IsInf(r.high, 0):
		return fmt.Errorf("the range %s; give a smaller number and a larger one", r)
	case r.log && r.low <= 0:
		return fmt.Errorf("the range %s of logarithms; give positive numbers", r)
	}
	return nil
}

// end is a number that begins or ends the range, with its type.
func (r Range) end(v float64) any {
	if r.whole {
		return int(v)
	}
	return v
}

// draw is one of the numbers.
func (r Range) draw(from *rand.Rand) any {
	u := from.Float64()
	switch {
	case r.whole:
		return int(min(r.high, math.Floor(r.low+u*(r.high-r.low+1))))
	case r.log:
		return r.short(r.low * math.Pow(r.high/r.low, u))
	}
	return r.short(r.low + u*(r.high-r.low))
}

// short is a number of the range with three significant digits, so that it reads well in tables and names.
func (r Range) short(v float64) float64 {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64) // of what it wrote itself
	return min(r.high, max(r.low, v))
}
