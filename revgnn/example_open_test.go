package revgnn_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// clubTraining is a short training of a tiny network, in a folder that remove removes.
func clubTraining() (training *revgnn.TrainBuilder, remove func()) {
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		panic(err)
	}
	club := datasets.Karate().Must()
	network := revgnn.Residual(conv.GCN()).WithDepth(1).WithChannels(4).For(club).Must()
	training = revgnn.Train(network, club).WithEpochs(4).WithDirectory(filepath.Join(folder, "run"))
	return training, func() { os.RemoveAll(folder) }
}

func ExampleNew() {
	o := options.NewNetwork(options.Reversible)
	o.Operator.Name, o.Operator.Record = "GCN", []byte(`{"name":"GCN"}`) // or conv.Describe(conv.GCN())
	o.Depth, o.Channels = 1001, 16
	network, err := revgnn.New(o, datasets.Karate().Must())
	fmt.Println(network, err)
	o.Groups = 3
	_, err = revgnn.New(o, datasets.Karate().Must())
	fmt.Println(err)
	// Output:
	// reversible GCN, 1001 layers of 16 channels in 2 groups, 176802 parameters <nil>
	// revgnn: 16 channels do not split into 3 groups; use a multiple of 3 channels
}

func ExampleTrainOn() {
	training := revgnn.TrainOn(func(ctx context.Context) (*revgnn.Model, *datasets.Graph, error) {
		graph, err := datasets.Karate().Done() // or one that is downloaded: datasets.Cora().WithContext(ctx).Done()
		if err != nil {
			return nil, nil, err
		}
		network, err := revgnn.Residual(conv.GCN()).WithDepth(2).WithChannels(8).For(graph).Done()
		return network, graph, err
	})
	memory, err := training.Estimate()
	fmt.Println(memory.Parameters, "parameters", err)
	// Output: 490 parameters <nil>
}

func ExampleEvaluateOn() {
	network := revgnn.Residual(conv.GCN()).WithDepth(1).WithChannels(4).For(datasets.Karate().Must()).Must()
	scores := revgnn.EvaluateOn(network, func(context.Context) (*datasets.Graph, error) {
		return datasets.Karate().Done()
	}).WithViews(3).WithParts(2).Must()
	fmt.Println(len(scores.Views), "views by", scores.Metric)
	// Output: 3 views by accuracy
}

func ExampleOptimizerOf() {
	adamW := revgnn.OptimizerOf("adamw", optimizer.Adam().WeightDecay(0.004).Done())
	fmt.Println(adamW)
	fmt.Println(adamW.WithWeightDecay(5e-4)) // that of torch.optim, added to the gradient
	// Output:
	// adamw
	// adamw, weight decay 0.0005
}

func ExampleLossOf() {
	// The mean of 1 − p over the labels that count, where p is the probability of a node's class.
	doubt := revgnn.LossOf("doubt", func(classes, mask, logits *graph.Node) *graph.Node {
		nodes, outputs := logits.Shape().Dim(0), logits.Shape().Dim(1)
		ofClass := graph.OneHot(graph.Reshape(classes, nodes), outputs, logits.DType())
		p := graph.ReduceSum(graph.Mul(ofClass, graph.Softmax(logits)), -1)
		return graph.MaskedReduceAllMean(graph.OneMinus(p), mask)
	})
	training, remove := clubTraining()
	defer remove()
	r := training.WithLoss(doubt).Must()
	first := *r.History()[0].Loss
	fmt.Println(r.Info().Loss, first > 0 && first < 1)
	// Output: doubt true
}

func ExampleTrainBuilder_WithSchedule() {
	// The rate of step k, counted from 0, is rate/2ᵏ.
	halving := func(scope *model.Scope, g *graph.Graph, dtype dtypes.DType, rate float64) {
		k := graph.ConvertDType(optimizer.GetGlobalStepVar(scope.Store()).NodeValue(g), dtype)
		now := graph.MulScalar(graph.Exp(graph.MulScalar(k, -math.Ln2)), rate)
		optimizer.LearningRateVar(scope, dtype, rate).SetNodeValue(now)
	}
	training, remove := clubTraining()
	defer remove()
	for _, record := range training.WithLearningRate(0.08).WithSchedule("halving", halving).Must().History() {
		if record.Kind == run.Step {
			fmt.Printf("%.2f ", *record.LearningRate)
		}
	}
	// Output: 0.08 0.04 0.02 0.01
}

