package revgnn

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// updates averages gradients over devices, clips them and adds weight decay before an optimizer of GoMLX, and writes
// new values over old ones.
type updates struct {
	gradientOptimizer
	clipping    float64 // of the gradients' norm; 0 for none
	weightDecay float64
}

// UpdateGraph implements optimizer.Interface.
func (u updates) UpdateGraph(scope *model.Scope, _ *graph.Graph, loss *graph.Node) {
	u.UpdateGraphWithGradients(scope, scope.BuildTrainableVariablesGradientsGraph(loss), loss.DType())
}

// UpdateGraphWithGradients implements train.OptimizeWithGradients.
func (u updates) UpdateGraphWithGradients(scope *model.Scope, gradients []*graph.Node, loss dtypes.DType) {
	g := gradients[0].Graph()
	gradients = xla.Averaged(gradients)
	if u.clipping > 0 {
		gradients = clipped(gradients, u.clipping)
	}
	if u.weightDecay > 0 {
		i := 0
		for v := range scope.IterVariables() { // in the order of the gradients
			if v.Trainable && v.InUseByGraph(g) {
				gradients[i] = graph.Add(gradients[i], graph.MulScalar(v.NodeValue(g), u.weightDecay))
				i++
			}
		}
	}
	u.gradientOptimizer.UpdateGraphWithGradients(scope, gradients, loss)
	xla.UpdateInPlace(g, scope.Store())
}

// clipped scales gradients, as one vector, down to a norm.
func clipped(gradients []*graph.Node, norm float64) []*graph.Node {
	var total *graph.Node
	for _, gradient := range gradients {
		row := graph.Reshape(gradient, -1)
		// A product needs no memory; a reduction would hold the squares of all layers at once.
		square := graph.Einsum("k,k->", row, row)
		if total == nil {
			total = square
		} else {
			total = graph.Add(total, square)
		}
	}
	total = graph.Sqrt(total)
	factor := graph.MinScalar(graph.Div(graph.Scalar(total.Graph(), total.DType(), norm), graph.AddScalar(total,
		1e-6)), 1)
	list := make([]*graph.Node, len(gradients))
	for i, gradient := range gradients {
		list[i] = graph.Mul(gradient, factor)
	}
	return list
}
