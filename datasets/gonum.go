package datasets

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/gonum/graph"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// FromGraph starts a graph from one of gonum's: what package simple or multi holds, a generator of graphs/gen made, or
// encoding/dot, encoding/graph6, encoding/digraph6 or formats/gexf12 decoded. The nodes are numbered from 0 in
// ascending order of their IDs, which the graph keeps; features, classes and the rest are given in that order.
//
// The edges of a directed graph stay as they are; those of a [graph.Undirected] get their reverse, as by
// [Own.WithUndirected]. A weighted graph's weights become those of the edges, and they must be finite. Each
// line of a multigraph is an edge.
func FromGraph(g graph.Graph) *Own {
	if g == nil {
		own := newOwn(0, nil)
		own.refuse("the gonum graph is nil")
		return own
	}
	ids := sortedIDs(g.Nodes())
	index := make(map[int64]int32, len(ids))
	for node, id := range ids {
		index[id] = int32(node)
	}
	own := newOwn(len(ids), nil)
	words := make([]string, len(ids))
	for node, id := range ids {
		words[node] = strconv.FormatInt(id, 10)
	}
	own.graph.IDs = unlessNumbers(words)
	_, own.undirected = g.(graph.Undirected)
	lines, weighted := weightsBetween(g)
	for source, u := range ids {
		for _, v := range sortedIDs(g.From(u)) {
			target, ok := index[v]
			if !ok {
				own.refuse("the gonum graph has an edge from %d to %d, which is not among its nodes", u, v)
			}
			if own.undirected && v < u {
				continue
			}
			for _, weight := range lines(u, v) {
				own.edges = append(own.edges, [2]int32{int32(source), target})
				if !weighted {
					continue
				}
				if !arrays.IsFinite(float32(weight)) {
					own.refuse("the gonum graph's edge from %d to %d has weight %v; want a finite float32", u, v,
						weight)
				}
				own.edgeWeights = append(own.edgeWeights, float32(weight))
			}
		}
	}
	return own
}

func sortedIDs(nodes graph.Nodes) []int64 {
	var ids []int64
	for nodes.Next() {
		ids = append(ids, nodes.Node().ID())
	}
	slices.Sort(ids)
	return ids
}

// weightsBetween returns a function that lists the weights of the edges from one node to the next: one, or several in a
// multigraph. They mean nothing unless weighted.
func weightsBetween(g graph.Graph) (lines func(u, v int64) []float64, weighted bool) {
	switch g := g.(type) {
	case graph.WeightedMultigraph:
		return func(u, v int64) []float64 {
			lines := graph.WeightedLinesOf(g.WeightedLines(u, v))
			slices.SortFunc(lines, func(a, b graph.WeightedLine) int { return cmp.Compare(a.ID(), b.ID()) })
			weights := make([]float64, len(lines))
			for i, line := range lines {
				weights[i] = line.Weight()
			}
			return weights
		}, true
	case graph.Multigraph:
		return func(u, v int64) []float64 { return make([]float64, len(graph.LinesOf(g.Lines(u, v)))) }, false
	case graph.Weighted:
		return func(u, v int64) []float64 {
			if edge := g.WeightedEdge(u, v); edge != nil {
				return []float64{edge.Weight()}
			}
			return []float64{math.NaN()}
		}, true
	}
	one := make([]float64, 1)
	return func(u, v int64) []float64 { return one }, false
}
