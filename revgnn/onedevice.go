package revgnn

import (
	"errors"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/fault"
)

// oneDevice takes the steps of a training on one device, with GoMLX's trainer.
type oneDevice struct {
	*training
	trainer *train.Trainer
	program *model.Exec // the step; nil before it is built, and where gradients add up over several
}

// newOneDevice makes GoMLX's trainer of the step.
func newOneDevice(t *training, backend compute.Backend, w *witness) (*oneDevice, error) {
	trainer := train.NewTrainer(backend, t.store, t.step.network, t.step.loss, t.step.updates, nil, nil)
	if n := t.options.Accumulate; n > 1 {
		if err := trainer.AccumulateGradients(n); err != nil {
			return nil, err
		}
	}
	// The optimizer reads its rate from here; a new trainer has removed what was there.
	optimizer.LearningRateVar(t.store.RootScope(), t.model.spec.DType(), t.options.LearningRate)
	one := &oneDevice{training: t, trainer: trainer}
	trainer.OnExecCreation(func(exec *model.Exec, _ train.GraphType) {
		if err := t.compile(exec); err != nil {
			panic(err) // the hook has no other way
		}
		w.start()
		if t.options.Accumulate == 1 {
			one.program = exec
			panic(errBuilt)
		}
	})
	return one, trainer.ResetTrainMetrics()
}

func (o *oneDevice) close() { o.trainer.ResetComputationGraphs() }

// take implements stepper.
func (o *oneDevice) take(of group) ([]float64, error) {
	metrics, err := o.step(of[0])
	if err != nil {
		return nil, err
	}
	loss := shapes.ConvertTo[float64](metrics[0].Value())
	for _, m := range metrics {
		m.MustFinalizeAll()
	}
	return []float64{loss}, nil
}

// step takes a step on a batch, and gives back what of it does not stay.
//
// GoMLX's trainer gives away all buffers of a batch, and a graph in one piece stays on the device. So a batch goes
// straight to the trainer's program, but where the trainer adds up gradients with several programs. It builds its
// program on its first batch: here one of single numbers, which it never computes on.
func (o *oneDevice) step(b batch) ([]*tensors.Tensor, error) {
	defer b.leave()
	if o.options.Accumulate > 1 {
		return o.trainer.TrainStep(b.Batch)
	}
	if o.program == nil {
		err := fault.Try(func() error {
			_, err := o.trainer.TrainStep(train.Batch{Inputs: numbersLike(b.Inputs), Labels: numbersLike(b.Labels)})
			return err
		})
		if o.program == nil {
			return nil, err
		}
	}
	return o.program.Call(b.values()...)
}

// errBuilt ends the trainer's first step once its program is built.
var errBuilt = errors.New("built")

// numbersLike lists as many tensors of a number each.
func numbersLike(list []*tensors.Tensor) []*tensors.Tensor {
	made := make([]*tensors.Tensor, len(list))
	for i := range made {
		made[i] = tensors.FromScalar(float32(0))
	}
	return made
}
