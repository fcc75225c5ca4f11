package chart

import (
	"math"
)

// YTicks is about how many parts a y axis is split into.
const YTicks = 5

// NiceTicks are about n round values (1, 2 or 5 times a power of ten apart) from low to high.
func NiceTicks(low, high float64, n int) (ticks []float64) {
	if !(high > low) || !Finite(high-low) {
		return []float64{low}
	}
	step := math.Pow(10, math.Floor(math.Log10((high-low)/float64(n))))
	for _, times := range []float64{1, 2, 5, 10} {
		if (high-low)/(times*step) <= float64(n) {
			step *= times
			break
		}
	}
	for k := math.Ceil(low/step - 1e-9); k*step <= high+1e-9*step; k++ {
		ticks = append(ticks, k*step+0) // -0 becomes 0
	}
	return ticks
}

// TimeTicks are about n round times in seconds from low to high.
func TimeTicks(low, high float64, n int) (ticks []float64) {
	const minute, hour, day = 60, 3600, 86400
	steps := []float64{1, 2, 5, 10, 15, 30, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
		hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day}
	if span := high - low; span > float64(n) && span <= float64(n)*day {
		for _, step := range steps {
			if span/step <= float64(n) {
				for k := math.Ceil(low / step); k*step <= high; k++ {
					ticks = append(ticks, k*step)
				}
				return ticks
			}
		}
	}
	return NiceTicks(low, high, n)
}

// logTicks are the powers of ten from low to high, and 2 and 5 times them where these are few.
func logTicks(low, high float64) (ticks []float64) {
	times := []float64{1}
	if high/low < 300 {
		times = []float64{1, 2, 5}
	}
	from, to := decades(low, high)
	for k := from; k <= to; k++ {
		for _, t := range times {
			if v := t * math.Pow10(k); v >= low && v <= high {
				ticks = append(ticks, v)
			}
		}
	}
	return ticks
}

// logTimes are round times in seconds from low to high, each about three times the one before.
func logTimes(low, high float64) (ticks []float64) {
	const minute, hour, day = 60, 3600, 86400
	for _, v := range []float64{0.001, 0.01, 0.1, 1, 3, 10, 30, minute, 3 * minute, 10 * minute, 30 * minute,
		hour, 3 * hour, 10 * hour, day, 3 * day, 10 * day} {
		if v >= low && v <= high {
			ticks = append(ticks, v)
		}
	}
	return ticks
}

// decades are the exponents of the powers of ten around low and high, at which a logarithmic axis ends.
func decades(low, high float64) (from, to int) {
	const most = 307 // of a float64
	from, to = int(math.Floor(math.Log10(low)+1e-9)), int(math.Ceil(math.Log10(high)-1e-9))
	from = max(-most, min(from, most-1))
	return from, min(most, max(to, from+1))
}
