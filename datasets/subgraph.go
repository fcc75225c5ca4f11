package datasets

import (
	"fmt"
	"slices"
)

// Subgraph keeps the given nodes and the edges between them. Node i of the new graph is nodes[i], in the order given;
// the edges into a node keep their order. Features, labels, splits, species, years, times, names and ids follow, and
// the number of classes stays. A node given twice, an id out of range and no node at all are refused.
func (t *Transformed) Subgraph(nodes []int32) *Transformed {
	return t.step(func(g *Graph) error { return g.subgraph(nodes) }, "Subgraph")
}

func (g *Graph) subgraph(nodes []int32) error {
	if len(nodes) == 0 {
		return fmt.Errorf("no nodes; give at least one")
	}
	old, first := *g, firstEdges(g)
	places := make([]int32, old.NumNodes) // 1 + the place in nodes, 0 for none
	for i, node := range nodes {
		if err := old.validateNode(node); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		if places[node] != 0 {
			return fmt.Errorf("entry %d: node %d is entry %d already; give each node once", i, node, places[node]-1)
		}
		places[node] = int32(i + 1)
	}
	edges := 0
	for e, target := range old.Target {
		if places[target] != 0 && places[old.Source[e]] != 0 {
			edges++
		}
	}
	g.NumNodes = len(nodes)
	list := newEdges(edges)
	for target, node := range nodes {
		for e := first[node]; e < first[node+1]; e++ {
			if source := places[old.Source[e]]; source != 0 {
				list.add(source-1, int32(target), e)
			}
		}
	}
	g.setEdges(list, nil)
	for _, rows := range []*Matrix{&g.NodeFeatures, &g.Tasks, &g.Values} {
		from := *rows
		*rows = newMatrix(len(nodes), from.Cols)
		for i, node := range nodes {
			copy(rows.Row(i), from.Row(int(node)))
		}
	}
	g.Classes, g.Species, g.Years = picked(old.Classes, nodes, 0), picked(old.Species, nodes, 0), picked(old.Years,
		nodes, 0)
	g.Times, g.Names = picked(old.Times, nodes, 0), picked(old.Names, nodes, "")
	g.Filled = nil
	for _, cell := range old.Filled {
		if place := places[cell.Node]; place != 0 {
			g.Filled = append(g.Filled, Cell{place - 1, cell.Column})
		}
	}
	slices.SortFunc(g.Filled, compareCells)
	g.IDs = make([]string, len(nodes))
	for i, node := range nodes {
		g.IDs[i] = old.ID(node)
	}
	for _, split := range []*[]int32{&g.Train, &g.Valid, &g.Test} {
		from := *split
		*split = nil
		for _, node := range from {
			if places[node] != 0 {
				*split = append(*split, places[node]-1)
			}
		}
	}
	return nil
}
