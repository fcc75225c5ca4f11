package revgnn

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// run trains, or takes a run that is complete as it is, and closes the run's record.
func (t *training) run() (*run.Run, error) {
	w := &witness{training: t}
	w.tide.level() // before anything is compiled
	if t.record.Status() == run.Complete {
		return w.end(run.Complete, nil)
	}
	err := t.loop(w)
	var stopped enough
	switch {
	case err == nil:
		return w.end(run.Complete, nil)
	case errors.As(err, &stopped):
		return w.end(run.Complete, stopped)
	case fault.IsInterruption(err):
		call := "the same call goes on from there"
		if t.directory == "" {
			call = fmt.Sprintf("the same call with WithDirectory(%q) goes on from there", t.record.Dir())
		}
		return w.end(run.Interrupted, fault.Interrupted(err, "revgnn: training was interrupted at step %d of %d; %s",
			t.done,
			t.options.Steps(), call))
	}
	return w.end(run.Failed, err)
}

// loop takes the steps from the one reached to the last. It returns nil at the last step, an enough where the training
// is complete before, and the context's error when it was cancelled.
func (t *training) loop(w *witness) error {
	steps := t.options.Steps()
	switch {
	case t.ctx.Err() != nil:
		return t.ctx.Err()
	case t.done >= steps: // killed before its end was noted
		return nil
	case t.pace.ended():
		return enough{t.pace.reason(t.done, steps).Error()}
	}
	if d := t.step.distillation; d != nil {
		if err := d.ask(t.ctx, t.graph, t.loader.base); err != nil {
			return err
		}
	}
	backend, err := xla.Default()
	if err != nil {
		return err
	}
	err = fault.Try(func() error {
		trainer, err := t.trainer(backend, w)
		if err != nil {
			return err
		}
		defer func() {
			trainer.ResetComputationGraphs()
			t.program = nil
		}()
		next, stop := iter.Pull2(t.loader.from(t.done * t.options.Accumulate))
		defer stop()
		for t.done < steps {
			loss, waited, err := t.advance(trainer, next, w)
			if err != nil {
				return err
			}
			if err := w.stepped(loss, waited); err != nil {
				return err
			}
		}
		return nil
	})
	return t.model.noRoom(err, t.options, xla.Describe(backend), t.record.Profile())
}

// trainer makes GoMLX's trainer of the step.
func (t *training) trainer(backend compute.Backend, w *witness) (*train.Trainer, error) {
	trainer := train.NewTrainer(backend, t.store, t.step.network, t.step.loss, t.step.updates, nil, nil)
	if n := t.options.Accumulate; n > 1 {
		if err := trainer.AccumulateGradients(n); err != nil {
			return nil, err
		}
	}
	// The optimizer reads its rate from here; a new trainer has removed what was there.
	optimizer.LearningRateVar(t.store.RootScope(), t.model.spec.DType(), t.options.LearningRate)
	trainer.OnExecCreation(func(exec *model.Exec, _ train.GraphType) {
		if err := t.compile(exec); err != nil {
			panic(err) // the hook has no other way
		}
		w.start()
		if t.options.Accumulate == 1 {
			t.program = exec
			panic(errBuilt)
		}
	})
	return trainer, trainer.ResetTrainMetrics()
}

// compile builds the step before it runs, and records its memory.
func (t *training) compile(exec *model.Exec) error {
	nodes, edges := t.loader.base.PaddedNodes(), t.loader.base.PaddedEdges()
	spec := t.model.spec
	list := spec.StepShapes(nodes, edges)
	if t.step.distillation != nil {
		list = append(list, taughtShapes(spec.DType(), nodes, spec.Widths().Outputs)...)
	}
	done := waiting.While(t.ctx, "building the training step")
	defer done() // it may panic
	program, err := exec.Compile(list...)
	done()
	if err != nil {
		return err
	}
	// Where the backend does not say, the estimate stays.
	if memory, err := spec.Measure(program, t.store, nodes, list); err == nil {
		if err := t.record.SetProfile(memory); err != nil {
			return err
		}
		if err := t.model.compiledRoom(t.options, xla.Describe(program.Backend()), memory); err != nil {
			return err
		}
	}
	return t.ctx.Err()
}

