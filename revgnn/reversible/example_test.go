package reversible_test

import (
	"fmt"

	"github.com/gomlx/compute/gobackend"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/reversible"
)

// dense is a coupling of 8 layers of 4 channels in 2 groups: F is a linear map and a ReLU.
var dense = reversible.Coupling{
	Depth: 8, Groups: 2, Parameters: conv.Linear("dense", 2, 2),
	F: func(_ int, x *graph.Node, params, _ []*graph.Node) *graph.Node {
		return conv.ReLU(conv.Affine(x, params[0], params[1]))
	},
}

func ExampleCoupling() {
	store := model.NewStore()
	exec, err := model.NewExec(gobackend.GetBackend(), store, func(scope *model.Scope, x *graph.Node) *graph.Node {
		return dense.Apply(scope.In("layers"), x)
	})
	if err != nil {
		panic(err)
	}
	out, err := exec.Exec([][]float32{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}})
	if err != nil {
		panic(err)
	}
	fmt.Println(out[0].Shape())
	fmt.Println(store.GetVariable("/layers/dense.weight").Shape()) // layers, groups, in, out
	// Output:
	// (Float32)[3, 4]
	// (Float32)[8, 2, 2, 2]
}

func ExampleCoupling_Check() {
	check, err := dense.Check(tensors.FromFlatDataAndDimensions([]float32{1, 2, 3, 4, 5, 6, 7, 8}, 2, 4))
	fmt.Println(check.Passed(), err)
	fmt.Println(len(check.Inverse), "layers,", len(check.Gradients), "gradients")
	// Output:
	// true <nil>
	// 8 layers, 3 gradients
}

func ExampleCoupling_Rebuild() {
	off := func(scope *model.Scope, x *graph.Node) *graph.Node {
		y := dense.Apply(scope, x)
		return graph.ReduceAllMax(graph.Abs(graph.Sub(x, dense.Rebuild(scope, y))))
	}
	x := [][]float64{{1, 2, 3, 4}, {5, 6, 7, 8}}
	out, err := model.CallOnce(gobackend.GetBackend(), model.NewStore(), off, x)
	if err != nil {
		panic(err)
	}
	fmt.Println(out.Value().(float64) < 1e-12)
	// Output: true
}
