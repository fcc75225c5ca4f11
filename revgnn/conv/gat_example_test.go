package conv_test

import (
	"fmt"

	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

func ExampleGAT() {
	operator := conv.GAT().WithoutTargetAttention()
	// The path 0 – 1 – 2, one feature a node, and the identity as the linear map.
	out, err := graph.CallOnce(gobackend.GetBackend(), func(x *graph.Node) *graph.Node {
		g := x.Graph()
		edges := &conv.Edges{NumNodes: 3,
			Source: graph.Const(g, []int32{1, 0, 2, 1}),
			Target: graph.Const(g, []int32{0, 1, 1, 2})}
		one := graph.Const(g, [][]float64{{1}})
		params := []*graph.Node{one, one, graph.Const(g, []float64{0})}
		return operator.Apply(x, edges, operator.Prepare(edges, x), params)
	}, [][]float64{{2}, {3}, {2}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(operator)
	for _, row := range out.Value().([][]float64) {
		fmt.Printf("%.3f\n", row[0]) // the first is (2·e² + 3·e³)/(e² + e³)
	}
	// Output:
	// GAT(no target attention)
	// 2.731
	// 2.576
	// 2.731
}

// RevGAT's operator on ogbn-arxiv, and a width that three heads can't share.
func ExampleGATConv_Fits() {
	operator := conv.GAT().WithHeads(3).WithoutTargetAttention().WithNorm().WithResidual().WithoutBias().
		WithEdgeDropout(0.3)
	fmt.Println(operator.Fits(384, 384))
	fmt.Println(operator.Fits(128, 128))
	// Output:
	// <nil>
	// conv: GAT() with 3 heads, which do not divide 128 channels; use a number that does, or WithAveragedHeads
}

func ExampleGATv2() {
	operator := conv.GATv2().WithHeads(4).WithAveragedHeads()
	fmt.Println(operator, operator.Validate())
	for _, p := range operator.Parameters(40, 40, 0) {
		fmt.Println(p.Name, p.Shape)
	}
	// Output:
	// GATv2(4 heads, averaged) <nil>
	// source.weight [40 160]
	// source.bias [160]
	// target.weight [40 160]
	// target.bias [160]
	// attention [4 40]
	// bias [40]
}

func ExampleGATConv_TargetAttention() {
	operator := conv.GAT().WithoutTargetAttention()
	fmt.Println(operator.TargetAttention(), operator.Norm())
	// Output: false false
}
