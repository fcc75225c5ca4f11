package revgnn

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
)

// Loss is what training makes small.
type Loss string

const (
	// CrossEntropy is the mean cross-entropy of classes, or the binary one of tasks.
	CrossEntropy Loss = "cross-entropy"
	// LogCrossEntropy is the mean over nodes of log(ε + CE) − log ε with ε = 1 − ln 2, where CE is a node's cross-entropy
	// (Wang and others 2021, "Bag of Tricks for Node Classification with Graph Neural Networks"; RevGAT). It grows slower
	// than the cross-entropy, so that nodes far on the wrong side weigh less. Classes alone have it.
	LogCrossEntropy Loss = "log cross-entropy"
)

// WithLoss sets the loss; CrossEntropy by default.
func (b *TrainBuilder) WithLoss(l Loss) *TrainBuilder {
	b.note("WithLoss")
	b.loss = l
	return b
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
