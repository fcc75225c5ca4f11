package net

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// valued is a graph of four nodes with four real numbers: of the last two columns one holds equal numbers and the other
// none. Node 3 does not train.
func valued() *datasets.Graph {
	nan := float32(math.NaN())
	return &datasets.Graph{Name: "valued", NumNodes: 4, Source: []int32{1}, Target: []int32{0},
		NodeFeatures: datasets.Matrix{Data: []float32{1, 2, 3, 4}, Cols: 1}, Train: []int32{0, 1, 2},
		Values: datasets.Matrix{Cols: 4,
			Data: []float32{1, 5, 0.1, nan, nan, 7, 0.1, nan, 3, nan, 0.1, nan, 9, 9, 9, 9}}}
}

func TestScaleOf(t *testing.T) {
	s := ScaleOf(valued())
	if want := []float64{2, 6, float64(float32(0.1)), 0}; !slices.Equal(s.Mean, want) {
		t.Errorf("means %v, want %v", s.Mean, want)
	}
	if want := []float64{1, 1, 1, 1}; !slices.Equal(s.Deviation, want) {
		t.Errorf("deviations %v, want %v", s.Deviation, want)
	}
	if s := ScaleOf(nettest.Classes(t)); s != nil {
		t.Errorf("classes have the scale %v", s)
	}
}

// TestLabelsOfValues standardizes the numbers of training nodes, and masks all others.
func TestLabelsOfValues(t *testing.T) {
	g := valued()
	s, err := New(options.NewNetwork(options.Reversible), Operators{Layers: conv.GCN()}, g)
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Read(g)
	if err != nil {
		t.Fatal(err)
	}
	d.Scale = &Scale{Mean: []float64{1, 1, 0, 0}, Deviation: []float64{2, 4, 0.1, 1}}
	labels := d.Labels(nettest.Whole(t, g))
	nodes := len(nettest.Whole(t, g).Nodes)
	shapes := s.StepShapes(nodes, 1)
	for i, shape := range shapes[len(shapes)-2:] {
		if got := labels[i].Shape(); !got.Equal(shape) {
			t.Errorf("tensor %d has the shape %s, want %s", i, got, shape)
		}
	}
	numbers, mask := tensors.MustCopyFlatData[float32](labels[0]), tensors.MustCopyFlatData[bool](labels[1])
	want := "[0 1 1 0 0 1.5 1 0 1 0 1 0] [true true true false false true true false true false true false]"
	if got := fmt.Sprint(numbers[:12], mask[:12]); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if slices.Contains(mask[12:], true) || slices.ContainsFunc(numbers, func(v float32) bool { return v != v }) {
		t.Errorf("numbers %v, mask %v: a node that does not train counts, or a number is not known", numbers, mask)
	}
}
