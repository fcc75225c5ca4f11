package datasets

import "slices"

// ToUndirected adds the reverse of each edge, with the same features. Each reverse stands right after its edge, as in
// the data sets of the Open Graph Benchmark whose edges are stored once; sorted by target, that is the order of the
// edges into one node.
//
// Nothing is merged: an edge that is there in both directions is there twice afterwards, and so is an edge from a node
// to itself. RemoveDuplicates as the next step merges them; both together are what PyTorch Geometric's ToUndirected
// does.
func (t *Transformed) ToUndirected() *Transformed {
	return t.step((*Graph).toUndirected, "ToUndirected")
}

func (g *Graph) toUndirected() error {
	features, e := g.EdgeFeatures, -1
	return placeEdges(g, g.Source, g.Target, true, features.Cols, func() ([]float32, error) {
		e++
		return features.Row(e), nil
	})
}

// RemoveDuplicates merges edges with the same source and the same target into one, with the mean of their features, and
// sorts the edges into each node by source. The mean keeps features that agree as they are, and gives the two
// directions of an edge the same features after ToUndirected; PyTorch Geometric's coalesce adds the features up.
func (t *Transformed) RemoveDuplicates() *Transformed {
	return t.step((*Graph).removeDuplicates, "RemoveDuplicates")
}

func (g *Graph) removeDuplicates() error {
	old, first := *g, g.firstIn()
	g.emptyEdges(old.NumEdges() - countDuplicates(old.Source, old.Target, make([]int32, old.NumNodes)))
	var edges []uint64 // into one node: the source, then the edge
	sum := make([]float64, old.EdgeFeatures.Cols)
	mean := make([]float32, old.EdgeFeatures.Cols)
	for target := range int32(old.NumNodes) {
		edges = edges[:0]
		for e := first[target]; e < first[target+1]; e++ {
			edges = append(edges, uint64(old.Source[e])<<32|uint64(e))
		}
		slices.Sort(edges)
		for i := 0; i < len(edges); {
			clear(sum)
			from, source := i, edges[i]>>32
			for ; i < len(edges) && edges[i]>>32 == source; i++ {
				for column, value := range old.EdgeFeatures.Row(int(uint32(edges[i]))) {
					sum[column] += float64(value)
				}
			}
			for column := range mean {
				mean[column] = float32(sum[column] / float64(i-from))
			}
			g.appendEdge(int32(source), target, mean)
		}
	}
	return nil
}

// countDuplicates counts the edges that have the source and target of an edge before them. Edges of one target stand
// together; seen is an entry of 0 for each node of the graph, and is used up.
func countDuplicates(source, target, seen []int32) (duplicates int) {
	for e, node := range source {
		if seen[node] == target[e]+1 {
			duplicates++
		}
		seen[node] = target[e] + 1
	}
	return duplicates
}