// take takes a step on a batch, and gives back what of it does not stay.
//
// GoMLX's trainer gives away all buffers of a batch, and a graph in one piece stays on the device. So a batch goes
// straight to the trainer's program, but where the trainer adds up gradients with several programs. It builds its
// program on its first batch: here one of single numbers, which it never computes on.
func (t *training) take(trainer *train.Trainer, b batch) ([]*tensors.Tensor, error) {
	defer b.leave()
	if t.options.Accumulate > 1 {
		return trainer.TrainStep(b.Batch)
	}
	if t.program == nil {
		err := fault.Try(func() error {
			_, err := trainer.TrainStep(train.Batch{Inputs: numbersLike(b.Inputs), Labels: numbersLike(b.Labels)})
			return err
		})
		if t.program == nil {
			return nil, err
		}
	}
	var args []any
	for _, tensor := range slices.Concat(b.Inputs, b.Labels) {
		args = append(args, tensor)
	}
	return t.program.Call(args...)
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

// batches gives the next batch, as iter.Pull2 makes it.
type batches func() (b batch, err error, more bool)

// advance takes one optimizer step: its parts one after the other. The loss is the mean of those that have labels which
// count. Where none has, there is no step to take, and no loss: nothing changes but the number of steps done.
func (t *training) advance(trainer *train.Trainer, next batches, w *witness) (loss *float64, waited time.Duration,
	err error) {
	if err := t.setLearningRate(); err != nil {
		return nil, 0, err
	}
	var held []batch // parts without labels, until one of the step has some
	defer func() {
		for _, b := range held {
			b.leave()
		}
	}()
	var losses []float64
	learns := false
	for range t.options.Accumulate {
		b, err, _ := next() // there is no last batch
		if err != nil {
			return nil, 0, err
		}
		waited += t.loader.taken
		held = append(held, b)
		if b.empty && !learns {
			continue
		}
		if !learns {
			if err := w.measureActivations(held[0].Batch); err != nil {
				return nil, 0, err
			}
		}
		learns = true
		for len(held) > 0 {
			b := held[0]
			held = held[1:]
			part, err := t.trainOn(trainer, b)
			if err != nil {
				return nil, 0, err
			}
			if !b.empty {
				losses = append(losses, part)
			}
		}
	}
	t.done++
	if !learns {
		w.start() // it may be the first
		return nil, waited, nil
	}
	mean := 0.0
	for _, part := range losses {
		mean += part / float64(len(losses))
	}
	return &mean, waited, nil
}

// trainOn takes a step on a part, gives back what of it does not stay, and returns its loss.
func (t *training) trainOn(trainer *train.Trainer, b batch) (float64, error) {
	metrics, err := t.take(trainer, b)
	if err != nil {
		return 0, err
	}
	t.moved = true
	loss := shapes.ConvertTo[float64](metrics[0].Value())
	for _, m := range metrics {
		m.MustFinalizeAll()
	}
	return loss, nil
}

// setLearningRate sets the rate of the next step, which the compiled step reads from a variable.
func (t *training) setLearningRate() error {
	o := t.options
	if t.step.schedule != nil || o.WarmUp == 0 && o.PlateauFactor == 0 { // set within the step, or once for all
		return nil
	}
	rate, dtype := t.pace.learningRate(t.epoch(t.done+1)), t.model.spec.DType()
	value, err := tensors.FromAnyValue(shapes.CastAsDType(rate, dtype))
	if err != nil {
		return err
	}
	return optimizer.LearningRateVar(t.store.RootScope(), dtype, rate).SetValue(value)
}
