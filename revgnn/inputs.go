package revgnn

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// WithInputDropout sets the rate at which single numbers of the nodes' inputs are set to 0 in training: features, labels
// that are inputs, and the encoded species. The others are divided by 1 − rate. One mask is drawn a step, and one for each
// iteration of label reuse.
func (b *builder[B]) WithInputDropout(rate float64) *B {
	b.note("WithInputDropout")
	b.config.InputDropout = rate
	return b.self
}

// nodeInputs is what the first map of the nodes reads: features, labels, the encoded species, side by side.
func (m *Model) nodeInputs(store *model.Store, in inputs, d *draws) *graph.Node {
	columns := []*graph.Node{in.nodes}
	if in.labels != nil {
		columns = append(columns, in.labels)
	}
	if in.species != nil {
		p := func(name string) *graph.Node {
			return store.GetVariable(modelScope + "/" + name).NodeValue(in.species.Graph())
		}
		columns = append(columns, conv.Affine(in.species, p("species_encoder.weight"), p("species_encoder.bias")))
	}
	nodes := columns[0]
	if len(columns) > 1 {
		nodes = graph.Concatenate(columns, -1)
	}
	if d != nil && m.config.InputDropout > 0 {
		nodes = graph.Mul(nodes, d.mask(m.config.InputDropout, nodes.Shape()))
	}
	return nodes
}
