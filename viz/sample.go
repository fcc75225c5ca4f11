package viz

import (
	"math"
	"time"
)

// points is a curve: y against x, both of one length. A y that is not finite is a gap.
type points struct{ x, y []float64 }

func (p points) len() int { return len(p.x) }

func (p *points) add(x, y float64) {
	p.x = append(p.x, x)
	p.y = append(p.y, y)
}

// finite reports how many values of the curve can be drawn.
func (p points) finite() (n int) {
	for _, y := range p.y {
		if finite(y) {
			n++
		}
	}
	return n
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// thin keeps at most limit points so that every peak stays: each bucket of neighbours gives its smallest and its largest
// value, in their order. The first and the last point are kept. A bucket without a finite value gives a gap.
func (p points) thin(limit int) points {
	n := p.len()
	if n <= limit || limit < 4 {
		return p
	}
	var out points
	out.add(p.x[0], p.y[0])
	buckets := (limit - 2) / 2
	for b := range buckets {
		from, to := 1+b*(n-2)/buckets, 1+(b+1)*(n-2)/buckets
		low, high := -1, -1
		for i := from; i < to; i++ {
			if !finite(p.y[i]) {
				continue
			}
			if low < 0 || p.y[i] < p.y[low] {
				low = i
			}
			if high < 0 || p.y[i] > p.y[high] {
				high = i
			}
		}
		if low < 0 {
			out.add(p.x[from], math.NaN())
			continue
		}
		out.add(p.x[min(low, high)], p.y[min(low, high)])
		if low != high {
			out.add(p.x[max(low, high)], p.y[max(low, high)])
		}
	}
	out.add(p.x[n-1], p.y[n-1])
	return out
}

// smoothable reports whether there are enough points to smooth.
func (p points) smoothable() bool { return p.len() >= 20 }

// smooth is the exponential moving average of p, corrected for its start, over a window of about a fortieth of the points.
// It is p itself where there are too few points to smooth.
func (p points) smooth() points {
	if !p.smoothable() {
		return p
	}
	window := max(5, float64(p.len())/40)
	keep := 1 - 2/(window+1)
	out := points{x: p.x, y: make([]float64, p.len())}
	average, weight := 0.0, 0.0
	for i, y := range p.y {
		if !finite(y) {
			out.y[i] = math.NaN()
			continue
		}
		average = keep*average + (1-keep)*y
		weight = keep*weight + (1 - keep)
		out.y[i] = average / weight
	}
	return out
}

// pace is how long a step takes, from the last steps of a run; 0 while there are too few to tell.
func pace(steps []int, elapsed []time.Duration) time.Duration {
	// The first step compiles, so it says nothing of the next.
	const window = 50
	if len(steps) < 3 {
		return 0
	}
	first, last := max(1, len(steps)-window), len(steps)-1
	if first >= last {
		first = last - 1
	}
	done := steps[last] - steps[first]
	if done <= 0 {
		return 0
	}
	return (elapsed[last] - elapsed[first]) / time.Duration(done)
}
