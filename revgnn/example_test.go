package revgnn_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

func ExampleReversible() {
	club := datasets.Karate().Must()
	model := revgnn.Reversible(conv.GEN()).WithDepth(1001).WithChannels(32).WithGroups(2).WithDropout(0.1).
		For(club).Must()
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

func ExampleAdam() {
	fmt.Println(revgnn.Adam())
	fmt.Println(revgnn.Adam().WithWeightDecay(5e-4))
	// Output:
	// adam
	// adam, weight decay 0.0005
}

func ExampleRMSProp() {
	fmt.Println(revgnn.RMSProp())
	// Output: rmsprop
}

// The teacher of RevGAT's self-distillation and its student, in small.
func ExampleTrainBuilder_WithDistillation() {
	club := datasets.Karate().Must()
	directory, err := os.MkdirTemp("", "distillation")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(directory)
	train := func() *revgnn.TrainBuilder {
		network := revgnn.Residual(conv.GCN()).WithDepth(2).WithChannels(8).For(club).Must()
		return revgnn.Train(network, club).WithEpochs(4).WithLearningRate(2e-3).WithWarmUp(2).
			WithOptimizer(revgnn.RMSProp()).WithLoss(revgnn.LogCrossEntropy())
	}
	train().WithDirectory(directory + "/teacher").Must()
	student := train().WithDistillation(directory+"/teacher", 0.95, 0.7).WithDirectory(directory + "/student").Must()
	fmt.Println(student.Info().Training.Optimizer, "on the", student.Info().Loss)
	for _, record := range student.History() {
		if record.Kind == run.Step {
			fmt.Println("epoch", record.Epoch, "learning rate", *record.LearningRate)
		}
	}
	// Output:
	// rmsprop on the log cross-entropy
	// epoch 1 learning rate 0.001
	// epoch 2 learning rate 0.002
	// epoch 3 learning rate 0.002
	// epoch 4 learning rate 0.002
}

func ExampleLoadBest() {
	club := datasets.Karate().Must()
	directory, err := os.MkdirTemp("", "best")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(directory)
	network := revgnn.Residual(conv.GCN()).WithDepth(2).WithChannels(8).For(club).Must()
	training := revgnn.Train(network, club).WithEpochs(10).WithEvaluationEvery(1).WithDirectory(directory +
		"/run").Must()
	_, ok := training.Best()
	fmt.Println(ok, cell.Must(revgnn.LoadBest(directory+"/run")))
	// Output: true residual GCN, 2 layers of 8 channels, 490 parameters
}

func ExampleTrainBuilder_WithLoss() {
	proteins := datasets.ProteinsLike(100, 400, 1).Must()
	network := revgnn.Residual(conv.GCN()).WithDepth(2).WithChannels(8).For(proteins).Must()
	_, err := revgnn.Train(network, proteins).WithLoss(revgnn.LogCrossEntropy()).Done()
	fmt.Println(err)
	// Output: revgnn: the loss "log cross-entropy" for yes/no tasks; it is for classes alone: use revgnn.CrossEntropy()
}

func ExampleReversibleBuilder_Done() {
	_, err := revgnn.Reversible(conv.GEN()).WithChannels(80).WithGroups(3).For(datasets.Karate().Must()).Done()
	fmt.Println(err)
	// Output: revgnn: 80 channels do not split into 3 groups; use a multiple of 3 channels
}

func ExampleReversibleBuilder_WithConvolutionalEnds() {
	club := datasets.Karate().Must()
	gat := conv.GAT().WithoutTargetAttention().WithNorm().WithResidual().WithoutBias().WithEdgeDropout(0.3)
	model := revgnn.Reversible(gat.WithHeads(3)).WithConvolutionalEnds(gat.WithHeads(3),
		gat).WithDepth(5).WithChannels(12).
		WithLabelInput().WithLabelReuse(1).WithInputDropout(0.25).WithDropout(0.75).For(club).Must()
	for _, row := range model.Table().Rows {
		fmt.Println(row[0], row[1])
	}
	// Output:
	// first_conv.linear.weight [36 12]
	// first_conv.source [3 4]
	// first_conv.residual.weight [36 12]
	// stack.norm.weight [3 2 6]
	// stack.norm.bias [3 2 6]
	// stack.linear.weight [3 2 6 6]
	// stack.source [3 2 3 2]
	// stack.residual.weight [3 2 6 6]
	// head.norm.weight [12]
	// head.norm.bias [12]
	// last_conv.linear.weight [12 2]
	// last_conv.source [1 2]
	// last_conv.residual.weight [12 2]
	// bias_last [2]
}

func ExampleEquilibriumBuilder_WithLabelInput() {
	club := datasets.Karate().Must() // 34 features, 2 classes
	model := revgnn.Equilibrium(conv.GCN()).WithLabelInput().WithInputDropout(0.25).For(club).Must()
	fmt.Println(model.Table().Rows[0])
	_, err := revgnn.Equilibrium(conv.GCN()).WithLabelReuse(1).For(club).Done()
	fmt.Println(strings.ReplaceAll(err.Error(), "; ", ";\n"))
	// Output:
	// [node_encoder.weight [36 64] 2304]
	// revgnn: a label reuse of 1 without label input, so there are no label columns to fill;
	// add "label input" (WithLabelInput)
}

// The examples from here on compile programs, which takes seconds: go test builds them and does not run them.

func ExampleTrain() {
	club := datasets.Karate().Must()
	model := revgnn.Reversible(conv.GCN()).WithDepth(1001).WithChannels(16).WithGroups(2).For(club).Must()
	run := revgnn.Train(model, club).WithEpochs(60).WithLearningRate(1e-3).WithSeed(1).
		WithDirectory("runs/karate").Must()
	fmt.Println(run.Status(), "after", len(run.History()), "records")
	fmt.Print(run.Table())
}

func ExampleLoad() {
	model, err := revgnn.Load("runs/karate") // in a later cell or another program
	if err != nil {
		fmt.Println(err) // names the directory, and what it lacks
		return
	}
	logits, err := model.Predict(datasets.Karate().Must()).Done()
	fmt.Println(logits, err)
}

func ExampleCheckInverse() {
	club := datasets.Karate().Must()
	model := revgnn.Reversible(conv.GEN()).WithDepth(64).WithChannels(16).WithGroups(2).For(club).Must()
	check, err := revgnn.CheckInverse(model, club).Done()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(check.Passed())
	fmt.Print(check.Table()) // how well each layer's input is rebuilt
}

func ExampleCheckGradients() {
	club := datasets.Karate().Must()
	model := revgnn.Reversible(conv.GEN()).WithDepth(4).WithChannels(8).WithGroups(2).For(club).Must()
	check, err := revgnn.CheckGradients(model, club).Done()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(check) // one line; check.Table() has all parameters
}

func ExampleCompare() {
	club := datasets.Karate().Must()
	model := revgnn.Residual(conv.GCN()).WithDepth(28).WithChannels(16).For(club).Must()
	comparison, err := revgnn.Compare(model, club).Done()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, mode := range comparison.Modes {
		fmt.Println(mode.Mode, mode.Memory.Activations, mode.Difference)
	}
}
