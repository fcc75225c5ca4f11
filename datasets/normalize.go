package datasets

import (
	"fmt"
	"math"
)

// NormalizedDegrees gives each edge one feature, the weight of a graph convolution (Kipf and Welling, 2017,
// arXiv:1609.02907):
//
//	w(s→t) = 1 / √(d(s) · d(t))
//
// d is the number of edges into a node, as the graph is at this step: after AddSelfLoops it counts the self-loops,
// which makes it the paper's D̃^(−1/2) Ã D̃^(−1/2). An edge whose source has no edge into it gets 0, as in PyTorch
// Geometric. A graph with edge features is refused, as they would be lost.
func (t *Transformed) NormalizedDegrees() *Transformed {
	return t.step((*Graph).normalizedDegrees, "NormalizedDegrees")
}

func (g *Graph) normalizedDegrees() error {
	if g.EdgeFeatures.Cols > 0 {
		return fmt.Errorf("there are %d edge features already; they would be lost", g.EdgeFeatures.Cols)
	}
	factors := make([]float64, g.NumNodes)
	for node, degree := range g.InDegrees() {
		if degree > 0 {
			factors[node] = 1 / math.Sqrt(float64(degree))
		}
	}
	g.EdgeFeatures, g.Schema.EdgeFeatures = newMatrix(g.NumEdges(), 1), []Feature{{Name: "normalized degrees"}}
	for e, target := range g.Target {
		g.EdgeFeatures.Data[e] = float32(factors[g.Source[e]] * factors[target])
	}
	return nil
}

// NormalizeFeatures divides each node's features by their sum. A node whose features are all 0 keeps them. Negative
// features are refused: their sum may be 0.
func (t *Transformed) NormalizeFeatures() *Transformed {
	return t.step((*Graph).normalizeFeatures, "NormalizeFeatures")
}

func (g *Graph) normalizeFeatures() error {
	if g.NodeFeatures.Cols == 0 {
		return fmt.Errorf("there are no node features")
	}
	if g.isStandardized() {
		return fmt.Errorf("the features are standardized already; divide by their sums instead of that")
	}
	g.Schema.RowNormalized = true
	old := g.NodeFeatures
	g.NodeFeatures = newMatrix(g.NumNodes, old.Cols)
	for node := range g.NumNodes {
		sum := 0.0
		for column, value := range old.Row(node) {
			if value < 0 {
				return fmt.Errorf("node %d has %v in column %d; features that are divided by their sum must not be "+
					"negative",
					node, value, column)
			}
			sum += float64(value)
		}
		if sum == 0 {
			continue
		}
		row := g.NodeFeatures.Row(node)
		for column, value := range old.Row(node) {
			row[column] = float32(float64(value) / sum)
		}
	}
	return nil
}
