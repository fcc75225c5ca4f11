package solver

import (
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// Function is the f of a fixed point z = f(z, in), of z's shape and type.
//
// It is built inside a compiled loop: it is a function of its arguments alone, captures no node of the graph, reads no
// variable, draws nothing random and holds no loop.
type Function func(z *graph.Node, in []*graph.Node) *graph.Node

// Result is the outcome of a solve. All but Z are without gradient.
type Result struct {
	Z           *graph.Node // the state that converged, else the evaluated one of the least ‖f(z)−z‖; of z0's shape
	Status      *graph.Node // int32: a Status
	Evaluations *graph.Node // int32: how often f was evaluated, z0 included
	Residual    *graph.Node // Z's, in the tolerance's measure; infinite when f(z0) is not finite
	Worst       *graph.Node // the same at Z's worst row of the first axis; Residual when all rows are equally good
	Trace       *graph.Node // [Iterations]: the residual of each evaluation, NaN where none was made
}

// Solve looks for z = f(z, in) from z0. The unknowns are one vector, whatever z0's shape.
//
// It is one compiled loop that ends early, and has no gradient: FixedPoint has. On the pure-Go backend it is written
// out, Iterations times. Like all that builds graphs, it panics with an error when its arguments do not fit.
func (s Solver) Solve(f Function, z0 *graph.Node, in []*graph.Node) Result {
	if err := s.Validate(z0.DType()); err != nil {
		panic(err)
	}
	g := z0.Graph()
	scalar := func(value float64) *graph.Node { return graph.Scalar(g, dtypes.Float64, value) }
	zero := graph.Scalar(g, dtypes.Int32, 0)
	start := progress{
		next: graph.StopGradient(z0), best: graph.StopGradient(z0),
		status: zero, evaluations: zero,
		least: scalar(math.Inf(1)), residual: scalar(math.Inf(1)), worst: scalar(math.Inf(1)),
		first: scalar(0), size: scalar(0),
		trace:   graph.BroadcastToDims(scalar(math.NaN()), s.Iterations),
		history: s.emptyHistory(z0),
	}
	state := start.fields().List()
	n := len(state)
	for _, node := range in {
		state = append(state, graph.StopGradient(node))
	}
	out := xla.Iterate(s.Iterations, state,
		func(state []*graph.Node) *graph.Node {
			return graph.Equal(start.read(state[:n]).status, graph.Scalar(g, dtypes.Int32, int32(running)))
		},
		func(state []*graph.Node) []*graph.Node {
			p, in := start.read(state[:n]), state[n:]
			p = s.turn(p, f, in)
			return slices.Concat(p.fields().List(), in)
		})
	end := start.read(out[:n])
	unfinished := graph.Equal(end.status, zero)
	status := graph.Where(unfinished, graph.Scalar(g, dtypes.Int32, int32(CapReached)), end.status)
	typed := func(x *graph.Node) *graph.Node { return graph.StopGradient(graph.ConvertDType(x, z0.DType())) }
	return Result{
		Z: graph.StopGradient(end.best), Status: status, Evaluations: end.evaluations,
		Residual: typed(end.residual), Worst: typed(end.worst), Trace: typed(end.trace),
	}
}

// progress is what a solve carries from one evaluation to the next. The scalars are float64 whatever z is.
type progress struct {
	next, best          *graph.Node // the state to be evaluated, and the best that was
	status, evaluations *graph.Node
	least               *graph.Node // ‖f(z)−z‖ of best
	residual, worst     *graph.Node // of best, in the tolerance's measure
	first, size         *graph.Node // ‖f(z0)−z0‖, and ‖z0‖ + ‖f(z0)‖
	trace               *graph.Node
	history
}

// fields lists all that a loop carries from turn to turn.
func (p *progress) fields() xla.Fields {
	list := xla.Fields{&p.next, &p.best, &p.status, &p.evaluations,
		&p.least, &p.residual, &p.worst, &p.first, &p.size, &p.trace}
	for i := range p.history {
		list = append(list, &p.history[i])
	}
	return list
}

// read is the progress that a list of fields holds, of a solve like p.
func (p progress) read(list []*graph.Node) progress {
	p.history = make(history, len(p.history))
	p.fields().Fill(list)
	return p
}

// turn evaluates f once, judges the residual and takes a step.
func (s Solver) turn(p progress, f Function, in []*graph.Node) progress {
	z := p.next
	image := f(z, in)
	if !image.Shape().Equal(z.Shape()) {
		panic(fmt.Errorf("solver: the function maps %s to %s; it must keep the shape", z.Shape(), image.Shape()))
	}
	g := z.Graph()
	flag := func(status Status) *graph.Node { return graph.Scalar(g, dtypes.Int32, int32(status)) }
	step := graph.Sub(image, z)
	m := measure(image, step)
	initial := graph.Equal(p.evaluations, flag(0))
	first := graph.Where(initial, m.step, p.first)
	size := graph.Where(initial, graph.Add(norm(z), m.image), p.size)
	residual, worst := m.relative(size)
	if s.Absolute {
		residual, worst = m.perEntry()
	}

	finite := graph.IsFinite(graph.Add(m.step, m.image))
	converged := graph.LessOrEqual(residual, graph.Scalar(g, dtypes.Float64, s.Tolerance))
	if !s.Absolute {
		halved := graph.LessOrEqual(m.step, graph.MulScalar(first, 0.5))
		converged = graph.LogicalAnd(converged, graph.LogicalOr(initial, halved))
	}
	diverged := graph.LogicalOr(
		graph.GreaterThan(m.step, graph.MulScalar(first, growth)),
		graph.GreaterThan(m.image, graph.MulScalar(size, growth)))
	status := graph.Where(diverged, flag(Diverged), flag(running))
	status = graph.Where(converged, flag(Converged), status)
	status = graph.Where(finite, status, flag(NotFinite))

	// A comparison with NaN is false, so what is not a number is never the best.
	better := graph.LogicalAnd(graph.LessThan(m.step, p.least), graph.LogicalNot(diverged))
	better = graph.LogicalAnd(finite, graph.LogicalOr(converged, better))
	next, history := s.step(p.history, z, image, step, m.image, m.step, p.least, p.evaluations)
	traced := graph.Where(finite, residual, graph.Infinity(g, dtypes.Float64, 1))
	return progress{
		next: next, best: graph.Where(better, z, p.best),
		status: status, evaluations: graph.AddScalar(p.evaluations, 1),
		least:    graph.Where(better, m.step, p.least),
		residual: graph.Where(better, residual, p.residual), worst: graph.Where(better, worst, p.worst),
		first: first, size: size,
		trace:   xla.SetRow(p.trace, p.evaluations, traced),
		history: history,
	}
}
