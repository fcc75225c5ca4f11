package revgnn

import (
	"slices"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// stepper takes the steps of a training.
type stepper interface {
	// take learns from one part on each device, and gives back what of them does not stay. The losses are the parts'.
	take(of group) (losses []float64, err error)
	close()
}

// group is one part for each device.
type group []batch

// empty tells whether there is nothing to learn from any of the parts.
func (g group) empty() bool { return !slices.ContainsFunc(g, func(b batch) bool { return !b.empty }) }

// leave frees what does not stay.
func (g group) leave() {
	for _, b := range g {
		b.leave()
	}
}

// compile builds a program of the step before it runs, and records its memory on a device.
func (t *training) compile(exec *model.Exec) error {
	nodes, edges := t.loader.base.PaddedNodes(), t.loader.base.PaddedEdges()
	spec := t.model.spec
	list := spec.StepShapes(nodes, edges)
	if t.step.distillation != nil {
		list = append(list, taughtShapes(spec.DType(), nodes, spec.Widths().Outputs)...)
	}
	done := waiting.While(t.ctx, "building the training step")
	defer done() // it may panic
	program, err := xla.Compile(exec, t.devices(), list)
	done()
	if err != nil {
		return err
	}
	// Where the backend does not say, the estimate stays.
	if memory, err := spec.Measure(program, t.store, nodes, list); err == nil {
		if err := t.record.SetProfile(memory); err != nil {
			return err
		}
		device := xla.Describe(program.Backend()).Shared(t.devices())
		if err := t.model.compiledRoom(t.options, device, memory); err != nil {
			return err
		}
	}
	return t.ctx.Err()
}
