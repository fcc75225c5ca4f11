package datasets

import (
	"math"
	"slices"
	"testing"
)

func TestToUndirected(t *testing.T) {
	// Edges by target: 1→0 {1}, 1→1 {2}, 0→1 {3}. Each is followed by its reverse.
	g := New(3, [][2]int32{{1, 0}, {1, 1}, {0, 1}}).WithEdgeFeatures([][]float32{{1}, {2}, {3}}).Must()
	both := g.Transform().ToUndirected().Must()
	want := &Graph{NumNodes: 3,
		Source: []int32{1, 1, 0, 1, 1, 0}, Target: []int32{0, 0, 1, 1, 1, 1},
		EdgeFeatures: Matrix{Cols: 1, Data: []float32{1, 3, 1, 2, 2, 3}}}
	if !equal(both, want) {
		t.Errorf("got %v → %v with %v", both.Source, both.Target, both.EdgeFeatures.Data)
	}
	// Merged: 1→0 has 1 and 3, 0→1 has 1 and 3, the loop 2 twice.
	merged := both.Transform().RemoveDuplicates().Must()
	want = &Graph{NumNodes: 3, Source: []int32{1, 0, 1}, Target: []int32{0, 1, 1},
		EdgeFeatures: Matrix{Cols: 1, Data: []float32{2, 2, 2}}}
	if !equal(merged, want) {
		t.Errorf("merged: %v → %v with %v", merged.Source, merged.Target, merged.EdgeFeatures.Data)
	}
}

// The transform does what the builders do, up to the order of the edges into a node.
func TestToUndirectedIsTheBuilders(t *testing.T) {
	edges := [][2]int32{{2, 1}, {0, 3}, {3, 3}, {1, 2}, {0, 3}}
	built := New(4, edges).WithUndirected().Must()
	chained := New(4, edges).Must().Transform().ToUndirected().Must()
	sorted := func(g *Graph) []int64 {
		list := make([]int64, g.NumEdges())
		for e, target := range g.Target {
			list[e] = int64(g.Source[e])<<32 | int64(target)
		}
		slices.Sort(list)
		return list
	}
	if !slices.Equal(sorted(built), sorted(chained)) {
		t.Error("the edges are others")
	}
}

// 2,315,598 directed edges: ogbn-arxiv made undirected in PyTorch Geometric, 1,157,799 undirected ones, as quoted by
// its users.
func TestToUndirectedArxiv(t *testing.T) {
	g := FromOGB(needData(t, "ogbn_arxiv")).Must()
	merged := g.Transform().ToUndirected().RemoveDuplicates().Must()
	if merged.NumEdges() != 2_315_598 {
		t.Errorf("%d edges, want 2315598", merged.NumEdges())
	}
	s := merged.Summary()
	// Platonov et al., 2023 (arXiv:2209.06177) have 0.65 and 0.59 for this graph.
	if math.Abs(s.Homophily-0.65) > 0.005 || math.Abs(s.AdjustedHomophily-0.59) > 0.005 {
		t.Errorf("homophily %.4f, adjusted %.4f", s.Homophily, s.AdjustedHomophily)
	}
	if before := g.Summary(); !s.Undirected || s.Duplicates != 0 || s.SelfLoops != 0 || before.Undirected {
		t.Errorf("undirected %v, %d duplicates, %d self-loops; before: undirected %v",
			s.Undirected, s.Duplicates, s.SelfLoops, before.Undirected)
	}
	// The whole graph is one component (Hu et al., 2020).
	if largest := merged.Transform().LargestComponent().Must(); largest.NumNodes != g.NumNodes {
		t.Errorf("the largest component has %d nodes of %d", largest.NumNodes, g.NumNodes)
	}
}
