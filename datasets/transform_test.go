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

func TestNodeFeaturesFromEdges(t *testing.T) {
	g := full()
	if _, err := g.NodeFeaturesFromEdges(); err == nil {
		t.Error("features would be lost: no error")
	}
	g.NodeFeatures = Matrix{}
	with, err := g.NodeFeaturesFromEdges()
	if err != nil {
		t.Fatal(err)
	}
	// Node 0 has edge 0, node 1 has edges 1 and 2, node 2 has none.
	if want := []float32{1, 2, 3 + 5, 4 + 6, 0, 0}; with.NodeFeatures.Cols != 2 || !slices.Equal(with.NodeFeatures.Data, want) {
		t.Errorf("got %v, want %v", with.NodeFeatures, want)
	}
	if g.NodeFeatures.Cols != 0 || with.Validate() != nil {
		t.Error("the given graph changed, or the new one is not valid")
	}
	if _, err := Karate().Must().NodeFeaturesFromEdges(); err == nil {
		t.Error("no edge features: no error")
	}
}
