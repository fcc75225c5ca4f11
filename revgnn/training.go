package revgnn

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// training is one process's work on a run.
type training struct {
	*TrainBuilder
	step        step
	about       run.Info
	store       *model.Store
	run         *run.Run
	checkpoints *checkpoints
	evaluator   *predictor
	loader      *loader
	interrupts  <-chan os.Signal

	steps, done int // optimizer steps in all, and so far
	schedule    *schedule
	rate        float64 // that the schedule set last; 0 before
	failures    int     // steps with a failed solve, in a row
	before      time.Duration
	started     time.Time
	announced   bool

	activations *activations // measures them; nil when they are not recorded
	activation  []float64    // of the step in progress; nil when they are not due
}

// train runs GoMLX's loop from the step reached to the last.
func (t *training) train() error {
	backend, err := xla.Default()
	if err != nil {
		return err
	}
	if history := t.run.History(); len(history) > 0 {
		t.before = history[len(history)-1].Elapsed
	}
	defer t.evaluator.close()
	if err := t.interrupted(); err != nil {
		return err
	}
	if t.done == t.steps || t.schedule.ended() { // killed before its end was noted
		return nil
	}
	if d := t.step.distillation; d != nil {
		if err := d.ask(t.graph, t.loader.base); err != nil {
			return err
		}
	}
	err = try(func() error {
		trainer := train.NewTrainer(backend, t.store, t.step.network, t.step.loss, t.step.updates(), nil, nil)
		defer trainer.ResetComputationGraphs()
		trainer.OnExecCreation(func(exec *model.Exec, _ train.GraphType) {
			if err := t.compile(exec); err != nil {
				panic(err) // the hook has no other way
			}
			t.announce()
			t.started = time.Now()
		})
		loop := train.NewLoop(trainer)
		loop.OnStep("record", 0, func(loop *train.Loop, metrics []*tensors.Tensor) error {
			t.done = loop.LoopStep + 1
			return t.record(shapes.ConvertTo[float64](metrics[0].Value()))
		})
		t.loader.next = t.done
		if t.normsEvery > 0 && t.model.config.Family != equilibrium { // which has no layers
			t.activations = &activations{backend: backend, step: t.step, store: t.store}
			defer t.activations.close()
		}
		t.loader.before = func(step int, batch train.Batch) error {
			if err := t.setLearningRate(step); err != nil {
				return err
			}
			return t.measureActivations(step, batch)
		}
		_, err := loop.RunToGlobalStep(t.loader, t.steps)
		return err
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// errEnough ends GoMLX's loop before its last step.
var errEnough = errors.New("revgnn: enough")

// compile builds the step before it runs, and records its memory.
func (t *training) compile(exec *model.Exec) error {
	nodes, edges := t.loader.base.PaddedNodes(), t.loader.base.PaddedEdges()
	list := t.model.config.stepShapes(t.model.dtype(), nodes, edges)
	if t.step.distillation != nil {
		list = append(list, taughtShapes(t.model.dtype(), nodes, t.model.config.Outputs)...)
	}
	done := func() {}
	if t.stop == nil { // a sweep tells of its runs in one block
		done = waiting.While("building the training step")
	}
	defer done() // it may panic
	program, err := exec.Compile(list...)
	done()
	if err != nil {
		return err
	}
	// Where the backend does not say, the estimate stays.
	if memory, err := t.model.measure(program, t.store, nodes, list); err == nil {
		if err := t.run.SetProfile(memory); err != nil {
			return err
		}
	}
	return t.interrupted()
}

// interrupted is ErrInterrupted once the user has interrupted.
func (t *training) interrupted() error {
	select {
	case <-t.interrupts:
		return ErrInterrupted
	case <-t.stop:
		return ErrInterrupted
	default:
		return nil
	}
}

// record writes a step, and what is due after it: scores and a checkpoint.
func (t *training) record(loss float64) error {
	epoch := t.epoch(t.done)
	rate := t.schedule.learningRate(epoch)
	due := t.done == t.steps || (t.done%t.parts == 0 && epoch%t.evaluationEpochs() == 0)
	r := run.Record{Kind: run.Step, Step: t.done, Epoch: epoch, Loss: &loss, LearningRate: &rate, Waited: t.loader.waited}
	failing, err := t.solves(&r, due)
	if err != nil {
		return err
	}
	// A loss that is not finite ends the training: its gradients tell where that began.
	if t.normsDue(t.done) || t.normsEvery > 0 && !isFinite(loss) {
		if r.Norms, err = t.norms(); err != nil {
			return err
		}
	}
	if err := t.append(r); err != nil {
		return err
	}
	if !isFinite(loss) {
		return fmt.Errorf("revgnn: the loss is %g at step %d; use a smaller learning rate than %g, in another directory or WithRestart()",
			loss, t.done, rate)
	}
	better := false
	if due {
		logits, solve, err := t.evaluator.compute()
		if err != nil {
			return err
		}
		s := score(t.graph, logits)
		if better = t.schedule.better(s.Valid); better {
			if err := bestOf(t.run).save(t.store, t.done); err != nil {
				return err
			}
		}
		t.schedule.evaluated(s.Valid)
		err = t.append(run.Record{Kind: run.Evaluation, Step: t.done, Epoch: epoch, Train: s.Train, Valid: s.Valid, Test: s.Test,
			Forward: solve})
		if err != nil {
			return err
		}
	}
	enough := t.schedule.ended()
	var interrupted error
	if t.done < t.steps && !enough {
		interrupted = t.interrupted()
	}
	if due || interrupted != nil || failing != nil || time.Since(t.checkpoints.saved) >= t.checkpointEvery {
		if err := t.checkpoints.save(t.store, t.done); err != nil {
			return err
		}
	}
	if better { // the one before has no checkpoint left that would go on from it
		if err := bestOf(t.run).removeOthers(t.done); err != nil {
			return fmt.Errorf("revgnn: an old best checkpoint cannot be removed: %w", err)
		}
	}
	switch {
	case failing != nil:
		return failing
	case enough && t.done < t.steps:
		return errEnough
	}
	return interrupted
}

func isFinite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// normsDue tells whether a step, counted from 1, records norms. It depends on nothing else, so that a run that was
// interrupted records those of one that was not.
func (t *training) normsDue(step int) bool {
	return t.normsEvery > 0 && (step == 1 || step%t.normsEvery == 0)
}

// measureActivations runs before a step, counted from 0, and so with the parameters and the masks that the step has.
func (t *training) measureActivations(step int, batch train.Batch) (err error) {
	t.activation = nil
	if t.activations != nil && t.normsDue(step+1) {
		t.activation, err = t.activations.of(batch)
	}
	return err
}

// norms are those of the step just made.
func (t *training) norms() (*run.Norms, error) {
	gradient, err := t.model.keptNorms(t.store)
	if err != nil {
		return nil, err
	}
	return &run.Norms{Gradient: brief(gradient), Activation: brief(t.activation)}, nil
}

// solves adds the outcome of a step's solves to its record. Traces are kept of steps that are evaluated or whose solve
// failed. failing is the error that ends a training whose solves fail on every step.
func (t *training) solves(r *run.Record, due bool) (failing, err error) {
	if r.Forward, r.Backward, err = keptSolves(t.store); err != nil {
		return nil, err
	}
	failed, direction := r.Forward, forwardSolve
	if !failed.Failed() {
		failed, direction = r.Backward, backwardSolve
	}
	for _, s := range []*run.Solve{r.Forward, r.Backward} {
		if s != nil && !due && !s.Failed() {
			s.Trace = nil
		}
	}
	if !failed.Failed() {
		t.failures = 0
		return nil, nil
	}
	t.failures++
	if t.failures < t.failedSolves || t.failedSolves == 0 {
		return nil, nil
	}
	return fmt.Errorf("revgnn: the %s solve failed on %d steps in a row, the last with %q after %d evaluations (residuals %s); "+
		"use another solver, more iterations or a Jacobian penalty, or WithFailedSolves(0) to go on; step %d is saved in %s",
		direction, t.failures, failed.Status, failed.Evaluations, shorten(failed.Trace), t.done, t.run.Dir()), nil
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

func (t *training) append(r run.Record) error {
	r.Elapsed = t.before + time.Since(t.started)
	r.LiveBytes = residentBytes()
	if err := t.run.Append(r); err != nil {
		return err
	}
	for _, o := range t.observers {
		o.Recorded(r)
	}
	return nil
}

// announce tells the observers about the run, once.
func (t *training) announce() {
	if t.announced {
		return
	}
	t.announced = true
	for _, o := range t.observers {
		o.Started(t.run.Info(), t.run.Profile(), t.run.History())
	}
}

// end closes the run and tells the observers. The model takes over the parameters unless training failed.
func (t *training) end(status run.Status, err error) (*run.Run, error) {
	if t.run.Status() != status {
		why := err
		if status == run.Complete && t.done < t.steps {
			why = t.early()
		}
		if failed := t.run.SetStatus(status, why); err == nil && failed != nil {
			status, err = run.Failed, failed
		}
	}
	t.announce() // when it ended before its first step
	for _, o := range t.observers {
		o.Finished(status, err)
	}
	if failed := t.run.Close(); err == nil && failed != nil {
		status, err = run.Failed, failed
	}
	if status == run.Failed {
		return nil, err
	}
	if failed := t.model.adopt(t.store); failed != nil {
		return nil, failed
	}
	return t.run, err
}

// residentBytes is the memory that the process holds, 0 when unknown.
func residentBytes() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return 0
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		return 0
	}
	return pages * int64(os.Getpagesize())
}
