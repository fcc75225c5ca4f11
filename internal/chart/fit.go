package chart

import (
	"math"
	"slices"
)

// drawable is the panel without what its axes have no place for, which on a logarithmic axis is everything up to 0. A
// panel that would be empty without it becomes linear.
func (p Panel) drawable() Panel {
	if !p.X.Log && !p.Y.Log {
		return p
	}
	out := p
	out.Series = slices.Clone(p.Series)
	left := math.Inf(1) // the least value that stays
	for i := range out.Series {
		s := &out.Series[i]
		s.Y, s.Low, s.High = slices.Clone(s.Y), slices.Clone(s.Low), slices.Clone(s.High)
		for j := range s.Y {
			if p.Y.Log && !(s.Y[j] > 0) {
				s.Y[j] = math.NaN()
			}
			if p.X.Log && !(s.X[j] > 0) {
				s.Y[j] = math.NaN()
				if s.Low != nil {
					s.Low[j], s.High[j] = math.NaN(), math.NaN()
				}
			}
			if Finite(s.Y[j]) {
				left = min(left, s.Y[j])
			}
		}
	}
	if !Finite(left) {
		p.X.Log, p.Y.Log = false, false
		return p
	}
	if p.Y.Log {
		for _, s := range out.Series {
			for _, ends := range [][]float64{s.Low, s.High} {
				for j, v := range ends {
					if v <= 0 {
						ends[j] = left // a range from below 0 begins where the others end
					}
				}
			}
		}
		out.Limits = slices.DeleteFunc(slices.Clone(p.Limits), func(l Limit) bool { return !(l.Value > 0) })
	}
	if p.X.Log {
		out.Marks = slices.DeleteFunc(slices.Clone(p.Marks), func(l Limit) bool { return !(l.Value > 0) })
	}
	return out
}

// padded gives the axes their ends. A logarithmic y axis ends at powers of ten, above the names of its lines. A scatter
// gets space around it: an axis that ended at the outermost dots would cut them and their error bars.
func (p Panel) padded() Panel {
	if low, high, ok := p.Span(); ok && p.Y.Log && !(p.Y.Max > p.Y.Min) {
		for _, l := range p.Limits {
			low, high = min(low, l.Value), max(high, 2*l.Value)
		}
		from, to := decades(low, high)
		p.Y.Min, p.Y.Max = math.Pow10(from), math.Pow10(to)
		for k := from; k <= to; k += 1 + (to-from)/(YTicks+1) {
			p.Y.Ticks = append(p.Y.Ticks, math.Pow10(k))
		}
	}
	if p.Heat != nil || p.Drawing != nil || !p.byItem() || p.X.Categories != nil || p.X.Max > p.X.Min {
		return p
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, s := range p.Series {
		for i, x := range s.X {
			if Finite(x) && Finite(s.Y[i]) {
				low, high = min(low, x), max(high, x)
			}
		}
	}
	const part = 0.04 // of the axis, at either end
	switch {
	case !(low <= high):
	case p.X.Log:
		by := max(1.1, math.Pow(high/low, part))
		p.X.Min, p.X.Max = low/by, high*by
		p.X.Ticks = logTicks(p.X.Min, p.X.Max)
		if p.X.Format == AsTime {
			p.X.Ticks = logTimes(p.X.Min, p.X.Max)
		}
	default:
		by := part * (high - low)
		if by == 0 {
			by = max(1, math.Abs(high)) / 10
		}
		p.X.Min, p.X.Max = low-by, high+by
		p.X.Ticks = NiceTicks(p.X.Min, p.X.Max, 7)
		if p.X.Format == AsTime {
			p.X.Ticks = TimeTicks(p.X.Min, p.X.Max, 7)
		}
	}
	return p
}
