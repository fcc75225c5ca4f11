package viz

import (
	"math/rand/v2"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
)

// neighbors lists, for each node, the sources of its edges, and the targets of the edges that leave it where these
// differ.
type neighbors struct {
	inStart, outStart []int // where a node's list begins; outStart is nil where the sources are enough
	in, out           []int32
}

// neighborsOf takes time and memory in proportion to nodes plus edges. Where each node has as many edges in as out,
// as in an undirected graph, whatever can be reached along edges can be reached against them, so that the sources,
// which the graph has in order already, are enough.
func neighborsOf(g *datasets.Graph) neighbors {
	n := neighbors{inStart: make([]int, g.NumNodes+1), in: g.Source}
	starts := make([]int, g.NumNodes+1)
	for i, target := range g.Target {
		n.inStart[target+1]++
		starts[g.Source[i]+1]++
	}
	balanced := slices.Equal(n.inStart, starts)
	for i := range g.NumNodes {
		n.inStart[i+1] += n.inStart[i]
		starts[i+1] += starts[i]
	}
	if balanced {
		return n
	}
	n.outStart, n.out = starts, make([]int32, g.NumEdges())
	next := slices.Clone(starts)
	for i, source := range g.Source {
		n.out[next[source]] = g.Target[i]
		next[source]++
	}
	return n
}

// pick draws one of a node's neighbours; ok is false where it has none but itself.
func (n neighbors) pick(node int32, rng *rand.Rand) (int32, bool) {
	in, out := n.in[n.inStart[node]:n.inStart[node+1]], []int32(nil)
	if n.outStart != nil {
		out = n.out[n.outStart[node]:n.outStart[node+1]]
	}
	if len(in)+len(out) == 0 {
		return 0, false
	}
	if i := rng.IntN(len(in) + len(out)); i < len(in) {
		return in[i], true
	} else {
		return out[i-len(in)], true
	}
}

// walk draws a sample of at most the given number of nodes by a random walk that returns to its start with
// probability 0.15 at each step. J. Leskovec and C. Faloutsos, "Sampling from large graphs" (2006), found that it
// keeps degrees, clusters and parts best among those that look at a small part of the graph. Where it finds nothing
// new it goes on from another start.
//
// The order of starts and all draws come from a fixed seed.
func walk(n neighbors, most int) (nodes []int32) {
	const (
		back    = 0.15
		patient = 100 // steps without a new node
	)
	size := len(n.inStart) - 1
	rng := rand.New(rand.NewPCG(20, 6))
	taken := make([]bool, size)
	take := func(node int32) bool {
		if taken[node] {
			return false
		}
		taken[node] = true
		nodes = append(nodes, node)
		return true
	}
	first := rng.IntN(size)
	for i := 0; i < size && len(nodes) < most; i++ {
		start := int32((first + i) % size)
		if !take(start) {
			continue
		}
		at := start
		for idle := 0; idle < patient && len(nodes) < most; idle++ {
			next, ok := n.pick(at, rng)
			if !ok {
				break
			}
			if at = next; take(at) {
				idle = 0
			}
			if rng.Float64() < back {
				at = start
			}
		}
	}
	slices.Sort(nodes)
	return nodes
}
