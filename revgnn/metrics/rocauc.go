package metrics

import "fmt"

// ROCAUC returns the mean over tasks of the area under the receiver operating characteristic: for one task, the
// probability that a positive row scores higher than a negative one, where equal scores count a half.
//
// labels and scores are [rows, tasks], row after row. A label is 1, 0, or NaN for an unlabelled entry, which is left
// out. A task without both classes is left out of the mean, and every other task has the same weight: the definition of
// the evaluator for ogbn-proteins (Hu et al., "Open Graph Benchmark", 2020). Scores need not be probabilities; only
// their order within a task counts. It takes O(rows · log rows) per task.
//
// An error names what is wrong: the sizes, a label that is none of the three, a score of a labelled entry that is not
// finite, or labels in which no task has both classes.
func ROCAUC[L, S Float](labels []L, scores []S, tasks int) (float64, error) {
	var sum float64
	var counted int
	for task := range max(1, tasks) {
		c, err := ROC(labels, scores, tasks, task)
		if err != nil {
			return 0, err
		}
		if !c.Defined() {
			continue
		}
		sum += c.AUC()
		counted++
	}
	if counted == 0 {
		return 0, fmt.Errorf("metrics: none of %d tasks has both a positive and a negative label, so the ROC-AUC is "+
			"not defined; judge more rows", tasks)
	}
	return sum / float64(counted), nil
}

// rocauc is ByROCAUC.
type rocauc struct{}

func (rocauc) String() string { return "rocauc" }

func (rocauc) Score(s Split) (float64, error) {
	labels, logits, err := s.Rows()
	if err != nil {
		return 0, err
	}
	return ROCAUC(labels, logits, s.Columns)
}
