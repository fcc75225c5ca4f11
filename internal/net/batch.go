package net

import (
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
)

// Inputs makes the tensors of a part as a Pass takes them, with all labels that an evaluation is given: source and
// target int32 [E], nodes [N, F], labels that are inputs, species [N, S], edges [E, D], weights
// [E].
func (d *Data) Inputs(p *datasets.Part) []*tensors.Tensor {
	return Together(d.Fixed(p, Floats), d.Given(p))
}

// Fixed makes those inputs of a part that are the same at each step, which are all but labels. Those of real numbers
// are made by floats, from values that may be the graph's own.
func (d *Data) Fixed(p *datasets.Part, floats func([]float32, dtypes.DType, ...int) *tensors.Tensor) []*tensors.Tensor {
	dtype := d.spec.DType()
	list := []*tensors.Tensor{
		tensors.FromFlatDataAndDimensions(p.Source, len(p.Source)),
		tensors.FromFlatDataAndDimensions(p.Target, len(p.Target)),
		floats(p.NodeFeatures.Data, dtype, len(p.Nodes), p.NodeFeatures.Cols),
	}
	if d.spec.widths.Species > 0 {
		list = append(list, floats(p.Gather(d.species).Data, dtype, len(p.Nodes), d.species.Cols))
	}
	if d.spec.widths.EdgeFeatures > 0 {
		list = append(list, floats(p.EdgeFeatures.Data, dtype, len(p.Source), p.EdgeFeatures.Cols))
	}
	if d.spec.widths.Weighted {
		list = append(list, floats(p.EdgeWeights, dtype, len(p.Source)))
	}
	return list
}

// Given makes the labels that an evaluation is given; none where labels are no inputs.
func (d *Data) Given(p *datasets.Part) []*tensors.Tensor { return d.labelInputs(p, d.allGiven(p)) }

// Together lists the inputs of a Pass: those of Fixed, with the labels that are given in their place.
func Together(fixed, given []*tensors.Tensor) []*tensors.Tensor {
	const before = 3 // source, target and nodes
	return slices.Concat(fixed[:before], given, fixed[before:])
}

// Labels makes a part's labels, classes int32 [N, 1], tasks [N, T] or standardized values [N, V], and the mask of those
// that count: labelled, and of a training node.
func (d *Data) Labels(p *datasets.Part) []*tensors.Tensor {
	return d.labelsExcept(p, make([]bool, len(p.Nodes)))
}

// Training makes the inputs and the labels of a training step on a part.
func (d *Data) Training(p *datasets.Part, seed uint64, step int) (inputs, labels []*tensors.Tensor) {
	given, labels := d.Step(p, seed, step)
	return Together(d.Fixed(p, Floats), given), labels
}

// Step makes what a training step on a part has besides Fixed: the labels that are inputs, and the labels to learn. Of
// labels that are inputs, the seed and the step draw a half. A label that is an input does not count in the loss.
func (d *Data) Step(p *datasets.Part, seed uint64, step int) (given, labels []*tensors.Tensor) {
	if !d.spec.options.LabelInput {
		return nil, d.Labels(p)
	}
	half := d.halfGiven(p, seed, step)
	return d.labelInputs(p, half), d.labelsExcept(p, half)
}
