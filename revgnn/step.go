package revgnn

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// step is one training step as GoMLX's trainer takes it: the network, the loss, the optimizer.
type step struct {
	spec         *net.Spec
	options      options.Training
	objective    LossFunction
	lossName     string
	updates      updates
	schedule     Schedule      // nil where the host sets the learning rate
	frozen       []string      // the parameters that do not change
	distillation *distillation // nil without a teacher
	// heldLabels stand in for the labels that a network with label reuse fills in; nil to let it compute them.
	heldLabels *tensors.Tensor
}

// newStep makes a step of options that were checked.
func newStep(spec *net.Spec, o options.Training) (s step, err error) {
	s = step{spec: spec, options: o}
	if s.objective, s.lossName, err = lossOf(o, spec.Widths().Labels); err != nil {
		return s, err
	}
	if s.schedule, err = scheduleOf(o); err != nil {
		return s, err
	}
	made, err := optimizerOf(o)
	s.updates = updates{gradientOptimizer: made, clipping: o.GradientClipping, weightDecay: o.WeightDecay}
	return s, err
}

// network builds the logits of a training step. It leaves the outcomes of an equilibrium network's two solves in the
// store.
func (s step) network(scope *model.Scope, _ any, in []*graph.Node) []*graph.Node {
	store, g := scope.Store(), in[0].Graph()
	for _, name := range s.frozen {
		net.Parameter(store, name).SetTrainable(false)
	}
	if s.schedule != nil {
		for range g.NumDevices() { // it counts parts, also those of the other devices
			s.schedule(scope, g, s.spec.DType(), s.options.LearningRate)
		}
	}
	if s.spec.Options().Backward != options.Store && xla.HasLoops(g) {
		s.spec.KeepGradients(store)
	}
	if s.options.NormsEvery > 0 {
		s.spec.KeepNorms(store)
	}
	p := net.NewPass(s.spec, store, in)
	p.Draws = net.NewDraws(s.options.Seed, optimizer.GetGlobalStepVar(store).NodeValue(g))
	p.Solves, p.HeldLabels = net.KeepSolves(store), s.heldLabels
	return []*graph.Node{p.Logits()}
}

// loss is the loss over the labels that count. labels holds the labels and their mask, and what there is of a teacher.
func (s step) loss(labels, logits []*graph.Node) *graph.Node {
	own := s.objective(labels[0], labels[1], logits[0])
	if s.distillation == nil {
		return own
	}
	return s.distillation.mix(own, labels[2], labels[3], logits[0])
}

// total is what GoMLX's trainer differentiates: the loss and the penalties that the network added.
func (s step) total(labels, logits []*graph.Node) *graph.Node {
	loss := s.loss(labels, logits)
	if penalty := train.GetRegularizationLoss(loss.Graph()); penalty != nil {
		loss = graph.Add(loss, penalty)
	}
	return loss
}

// program is the step as one program of a backend's, without a trainer: forward, backward and update. It takes so many
// inputs, then the labels, and gives the loss.
func (s step) program(backend compute.Backend, store *model.Store, inputs int) (*model.Exec, error) {
	return model.NewExec(backend, store, func(scope *model.Scope, all []*graph.Node) *graph.Node {
		store.SetTraining(all[0].Graph(), true)
		loss := s.total(all[inputs:], s.network(scope, nil, all[:inputs]))
		s.updates.UpdateGraph(scope, loss.Graph(), loss)
		return loss
	})
}
