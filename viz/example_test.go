package viz_test

import (
	"fmt"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
)

// step is the profile of a network whose activations do not grow with depth, as a run or an estimate gives it.
func step(depth int) run.Memory {
	parameters := int64(20_000 * depth)
	return run.Memory{Depth: depth, Parameters: parameters, Source: "estimated",
		Activations: 36_800_000, ParameterBytes: 4 * parameters, GradientBytes: 4 * parameters,
		OptimizerBytes: 8 * parameters, DataBytes: 3_100_000}
}

func ExampleMemory() {
	// In a notebook this is a chart.
	viz.Show(viz.Memory(step(7), step(112), step(1001)))
	// Output:
	// Activations stay at 36.8 MB from 7 to 1,001 layers, while parameters grow
	// one training step · estimated, nothing was compiled
	// network       parameters  activations  parameters and gradients  optimizer state    data
	// 7 layers         140,000      36.8 MB                   1.12 MB          1.12 MB  3.1 MB
	// 112 layers     2,240,000      36.8 MB                   17.9 MB          17.9 MB  3.1 MB
	// 1,001 layers  20,020,000      36.8 MB                    160 MB           160 MB  3.1 MB
}

// lesson is the least that Curves asks for.
type lesson struct{ losses []float64 }

func (l lesson) Label() string  { return "lesson" }
func (l lesson) Info() run.Info { return run.Info{Loss: "cross-entropy", Metric: "accuracy"} }
func (l lesson) History() (records []run.Record) {
	for i := range l.losses {
		records = append(records, run.Record{Kind: run.Step, Step: i + 1, Loss: &l.losses[i]})
	}
	return records
}

func ExampleCurves() {
	viz.Show(viz.Curves(lesson{[]float64{1.2, 0.7, 0.4}}))
	// Output:
	// Training curves · lesson
	// run     steps  first loss  last loss  best validation  at step  test there
	// lesson      3         1.2        0.4                -        -           -
}

func ExampleLive() {
	observer := viz.Live()
	loss := 0.4
	observer.Started(run.Info{Training: options.Training{Epochs: 1, Parts: 1}}, run.Memory{}, nil)
	observer.Recorded(run.Record{Kind: run.Step, Step: 1, Epoch: 1, Elapsed: time.Second, Loss: &loss})
	observer.Finished(run.Complete, nil)
}

func ExampleProgress() {
	observer := viz.Progress()
	r := run.NewSweepRun([]run.Choice{{Field: "depth", Value: "28"}}, 1)
	observer.Started([]run.SweepRun{r})
	r.Status = run.Complete
	observer.Updated(0, r)
	observer.Finished(nil)
}

func ExampleShow() {
	// Text, numbers, tables, graphs, models, checks and figures. Here, outside of a notebook, all are text.
	viz.Show(step(7), "the end")
	// Output:
	// Memory of a training step, 7 layers
	// part                       memory       bytes
	// activations               36.8 MB  36,800,000
	// parameters and gradients  1.12 MB   1,120,000
	// optimizer state           1.12 MB   1,120,000
	// data                       3.1 MB   3,100,000
	// 140,000 parameters · one training step · estimated, nothing was compiled
	// the end
}

func ExampleSetup() {
	viz.Setup() // in a notebook's first cell, it sends the chart library once
	fmt.Println("ready")
	// Output: ready
}
