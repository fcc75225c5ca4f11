package revgnn

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/fault"
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
	last := t.options.Steps()
	switch {
	case t.ctx.Err() != nil:
		return t.ctx.Err()
	case t.done >= last: // killed before its end was noted
		return nil
	case t.pace.ended():
		return enough{t.pace.reason(t.done, last).Error()}
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
		steps, err := t.stepper(backend, w)
		if err != nil {
			return err
		}
		defer steps.close()
		next, stop := iter.Pull2(t.loader.from(t.done * t.options.Accumulate))
		defer stop()
		for t.done < last {
			loss, waited, err := t.advance(steps, next, w)
			if err != nil {
				return err
			}
			if err := w.stepped(loss, waited); err != nil {
				return err
			}
		}
		return nil
	})
	return t.model.noRoom(err, t.options, xla.Describe(backend).Shared(t.devices()), t.record.Profile())
}

// stepper makes what takes the steps on as many devices as there are to be.
func (t *training) stepper(backend compute.Backend, w *witness) (stepper, error) {
	if t.devices() == 1 {
		return newOneDevice(t, backend, w)
	}
	return newSeveralDevices(t, backend, w)
}

// batches gives the next batch, as iter.Pull2 makes it.
type batches func() (b batch, err error, more bool)

// group takes the next parts, and tells how long they were waited for.
func (t *training) group(next batches) (g group, waited time.Duration, err error) {
	for range t.devices() {
		b, err, _ := next() // there is no last batch
		if err != nil {
			g.leave()
			return nil, waited, err
		}
		g, waited = append(g, b), waited+t.loader.taken
	}
	return g, waited, nil
}

// advance takes one optimizer step: its parts one after the other, or as many at once as there are devices. The loss is
// the mean of those that have labels which count. Where none has, there is no step to take, and no loss: nothing
// changes but the number of steps done.
func (t *training) advance(steps stepper, next batches, w *witness) (loss *float64, waited time.Duration, err error) {
	if err := t.setLearningRate(); err != nil {
		return nil, 0, err
	}
	var held []group // parts without labels, until one of the step has some
	defer func() {
		for _, g := range held {
			g.leave()
		}
	}()
	var losses []float64
	learns := false
	for range t.options.Accumulate / t.devices() {
		g, wait, err := t.group(next)
		if err != nil {
			return nil, 0, err
		}
		waited += wait
		held = append(held, g)
		if g.empty() && !learns {
			continue
		}
		if !learns {
			if err := w.measureActivations(held[0][0].Batch); err != nil {
				return nil, 0, err
			}
		}
		learns = true
		for len(held) > 0 {
			g := held[0]
			held = held[1:]
			parts, err := steps.take(g)
			if err != nil {
				return nil, 0, err
			}
			t.moved = true
			for i, b := range g {
				if !b.empty {
					losses = append(losses, parts[i])
				}
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
