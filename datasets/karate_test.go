package datasets

import (
	"slices"
	"testing"
)

func TestKarate(t *testing.T) {
	g := Karate().Must()
	checkCounts(t, g, counts{nodes: 34, edges: 156, nodeFeatures: 34, outputs: 2, train: 8, valid: 8, test: 18})
	// Degrees as networkx 3.6 has them.
	degrees := []int32{16, 9, 10, 6, 3, 4, 4, 4, 5, 2, 3, 1, 2, 5, 2, 2, 2, 2, 2, 3, 2, 2, 2, 5, 3, 3, 2, 4, 3, 4, 4, 6,
		12, 17}
	if !slices.Equal(g.InDegrees(), degrees) {
		t.Errorf("degrees %v", g.InDegrees())
	}
	for _, c := range []struct {
		name  string
		nodes []int32
		each  int
	}{
		{"train", g.Train, 4},
		{"valid", g.Valid, 4},
		{"test", g.Test, 9},
		{"all", slices.Concat(g.Train, g.Valid, g.Test), 17},
	} {
		count := [2]int{}
		for _, node := range c.nodes {
			count[g.Classes[node]]++
		}
		if count != [2]int{c.each, c.each} {
			t.Errorf("%s: %v of the two classes, want %d each", c.name, count, c.each)
		}
	}
}
