package viz

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/units"
	"gonum.org/v1/gonum/stat"
)

// valueRanges is how many colours the real numbers of a graph's nodes have.
const valueRanges = 5

// rangesOf sorts the nodes by one of their real numbers into ranges of about as many nodes each: the range of each
// node, -1 where the number is not known, and the names of the ranges from low to high.
func rangesOf(g *datasets.Graph, column int) (of []int32, names []string) {
	var known []float64
	for node := range g.NumNodes {
		if v := float64(g.Values.Row(node)[column]); chart.Finite(v) {
			known = append(known, v)
		}
	}
	slices.Sort(known)
	var ends []float64 // the highest of each range; equal numbers are in one
	for i := range min(valueRanges, len(known)) {
		ends = append(ends, stat.Quantile(float64(i+1)/valueRanges, stat.Empirical, known, nil))
	}
	ends = slices.Compact(ends)
	low := math.Inf(-1)
	for _, high := range ends {
		from := known[slices.IndexFunc(known, func(v float64) bool { return v > low })]
		name := units.Number(from)
		if from < high {
			name = fmt.Sprintf("%s to %s", name, units.Number(high))
		}
		names, low = append(names, name), high
	}
	names = clipped(names, nameLetters) // which tells apart those that are alike in their digits
	of = make([]int32, g.NumNodes)
	for node := range of {
		of[node] = -1
		if v := float64(g.Values.Row(node)[column]); chart.Finite(v) {
			at, _ := slices.BinarySearch(ends, v)
			of[node] = int32(at)
		}
	}
	return of, names
}

// shadeOf is the colour of one of several ranges, from low to high.
func shadeOf(i, ranges int) color.RGBA { return chart.Shade(float64(i) / float64(max(1, ranges-1))) }
