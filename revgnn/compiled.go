package revgnn

import (
	"fmt"
	"time"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// CompiledStep is one training step on a whole graph, forward, backward and Adam, compiled and ready to be measured.
// It works on a copy of the model's parameters.
type CompiledStep struct {
	exec    *model.Exec
	memory  run.Memory
	compile time.Duration
	inputs  []any
}

// Compile builds a training step on the graph. Close frees it.
func (m *Model) Compile(g *datasets.Graph) (*CompiledStep, error) {
	d, err := m.read(g)
	if err != nil {
		return nil, err
	}
	if err := m.checkBackend(); err != nil {
		return nil, err
	}
	backend, err := xla.Default()
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	partition, err := d.graph.Partition(1, 0)
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	part := partition.Part(0)
	inputs := d.inputs(part, m.dtype())
	labels := d.labels(part, m.dtype())
	c := &CompiledStep{}
	for _, t := range append(append([]*tensors.Tensor(nil), inputs...), labels...) {
		c.inputs = append(c.inputs, t)
	}
	s := step{model: m, learningRate: 1e-3}
	store := m.copyParameters()
	started := time.Now()
	return c, try(func() error {
		exec, err := model.NewExec(backend, store, func(scope *model.Scope, all []*graph.Node) *graph.Node {
			store.SetTraining(all[0].Graph(), true)
			logits := s.network(scope, nil, all[:len(inputs)])
			loss := s.loss(all[len(inputs):], logits)
			s.optimizer().UpdateGraph(scope, loss.Graph(), loss)
			return loss
		})
		if err != nil {
			return err
		}
		shapes := m.config.stepShapes(m.dtype(), len(part.Nodes), len(part.Source))
		program, err := exec.Compile(shapes...)
		if err != nil {
			return err
		}
		c.exec, c.compile = exec, time.Since(started)
		c.memory, err = m.measure(program, store, shapes)
		return err
	})
}

// Memory is what the step needs, read from the compiled program.
func (c *CompiledStep) Memory() run.Memory { return c.memory }

// CompileTime is how long building and compiling took.
func (c *CompiledStep) CompileTime() time.Duration { return c.compile }

// Run trains one step and returns its time.
func (c *CompiledStep) Run() (elapsed time.Duration, err error) {
	err = try(func() error {
		started := time.Now()
		out, err := c.exec.Exec(c.inputs...)
		if err != nil {
			return err
		}
		out[0].Value() // waits for the result
		elapsed = time.Since(started)
		out[0].MustFinalizeAll()
		return nil
	})
	return elapsed, err
}

// Close frees the program and its data.
func (c *CompiledStep) Close() {
	c.exec.Finalize()
	for _, t := range c.inputs {
		t.(*tensors.Tensor).MustFinalizeAll()
	}
}
