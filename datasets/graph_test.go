package datasets

import (
	"math"
	"testing"
)

// full is a small valid graph that has everything but classes.
func full() *Graph {
	return &Graph{
		Name: "full", NumNodes: 3,
		Source: []int32{1, 0, 2}, Target: []int32{0, 1, 1},
		NodeFeatures: Matrix{Data: []float32{1, 2, 3}, Cols: 1},
		EdgeFeatures: Matrix{Data: []float32{1, 2, 3, 4, 5, 6}, Cols: 2},
		Tasks:        Matrix{Data: []float32{0, 1, float32(math.NaN())}, Cols: 1},
		Train:        []int32{2}, Valid: []int32{1}, Test: []int32{0},
		Species: []int32{7, 5, 7},
	}
}

func withClasses(g *Graph) {
	g.Tasks, g.Classes, g.NumClasses = Matrix{}, []int32{0, -1, 1}, 2
}

func TestGraphHelpers(t *testing.T) {
	g := full()
	if g.Metric() != "rocauc" || g.Outputs() != 1 || g.Labelled() != 2 || g.IsLabelled(2) {
		t.Errorf("tasks: %s, %d outputs, %d labelled", g.Metric(), g.Outputs(), g.Labelled())
	}
	if got := g.Bytes(); got != 4*(3+3+3+6+3+3+3) {
		t.Errorf("%d bytes", got)
	}
	withClasses(g)
	if g.Metric() != "accuracy" || g.Outputs() != 2 || g.Labelled() != 2 || g.IsLabelled(1) {
		t.Errorf("classes: %s, %d outputs, %d labelled", g.Metric(), g.Outputs(), g.Labelled())
	}
	g.Classes, g.NumClasses = nil, 0
	if g.Metric() != "" || g.Outputs() != 0 || g.Labelled() != 0 {
		t.Errorf("no labels: %s, %d outputs, %d labelled", g.Metric(), g.Outputs(), g.Labelled())
	}
}
