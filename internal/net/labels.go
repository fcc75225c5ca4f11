package net

import (
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// labelInputs makes the tensors of the labels that are inputs: the labels of the given nodes, with −1 for a class and 0
// for a task where there is none, and where they are reused also which nodes' are to be filled in: all others but
// padding.
func (d *Data) labelInputs(p *datasets.Part, given []bool) []*tensors.Tensor {
	n := len(p.Nodes)
	var list []*tensors.Tensor
	switch outputs := d.spec.widths.Outputs; {
	case !d.spec.options.LabelInput:
		return nil
	case d.spec.widths.Labels == options.TaskLabels:
		values := make([]float32, n*outputs)
		for i, value := range p.Tasks.Data {
			if given[i/outputs] && value == value { // not NaN: labelled
				values[i] = value
			}
		}
		list = append(list, Floats(values, d.spec.DType(), n, outputs))
	default:
		classes := make([]int32, n)
		for i := range classes {
			if classes[i] = -1; given[i] {
				classes[i] = p.Classes[i]
			}
		}
		list = append(list, tensors.FromFlatDataAndDimensions(classes, n, 1))
	}
	if d.spec.options.LabelReuse > 0 {
		open := make([]bool, n)
		for i, node := range p.Nodes {
			open[i] = node >= 0 && !given[i]
		}
		list = append(list, tensors.FromFlatDataAndDimensions(open, n))
	}
	return list
}

// allGiven lists the nodes of a part whose labels an evaluation is given: all training nodes that have one.
func (d *Data) allGiven(p *datasets.Part) []bool {
	if !d.spec.options.LabelInput {
		return nil
	}
	given := make([]bool, len(p.Nodes))
	for i := range given {
		given[i] = p.TrainMask[i] && labelled(p, i)
	}
	return given
}

// labelled tells whether a node of a part has a class, or the label of some task.
func labelled(p *datasets.Part, i int) bool {
	if p.Classes != nil {
		return p.Classes[i] >= 0
	}
	for _, value := range p.Tasks.Row(i) {
		if value == value {
			return true
		}
	}
	return false
}

// halfGiven draws half of the nodes of allGiven. It depends on the seed and the step alone.
func (d *Data) halfGiven(p *datasets.Part, seed uint64, step int) []bool {
	all := d.allGiven(p)
	var nodes []int
	for i, given := range all {
		if given {
			nodes = append(nodes, i)
		}
	}
	rng := rand.New(rand.NewPCG(^seed, uint64(step))) // partitions are drawn from the seed itself
	rng.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
	for _, i := range nodes[len(nodes)/2:] {
		all[i] = false
	}
	return all
}

// labelsExcept makes a part's labels and the mask of those that count in the loss: labelled, of a training node, and
// not of a node whose label is an input.
func (d *Data) labelsExcept(p *datasets.Part, inputs []bool) []*tensors.Tensor {
	n := len(p.Nodes)
	if d.spec.widths.Labels == options.ClassLabels {
		classes := make([]int32, n)
		mask := make([]bool, n)
		for i, class := range p.Classes {
			if class >= 0 {
				classes[i], mask[i] = class, p.TrainMask[i] && !inputs[i]
			}
		}
		return []*tensors.Tensor{
			tensors.FromFlatDataAndDimensions(classes, n, 1), tensors.FromFlatDataAndDimensions(mask, n),
		}
	}
	from := p.Tasks
	if d.spec.widths.Labels == options.ValueLabels {
		from = p.Values
	}
	t := from.Cols
	values := make([]float32, n*t)
	mask := make([]bool, n*t)
	for i, value := range from.Data {
		if value == value { // not NaN: labelled
			values[i] = float32(d.Scale.Standardized(float64(value), i%t))
			mask[i] = p.TrainMask[i/t] && !inputs[i/t]
		}
	}
	return []*tensors.Tensor{Floats(values, d.spec.DType(), n, t), tensors.FromFlatDataAndDimensions(mask, n, t)}
}
