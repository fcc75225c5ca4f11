package revgnn

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// witness records a training as it goes, and tells observers and callbacks of it.
type witness struct {
	*training
	before   time.Duration // of the processes before this one
	started  time.Time
	told     bool  // the observers know of the run
	failures int   // steps with a failed solve, in a row
	stop     error // of a callback that ended the training as complete
	tide     tide

	activations *activations // measures them; nil before the first
	activation  []float64    // of the step in progress; nil when they are not due
}

// start begins the time of the steps, once the first program is built.
func (w *witness) start() {
	if !w.started.IsZero() {
		return
	}
	if history := w.record.History(); len(history) > 0 {
		w.before = history[len(history)-1].Elapsed
	}
	w.announce()
	w.started = time.Now()
}

// announce tells the observers about the run, once.
func (w *witness) announce() {
	if w.told {
		return
	}
	w.told = true
	for _, o := range w.observers {
		o.Started(w.record.Info(), w.record.Profile(), w.record.History())
	}
}

// stepped records the step just made, and does what is due after it: an evaluation, a checkpoint, the end. The loss is
// nil where there was nothing to learn from.
func (w *witness) stepped(loss *float64, waited time.Duration) error {
	o, epoch := w.options, w.epoch(w.done)
	last := w.done == o.Steps()
	due := last || w.done%o.StepsPerEpoch() == 0 && epoch%o.EvaluationEpochs() == 0
	failing, err := w.write(loss, waited, epoch, due)
	if err != nil {
		return err
	}
	better := false
	if due {
		if better, err = w.evaluate(epoch); err != nil {
			return err
		}
	}
	end := w.ending(last, failing)
	if err := w.checkpoint(due || end != nil, better); err != nil {
		return err
	}
	return end
}

// write records the step. failing is the error that ends a training whose solves fail on every step.
func (w *witness) write(of *float64, waited time.Duration, epoch int, due bool) (failing, err error) {
	r := run.Record{Kind: run.Step, Step: w.done, Epoch: epoch, Waited: waited}
	if of == nil {
		return nil, w.append(r)
	}
	loss, rate := *of, w.learningRate()
	r.Loss, r.LearningRate = &loss, &rate
	if failing, err = w.solves(&r, due); err != nil {
		return nil, err
	}
	// A loss that is not finite ends the training: its gradients tell where that began.
	if w.normsDue(w.done) || w.options.NormsEvery > 0 && !isFinite(loss) {
		gradient, err := w.model.spec.KeptNorms(w.store)
		if err != nil {
			return nil, err
		}
		r.Norms = &run.Norms{Gradient: brief(gradient), Activation: brief(w.activation)}
	}
	if err := w.append(r); err != nil {
		return nil, err
	}
	if !isFinite(loss) {
		return nil, w.failedLoss(r)
	}
	return failing, nil
}

// evaluate scores the splits, and keeps the parameters where they are the best so far.
func (w *witness) evaluate(epoch int) (better bool, err error) {
	rows, solve, err := w.evaluator.compute(w.ctx)
	if err != nil {
		return false, err
	}
	s := score(w.graph, w.metric, rows)
	if better = w.pace.better(s.Valid); better {
		if err := bestOf(w.record).save(w.store, w.done); err != nil {
			return false, err
		}
	}
	w.pace.evaluated(s.Valid)
	return better, w.append(run.Record{Kind: run.Evaluation, Step: w.done, Epoch: epoch, Train: s.Train, Valid: s.Valid,
		Test: s.Test, Forward: solve})
}

// ending is why the training ends after this step; nil where it goes on, or where this is the last one.
func (w *witness) ending(last bool, failing error) error {
	switch {
	case failing != nil:
		return failing
	case last:
		return nil
	case w.stop != nil:
		return w.stop
	case w.pace.ended():
		return enough{w.pace.reason(w.done, w.options.Steps()).Error()}
	case w.ctx.Err() == nil && w.record.StopRequested():
		return context.Canceled
	}
	return w.ctx.Err()
}

