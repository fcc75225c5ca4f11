package revgnn

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// Optimizer is how parameters are updated from their gradients. Start it with Adam or RMSProp.
type Optimizer struct {
	name        string
	weightDecay float64
	decays      bool // WithWeightDecay was given
	fault       string
}

const (
	adam    = "Adam"
	rmsProp = "RMSprop"
)

// Adam is Adam (Kingma and Ba 2014) as in torch.optim: smoothing 0.9 and 0.999, ε 1e-8. At step t, with gradient g:
//
//	m ← 0.9 m + 0.1 g
//	v ← 0.999 v + 0.001 g²
//	θ ← θ − rate · m/(1 − 0.9ᵗ) / (√(v/(1 − 0.999ᵗ)) + ε)
//
// It keeps two numbers a parameter.
func Adam() Optimizer { return Optimizer{name: adam} }

// RMSProp is RMSprop (Hinton 2012) with the constants of torch.optim: smoothing 0.99, ε 1e-8. At step t, with gradient g:
//
//	v ← 0.99 v + 0.01 g²
//	θ ← θ − rate · g / (√(v/(1 − 0.99ᵗ)) + ε)
//
// It is GoMLX's, which corrects the bias of v as Adam does. PyTorch's has no 1 − 0.99ᵗ, so that its steps are longer at
// first: 10 times at the first step, 1.6 times at step 50 and 1.07 times at step 200.
//
// It keeps one number a parameter.
func RMSProp() Optimizer { return Optimizer{name: rmsProp} }

// WithWeightDecay adds rate times the parameters to their gradient, an l2 penalty of rate/2 · ‖θ‖², as weight_decay in
// torch.optim's Adam and RMSprop. A rate is positive and finite.
func (o Optimizer) WithWeightDecay(rate float64) Optimizer {
	if o.decays {
		o.fault = "WithWeightDecay was given twice; give it once"
	}
	o.weightDecay, o.decays = rate, true
	return o
}

// String names the optimizer: "RMSprop, weight decay 0.0005".
func (o Optimizer) String() string {
	if o.decays {
		return fmt.Sprintf("%s, weight decay %g", o.name, o.weightDecay)
	}
	return o.name
}

// validate names what is wrong with the optimizer.
func (o Optimizer) validate() error {
	switch {
	case o.fault != "":
		return fmt.Errorf("revgnn: %s", o.fault)
	case o.name == "":
		return fmt.Errorf("revgnn: an empty optimizer; start it with revgnn.Adam() or revgnn.RMSProp()")
	case o.decays && !positive(o.weightDecay):
		return fmt.Errorf("revgnn: a weight decay of %g; use a positive one, or leave it out", o.weightDecay)
	}
	return nil
}

// moments is how many numbers are kept for each parameter.
func (o Optimizer) moments() int64 {
	if o.name == rmsProp {
		return 1
	}
	return 2
}

// positive tells whether a number is more than 0 and finite.
func positive(v float64) bool { return v > 0 && !math.IsInf(v, 1) }

// WithOptimizer sets the optimizer; Adam by default.
func (b *TrainBuilder) WithOptimizer(o Optimizer) *TrainBuilder {
	b.note("WithOptimizer")
	b.optimizer = o
	return b
}

// WithGradientClipping scales the gradient of all parameters, as one vector, down to an l2 norm, as
// torch.nn.utils.clip_grad_norm_ does: times min(1, norm/(‖g‖₂ + 1e-6)). Weight decay comes after it. What WithNorms records
// is the gradient before.
func (b *TrainBuilder) WithGradientClipping(norm float64) *TrainBuilder {
	b.note("WithGradientClipping")
	b.clipping = norm
	return b
}

// updates makes the optimizer of a step.
func (s step) updates() optimizer.Interface {
	config := optimizer.Adam()
	if s.optimizer.name == rmsProp {
		config = optimizer.RMSProp().Betas(0, 0.99)
	}
	return updates{Interface: config.LearningRate(s.learningRate).Epsilon(1e-8).Done(), step: s}
}

// updates clips gradients and adds weight decay before GoMLX's optimizer, and writes new values over old ones.
type updates struct {
	optimizer.Interface
	step step
}

// UpdateGraph implements optimizer.Interface.
func (u updates) UpdateGraph(scope *model.Scope, g *graph.Graph, theLoss *graph.Node) {
	gradients := scope.BuildTrainableVariablesGradientsGraph(theLoss)
	if u.step.clipping > 0 {
		gradients = clipped(gradients, u.step.clipping)
	}
	if rate := u.step.optimizer.weightDecay; rate > 0 {
		i := 0
		for v := range scope.IterVariables() { // in the order of the gradients
			if v.Trainable && v.InUseByGraph(g) {
				gradients[i] = graph.Add(gradients[i], graph.MulScalar(v.NodeValue(g), rate))
				i++
			}
		}
	}
	u.Interface.(interface {
		UpdateGraphWithGradients(scope *model.Scope, gradients []*graph.Node, loss dtypes.DType)
	}).UpdateGraphWithGradients(scope, gradients, theLoss.DType())
	xla.UpdateInPlace(g, scope.Store())
}

// clipped scales gradients, as one vector, down to a norm.
func clipped(gradients []*graph.Node, norm float64) []*graph.Node {
	squares := make([]*graph.Node, len(gradients))
	for i, gradient := range gradients {
		row := graph.Reshape(gradient, -1)
		// A product needs no memory; a reduction would hold the squares of all layers at once.
		squares[i] = graph.Einsum("k,k->", row, row)
	}
	total := graph.Sqrt(sum(squares))
	factor := graph.MinScalar(graph.Div(graph.Scalar(total.Graph(), total.DType(), norm), graph.AddScalar(total, 1e-6)), 1)
	list := make([]*graph.Node, len(gradients))
	for i, gradient := range gradients {
		list[i] = graph.Mul(gradient, factor)
	}
	return list
}
