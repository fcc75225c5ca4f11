package conv_test

import (
	"fmt"

	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// onStar prints what f makes of one value per node of a star: its edges are 0 → 2, 1 → 2 and 2 → 0. Node 1 is no
// target.
func onStar(f func(edges *conv.Edges, x *graph.Node) *graph.Node) {
	out, err := graph.CallOnce(gobackend.GetBackend(), func(x *graph.Node) *graph.Node {
		g := x.Graph()
		edges := &conv.Edges{NumNodes: 3, Source: graph.Const(g, []int32{2, 0, 1}),
			Target: graph.Const(g, []int32{0, 2, 2})}
		return f(edges, x)
	}, []float64{10, 30, 500})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(out.Value())
}

func ExampleEdges_GatherSource() {
	onStar(func(edges *conv.Edges, x *graph.Node) *graph.Node { return edges.GatherSource(x) })
	// Output: [500 10 30]
}

func ExampleEdges_GatherTarget() {
	onStar(func(edges *conv.Edges, x *graph.Node) *graph.Node { return edges.GatherTarget(x) })
	// Output: [10 500 500]
}