// checkpoint writes a checkpoint where one is due.
func (w *witness) checkpoint(due, better bool) error {
	if due || time.Since(w.checkpoints.saved) >= w.checkpointEvery {
		save := w.checkpoints.save
		if !w.moved && w.checkpoints.step > 0 {
			// GoMLX reads the optimizer's state for the first step that is taken, so the store does not hold it yet.
			save = func(_ *model.Store, step int) error { return w.checkpoints.carry(step) }
		}
		if err := save(w.store, w.done); err != nil {
			return err
		}
	}
	if better { // the best one before has no checkpoint left that would go on from it
		if err := bestOf(w.record).removeOthers(w.done); err != nil {
			return fmt.Errorf("revgnn: an old best checkpoint cannot be removed: %w", err)
		}
	}
	return nil
}

// normsDue tells whether a step, counted from 1, records norms. It depends on nothing else, so that a run that was
// interrupted records those of one that was not.
func (w *witness) normsDue(step int) bool {
	every := w.options.NormsEvery
	return every > 0 && (step == 1 || step%every == 0)
}

// measureActivations runs before a step, and so with the parameters and the masks that the step has.
func (w *witness) measureActivations(batch train.Batch) (err error) {
	w.activation = nil
	if !w.normsDue(w.done+1) || w.model.spec.Options().Family == options.Equilibrium { // which has no layers
		return nil
	}
	if w.activations == nil {
		w.activations = &activations{step: w.step, store: w.store}
	}
	w.activation, err = w.activations.of(batch)
	return err
}

// solves adds the outcome of a step's solves to its record. Traces are kept of steps that are evaluated or whose solve
// failed. failing is the error that ends a training whose solves fail on every step.
func (w *witness) solves(r *run.Record, due bool) (failing, err error) {
	if r.Forward, r.Backward, err = net.KeptSolves(w.store); err != nil {
		return nil, err
	}
	failed, direction := r.Forward, net.ForwardSolve
	if !failed.Failed() {
		failed, direction = r.Backward, net.BackwardSolve
	}
	for _, s := range []*run.Solve{r.Forward, r.Backward} {
		if s != nil && !due && !s.Failed() {
			s.Trace = nil
		}
	}
	if !failed.Failed() {
		w.failures = 0
		return nil, nil
	}
	w.failures++
	if limit := w.options.FailedSolves; limit == 0 || w.failures < limit {
		return nil, nil
	}
	return fmt.Errorf("revgnn: the %s solve failed on %d steps in a row, the last with %q after %d evaluations "+
		"(residuals %s); "+
		"use another solver, more iterations or a Jacobian penalty, or WithSolveFailureLimit(0) to go on; step %d "+
		"is saved in %s",
		direction, w.failures, failed.Status, failed.Evaluations, shorten(failed.Trace), w.done, w.record.Dir()), nil
}

// append writes a record and shows it to observers and callbacks.
func (w *witness) append(r run.Record) error {
	r.Elapsed = w.before + time.Since(w.started)
	r.LiveBytes = w.tide.level()
	if err := w.record.Append(r); err != nil {
		return err
	}
	for _, o := range w.observers {
		o.Recorded(r)
	}
	stop, err := call(w.callbacks, r)
	if stop != nil {
		w.stop = stop
	}
	return err
}

// end closes the run and tells the observers. The model takes over the parameters unless training failed. why is the
// reason of a run that is complete before its last step, or the error.
func (w *witness) end(status run.Status, why error) (*run.Run, error) {
	if w.activations != nil {
		w.activations.close()
	}
	err := why
	if status == run.Complete {
		err = nil
	}
	if w.record.Status() != status {
		if failed := w.record.SetStatus(status, why); err == nil && failed != nil {
			status, err = run.Failed, failed
		}
	}
	w.announce() // when it ended before its first step
	for _, o := range w.observers {
		o.Finished(status, err)
	}
	if failed := w.record.Close(); err == nil && failed != nil {
		status, err = run.Failed, failed
	}
	if status == run.Failed {
		return nil, err
	}
	if failed := w.model.adopt(w.store); failed != nil {
		return nil, failed
	}
	w.model.parameters.take(identity(w.record))
	w.model.learned(w.record.Info().Scale, w.record.Info().Data.Schema)
	return w.record, err
}

// shorten writes the first and the last numbers of a trace.
func shorten(trace []float64) string {
	const ends = 4
	var words []string
	for i, residual := range trace {
		if len(trace) > 2*ends+1 && i >= ends && i < len(trace)-ends {
			if i == ends {
				words = append(words, "…")
			}
			continue
		}
		words = append(words, fmt.Sprintf("%.2g", residual))
	}
	return strings.Join(words, " ")
}
