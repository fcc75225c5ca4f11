package chart

import (
	"fmt"
	"strconv"
	"strings"

	"gonum.org/v1/plot/vg"
)

// patterns are dashes and gaps in turn, in CSS pixels, by which lines are told apart where colours are not seen. The
// first is a whole line.
var patterns = [][]float64{nil, {9, 4}, {2, 3}, {9, 3, 2, 3}, {5, 2}}

// pattern is that of a line; after the last one the first follows again.
func (s Series) pattern() []float64 {
	if s.Shape == Dashed {
		return []float64{5, 4}
	}
	return patterns[s.Dash%len(patterns)]
}

// lengths is the pattern as gonum takes it.
func (s Series) lengths() (list []vg.Length) {
	for _, p := range s.pattern() {
		list = append(list, px(p))
	}
	return list
}

// lineType is the pattern as the page's script takes it: "" is a whole line.
func (s Series) lineType() string {
	var list []string
	for _, p := range s.pattern() {
		list = append(list, strconv.FormatFloat(p, 'g', -1, 64))
	}
	return strings.Join(list, ",")
}

// lineIcon is a piece of the line for the legend: a path 19 wide and 10 high, which keeps its proportions.
func (s Series) lineIcon() string {
	const wide, tall = 19.0, "M0 0h0v10h0z"
	pattern := s.pattern()
	if pattern == nil {
		return "path://M0 4h19v2h-19z" + tall
	}
	var path strings.Builder
	for x, i := 0.0, 0; x < wide; i++ {
		long := min(pattern[i%len(pattern)], wide-x)
		if i%2 == 0 {
			fmt.Fprintf(&path, "M%g 4h%gv2h-%gz", x, long, long)
		}
		x += long
	}
	return "path://" + path.String() + tall
}
