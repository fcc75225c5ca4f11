package metrics

import (
	"fmt"
	"math"
)

// Counts is how often a class, or the yes of a task, is taken rightly and wrongly: of the labelled nodes that are
// judged each is in one of the four.
type Counts struct {
	TruePositives  int // nodes of the class that are taken for it
	FalsePositives int // other nodes that are taken for it
	FalseNegatives int // nodes of the class that are taken for another
	TrueNegatives  int // all others
}

// Count counts for each class, against all others, or for each yes/no task. The predicted class is the one with the
// highest logit, as in Split.Predicted; a task is answered by yes where its logit is above 0, which is a probability
// above a half. Labels that are missing are left out.
//
// An error names what is wrong: real numbers in the place of classes and tasks, what Split.Predicted and Split.Rows
// refuse, a label that is no 0, 1 or NaN, a logit of NaN, or a split without any label.
func Count(s Split) ([]Counts, error) {
	if len(s.Tasks) > 0 {
		return countTasks(s)
	}
	return countClasses(s)
}

// countClasses refuses tasks.
func countClasses(s Split) ([]Counts, error) {
	classes, predicted, err := s.Predicted()
	if err != nil {
		return nil, err
	}
	counts := make([]Counts, s.Columns)
	for i, class := range classes {
		if class == predicted[i] {
			counts[class].TruePositives++
			continue
		}
		counts[class].FalseNegatives++
		counts[predicted[i]].FalsePositives++
	}
	for i, c := range counts {
		counts[i].TrueNegatives = len(classes) - c.TruePositives - c.FalsePositives - c.FalseNegatives
	}
	return counts, nil
}

func countTasks(s Split) ([]Counts, error) {
	labels, logits, err := s.Rows()
	if err != nil {
		return nil, err
	}
	counts := make([]Counts, s.Columns)
	some := false
	for i, label := range labels {
		of, task := logits[i], i%s.Columns
		switch c := &counts[task]; {
		case math.IsNaN(float64(label)):
			continue
		case label != 0 && label != 1:
			return nil, fmt.Errorf("metrics: label %v at row %d, task %d; a label is 0, 1 or NaN for none", label,
				i/s.Columns, task)
		case math.IsNaN(float64(of)):
			return nil, fmt.Errorf("metrics: logit NaN at row %d, task %d: the model has diverged", i/s.Columns, task)
		case label == 1 && of > 0:
			c.TruePositives++
		case label == 1:
			c.FalseNegatives++
		case of > 0:
			c.FalsePositives++
		default:
			c.TrueNegatives++
		}
		some = true
	}
	if !some {
		return nil, fmt.Errorf("metrics: none of the %d nodes has a label, so no metric is defined",
			len(labels)/s.Columns)
	}
	return counts, nil
}

// Precision is the share of the nodes taken for the class that are of it, TP/(TP + FP); 0 where no node is taken for
// it.
func (c Counts) Precision() float64 { return share(c.TruePositives, c.TruePositives+c.FalsePositives) }

// Recall is the share of the class's nodes that are taken for it, TP/(TP + FN); 0 where the class has no node.
func (c Counts) Recall() float64 { return share(c.TruePositives, c.TruePositives+c.FalseNegatives) }

// F1 is the harmonic mean of precision and recall, 2 TP/(2 TP + FP + FN); 0 where there is no node of the class and
// none taken for it.
func (c Counts) F1() float64 {
	return share(2*c.TruePositives, 2*c.TruePositives+c.FalsePositives+c.FalseNegatives)
}

// nodes is how many nodes were judged.
func (c Counts) nodes() int {
	return c.TruePositives + c.FalsePositives + c.FalseNegatives + c.TrueNegatives
}

// share is a share of nodes, and 0 of none: scikit-learn's zero_division=0.
func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// overTasks is the mean over the tasks that have a label.
func overTasks(counts []Counts, of func(Counts) float64) float64 {
	var sum, tasks float64
	for _, c := range counts {
		if c.nodes() > 0 {
			sum += of(c)
			tasks++
		}
	}
	return sum / tasks
}
