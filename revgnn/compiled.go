package revgnn

import (
	"time"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// CompiledStep is one training step on a whole graph, forward, backward and Adam, compiled and ready to be measured.
// It works on a copy of the model's parameters.
type CompiledStep struct {
	graph   *wholeGraph
	exec    *model.Exec
	store   *model.Store
	memory  run.Memory
	compile time.Duration
}

// Compile builds a training step on the graph. Close frees it.
func (m *Model) Compile(g *datasets.Graph) (*CompiledStep, error) {
	return m.compile(g, step{model: m, learningRate: 1e-3})
}

// compile builds a step of certain options on the graph.
func (m *Model) compile(g *datasets.Graph, s step) (*CompiledStep, error) {
	w, err := m.onWhole(g)
	if err != nil {
		return nil, err
	}
	return m.compileOn(w, s)
}

// compileOn builds a step on tensors, which Close frees.
func (m *Model) compileOn(w *wholeGraph, s step) (*CompiledStep, error) {
	c := &CompiledStep{graph: w, store: m.copyParameters()}
	defer waiting.While("building the training step")()
	started := time.Now()
	return c, try(func() (err error) {
		c.exec, err = model.NewExec(w.backend, c.store, func(scope *model.Scope, all []*graph.Node) *graph.Node {
			c.store.SetTraining(all[0].Graph(), true)
			loss := s.total(all[len(w.inputs):], s.network(scope, nil, all[:len(w.inputs)]))
			s.updates().UpdateGraph(scope, loss.Graph(), loss)
			return loss
		})
		if err != nil {
			return err
		}
		list := w.shapes()
		program, err := c.exec.Compile(list...)
		if err != nil {
			return err
		}
		c.compile = time.Since(started)
		c.memory, err = m.measure(program, c.store, w.nodes, list)
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
		out, err := c.exec.Exec(c.graph.values()...)
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

// Solves tells how the last step's two solves ended, of an equilibrium network. backward is nil without an implicit
// gradient.
func (c *CompiledStep) Solves() (forward, backward *run.Solve, err error) {
	err = try(func() error {
		forward, backward, err = keptSolves(c.store)
		return err
	})
	return forward, backward, err
}

// Close frees the program and its data.
func (c *CompiledStep) Close() {
	if c.exec != nil {
		c.exec.Finalize()
	}
	c.store.Finalize()
	c.graph.close()
}
