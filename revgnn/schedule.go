package revgnn

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// WithWarmUp raises the learning rate linearly over the first epochs: in epoch e of them, counted from 1, it is e/epochs
// of the full rate.
func (b *TrainBuilder) WithWarmUp(epochs int) *TrainBuilder {
	b.note("WithWarmUp")
	b.warmUp = epochs
	return b
}

// WithPlateau multiplies the learning rate by a factor after so many evaluations in a row without a better validation
// metric than the best so far, and counts from 0 again. PyTorch's ReduceLROnPlateau waits for one more with the same number
// as patience, and by its default takes a metric for better from a ten-thousandth on.
func (b *TrainBuilder) WithPlateau(factor float64, patience int) *TrainBuilder {
	b.note("WithPlateau")
	b.plateau, b.plateauPatience = factor, patience
	return b
}

// WithPatience ends training after so many evaluations in a row without a better validation metric than the best so far.
// The run is complete then, and its status says why. LoadBest has the parameters of the best evaluation.
func (b *TrainBuilder) WithPatience(evaluations int) *TrainBuilder {
	b.note("WithPatience")
	b.patience = evaluations
	return b
}

// schedule follows the evaluations of a training. The learning rate of a step and the end of training follow from them, so
// that a run that is gone on with has those of one that was not stopped.
type schedule struct {
	rate            float64
	warmUp          int     // epochs; 0 for none
	plateau         float64 // factor; 0 for none
	plateauPatience int
	patience        int // 0 for none

	best             float64 // validation metric; NaN before the first
	since, sinceFall int     // evaluations since the best, and since that or the last fall of the rate
}

func (b *TrainBuilder) schedule() *schedule {
	return &schedule{rate: b.learningRate, warmUp: b.warmUp, plateau: b.plateau, plateauPatience: b.plateauPatience,
		patience: b.patience, best: math.NaN()}
}

// better tells whether a validation metric is the best so far, as run.Run's Best tells it. It is nil where there is none.
func (s *schedule) better(valid *float64) bool {
	return valid != nil && !math.IsNaN(*valid) && !(*valid <= s.best)
}

// evaluated takes the next evaluation. One without a validation metric does not count.
func (s *schedule) evaluated(valid *float64) {
	if valid == nil {
		return
	}
	if s.better(valid) {
		s.best, s.since, s.sinceFall = *valid, 0, 0
		return
	}
	s.since++
	s.sinceFall++
	if s.plateau > 0 && s.sinceFall == s.plateauPatience {
		s.rate *= s.plateau
		s.sinceFall = 0
	}
}

// follow takes all evaluations of a history.
func (s *schedule) follow(history []run.Record) {
	for _, r := range history {
		if r.Kind == run.Evaluation {
			s.evaluated(r.Valid)
		}
	}
}

// learningRate is that of the next step, in an epoch counted from 1.
func (s *schedule) learningRate(epoch int) float64 {
	if epoch < s.warmUp {
		return s.rate * float64(epoch) / float64(s.warmUp)
	}
	return s.rate
}

// varies tells whether the rate can differ from step to step.
func (s *schedule) varies() bool { return s.warmUp > 0 || s.plateau > 0 }

// ended tells whether the patience is at its end.
func (s *schedule) ended() bool { return s.patience > 0 && s.since >= s.patience }

// setLearningRate sets the rate of a step, counted from 0. GoMLX keeps it in a variable, which the compiled step reads.
func (t *training) setLearningRate(step int) error {
	rate := t.schedule.learningRate(t.epoch(step + 1))
	if !t.schedule.varies() || rate == t.rate {
		return nil
	}
	t.rate = rate
	dtype := t.model.dtype()
	v := optimizer.LearningRateVar(t.store.RootScope(), dtype, rate)
	value, err := tensors.FromAnyValue(shapes.CastAsDType(rate, dtype))
	if err != nil {
		return err
	}
	return v.SetValue(value)
}

// epoch is the one that a step, counted from 1, belongs to.
func (t *training) epoch(step int) int { return (step-1)/t.parts + 1 }

// early is why a run that ended before its last step did.
func (t *training) early() error {
	return fmt.Errorf("stopped early at step %d of %d, after %d evaluations without a better validation metric than %.4g",
		t.done, t.steps, t.patience, t.schedule.best)
}
