package datasets

import (
	"slices"
	"testing"
)

func TestSpeciesOneHot(t *testing.T) {
	g := full()
	g.Species = []int32{9, 5, 7}
	m := g.SpeciesOneHot()
	if m.Cols != 3 || !slices.Equal(m.Data, []float32{0, 0, 1, 1, 0, 0, 0, 1, 0}) {
		t.Errorf("got %v", m)
	}
	if m := Karate().Must().SpeciesOneHot(); m.Cols != 0 {
		t.Errorf("without species: %v", m)
	}
}

func TestNodeFeatures(t *testing.T) {
	g := full()
	bare := full()
	bare.NodeFeatures = Matrix{}
	for _, c := range []struct {
		name  string
		chain *Transformed
		cols  int
		want  []float32
	}{
		// Node 0 has edge 0, node 1 has edges 1 and 2, node 2 has none.
		{"sums of edge features", bare.Transform().NodeFeaturesFromEdges(), 2, []float32{1, 2, 3 + 5, 4 + 6, 0, 0}},
		{"sums beside features", g.Transform().NodeFeaturesFromEdges(), 3,
			[]float32{1, 1, 2, 2, 3 + 5, 4 + 6, 3, 0, 0}},
		{"species", bare.Transform().NodeFeaturesFromSpecies(), 2, []float32{0, 1, 1, 0, 0, 1}},
		{"species beside sums", bare.Transform().NodeFeaturesFromEdges().NodeFeaturesFromSpecies(), 4,
			[]float32{1, 2, 0, 1, 8, 10, 1, 0, 0, 0, 0, 1}},
	} {
		got, err := c.chain.Done()
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if got.NodeFeatures.Cols != c.cols || !slices.Equal(got.NodeFeatures.Data, c.want) || got.Validate() != nil {
			t.Errorf("%s: got %v, want %v", c.name, got.NodeFeatures, c.want)
		}
	}
	if g.NodeFeatures.Cols != 1 || bare.NodeFeatures.Cols != 0 {
		t.Error("a graph given has changed")
	}
}
