package datasets

import (
	"slices"
	"testing"
)

func TestSubgraph(t *testing.T) {
	g := New(4, [][2]int32{{0, 1}, {3, 1}, {1, 3}, {2, 3}, {3, 3}, {3, 1}}).
		WithEdgeFeatures([][]float32{{0}, {1}, {2}, {3}, {4}, {5}}).
		WithNodeFeatures([][]float32{{10}, {11}, {12}, {13}}).
		WithClasses([]int32{4, 0, 2, 1}).WithSpecies([]int32{9, 8, 7, 6}).
		WithSplit([]int32{3}, []int32{2, 1}, []int32{0}).Must()
	g.Years = []int32{1990, 1991, 1992, 1993}
	got := g.Transform().Subgraph([]int32{3, 1}).Must()
	want := &Graph{
		NumNodes: 2, Source: []int32{1, 0, 0, 0}, Target: []int32{0, 0, 1, 1},
		EdgeFeatures: Matrix{Cols: 1, Data: []float32{2, 4, 1, 5}},
		NodeFeatures: Matrix{Cols: 1, Data: []float32{13, 11}},
		Classes:      []int32{1, 0}, NumClasses: 5,
		Species: []int32{6, 8}, Years: []int32{1993, 1991}, IDs: []string{"3", "1"},
		Train: []int32{0}, Valid: []int32{1},
	}
	if !equal(got, want) {
		t.Errorf("got %+v", *got)
	}
	if err := got.Validate(); err != nil {
		t.Error(err)
	}
	tasks := full().Transform().Subgraph([]int32{2, 1}).Must()
	if !isNaN(tasks.Tasks.Data[0]) || tasks.Tasks.Data[1] != 1 || !slices.Equal(tasks.Train, []int32{0}) {
		t.Errorf("tasks %v, train %v", tasks.Tasks.Data, tasks.Train)
	}
}
