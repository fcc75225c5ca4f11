package net

import (
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"gonum.org/v1/gonum/stat"
)

// Scale is what a graph's real numbers are standardized by.
type Scale = run.Scale

// ScaleOf measures the real numbers of a graph: each column's mean and deviation over the training nodes that have it.
// A column of equal values, or of none, has the deviation 1. Other labels have no scale: nil.
func ScaleOf(g *datasets.Graph) *Scale {
	if g.Labels() != datasets.ValueLabels {
		return nil
	}
	s := &Scale{Mean: make([]float64, g.Values.Cols), Deviation: make([]float64, g.Values.Cols)}
	for column := range g.Values.Cols {
		var values []float64
		for _, node := range g.Train {
			if v := float64(g.Values.Row(int(node))[column]); v == v { // not NaN: labelled
				values = append(values, v)
			}
		}
		if len(values) == 0 {
			s.Deviation[column] = 1
			continue
		}
		s.Mean[column], s.Deviation[column] = stat.PopMeanStdDev(values, nil)
		if slices.Min(values) == slices.Max(values) { // whose deviation is a rounding
			s.Mean[column], s.Deviation[column] = values[0], 1
		}
	}
	return s
}
