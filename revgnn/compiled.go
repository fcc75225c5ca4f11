package revgnn

import (
	"cmp"
	"context"
	"reflect"
	"time"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/internal/fault"

	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/revgnn/options"
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
	loss    float64
}

// Compile builds a training step on the whole graph, with the options that Train has by default. Close frees it.
func (m *Model) Compile(g *datasets.Graph) cell.Task[*CompiledStep] {
	return cell.NewTask(func(ctx context.Context) (*CompiledStep, error) {
		return m.compile(ctx, g, options.NewTraining())
	})
}

// compile builds a step of certain options on the whole graph.
func (m *Model) compile(ctx context.Context, g *datasets.Graph, o options.Training) (*CompiledStep, error) {
	s, err := newStep(m.spec, o)
	if err != nil {
		return nil, err
	}
	w, err := m.onWhole(g)
	if err != nil {
		return nil, err
	}
	return m.compileOn(ctx, w, s)
}

// compileOn builds a step on tensors, which Close frees; so does an error.
func (m *Model) compileOn(ctx context.Context, w *wholeGraph, s step) (c *CompiledStep, err error) {
	c = &CompiledStep{graph: w}
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	if c.store, err = m.copyValues(); err != nil {
		return nil, err
	}
	defer waiting.While(ctx, "building the training step")()
	started := time.Now()
	err = fault.Try(func() (err error) {
		if c.exec, err = s.program(w.backend, c.store, len(w.inputs)); err != nil {
			return err
		}
		list := w.shapes()
		program, err := c.exec.Compile(list...)
		if err != nil {
			return err
		}
		c.compile = time.Since(started)
		c.memory, err = m.spec.Measure(program, c.store, w.nodes, list)
		return cmp.Or(err, ctx.Err())
	})
	return c, err
}

// Memory is what the step needs, read from the compiled program.
func (c *CompiledStep) Memory() run.Memory { return c.memory }

// CompileTime is how long building and compiling took.
func (c *CompiledStep) CompileTime() time.Duration { return c.compile }

// Run trains one step and returns its time.
func (c *CompiledStep) Run() (elapsed time.Duration, err error) {
	err = fault.Try(func() error {
		started := time.Now()
		out, err := c.exec.Exec(c.graph.values()...)
		if err != nil {
			return err
		}
		loss := out[0].Value() // waits for the result
		elapsed = time.Since(started)
		c.loss = reflect.ValueOf(loss).Float()
		out[0].MustFinalizeAll()
		return nil
	})
	return elapsed, err
}

// Loss is that of the last step, before it changed the parameters; 0 when there was none.
func (c *CompiledStep) Loss() float64 { return c.loss }

// Solves tells how the last step's two solves ended, of an equilibrium network. backward is nil without an implicit
// gradient.
func (c *CompiledStep) Solves() (forward, backward *run.Solve, err error) {
	err = fault.Try(func() error {
		forward, backward, err = net.KeptSolves(c.store)
		return err
	})
	return forward, backward, err
}

// Close frees the program and its data.
func (c *CompiledStep) Close() {
	if c.exec != nil {
		c.exec.Finalize()
	}
	if c.store != nil {
		c.store.Finalize()
	}
	c.graph.close()
}
