package revgnn

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer/cosineschedule"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Schedule sets the learning rate of each step while the training step is built, as those of GoMLX do: it gives
// optimizer.LearningRateVar a new value. dtype is that of the network's numbers, and rate the training's learning rate.
// With WithAccumulation and WithDevices it runs once for each part of a step: on each device as often as on one alone.
type Schedule func(scope *model.Scope, g *graph.Graph, dtype dtypes.DType, rate float64)

// scheduleOf finds the schedule of the options; nil where there is none.
func scheduleOf(o options.Training) (Schedule, error) {
	own, given := o.Schedule.Value.(Schedule)
	switch {
	case o.Schedule.IsZero():
		return nil, nil
	case given:
		return own, nil
	case o.Schedule.Name == options.Cosine:
		return cosine(o), nil
	}
	return nil, fmt.Errorf("revgnn: the schedule %q is not part of this program; give it by WithSchedule(%q, …)",
		o.Schedule.Name, o.Schedule.Name)
}

// cosine is GoMLX's schedule with one period, which is the whole training after its warm-up.
func cosine(o options.Training) Schedule {
	warmUp, all := o.WarmUp*o.Parts, o.Epochs*o.Parts // the schedule counts parts
	return func(scope *model.Scope, g *graph.Graph, dtype dtypes.DType, rate float64) {
		cosineschedule.New(scope, g, dtype).LearningRate(rate).MinLearningRate(rate * o.FinalRate).
			WarmUpSteps(warmUp).PeriodSteps(max(1, all-warmUp)).Done()
	}
}
