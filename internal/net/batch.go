package net

import (
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
)

// Inputs makes the tensors of a part as a Pass takes them, with all labels that an evaluation is given: source and
// target int32 [E], nodes [N, F], labels that are inputs, species [N, S], edges [E, D], weights
// [E].
func (d *Data) Inputs(p *datasets.Part) []*tensors.Tensor { return d.inputsGiven(p, d.allGiven(p)) }

// Labels makes a part's labels, classes int32 [N, 1], tasks [N, T] or standardized values [N, V], and the mask of those
// that count: labelled, and of a training node.
func (d *Data) Labels(p *datasets.Part) []*tensors.Tensor {
	return d.labelsExcept(p, make([]bool, len(p.Nodes)))
}

// Training makes the inputs and the labels of a training step on a part. Of labels that are inputs, the seed and the
// step draw a half. A label that is an input does not count in the loss.
func (d *Data) Training(p *datasets.Part, seed uint64, step int) (inputs, labels []*tensors.Tensor) {
	if !d.spec.options.LabelInput {
		return d.Inputs(p), d.Labels(p)
	}
	given := d.halfGiven(p, seed, step)
	return d.inputsGiven(p, given), d.labelsExcept(p, given)
}

// inputsGiven is Inputs with the labels of the given nodes.
func (d *Data) inputsGiven(p *datasets.Part, given []bool) []*tensors.Tensor {
	dtype := d.spec.DType()
	list := []*tensors.Tensor{
		tensors.FromFlatDataAndDimensions(p.Source, len(p.Source)),
		tensors.FromFlatDataAndDimensions(p.Target, len(p.Target)),
		Floats(p.NodeFeatures.Data, dtype, len(p.Nodes), p.NodeFeatures.Cols),
	}
	list = append(list, d.labelInputs(p, given)...)
	if d.spec.widths.Species > 0 {
		list = append(list, Floats(p.Gather(d.species).Data, dtype, len(p.Nodes), d.species.Cols))
	}
	if d.spec.widths.EdgeFeatures > 0 {
		list = append(list, Floats(p.EdgeFeatures.Data, dtype, len(p.Source), p.EdgeFeatures.Cols))
	}
	if d.spec.widths.Weighted {
		list = append(list, Floats(p.EdgeWeights, dtype, len(p.Source)))
	}
	return list
}
