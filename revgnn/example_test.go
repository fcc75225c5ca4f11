package revgnn_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

func ExampleReversible() {
	club := datasets.Karate().Must()
	model := revgnn.Reversible(conv.GEN()).WithDepth(1001).WithChannels(32).WithGroups(2).WithDropout(0.1).For(club).Must()
	fmt.Println(model)
	for _, row := range model.Table().Rows {
		fmt.Println(row[0], row[1])
	}
	// Output:
	// reversible GEN(max), 1001 layers of 32 channels in 2 groups, 2339586 parameters
	// node_encoder.weight [34 32]
	// node_encoder.bias [32]
	// stack.norm.weight [1001 2 16]
	// stack.norm.bias [1001 2 16]
	// stack.mlp.0.weight [1001 2 16 32]
	// stack.mlp.0.bias [1001 2 32]
	// stack.mlp.norm.weight [1001 2 32]
	// stack.mlp.norm.bias [1001 2 32]
	// stack.mlp.1.weight [1001 2 32 16]
	// stack.mlp.1.bias [1001 2 16]
	// head.norm.weight [32]
	// head.norm.bias [32]
	// head.weight [32 2]
	// head.bias [2]
}

func ExampleResidual() {
	club := datasets.Karate().Must()
	plain := revgnn.Residual(conv.SAGE()).WithDepth(56).WithChannels(32).For(club)
	fmt.Println(plain.Must())
	tied := revgnn.Residual(conv.SAGE()).WithDepth(56).WithChannels(32).WithTiedWeights().For(club)
	fmt.Println(tied.Must())
	_, err := tied.WithBackward(revgnn.Invert).Done()
	fmt.Println(err)
	// Output:
	// residual SAGE(mean), 56 layers of 32 channels, 121314 parameters
	// weight-tied residual SAGE(mean), 56 layers of 32 channels, 3394 parameters
	// revgnn: a residual layer has no inverse; use revgnn.Recompute or revgnn.Store, or revgnn.Reversible
}

func ExampleEquilibrium() {
	club := datasets.Karate().Must()
	model := revgnn.Equilibrium(conv.GCN()).WithChannels(32).
		WithSolver(solver.Broyden().WithTolerance(1e-6).WithIterations(50)).For(club).Must()
	fmt.Println(model)
	fmt.Println(model.Estimate().SolverBytes, "bytes of the solver's history")
	// Output:
	// equilibrium GCN of 32 channels, broyden(memory 10, relative 1e-06, at most 50), 3426 parameters
	// 107520 bytes of the solver's history
}

func ExampleModel_Estimate() {
	graph := datasets.ProteinsLike(1000, 20000, 1).Must()
	for _, depth := range []int{7, 1001} {
		memory := revgnn.Reversible(conv.GEN()).WithDepth(depth).WithChannels(80).For(graph).Must().Estimate()
		fmt.Println(memory.Depth, "layers")
		fmt.Println("  parameters", memory.ParameterBytes, "bytes")
		fmt.Println("  gradients ", memory.GradientBytes, "bytes")
		fmt.Println("  optimizer ", memory.OptimizerBytes, "bytes")
		fmt.Println("  data      ", memory.DataBytes, "bytes")
	}
	// Output:
	// 7 layers
	//   parameters 605536 bytes
	//   gradients  560000 bytes
	//   optimizer  1211072 bytes
	//   data       1424624 bytes
	// 1001 layers
	//   parameters 80125536 bytes
	//   gradients  80080000 bytes
	//   optimizer  160251072 bytes
	//   data       1424624 bytes
}

func ExampleReversibleBuilder_Done() {
	_, err := revgnn.Reversible(conv.GEN()).WithChannels(80).WithGroups(3).For(datasets.Karate().Must()).Done()
	fmt.Println(err)
	// Output: revgnn: 80 channels do not split into 3 groups; use a multiple of 3
}
