package revgnn

import (
	"strconv"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// brief keeps four significant digits, which is what a figure shows.
func brief(list []float64) []float64 {
	for i, v := range list {
		if rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64); err == nil {
			list[i] = rounded
		}
	}
	return list
}

// activations measures the outputs of the layers in a training step's forward pass. It is a program of its own, one
// loop that keeps a number per layer: the step's program does not know of it.
type activations struct {
	step  step
	store *model.Store
	exec  *model.Exec // nil until the first call
}

// of is the root mean square of each layer's output, as the next step on the batch will have it. The first call
// compiles.
func (a *activations) of(batch train.Batch) (list []float64, err error) {
	if a.exec == nil {
		backend, err := xla.Default()
		if err != nil {
			return nil, err
		}
		a.exec, err = model.NewExec(backend, a.store, func(_ *model.Scope, in []*graph.Node) *graph.Node {
			p := net.NewPass(a.step.spec, a.store, in)
			p.Draws = net.NewDraws(a.step.options.Seed, optimizer.GetGlobalStepVar(a.store).NodeValue(in[0].Graph()))
			return p.OutputSizes()
		})
		if err != nil {
			return nil, err
		}
	}
	var in []any
	for _, t := range batch.Inputs {
		in = append(in, t)
	}
	out, err := a.exec.Exec(in...)
	if err != nil {
		return nil, err
	}
	return numbers(out[0]), nil
}

func (a *activations) close() {
	if a.exec != nil {
		a.exec.Finalize()
	}
}
