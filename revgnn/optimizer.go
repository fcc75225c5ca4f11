package revgnn

import (
	"fmt"

	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Optimizer is how parameters are updated from their gradients. Start it with Adam, RMSProp or OptimizerOf.
type Optimizer struct {
	named       options.Named
	weightDecay float64
}

// Adam is Adam (Kingma and Ba 2014) as in torch.optim: smoothing 0.9 and 0.999, ε 1e-8. At step t, with gradient g:
//
//	m ← 0.9 m + 0.1 g
//	v ← 0.999 v + 0.001 g²
//	θ ← θ − rate · m/(1 − 0.9ᵗ) / (√(v/(1 − 0.999ᵗ)) + ε)
//
// It keeps two numbers per parameter.
func Adam() Optimizer { return Optimizer{named: options.Named{Name: options.Adam}} }

// RMSProp is RMSprop (Hinton 2012) with the constants of torch.optim: smoothing 0.99, ε 1e-8. At step t, with gradient
// g:
//
//	v ← 0.99 v + 0.01 g²
//	θ ← θ − rate · g / (√(v/(1 − 0.99ᵗ)) + ε)
//
// It is GoMLX's, which corrects the bias of v as Adam does. PyTorch's has no 1 − 0.99ᵗ, so that its steps are longer at
// first: 10 times at the first step, 1.6 times at step 50 and 1.07 times at step 200.
//
// It keeps one number per parameter.
func RMSProp() Optimizer { return Optimizer{named: options.Named{Name: options.RMSProp}} }

// OptimizerOf takes any optimizer of GoMLX, or of one's own, under a name for the run's record. It must be able to
// start from gradients, as all of GoMLX's are: train.OptimizeWithGradients. WithLearningRate sets its learning rate,
// where it reads that from optimizer.LearningRateVar.
func OptimizerOf(name string, o optimizer.Interface) Optimizer {
	return Optimizer{named: options.Named{Name: name, Value: o}}
}

// WithWeightDecay adds rate times the parameters to their gradient, an l2 penalty of rate/2 · ‖θ‖², as weight_decay in
// torch.optim's Adam and RMSprop.
func (o Optimizer) WithWeightDecay(rate float64) Optimizer {
	o.weightDecay = rate
	return o
}

// Option is the optimizer as options hold it, without its weight decay, which is an option of its own.
func (o Optimizer) Option() options.Named { return o.named }

// String names the optimizer: "rmsprop, weight decay 0.0005".
func (o Optimizer) String() string {
	if o.weightDecay > 0 {
		return fmt.Sprintf("%s, weight decay %g", o.named, o.weightDecay)
	}
	return o.named.String()
}

// moments is how many numbers an optimizer keeps per parameter, as far as it is known: two for one of a user's own.
func moments(o options.Named) int64 {
	if o.Name == options.RMSProp {
		return 1
	}
	return 2
}

// gradientOptimizer is an optimizer that can start from gradients.
type gradientOptimizer interface {
	optimizer.Interface
	train.OptimizeWithGradients
}

// optimizerOf makes GoMLX's optimizer of the options.
func optimizerOf(o options.Training) (gradientOptimizer, error) {
	const epsilon = 1e-8
	var made optimizer.Interface
	switch own, given := o.Optimizer.Value.(optimizer.Interface); {
	case given:
		made = own
	case o.Optimizer.Name == options.Adam:
		made = optimizer.Adam().LearningRate(o.LearningRate).Epsilon(epsilon).Done()
	case o.Optimizer.Name == options.RMSProp:
		made = optimizer.RMSProp().Betas(0, 0.99).LearningRate(o.LearningRate).Epsilon(epsilon).Done()
	default:
		return nil, fmt.Errorf("revgnn: the optimizer %q is not part of this program; give it by "+
			"WithOptimizer(revgnn.OptimizerOf(%q, …))",
			o.Optimizer.Name, o.Optimizer.Name)
	}
	able, ok := made.(gradientOptimizer)
	if !ok {
		return nil, fmt.Errorf("revgnn: the optimizer %q (%T) can't start from gradients; use one with a method "+
			"UpdateGraphWithGradients",
			o.Optimizer.Name, made)
	}
	return able, nil
}
