package datasets

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// AddSelfLoops adds an edge from each node to itself where there is none, as the last of the edges into the node. It
// weighs 1, and its time is 0.
//
// Its features are all 1 unless values are given: one value stands for all columns, several are one per column. As in
// PyTorch Geometric's AddRemainingSelfLoops, 1 is the default because a single column is mostly a weight.
func (t *Transformed) AddSelfLoops(features ...float32) *Transformed {
	return t.step(func(g *Graph) error { return g.addSelfLoops(features) }, "AddSelfLoops")
}

func (g *Graph) addSelfLoops(features []float32) error {
	row := make([]float32, g.EdgeFeatures.Cols)
	if n := len(features); n > 0 && len(row) == 0 || n > 1 && n != len(row) {
		return fmt.Errorf("%d features for a graph with %d an edge; give none, one for all or one for each",
			len(features), len(row))
	}
	for i := range row {
		switch len(features) {
		case 0:
			row[i] = 1
		case 1:
			row[i] = features[0]
		default:
			row[i] = features[i]
		}
		if !arrays.IsFinite(row[i]) {
			return fmt.Errorf("feature %d is %v; features must be finite", i, row[i])
		}
	}
	has, missing := make([]bool, g.NumNodes), g.NumNodes
	for e, target := range g.Target {
		if g.Source[e] == target && !has[target] {
			has[target] = true
			missing--
		}
	}
	if most := arrays.MaxEdges - missing; g.NumEdges() > most {
		return fmt.Errorf("%d directed edges and %d more; at most %d fit", g.NumEdges(), missing, arrays.MaxEdges)
	}
	old, e, list := *g, 0, newEdges(g.NumEdges()+missing)
	for node := range int32(old.NumNodes) {
		for ; e < old.NumEdges() && old.Target[e] == node; e++ {
			list.add(old.Source[e], node, int32(e))
		}
		if !has[node] {
			list.add(node, node, -1)
		}
	}
	g.setEdges(list, row)
	return nil
}

// RemoveSelfLoops removes the edges from a node to itself.
func (t *Transformed) RemoveSelfLoops() *Transformed {
	return t.step(func(g *Graph) error {
		old, loops := *g, 0
		for e, target := range old.Target {
			if old.Source[e] == target {
				loops++
			}
		}
		if loops == 0 {
			return nil
		}
		list := newEdges(old.NumEdges() - loops)
		for e, target := range old.Target {
			if source := old.Source[e]; source != target {
				list.add(source, target, int32(e))
			}
		}
		g.setEdges(list, nil)
		return nil
	}, "RemoveSelfLoops")
}
