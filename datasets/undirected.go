package datasets

import "slices"

// ToUndirected adds the reverse of each edge, with the same features, weight and time. Each reverse stands right after
// its edge, as in the data sets of the Open Graph Benchmark whose edges are stored once; sorted by target, that is the
// order of the edges into one node.
//
// Nothing is merged: an edge that is there in both directions is there twice afterwards, and so is an edge from a node
// to itself. RemoveDuplicates as the next step merges them; both together are what PyTorch Geometric's ToUndirected
// does.
func (t *Transformed) ToUndirected() *Transformed {
	return t.step((*Graph).toUndirected, "ToUndirected")
}

func (g *Graph) toUndirected() error {
	list, err := g.placed(slices.Clone(g.Source), slices.Clone(g.Target), true)
	if err != nil {
		return err
	}
	g.setEdges(list, nil)
	return nil
}

// RemoveDuplicates merges edges with the same source and the same target into one, with the mean of their features and
// weights and the latest time, and sorts the edges into each node by source. The mean keeps features that agree as they
// are, and gives the two directions of an edge the same features after ToUndirected; PyTorch Geometric's coalesce adds
// the features up.
func (t *Transformed) RemoveDuplicates() *Transformed {
	return t.step((*Graph).removeDuplicates, "RemoveDuplicates")
}

func (g *Graph) removeDuplicates() error {
	old, first := *g, firstEdges(g)
	list := newEdges(old.NumEdges() - countDuplicates(old.Source, old.Target, make([]int32, old.NumNodes)))
	groups := make([]int32, 0, cap(list.source)+1) // where the edges start that become one, in order
	order := make([]int32, 0, old.NumEdges())
	var edges []uint64 // into one node: the source, then the edge
	for target := range int32(old.NumNodes) {
		edges = edges[:0]
		for e := first[target]; e < first[target+1]; e++ {
			edges = append(edges, uint64(old.Source[e])<<32|uint64(e))
		}
		slices.Sort(edges)
		for i, edge := range edges {
			if i == 0 || edges[i-1]>>32 != edge>>32 {
				list.add(int32(edge>>32), target, int32(uint32(edge)))
				groups = append(groups, int32(len(order)))
			}
			order = append(order, int32(uint32(edge)))
		}
	}
	g.setEdges(list, nil)
	groups = append(groups, int32(len(order)))
	for e := range list.from {
		if same := order[groups[e]:groups[e+1]]; len(same) > 1 {
			g.merge(e, &old, same)
		}
	}
	return nil
}

// merge gives edge e the mean of the features and weights of some edges of old, and their latest time.
func (g *Graph) merge(e int, old *Graph, edges []int32) {
	for column := range old.EdgeFeatures.Cols {
		sum := 0.0
		for _, from := range edges {
			sum += float64(old.EdgeFeatures.Row(int(from))[column])
		}
		g.EdgeFeatures.Row(e)[column] = float32(sum / float64(len(edges)))
	}
	if old.EdgeWeights != nil {
		sum := 0.0
		for _, from := range edges {
			sum += float64(old.EdgeWeights[from])
		}
		g.EdgeWeights[e] = float32(sum / float64(len(edges)))
	}
	if old.EdgeTimes != nil {
		for _, from := range edges {
			g.EdgeTimes[e] = max(g.EdgeTimes[e], old.EdgeTimes[from])
		}
	}
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
