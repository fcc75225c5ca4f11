package metrics

// Accuracy returns the share of labelled nodes whose highest logit is that of their class; of equal logits the first
// counts.
//
// classes is [all nodes], with a negative class for a node without a label; logits is [all nodes, numClasses], row
// after row. Only nodes are judged; nil stands for all. Nodes without a label are left out. The errors are those of
// Split.Predicted.
//
// As a metric, ByAccuracy judges yes/no tasks as well: the mean over tasks of the share of labels that are right, where
// a logit above 0 is a yes.
func Accuracy(classes []int32, logits []float32, numClasses int, nodes []int32) (float64, error) {
	return accuracy{}.Score(Split{Classes: classes, Logits: logits, Columns: numClasses, Nodes: nodes})
}

// accuracy is ByAccuracy.
type accuracy struct{}

func (accuracy) String() string { return "accuracy" }

// Score is the share of nodes that are right, and of tasks the mean over them of the share of labels.
func (accuracy) Score(s Split) (float64, error) {
	counts, err := Count(s)
	if err != nil {
		return 0, err
	}
	if len(s.Tasks) > 0 {
		return overTasks(counts, func(c Counts) float64 {
			return share(c.TruePositives+c.TrueNegatives, c.nodes())
		}), nil
	}
	right, nodes := 0, 0
	for _, c := range counts {
		right += c.TruePositives
		nodes += c.TruePositives + c.FalseNegatives
	}
	return share(right, nodes), nil
}
