package datasets

// LargestComponent keeps the largest weakly connected component: the most nodes that are all joined by paths along
// edges of any direction. Of two as large it is the one with the smaller node. Nodes and edges keep their order, as in
// Subgraph.
func (t *Transformed) LargestComponent() *Transformed {
	return t.step((*Graph).largestComponent, "LargestComponent")
}

func (g *Graph) largestComponent() error {
	roots := g.components()
	sizes := make([]int32, g.NumNodes)
	largest := int32(0)
	for _, root := range roots {
		sizes[root]++
	}
	for root, size := range sizes {
		if size > sizes[largest] {
			largest = int32(root)
		}
	}
	return g.keepNodes(func(node int32) bool { return roots[node] == largest })
}

// components names each node's weakly connected component by its smallest node. It is a union–find over the edges,
// which needs no more than one entry per node.
func (g *Graph) components() []int32 {
	parents := make([]int32, g.NumNodes) // a root is its own; no parent has a larger id
	for node := range parents {
		parents[node] = int32(node)
	}
	root := func(node int32) int32 {
		for parents[node] != node {
			parents[node] = parents[parents[node]] // halves the path for the next time
			node = parents[node]
		}
		return node
	}
	for e, target := range g.Target {
		a, b := root(g.Source[e]), root(target)
		parents[max(a, b)] = min(a, b)
	}
	for node := range parents {
		parents[node] = root(int32(node))
	}
	return parents
}

// RemoveIsolated removes the nodes without an edge from or to another node; a self-loop is none, as in PyTorch
// Geometric. Nodes and edges keep their order, as in Subgraph. A graph of isolated nodes alone is refused, as nothing
// would be left.
func (t *Transformed) RemoveIsolated() *Transformed {
	return t.step(func(g *Graph) error {
		joined := make([]bool, g.NumNodes)
		markJoined(g.Source, g.Target, joined)
		return g.keepNodes(func(node int32) bool { return joined[node] })
	}, "RemoveIsolated")
}

// markJoined marks the nodes that an edge joins to another one.
func markJoined(source, target []int32, joined []bool) {
	for e, node := range source {
		if node != target[e] {
			joined[node], joined[target[e]] = true, true
		}
	}
}

// keepNodes is the subgraph of some of the nodes in ascending order; the graph as it is when that is all.
func (g *Graph) keepNodes(keep func(node int32) bool) error {
	nodes := make([]int32, 0, g.NumNodes)
	for node := range int32(g.NumNodes) {
		if keep(node) {
			nodes = append(nodes, node)
		}
	}
	if len(nodes) == g.NumNodes {
		return nil
	}
	return g.subgraph(nodes)
}
