package revgnn

import (
	"path"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// severalDevices takes the steps of a training on several devices at once, each of which has the network and its
// optimizer. A step takes as many parts on each of them; the devices average their gradients and then change their
// parameters all alike. GoMLX's trainer has no such step where gradients add up over several parts.
type severalDevices struct {
	*training
	backend compute.Backend
	witness *witness

	more, last *model.Exec // the programs of a step's last parts and of those before; nil before they are built
	taken      int         // parts of the step that each device has taken
}

// newSeveralDevices makes the optimizer start from the training's rate, as GoMLX's trainer does.
func newSeveralDevices(t *training, backend compute.Backend, w *witness) (*severalDevices, error) {
	if err := t.store.Scope(optimizer.Scope).DeleteVariable(optimizer.ParamLearningRate); err != nil {
		return nil, err
	}
	optimizer.LearningRateVar(t.store.RootScope(), t.model.spec.DType(), t.options.LearningRate)
	return &severalDevices{training: t, backend: backend, witness: w}, nil
}

// take implements stepper.
func (s *severalDevices) take(of group) ([]float64, error) {
	defer of.leave()
	if s.last == nil {
		if err := s.build(len(of[0].Inputs)); err != nil {
			return nil, err
		}
	}
	var in []any
	for _, b := range of {
		in = append(in, b.values()...)
	}
	program := s.more
	if s.taken++; s.taken == s.each() {
		program, s.taken = s.last, 0
	}
	out, err := program.Call(in...)
	if err != nil {
		return nil, err
	}
	losses := make([]float64, len(out))
	for i, loss := range out {
		losses[i] = shapes.ConvertTo[float64](loss.Value())
		loss.MustFinalizeAll()
	}
	return losses, nil
}

// each is how many parts of a step a device takes.
func (s *severalDevices) each() int { return s.options.Accumulate / s.devices() }

// build makes the programs, of so many inputs.
func (s *severalDevices) build(inputs int) (err error) {
	if s.each() > 1 {
		if s.more, err = s.program(inputs, false); err != nil {
			return err
		}
	}
	if s.last, err = s.program(inputs, true); err != nil {
		return err
	}
	s.witness.start()
	return nil
}

func (s *severalDevices) program(inputs int, last bool) (*model.Exec, error) {
	exec, err := s.step.shared(s.backend, s.store, inputs, s.each(), last)
	if err != nil {
		return nil, err
	}
	if err := s.compile(exec); err != nil {
		exec.Finalize()
		return nil, err
	}
	return exec, nil
}

func (s *severalDevices) close() {
	for _, program := range []*model.Exec{s.more, s.last} {
		if program != nil {
			program.Finalize()
		}
	}
}

// shared is the program of one part of a step, of which each device takes several. The gradients of the parts before
// the last add up in variables of the device's own.
func (s step) shared(backend compute.Backend, store *model.Store, inputs, parts int, last bool) (*model.Exec, error) {
	return model.NewExec(backend, store, func(scope *model.Scope, all []*graph.Node) *graph.Node {
		g := all[0].Graph()
		store.SetTraining(g, true)
		loss := s.total(all[inputs:], s.network(scope, nil, all[:inputs]))
		gradients := scope.BuildTrainableVariablesGradientsGraph(loss)
		if parts > 1 {
			for i, sum := range gradientSums(scope, g) {
				gradients[i] = graph.Add(sum.NodeValue(g), gradients[i])
				sum.SetNodeValue(gradients[i])
				if last {
					sum.SetNodeValue(graph.ZerosLike(gradients[i]))
					gradients[i] = graph.DivScalar(gradients[i], float64(parts))
				}
			}
		}
		if last {
			s.updates.UpdateGraphWithGradients(scope, gradients, loss.DType())
		} else {
			xla.UpdateInPlace(g, store)
		}
		return loss
	})
}

// gradientSums are the variables for the sums of gradients, in the order of these. They are where GoMLX's trainer has
// its own, so that a run goes on with either.
func gradientSums(scope *model.Scope, g *graph.Graph) (sums []*model.Variable) {
	var trained []*model.Variable
	for v := range scope.IterVariables() {
		if v.Trainable && v.InUseByGraph(g) {
			trained = append(trained, v)
		}
	}
	for _, v := range trained {
		in := scope.Store().Scope(path.Join("/", train.AccumulatedGradientsScope, v.Scope())).
			WithInitializer(initializer.Zero)
		sums = append(sums, in.VariableWithShape(v.Name(), v.Shape().Clone()).SetTrainable(false))
	}
	return sums
}
