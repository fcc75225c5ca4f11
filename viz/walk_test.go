package viz

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
)

func TestWalk(t *testing.T) {
	ring := func(n int32) (edges [][2]int32) {
		for i := range n {
			edges = append(edges, [2]int32{i, (i + 1) % n})
		}
		return edges
	}
	var parts, tree [][2]int32
	for i := range int32(100) { // a hundred triangles
		parts = append(parts, [2]int32{3 * i, 3*i + 1}, [2]int32{3*i + 1, 3*i + 2}, [2]int32{3*i + 2, 3 * i})
	}
	for i := int32(1); i < 1000; i++ { // each edge leads away from the root
		tree = append(tree, [2]int32{(i - 1) / 2, i})
	}
	for _, c := range []struct {
		name        string
		g           *datasets.Graph
		size, links int // of the sample; the least links
	}{
		{"ring", datasets.New(10_000, ring(10_000)).WithUndirected().Must(), 200, 180},
		{"one-way ring", datasets.New(10_000, ring(10_000)).Must(), 200, 180},
		{"one-way tree", datasets.New(1000, tree).Must(), 200, 190},
		{"triangles", datasets.New(300, parts).Must(), 200, 199},
		{"no edges", datasets.New(500, nil).Must(), 200, 0},
		{"fewer nodes than asked for", datasets.New(50, ring(50)).Must(), 50, 50},
	} {
		nodes := walk(neighborsOf(c.g), 200)
		if len(nodes) != c.size || len(slices.Compact(slices.Clone(nodes))) != c.size || !slices.IsSorted(nodes) {
			t.Errorf("%s: %d nodes, want %d different ones in order", c.name, len(nodes), c.size)
		}
		if links := linksBetween(c.g, nodes); len(links) < c.links {
			t.Errorf("%s: %d links between the nodes, want at least %d", c.name, len(links), c.links)
		}
		if !slices.Equal(nodes, walk(neighborsOf(c.g), 200)) {
			t.Errorf("%s: another sample the second time", c.name)
		}
	}
}

// TestNeighbors: what edges lead to is listed only where it differs from what they come from.
func TestNeighbors(t *testing.T) {
	both := neighborsOf(datasets.New(3, [][2]int32{{0, 1}, {1, 2}}).WithUndirected().Must())
	if both.outStart != nil {
		t.Error("an undirected graph is listed twice")
	}
	n := neighborsOf(datasets.New(4, [][2]int32{{0, 1}, {2, 1}, {1, 3}}).Must())
	rng := rand.New(rand.NewPCG(1, 1))
	seen := map[int32]bool{}
	for range 100 {
		next, ok := n.pick(1, rng)
		if !ok {
			t.Fatal("node 1 has no neighbour")
		}
		seen[next] = true
	}
	if len(seen) != 3 || seen[1] {
		t.Errorf("neighbours of node 1: %v, want 0, 2 and 3", seen)
	}
	if _, ok := neighborsOf(datasets.New(1, nil).Must()).pick(0, rng); ok {
		t.Error("a node without edges has a neighbour")
	}
}
