package datasets

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/quick"
)

// equal tells whether two graphs are equal in all but their names, NaN being equal to NaN and nil to empty.
func equal(a, b *Graph) bool {
	for _, pair := range [][2][]int32{
		{a.Source, b.Source}, {a.Target, b.Target}, {a.Classes, b.Classes}, {a.Train, b.Train}, {a.Valid, b.Valid},
		{a.Test, b.Test}, {a.Species, b.Species}, {a.Years, b.Years},
	} {
		if !slices.Equal(pair[0], pair[1]) {
			return false
		}
	}
	for _, pair := range [][2]Matrix{{a.NodeFeatures, b.NodeFeatures}, {a.EdgeFeatures, b.EdgeFeatures},
		{a.Tasks, b.Tasks}} {
		equal := func(x, y float32) bool { return x == y || isNaN(x) && isNaN(y) }
		if pair[0].Cols != pair[1].Cols || !slices.EqualFunc(pair[0].Data, pair[1].Data, equal) {
			return false
		}
	}
	return a.NumNodes == b.NumNodes && a.NumClasses == b.NumClasses
}

// drawn is a small graph by seed, with self-loops, duplicates, isolated nodes, unlabelled ones and all that a node can
// have.
func drawn(seed uint64) *Graph {
	r := rand.New(rand.NewPCG(seed, 0))
	nodes := 1 + r.IntN(12)
	edges := make([][2]int32, r.IntN(20))
	rows, weights := make([][]float32, nodes), make([][]float32, len(edges))
	classes, species := make([]int32, nodes), make([]int32, nodes)
	for e := range edges {
		edges[e] = [2]int32{int32(r.IntN(nodes)), int32(r.IntN(nodes))}
		weights[e] = []float32{float32(r.IntN(8)), float32(r.IntN(8))}
	}
	for node := range nodes {
		rows[node] = []float32{float32(r.IntN(3)), float32(r.IntN(3))}
		classes[node], species[node] = int32(r.IntN(4)-1), int32(r.IntN(3))
	}
	classes[r.IntN(nodes)] = 2
	own := New(nodes, edges).WithName("drawn").WithNodeFeatures(rows).WithClasses(classes).WithSpecies(species)
	if len(edges) > 0 {
		own.WithEdgeFeatures(weights)
	}
	g := own.Must()
	g.Years = make([]int32, nodes)
	for node := range g.Years {
		g.Years[node] = int32(2000 + r.IntN(9))
	}
	return g.Transform().SplitAtRandom(0.5, 0.2, seed).Must()
}

