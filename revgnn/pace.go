package revgnn

import (
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// pace follows the evaluations of a training. The learning rate of a step, unless a schedule sets it, and the end of
// training follow from them, so that a run that is gone on with has those of one that was not stopped.
type pace struct {
	options options.Training
	metric  func(a, b float64) bool // whether a validation metric is better than another
	rate    float64                 // without a warm-up

	best             float64 // validation metric; NaN before the first
	since, sinceFall int     // evaluations since the best, and since that or the last fall of the rate
}

func newPace(o options.Training, better func(a, b float64) bool) *pace {
	return &pace{options: o, metric: better, rate: o.LearningRate, best: math.NaN()}
}

// better tells whether a validation metric is the best so far, as run.Run's Best tells it. It is nil where there is
// none.
func (p *pace) better(valid *float64) bool {
	return valid != nil && !math.IsNaN(*valid) && (math.IsNaN(p.best) || p.metric(*valid, p.best))
}

// evaluated takes the next evaluation. One without a validation metric does not count.
func (p *pace) evaluated(valid *float64) {
	if valid == nil {
		return
	}
	if p.better(valid) {
		p.best, p.since, p.sinceFall = *valid, 0, 0
		return
	}
	p.since++
	p.sinceFall++
	if p.options.PlateauFactor > 0 && p.sinceFall == p.options.PlateauPatience {
		p.rate *= p.options.PlateauFactor
		p.sinceFall = 0
	}
}

// follow takes all evaluations of a history.
func (p *pace) follow(history []run.Record) {
	for _, r := range history {
		if r.Kind == run.Evaluation {
			p.evaluated(r.Valid)
		}
	}
}

// learningRate is that of the next step, in an epoch counted from 1.
func (p *pace) learningRate(epoch int) float64 {
	if warmUp := p.options.WarmUp; epoch < warmUp {
		return p.rate * float64(epoch) / float64(warmUp)
	}
	return p.rate
}

// ended tells whether the patience is at its end.
func (p *pace) ended() bool { return p.options.Patience > 0 && p.since >= p.options.Patience }

// reason is why a run ended before its last step.
func (p *pace) reason(done, steps int) error {
	return fmt.Errorf("stopped early at step %d of %d, after %d evaluations without a better validation metric than "+
		"%.4g",
		done, steps, p.options.Patience, p.best)
}
