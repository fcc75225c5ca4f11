package net

import (
	"math"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// KeepNorms makes training steps leave the sums of squares of the layers' gradients in the store: for each parameter of
// the layers a variable with one number per layer. KeptNorms reads them.
func (s *Spec) KeepNorms(store *model.Store) {
	scope := store.Scope(NormScope).WithInitializer(initializer.Zero)
	for _, v := range s.variables {
		if v.Part != Ends {
			scope.VariableWithShape(v.Name, shapes.Make(dtypes.Float64, v.layers())).SetTrainable(false)
		}
	}
}

// keepingNorm is the value of a parameter of the layers. In a training step whose store has a variable for it, the sums
// of squares of its gradient are left there.
func keepingNorm(store *model.Store, v Variable, value *graph.Node) *graph.Node {
	kept := store.GetVariable(NormScope + "/" + v.Name)
	if kept == nil || !store.IsTraining(value.Graph()) {
		return value
	}
	kept.NodeValue(value.Graph()) // a step updates its inputs in place, and so every changed variable must be one
	return graph.IdentityWithCustomGradient(value, func(_, gradient *graph.Node) *graph.Node {
		rows := graph.Reshape(gradient, v.layers(), -1)
		// A product needs no memory; a reduction would hold the squares of all layers at once.
		squares := graph.Einsum("lk,lk->l", rows, rows)
		kept.SetNodeValue(graph.ConvertDType(squares, dtypes.Float64))
		return gradient
	})
}

// KeptNorms reads what the last step left, of several devices on the last: the l2 norm of each layer's gradient. That
// of an own first layer or of a first convolution comes before the others and that of a last convolution after them,
// and layers that share their parameters have one number together.
func (s *Spec) KeptNorms(store *model.Store) ([]float64, error) {
	var own, others, last []float64
	for _, v := range s.variables {
		if v.Part == Ends {
			continue
		}
		values, err := xla.OnDevices(store.GetVariable(NormScope + "/" + v.Name))
		if err != nil {
			return nil, err
		}
		squares, err := tensors.CopyFlatData[float64](values[len(values)-1])
		if err != nil {
			return nil, err
		}
		list := &others
		switch v.Part {
		case FirstLayer, FirstConvolution: // no network has both
			list = &own
		case LastConvolution:
			list = &last
		}
		if *list == nil {
			*list = make([]float64, len(squares))
		}
		for i, square := range squares {
			(*list)[i] += square
		}
	}
	norms := slices.Concat(own, others, last)
	for i, square := range norms {
		norms[i] = math.Sqrt(square)
	}
	return norms, nil
}