// Each law is a chain that must give what another one gives, on any graph.
func TestTransformLaws(t *testing.T) {
	everyNode := func(g *Graph) []int32 {
		nodes := make([]int32, g.NumNodes)
		for i := range nodes {
			nodes[i] = int32(i)
		}
		return nodes
	}
	reversed := func(g *Graph) []int32 {
		nodes := everyNode(g)
		slices.Reverse(nodes)
		return nodes
	}
	for _, law := range []struct {
		name        string
		left, right func(t *Transformed, g *Graph) *Transformed
	}{
		{"undirected twice is once, merged",
			func(t *Transformed, _ *Graph) *Transformed { return t.ToUndirected().ToUndirected().RemoveDuplicates() },
			func(t *Transformed, _ *Graph) *Transformed { return t.ToUndirected().RemoveDuplicates() }},
		{"merging twice is once",
			func(t *Transformed, _ *Graph) *Transformed { return t.RemoveDuplicates().RemoveDuplicates() },
			func(t *Transformed, _ *Graph) *Transformed { return t.RemoveDuplicates() }},
		{"the subgraph of all nodes is the graph",
			func(t *Transformed, g *Graph) *Transformed { return t.Subgraph(everyNode(g)) },
			func(t *Transformed, _ *Graph) *Transformed { return t }},
		{"nodes reversed twice are the graph",
			func(t *Transformed, g *Graph) *Transformed { return t.Subgraph(reversed(g)).Subgraph(reversed(g)) },
			func(t *Transformed, _ *Graph) *Transformed { return t }},
		{"the largest component's largest component is itself",
			func(t *Transformed, _ *Graph) *Transformed { return t.LargestComponent().LargestComponent() },
			func(t *Transformed, _ *Graph) *Transformed { return t.LargestComponent() }},
		{"self-loops added twice are once",
			func(t *Transformed, _ *Graph) *Transformed { return t.AddSelfLoops().AddSelfLoops() },
			func(t *Transformed, _ *Graph) *Transformed { return t.AddSelfLoops() }},
		{"self-loops added and removed are removed",
			func(t *Transformed, _ *Graph) *Transformed { return t.AddSelfLoops().RemoveSelfLoops() },
			func(t *Transformed, _ *Graph) *Transformed { return t.RemoveSelfLoops() }},
		{"self-loops do not change which component is the largest",
			func(t *Transformed, _ *Graph) *Transformed {
				return t.AddSelfLoops().LargestComponent().RemoveSelfLoops()
			},
			func(t *Transformed, _ *Graph) *Transformed { return t.LargestComponent().RemoveSelfLoops() }},
	} {
		t.Run(law.name, func(t *testing.T) {
			check := func(seed uint64) bool {
				g, untouched := drawn(seed), drawn(seed)
				left, err := law.left(g.Transform(), g).Done()
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				right, err := law.right(g.Transform(), g).Done()
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				if err := left.Validate(); err != nil {
					t.Errorf("seed %d: %v", seed, err)
				}
				if !equal(g, untouched) {
					t.Errorf("seed %d: the graph given has changed", seed)
				}
				return equal(left, right)
			}
			if err := quick.Check(check, &quick.Config{MaxCount: 300}); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestLargestComponentIsConnected holds the result of LargestComponent against a search: along edges of any direction,
// all of its nodes are reached from one, and no node of the graph that was left out is joined to it.
func TestLargestComponentIsConnected(t *testing.T) {
	whole, cut := 0, 0
	for seed := range uint64(300) {
		g := drawn(seed)
		largest := g.Transform().LargestComponent().Must()
		kept := map[string]bool{}
		for node := range int32(largest.NumNodes) {
			kept[largest.ID(node)] = true
		}
		if reached := reachedFrom(largest, 0); len(reached) != largest.NumNodes {
			t.Fatalf("seed %d: %d of %d nodes are reached from node 0", seed, len(reached), largest.NumNodes)
		}
		for e, source := range g.Source {
			if target := g.Target[e]; kept[g.ID(source)] != kept[g.ID(target)] {
				t.Fatalf("seed %d: an edge joins nodes %s and %s, of which one was left out", seed, g.ID(source),
					g.ID(target))
			}
		}
		if largest.NumNodes == g.NumNodes {
			whole++
		} else {
			cut++
		}
	}
	if whole == 0 || cut == 0 {
		t.Errorf("%d of the graphs are connected and %d are not; the test wants both", whole, cut)
	}
}

// TestSelfLoopsJoinNoNodes adds self-loops, after which each node is joined to the same others as before.
func TestSelfLoopsJoinNoNodes(t *testing.T) {
	for seed := range uint64(300) {
		g := drawn(seed)
		looped := g.Transform().AddSelfLoops().Must()
		for node := range int32(g.NumNodes) {
			if before, after := reachedFrom(g, node), reachedFrom(looped, node); !maps.Equal(before, after) {
				t.Fatalf("seed %d: %d nodes are reached from node %d, %d before", seed, len(after), node, len(before))
			}
		}
	}
}

// reachedFrom searches the nodes that a path along edges of any direction joins to a node, and that node itself.
func reachedFrom(g *Graph, node int32) map[int32]bool {
	neighbours := make([][]int32, g.NumNodes)
	for e, source := range g.Source {
		target := g.Target[e]
		neighbours[source] = append(neighbours[source], target)
		neighbours[target] = append(neighbours[target], source)
	}
	reached := map[int32]bool{node: true}
	for left := []int32{node}; len(left) > 0; {
		next := left[len(left)-1]
		left = left[:len(left)-1]
		for _, neighbour := range neighbours[next] {
			if !reached[neighbour] {
				reached[neighbour] = true
				left = append(left, neighbour)
			}
		}
	}
	return reached
}

// TestTransformNamesTheStep holds the errors: the first step that fails is named, and nothing panics after it.
func TestTransformNamesTheStep(t *testing.T) {
	plain := New(3, [][2]int32{{0, 1}}).WithName("plain").Must()
	weighted := New(2, [][2]int32{{0, 1}, {0, 1}}).WithEdgeFeatures([][]float32{{3e38, 1}, {3e38, 1}}).
		WithNodeFeatures([][]float32{{1}, {-2}}).WithClasses([]int32{0, -1}).Must()
	for _, c := range []struct {
		name  string
		chain *Transformed
		want  string
	}{
		{"the first of two", plain.Transform().NodeFeaturesFromEdges().NormalizeFeatures(),
			`datasets: graph "plain": NodeFeaturesFromEdges: there are no edge features to add up`},
		{"a sum too large", weighted.Transform().NodeFeaturesFromEdges(),
			"column 0 of the edges into node 1 adds up to 6e+38"},
		{"no species", plain.Transform().NodeFeaturesFromSpecies(), "NodeFeaturesFromSpecies: there are no species"},
		{"no features", plain.Transform().NormalizeFeatures(), "NormalizeFeatures: there are no node features"},
		{"negative features", weighted.Transform().NormalizeFeatures(), "node 1 has -2 in column 0"},
		{"features lost", weighted.Transform().NormalizedDegrees(),
			"NormalizedDegrees: there are 2 edge features already"},
		{"too many loop features", weighted.Transform().AddSelfLoops(1, 2, 3),
			"AddSelfLoops: 3 features for a graph with 2 an edge"},
		{"loop features without columns", plain.Transform().AddSelfLoops(1), "1 features for a graph with 0 an edge"},
		{"loop features not finite", weighted.Transform().AddSelfLoops(nan), "feature 0 is NaN"},
		{"no node", plain.Transform().Subgraph(nil), "Subgraph: no nodes"},
		{"node out of range", plain.Transform().Subgraph([]int32{0, 3}),
			"Subgraph: entry 1: there is no node 3; ids go from 0 to 2"},
		{"negative node", plain.Transform().Subgraph([]int32{-1}), "entry 0: there is no node -1"},
		{"node twice", plain.Transform().Subgraph([]int32{2, 0, 2}), "entry 2: node 2 is entry 0 already"},
		{"nothing left", plain.Transform().RemoveSelfLoops().Subgraph([]int32{2}).RemoveIsolated(),
			"RemoveIsolated: no nodes"},
		{"shares above 1", plain.Transform().SplitAtRandom(0.8, 0.3, 1), "SplitAtRandom(0.8, 0.3): shares"},
		{"negative share", plain.Transform().SplitAtRandom(-0.1, 0.3, 1), "SplitAtRandom(-0.1, 0.3): shares"},
		{"no number", plain.Transform().SplitAtRandom(float64(nan), 0, 1), "SplitAtRandom(NaN, 0): shares"},
		{"no labels", plain.Transform().SplitAtRandom(0.5, 0.5, 1), "no node is labelled"},
		{"no classes", plain.Transform().SplitByClass(1, 0, 1), "SplitByClass(1, 0): there are no classes"},
		{"few of a class", weighted.Transform().SplitByClass(1, 1, 1),
			"class 0 has 1 nodes, fewer than the 1 to train and 1 to validate"},
		{"negative size", weighted.Transform().SplitByClass(-1, 1, 1), "SplitByClass(-1, 1): a class can't have less"},
		{"sizes that overflow", weighted.Transform().SplitByClass(1<<62, 1<<62, 1), "class 0 has 1 nodes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.chain.Done()
			if g != nil || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want one with %q", err, c.want)
			}
		})
	}
}

// A chain that is gone on with twice has two ends.
func TestTransformBranches(t *testing.T) {
	chain := New(2, [][2]int32{{0, 1}}).Must().Transform().ToUndirected()
	with := chain.AddSelfLoops().Must()
	if without := chain.Must(); without.NumEdges() != 2 || with.NumEdges() != 4 {
		t.Errorf("%d edges and %d, want 2 and 4", without.NumEdges(), with.NumEdges())
	}
}
