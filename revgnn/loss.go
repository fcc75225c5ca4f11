package revgnn

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/train/loss"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Loss is what training makes small: a function of this package, or one of a user's own by LossOf. Without one it is
// CrossEntropy for classes and yes/no tasks, and MeanSquared for real numbers.
type Loss struct {
	named options.Named
	delta float64 // of Huber
}

// CrossEntropy is the mean cross-entropy of classes, or the mean binary cross-entropy of yes/no tasks, over the labels
// that count.
func CrossEntropy() Loss { return Loss{named: options.Named{Name: options.CrossEntropy}} }

// LogCrossEntropy is the mean over nodes of log(ε + CE) − log ε with ε = 1 − ln 2, where CE is a node's cross-entropy
// (Wang and others 2021, "Bag of Tricks for Node Classification with Graph Neural Networks"; RevGAT). It grows slower
// than the cross-entropy, so that nodes far on the wrong side weigh less. Classes alone have it.
func LogCrossEntropy() Loss { return Loss{named: options.Named{Name: options.LogCrossEntropy}} }

// MeanSquared is the mean of the squared errors over the real numbers that count, as torch.nn.MSELoss. The numbers are
// standardized: an error of 1 is a standard deviation of the training nodes' values. Real numbers alone have it.
func MeanSquared() Loss { return Loss{named: options.Named{Name: options.MeanSquared}} }

// AbsoluteError is the mean of the absolute errors over the real numbers that count, as torch.nn.L1Loss: a few values
// that are far off weigh less than in MeanSquared. The numbers are standardized as there. Real numbers alone have it.
func AbsoluteError() Loss { return Loss{named: options.Named{Name: options.AbsoluteError}} }

// Huber is the mean over the real numbers that count of e²/2 where an error e is at most delta, and of
// delta·(|e| − delta/2) beyond, as torch.nn.HuberLoss (Huber 1964). The numbers are standardized as for MeanSquared, so
// delta is in standard deviations; 0 stands for PyTorch's 1. Real numbers alone have it.
func Huber(delta float64) Loss {
	return Loss{named: options.Named{Name: options.Huber}, delta: delta}
}

// LossFunction computes a loss, a scalar, while the training step is built. Of N nodes, with C outputs:
//
//	classes   labels int32 [N, 1], mask bool [N]
//	tasks     labels [N, C] of the logits' type, mask bool [N, C]
//	values    labels [N, C] of the logits' type, standardized, mask bool [N, C]
//	logits    [N, C]
//
// The mask holds the labels that count; all others are to be left out. The loss must be finite where no label counts.
type LossFunction func(labels, mask, logits *graph.Node) *graph.Node

// LossOf takes a loss of one's own under a name for the run's record.
func LossOf(name string, f LossFunction) Loss {
	return Loss{named: options.Named{Name: name, Value: f}}
}

// Option is the loss as options hold it.
func (l Loss) Option() options.Named { return l.named }

// String is the loss's name.
func (l Loss) String() string { return l.named.Name }

// standardLoss is the name of the loss that a training has without another.
var standardLoss = map[options.Labels]string{options.ClassLabels: options.CrossEntropy,
	options.TaskLabels: options.CrossEntropy, options.ValueLabels: options.MeanSquared}

// lossOf finds the function of a training's loss and the name that a record shows.
func lossOf(o options.Training, labels options.Labels) (f LossFunction, name string, err error) {
	if own, given := o.Loss.Value.(LossFunction); given {
		return own, o.Loss.Name, nil
	}
	if name = o.Loss.Name; o.Loss.IsZero() {
		name = standardLoss[labels]
	}
	delta := o.HuberDelta
	if delta == 0 {
		delta = 1
	}
	known, ok := map[string]map[options.Labels]LossFunction{
		options.CrossEntropy: {options.ClassLabels: ofRows(loss.SparseCategoricalCrossEntropyLogits),
			options.TaskLabels: ofRows(loss.BinaryCrossentropyLogits)},
		options.LogCrossEntropy: {options.ClassLabels: logCrossEntropy},
		options.MeanSquared:     {options.ValueLabels: ofNumbers(loss.MeanSquaredError)},
		options.AbsoluteError:   {options.ValueLabels: ofNumbers(loss.MeanAbsoluteError)},
		options.Huber:           {options.ValueLabels: ofNumbers(loss.MakeHuberLoss(delta))},
	}[name]
	f, fits := known[labels]
	switch {
	case !ok:
		return nil, "", fmt.Errorf("revgnn: the loss %q is not part of this program; give it by "+
			"WithLoss(revgnn.LossOf(%q, …))", name, name)
	case !fits:
		var of []string
		for kind := range known {
			of = append(of, string(kind))
		}
		slices.Sort(of)
		use := map[string]string{options.CrossEntropy: "CrossEntropy", options.MeanSquared: "MeanSquared"}
		return nil, "", fmt.Errorf("revgnn: the loss %q for %s; it is for %s alone: use revgnn.%s()", name, labels,
			strings.Join(of, " and "), use[standardLoss[labels]])
	case name == options.CrossEntropy && labels == options.TaskLabels:
		name = "binary cross-entropy"
	}
	return f, name, nil
}

// ofRows is a loss of GoMLX in the place of one of ours.
func ofRows(f loss.LossFn) LossFunction {
	return func(labels, mask, logits *graph.Node) *graph.Node {
		return f([]*graph.Node{labels, mask}, []*graph.Node{logits})
	}
}

// ofNumbers is a loss of GoMLX over all numbers of a matrix: some of them take a mask of rows alone.
func ofNumbers(f loss.LossFn) LossFunction {
	return func(labels, mask, logits *graph.Node) *graph.Node {
		n := logits.Shape().Size()
		return ofRows(f)(graph.Reshape(labels, n), graph.Reshape(mask, n), graph.Reshape(logits, n))
	}
}

// logCrossEntropy is LogCrossEntropy of logits [N, C] over the nodes of a mask [N], with classes [N, 1].
func logCrossEntropy(classes, mask, logits *graph.Node) *graph.Node {
	n, c := logits.Shape().Dim(0), logits.Shape().Dim(1)
	ofClass := graph.OneHot(graph.Reshape(classes, n), c, logits.DType())
	return graph.MaskedReduceAllMean(logEntropies(ofClass, logits), mask)
}

// logEntropies are log(ε + CE) − log ε of nodes [N], whose classes are one-hot [N, C].
func logEntropies(ofClass, logits *graph.Node) *graph.Node {
	epsilon := 1 - math.Ln2
	return graph.AddScalar(graph.Log(graph.AddScalar(crossEntropies(ofClass, logits), epsilon)), -math.Log(epsilon))
}

// crossEntropies are the cross-entropies of nodes [N], whose classes are one-hot [N, C].
func crossEntropies(ofClass, logits *graph.Node) *graph.Node {
	return graph.Neg(graph.ReduceSum(graph.Mul(ofClass, graph.LogSoftmax(logits)), -1))
}
