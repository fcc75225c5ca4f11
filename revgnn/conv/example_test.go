package conv_test

import (
	"fmt"

	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

func ExampleGEN() {
	operator := conv.GEN().WithAggregation(conv.Softmax).WithTemperature(0.1).WithLearnedTemperature()
	fmt.Println(operator, operator.Validate())
	for _, p := range operator.Parameters(40, 40, 8) {
		fmt.Println(p.Name, p.Shape)
	}
	// Output:
	// GEN(softmax, t=0.1 learned) <nil>
	// edge.weight [8 40]
	// edge.bias [40]
	// temperature [1]
	// mlp.0.weight [40 80]
	// mlp.0.bias [80]
	// mlp.norm.weight [80]
	// mlp.norm.bias [80]
	// mlp.1.weight [80 40]
	// mlp.1.bias [40]
}

func ExampleGCN() {
	operator := conv.GCN()
	// The path 0 – 1 – 2, one feature a node, and the identity as the linear map.
	out, err := graph.CallOnce(gobackend.GetBackend(), func(x *graph.Node) *graph.Node {
		g := x.Graph()
		edges := &conv.Edges{NumNodes: 3,
			Source: graph.Const(g, []int32{1, 0, 2, 1}),
			Target: graph.Const(g, []int32{0, 1, 1, 2})}
		params := []*graph.Node{graph.Const(g, [][]float64{{1}}), graph.Const(g, []float64{0})}
		return operator.Apply(x, edges, operator.Prepare(edges, x), params)
	}, [][]float64{{2}, {3}, {4}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(operator)
	for _, row := range out.Value().([][]float64) {
		fmt.Printf("%.3f\n", row[0]) // the first is 2/2 + 3/√(2·3)
	}
	// Output:
	// GCN
	// 2.225
	// 3.449
	// 3.225
}

// neighbours is an operator of one's own: W times the sum of the neighbours, no bias.
type neighbours struct{}

func (neighbours) String() string { return "neighbours" }

func (neighbours) Parameters(in, out, _ int) []conv.Parameter {
	return conv.Linear("linear", in, out)[:1]
}

func (neighbours) Prepare(*conv.Edges, *graph.Node) []*graph.Node { return nil }

func (neighbours) Apply(x *graph.Node, edges *conv.Edges, _, params []*graph.Node) *graph.Node {
	x = graph.Dot(x, params[0]).Product()
	messages := graph.Gather(x, graph.InsertAxes(edges.Source, -1))
	shape := shapes.Make(x.DType(), edges.NumNodes, x.Shape().Dim(1))
	return graph.Scatter(graph.InsertAxes(edges.Target, -1), messages, shape, true, false)
}

func ExampleOperator() {
	var operator conv.Operator = neighbours{}
	fmt.Println(operator, operator.Parameters(40, 40, 0)[0].Shape)
	// Output: neighbours [40 40]
}
