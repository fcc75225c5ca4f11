package datasets

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// NodeFeaturesFromEdges appends to the node features sums of edge features: [N, D], the features of the edges into each
// node added up. In a graph that stores both directions that is the sum over its incident edges, the node input of the
// ogbn-proteins models.
func (t *Transformed) NodeFeaturesFromEdges() *Transformed {
	return t.step((*Graph).nodeFeaturesFromEdges, "NodeFeaturesFromEdges")
}

func (g *Graph) nodeFeaturesFromEdges() error {
	if g.EdgeFeatures.Cols == 0 {
		return fmt.Errorf("there are no edge features to add up")
	}
	sums := newMatrix(g.NumNodes, g.EdgeFeatures.Cols)
	sum := make([]float64, g.EdgeFeatures.Cols) // float64, as a node of ogbn-proteins has thousands of edges
	for e, edges := 0, g.NumEdges(); e < edges; {
		target := g.Target[e]
		clear(sum)
		for ; e < edges && g.Target[e] == target; e++ {
			for i, value := range g.EdgeFeatures.Row(e) {
				sum[i] += float64(value)
			}
		}
		row := sums.Row(int(target))
		for i, value := range sum {
			if row[i] = float32(value); !arrays.IsFinite(row[i]) {
				return fmt.Errorf("column %d of the edges into node %d adds up to %.3g, which does not fit 32 bits; "+
					"scale the edge features",
					i, target, value)
			}
		}
	}
	var names []Feature
	for _, f := range g.Schema.EdgeFeatures {
		names = append(names, Feature{Name: "sum of " + f.String()})
	}
	return g.addFeatures(sums, names)
}

// addFeatures puts further features beside those of the nodes. names may be nil.
func (g *Graph) addFeatures(more Matrix, names []Feature) error {
	if g.NodeFeatures.Cols > 0 && (g.Schema.RowNormalized || g.isStandardized()) {
		return fmt.Errorf("the features are normalized or standardized already; add features before that")
	}
	if len(names) == 0 {
		names = make([]Feature, more.Cols)
	}
	own := g.Schema.NodeFeatures
	if len(own) == 0 {
		own = make([]Feature, g.NodeFeatures.Cols)
	}
	g.Schema.NodeFeatures = append(append([]Feature{}, own...), names...)
	if !slices.ContainsFunc(g.Schema.NodeFeatures, func(f Feature) bool { return f.Name != "" }) {
		g.Schema.NodeFeatures = nil
	}
	g.NodeFeatures = beside(g.NodeFeatures, more)
	return nil
}

// NodeFeaturesFromSpecies appends to the node features the species of each node as a row with a single 1:
// [N, number of species], as [Graph.SpeciesOneHot]. The graph keeps its species.
func (t *Transformed) NodeFeaturesFromSpecies() *Transformed {
	return t.step(func(g *Graph) error {
		if g.Species == nil {
			return fmt.Errorf("there are no species")
		}
		var names []Feature
		for _, species := range g.speciesValues() {
			names = append(names, Feature{Name: "species", Category: strconv.Itoa(int(species))})
		}
		return g.addFeatures(g.SpeciesOneHot(), names)
	}, "NodeFeaturesFromSpecies")
}

// beside puts the columns of b to the right of those of a, which may have none.
func beside(a, b Matrix) Matrix {
	if a.Cols == 0 {
		return b
	}
	m := Matrix{Data: newMatrix(a.Rows(), a.Cols+b.Cols).Data[:0], Cols: a.Cols + b.Cols}
	for i := range b.Rows() {
		m.Data = append(append(m.Data, a.Row(i)...), b.Row(i)...)
	}
	return m
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
