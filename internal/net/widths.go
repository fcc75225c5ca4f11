package net

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Widths is what a network takes from the graph that it is built for.
type Widths = run.Widths

// widthsOf takes the widths of a graph to learn from, whether or not an operator reads its edges' features.
func widthsOf(g *datasets.Graph) (Widths, error) {
	w, err := inputsOf(g)
	if err == nil && w.Outputs == 0 {
		err = fmt.Errorf("revgnn: the graph %q has no labels to learn; give it classes, tasks or values", g.Name)
	}
	return w, err
}

// inputsOf takes the widths of a graph that may have no labels: then it has no outputs.
func inputsOf(g *datasets.Graph) (Widths, error) {
	w := Widths{NodeFeatures: g.NodeFeatures.Cols, Species: g.SpeciesOneHot().Cols, EdgeFeatures: g.EdgeFeatures.Cols,
		Weighted: g.EdgeWeights != nil, Outputs: g.Outputs(), Labels: options.Labels(g.Labels().String())}
	if w.NodeFeatures == 0 {
		// The node input of the ogbn-proteins models: the sum of the incident edges' features.
		w.NodeFeatures, w.EdgeSums = g.EdgeFeatures.Cols, true
	}
	if w.NodeFeatures == 0 {
		return w, fmt.Errorf("revgnn: the graph %q has neither node nor edge features; give it node features", g.Name)
	}
	return w, nil
}

// fits names the first of the widths in which a graph is not one that a network of the widths w was built for.
func fits(w, graph Widths, name string) error {
	if graph.Outputs == 0 {
		graph.Outputs, graph.Labels = w.Outputs, w.Labels
	}
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
	if graph.Labels != w.Labels {
		return fmt.Errorf("revgnn: the graph %q has %s, the model was built for %s; build it with For(graph)",
			name, graph.Labels, w.Labels)
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
