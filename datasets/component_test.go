package datasets

import (
	"slices"
	"testing"
	"testing/quick"
)

func TestLargestComponent(t *testing.T) {
	// Components {0, 4}, {1, 5, 3} against the direction of 3→5, and {2}; in the last case two are as large.
	for _, c := range []struct {
		name    string
		nodes   int
		edges   [][2]int32
		classes []int32 // the node's id, so that nodes are known again
	}{
		{"of three", 6, [][2]int32{{0, 4}, {1, 5}, {3, 5}, {2, 2}}, []int32{1, 3, 5}},
		{"of two as large", 4, [][2]int32{{3, 0}, {1, 2}}, []int32{0, 3}},
		{"no edges", 3, nil, []int32{0}},
		{"a long path", 5, [][2]int32{{4, 3}, {3, 2}, {2, 1}, {1, 0}}, []int32{0, 1, 2, 3, 4}},
	} {
		ids := []int32{0, 1, 2, 3, 4, 5}[:c.nodes]
		g := New(c.nodes, c.edges).WithClasses(ids).Must()
		if got := g.Transform().LargestComponent().Must(); !slices.Equal(got.Classes, c.classes) {
			t.Errorf("%s: nodes %v, want %v", c.name, got.Classes, c.classes)
		}
	}
}

// The component of each node is held against a search through the graph.
func TestComponents(t *testing.T) {
	check := func(seed uint64) bool {
		g := drawn(seed)
		got := g.components()
		for node := range got {
			reached := map[int32]bool{int32(node): true}
			for grown := true; grown; {
				grown = false
				for e, target := range g.Target {
					if source := g.Source[e]; reached[source] != reached[target] {
						reached[source], reached[target], grown = true, true, true
					}
				}
			}
			for other := range got {
				if reached[int32(other)] != (got[other] == got[node]) {
					return false
				}
			}
		}
		return true
	}
	if err := quick.Check(check, nil); err != nil {
		t.Error(err)
	}
}

func TestRemoveIsolated(t *testing.T) {
	g := New(5, [][2]int32{{4, 1}, {2, 2}, {1, 1}}).WithClasses([]int32{0, 1, 2, 3, 4}).Must()
	got := g.Transform().RemoveIsolated().Must()
	if !slices.Equal(got.Classes, []int32{1, 4}) || !slices.Equal(got.Source, []int32{1, 0}) ||
		!slices.Equal(got.Target, []int32{0, 0}) {
		t.Errorf("nodes %v, edges %v → %v", got.Classes, got.Source, got.Target)
	}
}
