package net

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// InputShapes lists the tensors of a part with the given numbers of nodes and edges, padding included, in the order of
// Data.Inputs.
func (s *Spec) InputShapes(nodes, edges int) []shapes.Shape {
	w, dtype := s.widths, s.DType()
	list := []shapes.Shape{
		shapes.Make(dtypes.Int32, edges), shapes.Make(dtypes.Int32, edges), shapes.Make(dtype, nodes, w.NodeFeatures),
	}
	if s.options.LabelInput {
		list = append(list, s.labelShape(nodes))
	}
	if s.options.LabelReuse > 0 {
		list = append(list, shapes.Make(dtypes.Bool, nodes))
	}
	if w.Species > 0 {
		list = append(list, shapes.Make(dtype, nodes, w.Species))
	}
	if w.EdgeFeatures > 0 {
		list = append(list, shapes.Make(dtype, edges, w.EdgeFeatures))
	}
	if w.Weighted {
		list = append(list, shapes.Make(dtype, edges))
	}
	return list
}

// StepShapes lists all tensors of a training step: a part's inputs, then its labels and their mask.
func (s *Spec) StepShapes(nodes, edges int) []shapes.Shape {
	mask := shapes.Make(dtypes.Bool, nodes)
	if s.widths.Labels != options.ClassLabels {
		mask = shapes.Make(dtypes.Bool, nodes, s.widths.Outputs)
	}
	return append(s.InputShapes(nodes, edges), s.labelShape(nodes), mask)
}

// labelShape is the shape of the labels of the given number of nodes: a class, or a number per task or value.
func (s *Spec) labelShape(nodes int) shapes.Shape {
	if s.widths.Labels == options.ClassLabels {
		return shapes.Make(dtypes.Int32, nodes, 1)
	}
	return shapes.Make(s.DType(), nodes, s.widths.Outputs)
}
