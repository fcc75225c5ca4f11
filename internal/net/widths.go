package net

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Widths is what a network takes from the graph that it is built for.
type Widths = run.Widths

// widthsOf takes the widths of a graph, whether or not an operator reads its edges' features.
func widthsOf(g *datasets.Graph) (Widths, error) {
	w := Widths{NodeFeatures: g.NodeFeatures.Cols, Species: g.SpeciesOneHot().Cols, EdgeFeatures: g.EdgeFeatures.Cols,
		Weighted: g.EdgeWeights != nil, Outputs: g.Outputs(), Tasks: g.Tasks.Cols > 0}
	if w.NodeFeatures == 0 {
		// The node input of the ogbn-proteins models: the sum of the incident edges' features.
		w.NodeFeatures, w.EdgeSums = g.EdgeFeatures.Cols, true
	}
	if w.NodeFeatures == 0 {
		return w, fmt.Errorf("revgnn: the graph %q has neither node nor edge features; give it node features", g.Name)
	}
	if w.Outputs == 0 {
		return w, fmt.Errorf("revgnn: the graph %q has no labels; give it classes or tasks", g.Name)
	}
	return w, nil
}

// fits names the first of the widths in which a graph is not one that a network of the widths w was built for.
func fits(w, graph Widths, name string) error {
	for _, width := range []struct {
		what        string
		graph, mine int
	}{
		{"node features", graph.NodeFeatures, w.NodeFeatures},
		{"species", graph.Species, w.Species},
		{"edge features", graph.EdgeFeatures, w.EdgeFeatures},
		{"outputs", graph.Outputs, w.Outputs},
	} {
		if width.graph != width.mine {
			return fmt.Errorf("revgnn: the graph %q has %d %s, the model was built for %d; build it with For(graph)",
				name, width.graph, width.what, width.mine)
		}
	}
	if graph.Tasks != w.Tasks {
		kind := map[bool]string{false: "classes", true: "yes/no tasks"}
		return fmt.Errorf("revgnn: the graph %q has %s, the model was built for %s; build it with For(graph)",
			name, kind[graph.Tasks], kind[w.Tasks])
	}
	if graph.Weighted != w.Weighted {
		return weightsDiffer(graph.Weighted, name)
	}
	if graph.EdgeSums != w.EdgeSums {
		kind := map[bool]string{false: "node features of its own", true: "no node features"}
		return fmt.Errorf("revgnn: the graph %q has %s, the model was built for one with %s; build it with For(graph)",
			name, kind[graph.EdgeSums], kind[w.EdgeSums])
	}
	return nil
}
