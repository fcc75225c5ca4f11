package conv_test

import (
	"fmt"

	"github.com/gomlx/compute/gobackend"
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
		edges := path(g)
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

func ExampleSAGE() {
	operator := conv.SAGE().WithAggregation(conv.Max)
	// Each node's largest neighbour, less half of its own value.
	show(operator, [][]float64{{2}, {3}, {-4}},
		[][]float64{{1}}, []float64{0}, [][]float64{{-0.5}}) // aggregate.weight, aggregate.bias, root.weight
	// Output:
	// SAGE(max)
	// [[2] [0.5] [5]]
}

func ExampleGIN() {
	operator := conv.GIN().WithEpsilon(1)
	// Twice a node's value and its neighbours' added up, and ReLU.
	show(operator, [][]float64{{2}, {3}, {-4}},
		[][]float64{{1}}, []float64{0}, [][]float64{{1}}, []float64{0}) // mlp.0 and mlp.1
	// Output:
	// GIN(ε=1)
	// [[7] [4] [0]]
}

// path is 0 – 1 – 2, each edge in both directions and sorted by target.
func path(g *graph.Graph) *conv.Edges {
	return &conv.Edges{NumNodes: 3,
		Source: graph.Const(g, []int32{1, 0, 2, 1}),
		Target: graph.Const(g, []int32{0, 1, 1, 2})}
}

// show prints what an operator of the given parameters makes of the path.
func show(operator conv.Operator, x [][]float64, params ...any) {
	out, err := graph.CallOnce(gobackend.GetBackend(), func(in []*graph.Node) *graph.Node {
		edges := path(in[0].Graph())
		return operator.Apply(in[0], edges, operator.Prepare(edges, in[0]), in[1:])
	}, append([]any{x}, params...)...)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n%v\n", operator, out.Value())
}

// neighbours is an operator of one's own: W times the sum of the neighbours, no bias. It holds its options, of which it
// has none, and neither variables nor a gradient.
type neighbours struct{}

func (neighbours) String() string { return "neighbours" }

func (neighbours) Parameters(in, out, _ int) []conv.Parameter {
	return conv.Linear("linear", in, out)[:1]
}

func (neighbours) Prepare(*conv.Edges, *graph.Node) []*graph.Node { return nil }

func (neighbours) Apply(x *graph.Node, edges *conv.Edges, _, params []*graph.Node) *graph.Node {
	x = graph.Dot(x, params[0]).Product()
	return edges.SumByTarget(edges.GatherSource(x))
}

func ExampleOperator() {
	var operator conv.Operator = neighbours{}
	fmt.Println(operator, operator.Parameters(2, 1, 0)[0].Shape)
	// The path 0 – 1 – 2, two features a node, and W = (10, 1): the result, and the gradient of its sum.
	results, err := graph.CallOnceN(gobackend.GetBackend(), func(x, w *graph.Node) []*graph.Node {
		edges := path(x.Graph())
		out := operator.Apply(x, edges, operator.Prepare(edges, x), []*graph.Node{w})
		return append([]*graph.Node{out}, graph.Gradient(graph.ReduceAllSum(out), x, w)...)
	}, [][]float64{{1, 2}, {3, 4}, {5, 6}}, [][]float64{{10}, {1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, name := range []string{"result", "gradient of x", "gradient of W"} {
		fmt.Println(name, results[i].Value())
	}
	// Output:
	// neighbours [2 1]
	// result [[34] [68] [34]]
	// gradient of x [[10 1] [20 2] [10 1]]
	// gradient of W [[12] [16]]
}

func ExampleLinear() {
	for _, p := range append(conv.Linear("mlp.0", 16, 32), conv.Norm("mlp.norm", 32)...) {
		fmt.Println(p.Name, p.Shape)
	}
	// Output:
	// mlp.0.weight [16 32]
	// mlp.0.bias [32]
	// mlp.norm.weight [32]
	// mlp.norm.bias [32]
}

func ExampleNorm() {
	for _, p := range conv.Norm("norm", 8) {
		fmt.Println(p.Name, p.Shape)
	}
	// Output:
	// norm.weight [8]
	// norm.bias [8]
}

func ExampleAffine() {
	// The three functions that most operators need: x·weight + bias, its normalization, and max(·, 0).
	out, err := graph.CallOnceN(gobackend.GetBackend(), func(x *graph.Node) []*graph.Node {
		g := x.Graph()
		mapped := conv.Affine(x, graph.Const(g, [][]float64{{1, 0}, {1, 2}}), graph.Const(g, []float64{0, -4}))
		normal := conv.LayerNorm(mapped, graph.Const(g, []float64{2, 2}), graph.Const(g, []float64{0, 0}))
		return []*graph.Node{mapped, normal, conv.ReLU(normal)}
	}, [][]float64{{1, 2}, {3, 4}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range out {
		fmt.Printf("%.2f\n", o.Value())
	}
	// Output:
	// [[3.00 0.00] [7.00 4.00]]
	// [[2.00 -2.00] [2.00 -2.00]]
	// [[2.00 0.00] [2.00 0.00]]
}

func ExampleLayerNorm() {
	out, err := graph.CallOnce(gobackend.GetBackend(), func(x *graph.Node) *graph.Node {
		g := x.Graph()
		return conv.LayerNorm(x, graph.Const(g, []float64{1, 1}), graph.Const(g, []float64{0, 5}))
	}, [][]float64{{1, 3}, {30, 10}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", out.Value())
	// Output: [[-1.00 6.00] [1.00 4.00]]
}

func ExampleReLU() {
	out, err := graph.CallOnce(gobackend.GetBackend(), conv.ReLU, []float64{-1, 0, 2})
	fmt.Println(out.Value(), err)
	// Output: [0 0 2] <nil>
}
