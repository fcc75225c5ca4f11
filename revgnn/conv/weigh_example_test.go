package conv_test

import (
	"fmt"

	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// strengths is an operator of one's own that uses the weights of edges, and says so: each node's neighbours added up,
// as much of each as its edge weighs.
type strengths struct{ neighbours }

func (strengths) String() string { return "strengths" }

func (strengths) UsesWeights() bool { return true }

func (strengths) Apply(x *graph.Node, edges *conv.Edges, _, params []*graph.Node) *graph.Node {
	x = graph.Dot(x, params[0]).Product()
	return edges.SumByTarget(edges.Weigh(edges.GatherSource(x)))
}

func ExampleEdges_Weigh() {
	var operator conv.Operator = strengths{}
	out, err := graph.CallOnceN(gobackend.GetBackend(), func(x, linear, weight *graph.Node) []*graph.Node {
		edges := path(x.Graph()) // 1 → 0, 0 → 1, 2 → 1, 1 → 2
		plain := operator.Apply(x, edges, nil, []*graph.Node{linear})
		edges.Weight = weight
		return []*graph.Node{plain, operator.Apply(x, edges, nil, []*graph.Node{linear})}
	}, [][]float64{{1}, {2}, {3}}, [][]float64{{1}}, []float64{1, 10, 0, -0.5})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(out[0].Value(), out[1].Value())
	// Output: [[2] [4] [2]] [[2] [10] [-1]]
}

func ExampleWeighted() {
	for _, operator := range []conv.Operator{conv.GEN(), conv.GEN().WithAggregation(conv.Mean), conv.GAT(), strengths{},
		neighbours{}} {
		weighted, says := operator.(conv.Weighted)
		fmt.Println(operator, says && weighted.UsesWeights())
	}
	// Output:
	// GEN(max) false
	// GEN(mean) true
	// GAT true
	// strengths true
	// neighbours false
}
