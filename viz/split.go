package viz

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/units"
)

// Split is a part of a graph's nodes that predictions are judged on.
type Split string

// The splits of a graph.
const (
	Train Split = "training"
	Valid Split = "validation"
	Test  Split = "test"
)

// predictions are what Confusion and ROC judge: the logits of a graph's labelled nodes in some splits.
type predictions struct {
	graph  *datasets.Graph
	logits datasets.Matrix
	nodes  []int32
	on     string // the splits in words: "test nodes"
}

// judged finds the nodes of the splits; without any those of the test split. The message says why there is nothing to
// judge, and is else empty.
func judged(g *datasets.Graph, logits datasets.Matrix, splits []Split) (p predictions, message string) {
	if message := unfit(g, logits, "logits"); message != "" {
		return p, message
	}
	switch {
	case g.Outputs() == 0:
		return p, "The graph has no labels, so there is nothing to judge predictions by."
	case logits.Cols != g.Outputs():
		return p, fmt.Sprintf("The logits are for %d outputs, the graph's labels have %d: "+
			"give the logits of a model built for this graph.", logits.Cols, g.Outputs())
	}
	if len(splits) == 0 {
		splits = []Split{Test}
	}
	splits = slices.Compact(slices.Sorted(slices.Values(splits)))
	var names []string
	var nodes []int32
	for _, s := range splits {
		of, ok := map[Split][]int32{Train: g.Train, Valid: g.Valid, Test: g.Test}[s]
		if !ok {
			return p, fmt.Sprintf("There is no split %q: give viz.Train, viz.Valid or viz.Test.", string(s))
		}
		names, nodes = append(names, string(s)), append(nodes, of...)
	}
	p = predictions{graph: g, logits: logits, on: strings.Join(names, " and ") + " nodes"}
	if len(nodes) == 0 {
		return p, fmt.Sprintf("The graph has no %s: give a split that has some, such as viz.Train.", p.on)
	}
	broken := 0
	for _, node := range nodes {
		if node < 0 || int(node) >= g.NumNodes {
			return p, fmt.Sprintf("A split names node %d of a graph of %d nodes.", node, g.NumNodes)
		}
		if !g.IsLabelled(node) {
			continue
		}
		p.nodes = append(p.nodes, node)
		if !finiteRow(logits.Row(int(node))) {
			broken++
		}
	}
	switch {
	case len(p.nodes) == 0:
		return p, fmt.Sprintf("None of the %s %s has a label.", units.Count(len(nodes)), p.on)
	case broken > 0:
		return p, fmt.Sprintf("The logits of %s of the %s %s are not finite: the model has diverged.",
			units.Count(broken), units.Count(len(p.nodes)), p.on)
	}
	return p, ""
}

// titled is a title with the graph's name and the nodes judged.
func (p predictions) titled(title string) string {
	if p.graph.Name == "" {
		return sentences(title, p.on)
	}
	return sentences(title, p.graph.Name+", "+p.on)
}
