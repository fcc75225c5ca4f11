package metrics

import (
	"fmt"
	"math"
)

// Accuracy returns the share of labelled nodes whose highest logit is that of their class; of equal logits the first counts.
//
// classes is [all nodes], with a negative class for a node without a label; logits is [all nodes, numClasses], row after
// row. Only nodes are judged; nil stands for all. Nodes without a label are left out.
//
// An error names what is wrong: the sizes, a node or a class that does not exist, a NaN among the logits of a judged node,
// or no labelled node at all.
func Accuracy(classes []int32, logits []float32, numClasses int, nodes []int32) (float64, error) {
	if numClasses < 1 {
		return 0, fmt.Errorf("metrics: %d classes; give at least 1", numClasses)
	}
	if len(logits) != len(classes)*numClasses {
		return 0, fmt.Errorf("metrics: %d logits for %d nodes and %d classes; give %d", len(logits), len(classes), numClasses, len(classes)*numClasses)
	}
	judged := len(nodes)
	if nodes == nil {
		judged = len(classes)
	}
	var right, labelled int
	for i := range judged {
		node := i
		if nodes != nil {
			node = int(nodes[i])
		}
		if node < 0 || node >= len(classes) {
			return 0, fmt.Errorf("metrics: node %d of a graph of %d nodes", node, len(classes))
		}
		class := int(classes[node])
		if class < 0 {
			continue
		}
		if class >= numClasses {
			return 0, fmt.Errorf("metrics: node %d has class %d, the logits are for %d classes", node, class, numClasses)
		}
		best := 0
		row := logits[node*numClasses:][:numClasses]
		for k, logit := range row {
			if math.IsNaN(float64(logit)) {
				return 0, fmt.Errorf("metrics: logit NaN at node %d, class %d: the model has diverged", node, k)
			}
			if logit > row[best] {
				best = k
			}
		}
		labelled++
		if best == class {
			right++
		}
	}
	if labelled == 0 {
		return 0, fmt.Errorf("metrics: none of the %d nodes has a label, so the accuracy is not defined", judged)
	}
	return float64(right) / float64(labelled), nil
}
