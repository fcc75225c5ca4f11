package revgnn

import (
	"cmp"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/loss"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// step is one training step as GoMLX's trainer takes it: the network, the loss, the optimizer.
type step struct {
	model        *Model
	seed         uint64 // of the dropout masks
	learningRate float64
	norms        bool // leave those of the layers' gradients in the store
	optimizer    Optimizer
	clipping     float64 // of the gradients' norm; 0 for none
	objective    Loss
	distillation *distillation // nil without a teacher
}

// network builds the logits of a training step, or of an evaluation without dropout. An evaluation of an equilibrium
// network returns the outcome of its solve as well; a training step leaves those of its two solves in the store.
func (s step) network(scope *model.Scope, _ any, in []*graph.Node) []*graph.Node {
	store, g := scope.Store(), in[0].Graph()
	if !scope.IsTraining(g) {
		return s.model.evaluation(store, in, (*Model).logits)
	}
	if s.model.config.Backward != Store && xla.HasLoops(g) {
		s.gradientBuffers(store)
	}
	if s.norms {
		s.model.normVariables(store)
	}
	d := &draws{seed: s.seed, step: optimizer.GetGlobalStepVar(store).NodeValue(g)}
	to := solves{forward: keepSolve(store, forwardSolve), backward: keepSolve(store, backwardSolve)}
	return []*graph.Node{s.model.logits(store, s.model.config.unpack(in), d, to)}
}

// gradientBuffers makes a variable for each stacked parameter's gradient. Gradients that are computed into the step's
// own memory would make it grow with depth; these are updated in place.
func (s step) gradientBuffers(store *model.Store) {
	scope := store.Scope(gradientScope).WithInitializer(initializer.Zero)
	for _, v := range s.model.vars {
		if v.part == stack {
			scope.VariableWithShape(v.Name, shapes.Make(s.model.dtype(), v.Shape...)).SetTrainable(false)
		}
	}
}

// loss is the mean over the labels that count: the cross-entropy of classes, or the binary cross-entropy of tasks.
// labels holds the labels and their mask, and what there is of a teacher.
func (s step) loss(labels, logits []*graph.Node) *graph.Node {
	if s.distillation != nil {
		own := len(labels) - 2
		alone := s
		alone.distillation = nil
		return s.distillation.mix(alone.loss(labels[:own], logits), labels[own], labels[own+1], logits[0])
	}
	switch {
	case s.model.config.Tasks:
		return loss.BinaryCrossentropyLogits(labels, logits)
	case s.objective == LogCrossEntropy:
		return logCrossEntropy(labels[0], labels[1], logits[0])
	}
	return loss.SparseCategoricalCrossEntropyLogits(labels, logits)
}

// total is what GoMLX's trainer differentiates: the loss and the penalties that the network added.
func (s step) total(labels, logits []*graph.Node) *graph.Node {
	loss := s.loss(labels, logits)
	if penalty := train.GetRegularizationLoss(loss.Graph()); penalty != nil {
		loss = graph.Add(loss, penalty)
	}
	return loss
}

// lossName names the loss in a run's record.
func (s step) lossName() string {
	if s.model.config.Tasks {
		return "binary cross-entropy"
	}
	return string(cmp.Or(s.objective, CrossEntropy))
}
