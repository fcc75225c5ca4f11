package main

import (
	"math"
	"time"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// chained is how many aggregations a step makes, each of the one before: the time is that of one. Only their sum comes
// back, so that nothing else is measured.
const chained = 10

// aggregation adds up, for each node, the values of its neighbours with GCN's weights.
type aggregation struct {
	exec   *model.Exec
	inputs []any
	held   int64
}

func newAggregation(t task, g *datasets.Graph) (stepper, error) {
	backend, err := xla.Default()
	if err != nil {
		return nil, err
	}
	channels := t.Settings.Channels
	values := make([]float32, 0, g.NumNodes*channels)
	for node := range g.NumNodes {
		values = append(values, g.NodeFeatures.Row(node)[:channels]...)
	}
	a := &aggregation{inputs: []any{
		tensors.FromFlatDataAndDimensions(values, g.NumNodes, channels),
		tensors.FromFlatDataAndDimensions(g.Source, g.NumEdges()),
		tensors.FromFlatDataAndDimensions(g.Target, g.NumEdges()),
		tensors.FromFlatDataAndDimensions(gcnWeights(g), g.NumEdges()),
	}}
	a.exec, err = model.NewExec(backend, model.NewStore(), func(_ *model.Scope, in []*graph.Node) *graph.Node {
		x, edges := in[0], &conv.Edges{NumNodes: g.NumNodes, Source: in[1], Target: in[2], Weight: in[3]}
		for range chained {
			x = edges.SumByTarget(edges.Weigh(edges.GatherSource(x)))
		}
		return graph.ReduceAllSum(x)
	})
	if err != nil {
		return nil, err
	}
	list := make([]shapes.Shape, len(a.inputs))
	for i, input := range a.inputs {
		list[i] = input.(*tensors.Tensor).Shape()
	}
	compiled, err := a.exec.Compile(list...)
	if err != nil {
		return nil, err
	}
	memory, err := xla.CompiledMemory(compiled)
	a.held = memory.Temporary
	return a, err
}

// gcnWeights are 1/√(d_u·d_v) of the edges u → v. The graph has both directions and self-loops.
func gcnWeights(g *datasets.Graph) []float32 {
	degree := make([]float64, g.NumNodes)
	for _, target := range g.Target {
		degree[target]++
	}
	weights := make([]float32, g.NumEdges())
	for e, target := range g.Target {
		weights[e] = float32(1 / math.Sqrt(degree[g.Source[e]]*degree[target]))
	}
	return weights
}

func (a *aggregation) parameters() int64 { return 0 }

func (a *aggregation) step() (answer, error) {
	started := time.Now()
	out, err := a.exec.Exec(a.inputs...)
	if err != nil {
		return answer{}, err
	}
	sum := out[0].Value().(float32) // waits for the result
	elapsed := time.Since(started)
	out[0].MustFinalizeAll()
	return answer{Seconds: elapsed.Seconds() / chained, Loss: float64(sum), Held: a.held}, nil
}
