package datasets

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// The places are those of a stable sort by target of the list with each reverse after its edge.
func TestPlaceList(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(4)) // blocks, also on a machine of one core
	for _, c := range []struct {
		name         string
		nodes, edges int
	}{
		{"no edges", 3, 0}, {"one node", 1, 9}, {"fewer edges than nodes", 50, 20}, {"two blocks", 10,
			25}, {"four blocks", 20, 1001},
	} {
		for _, reverse := range []bool{false, true} {
			t.Run(c.name, func(t *testing.T) {
				r := rand.New(rand.NewPCG(1, 2))
				source, target := make([]int32, c.edges), make([]int32, c.edges)
				type edge struct{ source, target, row int32 }
				var want []edge
				for e := range c.edges {
					u, v := r.Int32N(int32(c.nodes)), r.Int32N(int32(c.nodes))
					source[e], target[e] = u, v
					want = append(want, edge{u, v, int32(e)})
					if reverse {
						want = append(want, edge{v, u, int32(e)})
					}
				}
				slices.SortStableFunc(want, func(a, b edge) int { return int(a.target - b.target) })
				g := &Graph{NumNodes: c.nodes}
				at, err := placeList(g, source, target, reverse)
				if err != nil {
					t.Fatal(err)
				}
				g.EdgeFeatures = newMatrix(len(want), 1)
				for e := range c.edges {
					at.put(g.EdgeFeatures, e, []float32{float32(e)})
				}
				for i, w := range want {
					got := edge{g.Source[i], g.Target[i], int32(g.EdgeFeatures.Data[i])}
					if got != w {
						t.Fatalf("reverse %v: edge %d is %v, want %v", reverse, i, got, w)
					}
				}
				if g.NumEdges() != len(want) {
					t.Errorf("reverse %v: %d edges, want %d", reverse, g.NumEdges(), len(want))
				}
			})
		}
	}
}
