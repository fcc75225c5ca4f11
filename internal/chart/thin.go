package chart

import (
	"math"
	"slices"
)

// Thin keeps at most limit points in such a way that every peak stays: each bucket of neighbours gives its smallest
// and its largest value, in their order. The first and the last point are kept. A bucket without a finite value gives
// a gap.
func (p Points) Thin(limit int) Points {
	n := p.Len()
	if n <= limit || limit < 4 {
		return p
	}
	var out Points
	out.Add(p.X[0], p.Y[0])
	buckets := (limit - 2) / 2
	for b := range buckets {
		from, to := 1+b*(n-2)/buckets, 1+(b+1)*(n-2)/buckets
		low, high := -1, -1
		for i := from; i < to; i++ {
			if !Finite(p.Y[i]) {
				continue
			}
			if low < 0 || p.Y[i] < p.Y[low] {
				low = i
			}
			if high < 0 || p.Y[i] > p.Y[high] {
				high = i
			}
		}
		if low < 0 {
			out.Add(p.X[from], math.NaN())
			continue
		}
		out.Add(p.X[min(low, high)], p.Y[min(low, high)])
		if low != high {
			out.Add(p.X[max(low, high)], p.Y[max(low, high)])
		}
	}
	out.Add(p.X[n-1], p.Y[n-1])
	return out
}

// Sparse is s with at most limit + 4 of its dots: where several are too near to be told apart, the first of them stays.
// The outermost dots on the four sides always stay, so that the axes keep their ends. Dots that are not finite go.
func (s Series) Sparse(limit int) Series {
	if s.Len() <= limit {
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
	out.Points, out.Notes, out.Low, out.High = Points{}, nil, nil, nil
	for _, i := range kept {
		out.Add(s.X[i], s.Y[i])
		if s.Notes != nil {
			out.Notes = append(out.Notes, s.Notes[i])
		}
		if s.Low != nil {
			out.Low, out.High = append(out.Low, s.Low[i]), append(out.High, s.High[i])
		}
	}
	return out
}

// apart gives the indices of the first dot in each cell of a grid, which has the given number of cells per side.
func (p Points) apart(cells float64) (list []int) {
	x, y := Extent(p.X), Extent(p.Y)
	cell := func(v float64, ends [2]float64) int {
		return int(min(cells-1, cells*(v-ends[0])/max(ends[1]-ends[0], math.SmallestNonzeroFloat64)))
	}
	taken := map[[2]int]bool{}
	for i := range p.Len() {
		if !Finite(p.X[i]) || !Finite(p.Y[i]) {
			continue
		}
		if at := [2]int{cell(p.X[i], x), cell(p.Y[i], y)}; !taken[at] {
			taken[at] = true
			list = append(list, i)
		}
	}
	return list
}

// outermost are the indices of the dots that reach furthest to the four sides.
func (p Points) outermost() (list []int) {
	var far [4]int
	found := false
	for i := range p.Len() {
		if !Finite(p.X[i]) || !Finite(p.Y[i]) {
			continue
		}
		if !found {
			far, found = [4]int{i, i, i, i}, true
		}
		if p.X[i] < p.X[far[0]] {
			far[0] = i
		}
		if p.X[i] > p.X[far[1]] {
			far[1] = i
		}
		if p.Y[i] < p.Y[far[2]] {
			far[2] = i
		}
		if p.Y[i] > p.Y[far[3]] {
			far[3] = i
		}
	}
	if !found {
		return nil
	}
	return far[:]
}

// ThinBand keeps at most limit points of a band: neighbours become one point whose range holds all of theirs.
func (s Series) ThinBand(limit int) Series {
	n := s.Len()
	if n <= limit || limit < 2 {
		return s
	}
	out := s
	out.Points, out.Low, out.High = Points{}, nil, nil
	for b := range limit {
		from, to := b*n/limit, (b+1)*n/limit
		low, high := Extent(s.Low[from:to]), Extent(s.High[from:to])
		at := from
		if b == limit-1 {
			at = to - 1 // the band ends where its line does
		}
		out.Add(s.X[at], s.Y[at])
		if !Finite(low[0]) || !Finite(high[1]) {
			low[0], high[1] = math.NaN(), math.NaN()
		}
		out.Low, out.High = append(out.Low, low[0]), append(out.High, high[1])
	}
	return out
}
