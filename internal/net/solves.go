package net

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/model/initializer"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// Solves is told how the solves of a pass end, while the pass is built: the forward one with the network, the backward
// one with its gradient. A function that is nil is not called. ReadSolve reads an outcome.
type Solves struct{ Forward, Backward func(outcome *graph.Node) }

// The two solves of a training step.
const (
	ForwardSolve  = "forward"
	BackwardSolve = "backward"
)

// Where an outcome lists its numbers; the trace follows them.
const (
	statusAt = iota
	evaluationsAt
	residualAt
	worstAt
	traceAt
)

// outcome puts how a solve ended into one vector.
func outcome(r solver.Result) *graph.Node {
	var parts []*graph.Node
	for _, node := range []*graph.Node{r.Status, r.Evaluations, r.Residual, r.Worst, r.Trace} {
		parts = append(parts, graph.Reshape(graph.ConvertDType(node, dtypes.Float64), node.Shape().Size()))
	}
	return graph.Concatenate(parts, 0)
}

// ReadSolve reads the outcome of a solve.
func ReadSolve(outcome []float64) *run.Solve {
	evaluations := int(outcome[evaluationsAt])
	return &run.Solve{
		Status: solver.Status(outcome[statusAt]).String(), Evaluations: evaluations,
		Residual: outcome[residualAt], Worst: outcome[worstAt], Trace: outcome[traceAt : traceAt+evaluations],
	}
}

// KeepSolves makes a training step leave the outcomes of its solves in the store.
func KeepSolves(store *model.Store) Solves {
	return Solves{Forward: keepSolve(store, ForwardSolve), Backward: keepSolve(store, BackwardSolve)}
}

func keepSolve(store *model.Store, name string) func(outcome *graph.Node) {
	return func(outcome *graph.Node) {
		scope := store.Scope(SolverScope).WithInitializer(initializer.Zero)
		v := scope.VariableWithShape(name, outcome.Shape()).SetTrainable(false)
		v.NodeValue(outcome.Graph()) // a step updates its inputs in place, and so every changed variable must be one
		v.SetNodeValue(outcome)
	}
}

// Worse is the solve that failed, or else the one with the larger residual. One of them may be nil.
func Worse(a, b *run.Solve) *run.Solve {
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

// KeptSolves reads how the last step's solves ended, of several devices' the worst. One that there was none of is nil.
func KeptSolves(store *model.Store) (forward, backward *run.Solve, err error) {
	if forward, err = keptSolve(store, ForwardSolve); err != nil {
		return nil, nil, err
	}
	backward, err = keptSolve(store, BackwardSolve)
	return forward, backward, err
}

func keptSolve(store *model.Store, name string) (worst *run.Solve, err error) {
	v := store.GetVariable(SolverScope + "/" + name)
	if v == nil {
		return nil, nil
	}
	values, err := xla.OnDevices(v)
	if err != nil {
		return nil, err
	}
	for _, value := range values {
		numbers, err := tensors.CopyFlatData[float64](value)
		if err != nil {
			return nil, err
		}
		worst = Worse(worst, ReadSolve(numbers))
	}
	return worst, nil
}
