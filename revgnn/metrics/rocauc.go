package metrics

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate"
	"gonum.org/v1/gonum/stat"
)

// Float is a type that labels and scores may have.
type Float interface{ ~float32 | ~float64 }

// ROCAUC returns the mean over tasks of the area under the receiver operating characteristic: for one task, the
// probability that a positive row scores higher than a negative one, where equal scores count a half.
//
// labels and scores are [rows, tasks], row after row. A label is 1, 0, or NaN for an unlabelled entry, which is left out.
// A task without both classes is left out of the mean, and every other task has the same weight: the definition of the
// evaluator for ogbn-proteins (Hu et al., "Open Graph Benchmark", 2020). Scores need not be probabilities; only
// their order within a task counts. It takes O(rows · log rows) a task.
//
// An error names what is wrong: the sizes, a label that is none of the three, a score of a labelled entry that is not
// finite, or labels in which no task has both classes.
func ROCAUC[L, S Float](labels []L, scores []S, tasks int) (float64, error) {
	if tasks < 1 {
		return 0, fmt.Errorf("metrics: %d tasks; give at least 1", tasks)
	}
	if len(labels)%tasks != 0 {
		return 0, fmt.Errorf("metrics: %d labels do not make whole rows of %d tasks", len(labels), tasks)
	}
	if len(scores) != len(labels) {
		return 0, fmt.Errorf("metrics: %d scores for %d labels; give one score a label", len(scores), len(labels))
	}
	var sum float64
	var counted int
	ranked := make([]float64, 0, len(labels)/tasks)
	classes := make([]bool, 0, len(labels)/tasks)
	for task := range tasks {
		ranked, classes = ranked[:0], classes[:0]
		var positives int
		for i := task; i < len(labels); i += tasks {
			label, score := float64(labels[i]), float64(scores[i])
			switch {
			case math.IsNaN(label):
				continue
			case label != 0 && label != 1:
				return 0, fmt.Errorf("metrics: label %v at row %d, task %d; a label is 0, 1 or NaN for none", label, i/tasks, task)
			case math.IsNaN(score) || math.IsInf(score, 0):
				return 0, fmt.Errorf("metrics: score %v at row %d, task %d is not finite: the model has diverged", score, i/tasks, task)
			}
			ranked, classes = append(ranked, score), append(classes, label == 1)
			if label == 1 {
				positives++
			}
		}
		if positives == 0 || positives == len(classes) {
			continue
		}
		stat.SortWeightedLabeled(ranked, classes, nil)
		truePositives, falsePositives, _ := stat.ROC(nil, ranked, classes, nil)
		sum += integrate.Trapezoidal(falsePositives, truePositives)
		counted++
	}
	if counted == 0 {
		return 0, fmt.Errorf("metrics: none of %d tasks has both a positive and a negative label, so the ROC-AUC is not defined; judge more rows", tasks)
	}
	return sum / float64(counted), nil
}
