package revgnn

import (
	"fmt"
	"math"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/train/loss"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Loss is what training makes small: CrossEntropy, LogCrossEntropy, or one of a user's own by LossOf.
type Loss struct{ named options.Named }

// CrossEntropy is the mean cross-entropy of classes, or the mean binary cross-entropy of yes/no tasks, over the labels
// that count.
func CrossEntropy() Loss { return Loss{options.Named{Name: options.CrossEntropy}} }

// LogCrossEntropy is the mean over nodes of log(ε + CE) − log ε with ε = 1 − ln 2, where CE is a node's cross-entropy
// (Wang and others 2021, "Bag of Tricks for Node Classification with Graph Neural Networks"; RevGAT). It grows slower
// than the cross-entropy, so that nodes far on the wrong side weigh less. Classes alone have it.
func LogCrossEntropy() Loss { return Loss{options.Named{Name: options.LogCrossEntropy}} }

// LossFunction computes a loss, a scalar, while the training step is built. Of N nodes, with C outputs:
//
//	classes   labels int32 [N, 1], mask bool [N]
//	tasks     labels [N, C] of the logits' type, mask bool [N, C]
//	logits    [N, C]
//
// The mask holds the labels that count; all others are to be left out. The loss must be finite where no label counts.
type LossFunction func(labels, mask, logits *graph.Node) *graph.Node

// LossOf takes a loss of one's own under a name for the run's record.
func LossOf(name string, f LossFunction) Loss { return Loss{options.Named{Name: name, Value: f}} }

// Option is the loss as options hold it.
func (l Loss) Option() options.Named { return l.named }

// String is the loss's name.
func (l Loss) String() string { return l.named.Name }

// lossOf finds the function of a loss and the name that a record shows.
func lossOf(l options.Named, tasks bool) (f LossFunction, name string, err error) {
	own, given := l.Value.(LossFunction)
	switch {
	case given:
		return own, l.Name, nil
	case l.Name == options.CrossEntropy && tasks:
		return func(labels, mask, logits *graph.Node) *graph.Node {
			return loss.BinaryCrossentropyLogits([]*graph.Node{labels, mask}, []*graph.Node{logits})
		}, "binary cross-entropy", nil
	case l.Name == options.CrossEntropy:
		return func(labels, mask, logits *graph.Node) *graph.Node {
			return loss.SparseCategoricalCrossEntropyLogits([]*graph.Node{labels, mask}, []*graph.Node{logits})
		}, l.Name, nil
	case l.Name == options.LogCrossEntropy && tasks:
		return nil, "", fmt.Errorf("revgnn: the loss %q for yes/no tasks; it is for classes alone: use "+
			"revgnn.CrossEntropy()", l.Name)
	case l.Name == options.LogCrossEntropy:
		return logCrossEntropy, l.Name, nil
	}
	return nil, "", fmt.Errorf("revgnn: the loss %q is not part of this program; give it by "+
		"WithLoss(revgnn.LossOf(%q, …))",
		l.Name, l.Name)
}

// logCrossEntropy is LogCrossEntropy of logits [N, C] over the nodes of a mask [N], with classes [N, 1].
func logCrossEntropy(classes, mask, logits *graph.Node) *graph.Node {
	epsilon := 1 - math.Ln2
	n, c := logits.Shape().Dim(0), logits.Shape().Dim(1)
	ofClass := graph.OneHot(graph.Reshape(classes, n), c, logits.DType())
	entropy := graph.Neg(graph.ReduceSum(graph.Mul(ofClass, graph.LogSoftmax(logits)), -1))
	each := graph.AddScalar(graph.Log(graph.AddScalar(entropy, epsilon)), -math.Log(epsilon))
	return graph.MaskedReduceAllMean(each, mask)
}
