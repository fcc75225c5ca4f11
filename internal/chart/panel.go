package chart

import (
	"math"
	"slices"
)

// Panel is one pair of axes with what is drawn in it. The interactive chart and the static picture are both made from
// it. A panel has series, or a heat map, or a drawing. A drawing has no axes, and its panel's series only name its
// colours in the legend.
type Panel struct {
	X, Y    Axis
	Series  []Series
	Limits  []Limit // horizontal lines
	Marks   []Limit // vertical lines
	Heat    *Heat
	Drawing *Drawing
	Share   float64 // of the chart's height, beside the other panels' shares; 0 means 1

	// Small panels that follow each other under one name stand side by side. The name stands above them, and theirs are
	// those of their y axes; their series have no legend.
	Small string
}

// Limit is a line with a name across a panel, at a value of y (in Limits) or of x (in Marks).
type Limit struct {
	Name  string
	Value float64
}

// Span is the smallest and the largest finite value of y over all the series; ok is false when there is none.
func (p Panel) Span() (low, high float64, ok bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, s := range p.Series {
		for _, list := range [][]float64{s.Y, s.Low, s.High} {
			for _, y := range list {
				if Finite(y) {
					low, high = min(low, y), max(high, y)
				}
			}
		}
	}
	return low, high, low <= high
}

// byItem reports whether the tooltip tells of the one thing under the pointer, not of all curves at its x.
func (p Panel) byItem() bool {
	return p.Heat != nil || p.Drawing != nil ||
		slices.ContainsFunc(p.Series, func(s Series) bool { return s.Shape == Dot })
}

// stack gives for each series the values that it reaches from and to, or nil where the series is not stacked. ECharts
// does not stack on a logarithmic axis, so areas are stacked here.
func (p Panel) stack() (from, to [][]float64) {
	from, to = make([][]float64, len(p.Series)), make([][]float64, len(p.Series))
	var top []float64
	for i, s := range p.Series {
		if !s.stacked() {
			continue
		}
		if top == nil {
			top = make([]float64, s.Len())
		}
		from[i] = slices.Clone(top)
		for j, y := range s.Y {
			if Finite(y) {
				top[j] += y
			}
		}
		to[i] = slices.Clone(top)
	}
	return from, to
}

// slots gives each series of columns its place among those side by side.
func (p Panel) slots() (slot []int, slots int) {
	slot = make([]int, len(p.Series))
	for i, s := range p.Series {
		if s.Shape == Column {
			slot[i] = slots
			slots++
		}
	}
	return slot, slots
}

// legend lists the names of the series of all panels, each once, with the colour and shape of its first.
func legend(panels []Panel) (list []Series) {
	seen := map[string]bool{}
	for _, p := range panels {
		if p.Small != "" {
			continue
		}
		for _, s := range p.Series {
			if s.Shape != Raw && s.Shape != Mark && s.Shape != Band && s.Name != "" && !seen[s.Name] {
				seen[s.Name] = true
				list = append(list, s)
			}
		}
	}
	return list
}

// onAxes puts the names of rows and columns onto the panel's axes.
func (h *Heat) onAxes(p Panel) Panel {
	p.X.Categories, p.Y.Categories = h.Columns, h.Rows
	return p
}
