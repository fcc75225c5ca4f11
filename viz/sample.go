package viz

import (
	"math"
	"slices"
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

// sparse is s with at most limit of its dots, and four more: where several are too near to be told apart the first stays.
// The outermost always stay, so the axes keep their ends. Dots that are not finite go.
func (s series) sparse(limit int) series {
	if s.len() <= limit {
		return s
	}
	var kept []int
	// A finer grid of cells keeps more dots; how many depends on how they lie.
	for cells := math.Sqrt(float64(limit)); cells < 1e6; cells *= 1.4 {
		more := s.apart(cells)
		if kept != nil && len(more) > limit {
			break
		}
		kept = more
	}
	kept = slices.Compact(slices.Sorted(slices.Values(append(kept, s.outermost()...))))
	out := s
	out.points, out.notes, out.low, out.high = points{}, nil, nil, nil
	for _, i := range kept {
		out.add(s.x[i], s.y[i])
		if s.notes != nil {
			out.notes = append(out.notes, s.notes[i])
		}
		if s.low != nil {
			out.low, out.high = append(out.low, s.low[i]), append(out.high, s.high[i])
		}
	}
	return out
}

// apart are the indices of the first dot in each cell of a grid of so many cells a side.
func (p points) apart(cells float64) (list []int) {
	x, y := extent(p.x), extent(p.y)
	cell := func(v float64, ends [2]float64) int {
		return int(min(cells-1, cells*(v-ends[0])/max(ends[1]-ends[0], math.SmallestNonzeroFloat64)))
	}
	taken := map[[2]int]bool{}
	for i := range p.len() {
		if !finite(p.x[i]) || !finite(p.y[i]) {
			continue
		}
		if at := [2]int{cell(p.x[i], x), cell(p.y[i], y)}; !taken[at] {
			taken[at] = true
			list = append(list, i)
		}
	}
	return list
}

// outermost are the indices of the dots that reach furthest to the four sides.
func (p points) outermost() (list []int) {
	var far [4]int
	found := false
	for i := range p.len() {
		if !finite(p.x[i]) || !finite(p.y[i]) {
			continue
		}
		if !found {
			far, found = [4]int{i, i, i, i}, true
		}
		if p.x[i] < p.x[far[0]] {
			far[0] = i
		}
		if p.x[i] > p.x[far[1]] {
			far[1] = i
		}
		if p.y[i] < p.y[far[2]] {
			far[2] = i
		}
		if p.y[i] > p.y[far[3]] {
			far[3] = i
		}
	}
	if !found {
		return nil
	}
	return far[:]
}

// extent is the smallest and the largest finite value.
func extent(list []float64) [2]float64 {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range list {
		if finite(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	return [2]float64{low, high}
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
