package revgnn

import (
	"fmt"
	"os"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// training is one process's work on a run.
type training struct {
	*job
	step      step
	about     run.Info
	concerned []datasets.Concern // what was found in the graph
	metric    metrics.Metric
	store     *model.Store
	loader    *loader
	evaluator *predictor
	pace      *pace

	record      *run.Run // nil before open
	checkpoints *checkpoints
	done        int  // optimizer steps so far
	moved       bool // this process took one on parts with labels
}

// prepare checks the options and makes all that a training needs but its directory.
func (j *job) prepare() (t *training, err error) {
	if err := j.make(); err != nil {
		return nil, err
	}
	own := *j // the builder keeps what was asked for
	j = &own
	if err := j.share(); err != nil {
		return nil, err
	}
	if err := j.check(); err != nil {
		return nil, err
	}
	if err := j.room(); err != nil {
		return nil, err
	}
	concerns, err := j.concerns()
	if err != nil {
		return nil, err
	}
	t = &training{job: j}
	if t.step, err = newStep(j.model.spec, j.options); err != nil {
		return nil, err
	}
	if t.step.frozen, err = j.frozen(); err != nil {
		return nil, err
	}
	if t.step.distillation, err = j.distillation(); err != nil {
		return nil, err
	}
	if t.metric, err = metricOf(j.options.Metric, j.options.PositiveClass, j.model.outputsIn(j.graph)); err != nil {
		return nil, err
	}
	if t.about, err = infoOf(j, t.step, t.metric); err != nil {
		return nil, err
	}
	t.concerned, t.about.Concerns = concerns, lines(concerns)
	t.pace = newPace(j.options, t.about.Better)
	d, err := j.model.read(j.graph)
	if err != nil {
		return nil, err
	}
	if loss, err := weighted(j.options, d.Graph); err != nil {
		return nil, err
	} else if loss != nil {
		t.step.objective = loss
	}
	partition, err := d.Graph.Partition(j.options.Parts, partitionSeed(j.options.Seed, 0))
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	scored := partition
	if j.options.Scoring() != j.options.Parts {
		if scored, err = d.Graph.Partition(j.options.Scoring(), partitionSeed(j.options.Seed, 0)); err != nil {
			return nil, fmt.Errorf("revgnn: %w", err)
		}
	}
	t.loader = &loader{data: d, spec: j.model.spec, seed: j.options.Seed, base: partition,
		devices: t.devices(), distillation: t.step.distillation}
	if t.store, err = j.model.copyValues(); err != nil {
		return nil, err
	}
	if t.about.Start, err = fingerprint(j.model.spec, t.store); err != nil {
		t.store.Finalize()
		return nil, err
	}
	if t.evaluator, err = newPredictor(j.model.spec, d, t.store, scored, (*net.Pass).Logits); err != nil {
		t.store.Finalize()
		return nil, err
	}
	if scored.Parts() >= t.devices() {
		t.evaluator.devices = t.devices()
	}
	if j.options.Accumulate == 1 || j.options.Devices > 1 {
		t.loader.backend = t.evaluator.backend
	}
	if xla.OwnMemory(t.evaluator.backend) {
		t.loader.copies = t.evaluator.backend
	}
	if partition.Parts() == 1 {
		t.loader.whole = &placed{data: d, backend: t.evaluator.backend, teacher: t.step.distillation.teacher()}
		if scored == partition {
			t.evaluator.whole = t.loader.whole
		}
	}
	t.about.Scale, t.evaluator.scale, t.about.Data.Schema = d.Scale, d.Scale, d.Schema
	return t, nil
}

// open creates the run's directory, or goes on with the run in it.
func (t *training) open() (err error) {
	directory := t.directory
	if directory == "" {
		if directory, err = os.MkdirTemp("", "kilolayer-run-"); err != nil {
			return fmt.Errorf("revgnn: no temporary directory for the run: %w", err)
		}
	}
	if t.restart && run.Exists(directory) {
		if err := run.Remove(directory); err != nil {
			return err
		}
	}
	switch exists := run.Exists(directory); {
	case exists && t.extend:
		t.record, err = run.Extend(directory, t.about)
	case exists:
		t.record, err = run.Continue(directory, t.about)
	default:
		t.record, err = run.Create(directory, t.about, t.model.EstimateTraining(t.options))
	}
	if err != nil {
		return err
	}
	if err := t.goOn(directory); err != nil {
		t.record.Close()
		return err
	}
	return nil
}

// goOn brings the training to where the run's last checkpoint is.
func (t *training) goOn(directory string) (err error) {
	kept := t.record.Info().Scale // which may be that of a model that was trained before
	t.loader.data.Scale, t.evaluator.scale = kept, kept
	if t.checkpoints, err = openCheckpoints(t.store, t.record.CheckpointDir()); err != nil {
		return err
	}
	if err := t.ownStart(); err != nil {
		return err
	}
	t.done = t.checkpoints.step
	if t.record.Status() == run.Complete {
		history := t.record.History()
		if last := len(history) - 1; last < 0 || history[last].Step != t.done {
			return fmt.Errorf("revgnn: the run in %s is complete, but its last checkpoint is gone; put it back, or "+
				"train anew with WithRestart()",
				directory)
		}
		return nil
	}
	if err := t.record.Rewind(t.done); err != nil {
		return err
	}
	if err := t.record.SetDevices(t.devices()); err != nil {
		return err
	}
	t.pace.follow(t.record.History())
	if err := bestOf(t.record).clean(t.record); err != nil {
		return err
	}
	return t.record.SetStatus(run.Running, nil)
}

// ownStart refuses to go on with a run that would silently replace the model's parameters by others: they are neither
// those that the run started from, nor those of its last checkpoint, which the training's store holds by now, nor any
// others that this process took from the run.
func (t *training) ownStart() error {
	kept := t.record.Info().Start
	if kept == "" || kept == t.about.Start || t.extend || t.model.parameters.from(identity(t.record)) {
		return nil
	}
	last, err := fingerprint(t.model.spec, t.store)
	if err != nil || last == t.about.Start && t.checkpoints.step > 0 {
		return err
	}
	return fmt.Errorf("revgnn: the run in %s did not start from the parameters that the model has now, and would go "+
		"on with its own; use WithRestart() to train the model's, WithExtension() to take the run's, or another "+
		"directory", t.record.Dir())
}

// free frees what a training holds besides its record.
func (t *training) free() {
	t.evaluator.close()
	if t.loader.whole != nil {
		t.loader.whole.free()
	}
	t.store.Finalize()
}

// devices is how many share the parts of a step.
func (t *training) devices() int { return max(1, t.options.Devices) }

// epoch is the one that a step, counted from 1, belongs to.
func (t *training) epoch(step int) int { return (step-1)/t.options.StepsPerEpoch() + 1 }

// learningRate is the rate of the step just made.
func (t *training) learningRate() float64 {
	if t.step.schedule == nil {
		return t.pace.learningRate(t.epoch(t.done))
	}
	v := optimizer.LearningRateVar(t.store.RootScope(), t.model.spec.DType(), t.options.LearningRate)
	return shapes.ConvertTo[float64](v.MustValue().Value())
}
