package revgnn

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// weighted is the loss of a training whose options have weights, for the graph that it learns; nil without weights.
func weighted(o options.Training, g *datasets.Graph) (LossFunction, error) {
	outputs, names, one := g.NumClasses, g.Schema.Classes, "class"
	given, what, fitting := o.ClassWeights, "class weights", options.ClassLabels
	if len(o.PositiveWeights) > 0 {
		given, what, fitting = o.PositiveWeights, "positive weights", options.TaskLabels
	}
	labels := options.Labels(g.Labels().String())
	if labels == options.TaskLabels {
		outputs, names, one = g.Tasks.Cols, g.Schema.Outputs, "task"
	}
	switch {
	case len(given) == 0 && !o.BalancedLoss:
		return nil, nil
	case o.BalancedLoss && labels == options.ValueLabels:
		return nil, fmt.Errorf("revgnn: a balanced loss for %s; it is for classes and yes/no tasks alone", labels)
	case o.BalancedLoss:
		given = balancedWeights(g)
	case labels != fitting:
		return nil, fmt.Errorf("revgnn: %s for %s; they are for %s alone", what, labels, fitting)
	case labels == options.TaskLabels && len(given) == 1:
		given = slices.Repeat(given, outputs)
	}
	if len(given) != outputs {
		of := ""
		if len(names) > 0 && len(names) <= 12 {
			of = " (" + strings.Join(names, ", ") + ")"
		}
		return nil, fmt.Errorf("revgnn: %d %s for %s%s; give one per %s", len(given), what,
			plurals(outputs, one), of, one)
	}
	switch {
	case labels == options.TaskLabels:
		return weightedTasks(given), nil
	case o.Loss.Name == options.LogCrossEntropy:
		return weightedClasses(logEntropies, given), nil
	}
	return weightedClasses(crossEntropies, given), nil
}

func plurals(n int, of string) string {
	switch {
	case n == 1:
		return "1 " + of
	case of == "class":
		return fmt.Sprintf("%d classes", n)
	}
	return plural(n, of)
}

// balancedWeights are the weights of WithBalancedLoss. A class without a training node has the weight 0, and a task
// without both a yes and a no the weight 1.
func balancedWeights(g *datasets.Graph) []float64 {
	if g.Labels() == datasets.TaskLabels {
		weights := make([]float64, g.Tasks.Cols)
		for task := range weights {
			var yes, no float64
			for _, node := range g.Train {
				switch g.Tasks.Row(int(node))[task] {
				case 1:
					yes++
				case 0:
					no++
				}
			}
			if weights[task] = 1; yes > 0 && no > 0 {
				weights[task] = no / yes
			}
		}
		return weights
	}
	nodes := make([]float64, g.NumClasses)
	var all, classes float64
	for _, node := range g.Train {
		if class := g.Classes[node]; class >= 0 {
			if nodes[class] == 0 {
				classes++
			}
			nodes[class]++
			all++
		}
	}
	for class, n := range nodes {
		if n > 0 {
			nodes[class] = all / (classes * n)
		}
	}
	return nodes
}

// weightedClasses is the weighted mean Σ w·loss / Σ w of the losses of nodes [N], each with the weight of its class. It
// is 0 where no node counts.
func weightedClasses(of func(ofClass, logits *graph.Node) *graph.Node, weights []float64) LossFunction {
	return func(classes, mask, logits *graph.Node) *graph.Node {
		n, c := logits.Shape().Dim(0), logits.Shape().Dim(1)
		ofClass := graph.OneHot(graph.Reshape(classes, n), c, logits.DType())
		each := graph.ReduceSum(graph.Mul(ofClass, row(logits, weights)), -1)
		each = graph.Where(mask, each, graph.ZerosLike(each))
		losses := of(ofClass, logits)
		losses = graph.Where(mask, losses, graph.ZerosLike(losses))
		sum := graph.ReduceAllSum(each)
		none := graph.Equal(sum, graph.ZerosLike(sum))
		return graph.Div(graph.ReduceAllSum(graph.Mul(each, losses)), graph.Where(none, graph.OnesLike(sum), sum))
	}
}

// weightedTasks is the mean over labels y of −(w y log σ(x) + (1 − y) log(1 − σ(x))), with the weight of each task.
func weightedTasks(weights []float64) LossFunction {
	return func(labels, mask, logits *graph.Node) *graph.Node {
		yes := graph.Mul(graph.Mul(labels, row(logits, weights)), graph.Softplus(graph.Neg(logits)))
		no := graph.Mul(graph.OneMinus(labels), graph.Softplus(logits))
		each := graph.Add(yes, no)
		return graph.MaskedReduceAllMean(graph.Where(mask, each, graph.ZerosLike(each)), mask)
	}
}

// row is a number per output, [1, C], in the type of the logits.
func row(logits *graph.Node, numbers []float64) *graph.Node {
	return graph.ConvertDType(graph.Const(logits.Graph(), [][]float64{numbers}), logits.DType())
}
