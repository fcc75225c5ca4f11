package datasets

import (
	"math"
	"testing"
)

var nan = float32(math.NaN())

func TestSelfLoops(t *testing.T) {
	g := New(3, [][2]int32{{1, 1}, {0, 1}, {2, 0}, {1, 1}}).
		WithEdgeFeatures([][]float32{{5, 6}, {7, 8}, {9, 10}, {11, 12}}).Must()
	edges := func(g *Graph) *Graph {
		return &Graph{NumNodes: g.NumNodes, Source: g.Source, Target: g.Target, EdgeFeatures: g.EdgeFeatures}
	}
	for _, c := range []struct {
		name           string
		chain          *Transformed
		source, target []int32
		features       []float32
	}{
		{"removed", g.Transform().RemoveSelfLoops(), []int32{2, 0}, []int32{0, 1}, []float32{9, 10, 7, 8}},
		{"added, 1 by default", g.Transform().AddSelfLoops(),
			[]int32{2, 0, 1, 0, 1, 2}, []int32{0, 0, 1, 1, 1, 2}, []float32{9, 10, 1, 1, 5, 6, 7, 8, 11, 12, 1, 1}},
		{"added, one for all", g.Transform().AddSelfLoops(0),
			[]int32{2, 0, 1, 0, 1, 2}, []int32{0, 0, 1, 1, 1, 2}, []float32{9, 10, 0, 0, 5, 6, 7, 8, 11, 12, 0, 0}},
		{"added, one a column", g.Transform().AddSelfLoops(3, 4),
			[]int32{2, 0, 1, 0, 1, 2}, []int32{0, 0, 1, 1, 1, 2}, []float32{9, 10, 3, 4, 5, 6, 7, 8, 11, 12, 3, 4}},
	} {
		got, err := c.chain.Done()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		want := &Graph{NumNodes: 3, Source: c.source, Target: c.target, EdgeFeatures: Matrix{Cols: 2, Data: c.features}}
		if !equal(edges(got), want) {
			t.Errorf("%s: %v → %v with %v", c.name, got.Source, got.Target, got.EdgeFeatures.Data)
		}
	}
}
