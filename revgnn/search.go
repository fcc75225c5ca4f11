package revgnn

import (
	"cmp"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// solverScope is where a training step leaves how its solves ended.
const solverScope = "/solver"

// The two solves of a training step.
const (
	forwardSolve  = "forward"
	backwardSolve = "backward"
)

// solves receives how the solves end, while the graph is built: the forward one with the network, the backward one with
// its gradient.
type solves struct{ forward, backward func(outcome *graph.Node) }

// equilibrium solves for the state Z* [N, C] of the encoded input x.
func (m *Model) equilibrium(store *model.Store, x *graph.Node, shared sharedValues, d *draws, to solves) *graph.Node {
	values, layout := shared.pack()
	f := injected{groups: m.config.Groups, block: m.block.with(layout)}
	values.Tied = append(m.values(store, x.Graph(), tied), values.Tied...)
	function, in := f.function(len(values.Tied), len(values.Shared)), f.inputs(normalized(x), values)
	zeros := graph.ZerosLike(x)
	var result solver.Result
	if m.config.Backward == Recompute {
		result = m.config.Solver.Solve(function, zeros, in)
		result.Z = m.iterated(f, zeros, in[0], values, result.Z)
	} else {
		gradient := m.config.gradient(func(r solver.Result) { to.backward(solved(r)) })
		result = solver.FixedPoint(function, zeros, in, *m.config.Solver, gradient)
	}
	to.forward(solved(result))
	if weight := m.config.JacobianPenalty; weight > 0 && d != nil {
		penalty := solver.JacobianPenalty(function, result.Z, in, d.signs(x.Shape()))
		train.AddRegularizationLoss(graph.MulScalar(penalty, weight))
	}
	return result.Z
}

// iterated is the solution z, differentiated as the last state of plain iteration from zero whose states are kept.
func (m *Model) iterated(f injected, zeros, x *graph.Node, v xla.Values, z *graph.Node) *graph.Node {
	v.Tied = append([]*graph.Node{x}, v.Tied...)
	last := xla.Recomputed(m.config.Solver.Iterations, func(state []*graph.Node, v xla.Values) []*graph.Node {
		return []*graph.Node{f.apply(state[0], v.Tied[0], xla.Values{Tied: v.Tied[1:], Shared: v.Shared})}
	}, []*graph.Node{zeros}, v, nil)
	return xla.WithGradientOf(z, last[0])
}

// gradient is the backward mode as the solver takes it.
func (c Config) gradient(report func(solver.Result)) solver.Gradient {
	switch c.Backward {
	case Store:
		return solver.Unrolled(c.Solver.Iterations)
	case Phantom:
		return solver.Phantom(cmp.Or(c.PhantomSteps, phantomSteps), 1)
	}
	return solver.Implicit(*c.BackwardSolver).WithReport(report)
}

// Where solved lists its numbers; the trace follows them.
const (
	statusAt = iota
	evaluationsAt
	residualAt
	worstAt
	traceAt
)

// solved puts the outcome of a solve into one vector.
func solved(r solver.Result) *graph.Node {
	var parts []*graph.Node
	for _, node := range []*graph.Node{r.Status, r.Evaluations, r.Residual, r.Worst, r.Trace} {
		parts = append(parts, graph.Reshape(graph.ConvertDType(node, dtypes.Float64), node.Shape().Size()))
	}
	return graph.Concatenate(parts, 0)
}

// readSolve reads the vector of a solve.
func readSolve(numbers []float64) *run.Solve {
	evaluations := int(numbers[evaluationsAt])
	return &run.Solve{
		Status: solver.Status(numbers[statusAt]).String(), Evaluations: evaluations,
		Residual: numbers[residualAt], Worst: numbers[worstAt], Trace: numbers[traceAt : traceAt+evaluations],
	}
}

// worse is the solve that failed, or else the one with the larger residual. One of them may be nil.
func worse(a, b *run.Solve) *run.Solve {
	switch {
	case a == nil:
		return b
	case b == nil || a.Failed() && !b.Failed():
		return a
	case b.Failed() && !a.Failed() || !(b.Residual <= a.Residual):
		return b
	}
	return a
}

// keepSolve makes a training step leave the outcome of a solve in a variable of the store.
func keepSolve(store *model.Store, name string) func(outcome *graph.Node) {
	return func(outcome *graph.Node) {
		scope := store.Scope(solverScope).WithInitializer(initializer.Zero)
		v := scope.VariableWithShape(name, outcome.Shape()).SetTrainable(false)
		v.NodeValue(outcome.Graph()) // a step updates its inputs in place, and so every changed variable must be one
		v.SetNodeValue(outcome)
	}
}

// keptSolves reads how the last step's solves ended; one that there was none of is nil.
func keptSolves(store *model.Store) (forward, backward *run.Solve, err error) {
	if forward, err = keptSolve(store, forwardSolve); err != nil {
		return nil, nil, err
	}
	backward, err = keptSolve(store, backwardSolve)
	return forward, backward, err
}

// keptSolve reads what the last step left in a variable of the store; it is nil when there is none.
func keptSolve(store *model.Store, name string) (*run.Solve, error) {
	v := store.GetVariable(solverScope + "/" + name)
	if v == nil {
		return nil, nil
	}
	value, err := v.Value()
	if err != nil {
		return nil, err
	}
	numbers, err := tensors.CopyFlatData[float64](value)
	if err != nil {
		return nil, err
	}
	return readSolve(numbers), nil
}
