package datasets

import (
	"fmt"
	"slices"
)

// NodeFeaturesFromEdges returns a graph like g whose node features are sums of edge features: [N, D], the features of
// the edges into each node added up. In a graph that stores both directions that is the sum over its incident
// edges, the node input of the ogbn-proteins models. Everything else is shared with g.
//
// A graph without edge features, or with node features already, is an error.
func (g *Graph) NodeFeaturesFromEdges() (*Graph, error) {
	if g.EdgeFeatures.Cols == 0 {
		return nil, fmt.Errorf("datasets: graph %q has no edge features to add up", g.Name)
	}
	if g.NodeFeatures.Cols > 0 {
		return nil, fmt.Errorf("datasets: graph %q has %d node features already; they would be lost", g.Name, g.NodeFeatures.Cols)
	}
	with := *g
	with.NodeFeatures = newMatrix(g.NumNodes, g.EdgeFeatures.Cols)
	sum := make([]float64, g.EdgeFeatures.Cols) // float64, as a node of ogbn-proteins has thousands of edges
	for e, edges := 0, g.NumEdges(); e < edges; {
		target := g.Target[e]
		clear(sum)
		for ; e < edges && g.Target[e] == target; e++ {
			for i, value := range g.EdgeFeatures.Row(e) {
				sum[i] += float64(value)
			}
		}
		row := with.NodeFeatures.Row(int(target))
		for i, value := range sum {
			row[i] = float32(value)
		}
	}
	return &with, nil
}

// SpeciesOneHot is the species of each node as a row with a single 1: [N, number of species], columns in ascending
// order of the species' numbers. Without species it has no columns.
func (g *Graph) SpeciesOneHot() Matrix {
	if g.Species == nil {
		return Matrix{}
	}
	values := g.speciesValues()
	m := newMatrix(g.NumNodes, len(values))
	for node, species := range g.Species {
		column, _ := slices.BinarySearch(values, species)
		m.Row(node)[column] = 1
	}
	return m
}

// speciesValues lists the different species in ascending order.
func (g *Graph) speciesValues() []int32 {
	seen := map[int32]bool{}
	var values []int32
	for _, species := range g.Species {
		if !seen[species] {
			seen[species] = true
			values = append(values, species)
		}
	}
	slices.Sort(values)
	return values
}
