package metrics

// BalancedAccuracy returns the mean over classes of the share of their nodes that are right, so that a rare class
// counts as much as a frequent one: scikit-learn's balanced_accuracy_score. A class that has no node in the split is
// left out. Of a yes/no task the classes are its yes and its no, and of several tasks it is the mean over those that
// have labels. The errors are those of Count.
func BalancedAccuracy(s Split) (float64, error) { return balanced{}.Score(s) }

// balanced is ByBalancedAccuracy.
type balanced struct{}

func (balanced) String() string { return "balanced accuracy" }

func (balanced) Score(s Split) (float64, error) {
	counts, err := Count(s)
	if err != nil {
		return 0, err
	}
	if len(s.Tasks) == 0 {
		return meanRecall(counts...), nil
	}
	return overTasks(counts, func(yes Counts) float64 {
		no := Counts{TruePositives: yes.TrueNegatives, FalseNegatives: yes.FalsePositives}
		return meanRecall(yes, no)
	}), nil
}

// meanRecall is the mean of the recall of the classes that have a node.
func meanRecall(classes ...Counts) float64 {
	var sum, present float64
	for _, c := range classes {
		if c.TruePositives+c.FalseNegatives > 0 {
			sum += c.Recall()
			present++
		}
	}
	return sum / present
}
