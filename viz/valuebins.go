package viz

import (
	"image/color"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/units"
)

// valueColors are the colours of real numbers, from the smallest to the largest: viridis at 0.1, 0.3, 0.5, 0.7 and 0.9,
// by S. van der Walt and N. Smith, which colour-blind readers tell apart as well.
var valueColors = []color.RGBA{{0x48, 0x24, 0x75, 0xFF}, {0x35, 0x5F, 0x8D, 0xFF}, {0x21, 0x91, 0x8C, 0xFF},
	{0x44, 0xBF, 0x70, 0xFF}, {0xBD, 0xDF, 0x26, 0xFF}}

// valueBins are ranges of real numbers, each with about as many of them, so that one that is far off takes no colour of
// its own.
type valueBins struct {
	largest []float32 // of each range, ascending
	names   []string
}

// binned are at most as many ranges as there are colours; none where no value is finite.
func binned(values []float32) (b valueBins) {
	sorted := slices.DeleteFunc(slices.Clone(values), func(v float32) bool { return !chart.Finite(float64(v)) })
	slices.Sort(sorted)
	n, from := len(sorted), 0
	for i := range valueColors {
		to := (i + 1) * n / len(valueColors)
		if to <= from {
			continue
		}
		for to < n && sorted[to] == sorted[to-1] { // equal values have one colour
			to++
		}
		low, high := valueText(sorted[from]), valueText(sorted[to-1])
		if name := low + " to " + high; low != high {
			b.names = append(b.names, name)
		} else {
			b.names = append(b.names, low)
		}
		b.largest = append(b.largest, sorted[to-1])
		from = to
	}
	b.names = clipped(b.names, nameLetters)
	return b
}

// of is the range of a value, that of the nearest for one outside all; unlabelled for what is not finite.
func (b valueBins) of(v float32) int {
	if !chart.Finite(float64(v)) || len(b.largest) == 0 {
		return unlabelled
	}
	i, _ := slices.BinarySearch(b.largest, v)
	return min(i, len(b.largest)-1)
}

// color is that of a range.
func (b valueBins) color(i int) color.RGBA {
	if len(b.largest) == 1 {
		return valueColors[len(valueColors)/2]
	}
	return valueColors[i*(len(valueColors)-1)/(len(b.largest)-1)]
}

func valueText(v float32) string { return units.Significant(float64(v), 4) }

// columnOf is a column of a matrix with a row for each node.
func columnOf(m datasets.Matrix, column int) []float32 {
	list := make([]float32, m.Rows())
	for row := range list {
		list[row] = m.Row(row)[column]
	}
	return list
}