func ExampleTrainBuilder_WithCallback() {
	training, remove := clubTraining()
	defer remove()
	r := training.WithCallback(func(r run.Record) error {
		fmt.Println(r.Kind, r.Step)
		if r.Kind == run.Step && r.Step == 2 {
			return revgnn.Enough("two steps are enough")
		}
		return nil
	}).WithEvaluationEvery(4).Must()
	fmt.Println(r.Status())
	// Output:
	// step 1
	// step 2
	// complete
}

func ExampleEnough() {
	fmt.Println(revgnn.Enough("the loss is below 0.1"))
	// Output: the loss is below 0.1
}

func ExampleTrainBuilder_WithFrozen() {
	training, remove := clubTraining()
	defer remove()
	r := training.WithFrozen("node_encoder", "head.bias").Must()
	fmt.Println(r.Status(), r.Info().Training.Frozen)
	_, err := training.WithFrozen("head.bios").Done()
	fmt.Println(err)
	// Output:
	// complete [node_encoder head.bias]
	// revgnn: frozen parameters "head.bios"; the network has none of that name: did you mean "head.bias"?
}

func ExampleTrainBuilder_Plan() {
	training, remove := clubTraining()
	defer remove()
	plan := training.WithEvaluationEvery(2).Plan().Must()
	fmt.Println(plan.Epochs, "epochs,", plan.Evaluations, "evaluations,", plan.Memory.Parameters, "parameters")
	fmt.Println(plan.Whole > 0)
	// Output:
	// 4 epochs, 2 evaluations, 186 parameters
	// true
}

func ExampleCrossEntropy() {
	training, remove := clubTraining()
	defer remove()
	fmt.Println(training.WithLoss(revgnn.CrossEntropy()).Must().Info().Loss) // which is the default
	// Output: cross-entropy
}

func ExampleLogCrossEntropy() {
	training, remove := clubTraining()
	defer remove()
	fmt.Println(training.WithLoss(revgnn.LogCrossEntropy()).Must().Info().Loss)
	// Output: log cross-entropy
}

// pricedClub is the karate club with a real number for each node: what it owes.
func pricedClub() *datasets.Graph {
	g := *datasets.Karate().Must()
	g.Classes, g.NumClasses = nil, 0
	g.Values = datasets.Matrix{Data: make([]float32, g.NumNodes), Cols: 1}
	for node, degree := range g.InDegrees() {
		g.Values.Data[node] = 1000 * float32(degree)
	}
	return &g
}

func ExampleMeanSquared() {
	g := pricedClub()
	network := revgnn.Reversible(conv.SAGE()).WithDepth(2).WithChannels(8).For(g).Must()
	fmt.Println(revgnn.Train(network, g).WithEpochs(2).Must().Info().Loss) // the default of real numbers
	// Output: mean squared
}

func ExampleAbsoluteError() {
	g := pricedClub()
	network := revgnn.Reversible(conv.SAGE()).WithDepth(2).WithChannels(8).For(g).Must()
	training := revgnn.Train(network, g).WithEpochs(2).WithLoss(revgnn.AbsoluteError()).WithMetric(metrics.ByMAE)
	info := training.Must().Info()
	fmt.Println(info.Loss, info.Metric, info.LessIsBetter)
	// Output: absolute error mae true
}

func ExampleHuber() {
	g := pricedClub()
	network := revgnn.Reversible(conv.SAGE()).WithDepth(2).WithChannels(8).For(g).Must()
	training := revgnn.Train(network, g).WithEpochs(2).WithLoss(revgnn.Huber(0.5)).Must().Info().Training
	fmt.Println(training.Loss, training.HuberDelta)
	// Output: huber 0.5
}

func ExampleTrainBuilder_WithClassWeights() {
	training, remove := clubTraining()
	defer remove()
	info := training.WithClassWeights(1, 3).WithMetric(metrics.ByF1).Must().Info() // by that of the second class
	fmt.Println(info.Training.ClassWeights, info.Metric)
	// Output: [1 3] f1
}

func ExampleTrainBuilder_WithPositiveClass() {
	training, remove := clubTraining()
	defer remove()
	training.WithWeightsByName(map[string]float64{"1": 3}).WithMetric(metrics.ByF1).WithPositiveClass("1")
	info := training.Must().Info() // the club's classes have no names
	fmt.Println(info.Training.ClassWeights, info.Metric)
	training.WithPositiveClass("Officer")
	_, err := training.Done()
	fmt.Println(err)
	// Output:
	// [1 3] f1 of 1
	// revgnn: the positive class "Officer"; there is none of that name; use one of 0, 1
}
