package metrics

// Accuracy returns the share of labelled nodes whose highest logit is that of their class; of equal logits the first
// counts.
//
// classes is [all nodes], with a negative class for a node without a label; logits is [all nodes, numClasses], row
// after row. Only nodes are judged; nil stands for all. Nodes without a label are left out. The errors are those of
// Split.Predicted.
func Accuracy(classes []int32, logits []float32, numClasses int, nodes []int32) (float64, error) {
	return accuracy{}.Score(Split{Classes: classes, Logits: logits, Columns: numClasses, Nodes: nodes})
}

// accuracy is ByAccuracy.
type accuracy struct{}

func (accuracy) String() string { return "accuracy" }

func (accuracy) Score(s Split) (float64, error) {
	classes, predicted, err := s.Predicted()
	if err != nil {
		return 0, err
	}
	right := 0
	for i, class := range classes {
		if predicted[i] == class {
			right++
		}
	}
	return float64(right) / float64(len(classes)), nil
}
