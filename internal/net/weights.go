package net

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// takesWeights refuses weights of edges where the operator has no use for them, or does not say.
func (c convolution) takesWeights() error {
	const others = "or read the weights as an edge feature, or leave them out"
	weighted, says := c.operator.(conv.Weighted)
	switch {
	case !c.weighted || says && weighted.UsesWeights():
		return nil
	case says:
		return fmt.Errorf("revgnn: the graph has edge weights, and the operator %s does not use them; take one that "+
			"does, such as GEN(mean), GEN(sum), SAGE or GCN, %s", c.operator, others)
	}
	return fmt.Errorf("revgnn: the graph has edge weights, and the operator %s does not say whether it uses them; "+
		"give it the method UsesWeights() bool of conv.Weighted, %s", c.operator, others)
}

// weightsDiffer says that a graph has weights and the model was built for one without, or the reverse.
func weightsDiffer(graph bool, name string) error {
	if graph {
		return fmt.Errorf("revgnn: the graph %q has edge weights, the model was built for one without; read the "+
			"graph without them, or build the model with For(graph)", name)
	}
	return fmt.Errorf("revgnn: the graph %q has no edge weights, the model was built for one with some; read the "+
		"graph with its weights, or build the model with For(graph)", name)
}
