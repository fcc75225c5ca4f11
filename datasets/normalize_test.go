package datasets

import (
	"math"
	"slices"
	"testing"
)

// A path 0–1–2 with self-loops has degrees 2, 3, 2; rows as in the paper's D̃^(−1/2) Ã D̃^(−1/2).
func TestNormalizedDegrees(t *testing.T) {
	path := New(3, [][2]int32{{0, 1}, {1, 2}}).Must()
	g := path.Transform().ToUndirected().AddSelfLoops().NormalizedDegrees().Must()
	r6 := float32(1 / math.Sqrt(6))
	got := map[[2]int32]float32{}
	for e, target := range g.Target {
		got[[2]int32{g.Source[e], target}] = g.EdgeFeatures.Row(e)[0]
	}
	for edge, want := range map[[2]int32]float32{{0, 0}: 0.5, {1, 0}: r6, {0, 1}: r6, {1, 1}: 1. / 3, {2, 1}: r6,
		{1, 2}: r6, {2, 2}: 0.5} {
		if math.Abs(float64(got[edge]-want)) > 1e-7 {
			t.Errorf("edge %v has weight %v, want %v", edge, got[edge], want)
		}
	}
	// Node 0 has no edge into it.
	if g := path.Transform().NormalizedDegrees().Must(); !slices.Equal(g.EdgeFeatures.Data, []float32{0, 1}) {
		t.Errorf("directed: %v, want 0 and 1", g.EdgeFeatures.Data)
	}
}

func TestNormalizeFeatures(t *testing.T) {
	const large = math.MaxFloat32
	g := New(4, nil).WithNodeFeatures([][]float32{{1, 3}, {0, 0}, {0, 0.5}, {large, large}}).Must()
	if got := g.Transform().NormalizeFeatures().Must().
		NodeFeatures.Data; !slices.Equal(got, []float32{0.25, 0.75, 0, 0, 0, 1, 0.5, 0.5}) {
		t.Errorf("got %v", got)
	}
	if g.NodeFeatures.Data[0] != 1 {
		t.Error("the graph given has changed")
	}
}
