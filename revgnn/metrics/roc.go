package metrics

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/integrate"
	"gonum.org/v1/gonum/stat"
)

// Float is a type that labels and scores may have.
type Float interface{ ~float32 | ~float64 }

// Curve is the receiver operating characteristic of one task: how many negative and how many positive rows score at
// least a threshold, as the threshold falls from above all scores to the lowest. Equal scores make one step.
type Curve struct {
	FalsePositives, TruePositives []float64 // shares from 0 to 1, both rising; nil where the curve is not defined
	Positives, Negatives          int       // rows with that label
}

// Defined reports whether there are rows of both labels.
func (c Curve) Defined() bool { return c.Positives > 0 && c.Negatives > 0 }

// AUC is the area under the curve: the probability that a positive row scores higher than a negative one, where equal
// scores count a half. It is NaN where the curve is not defined.
func (c Curve) AUC() float64 {
	if !c.Defined() {
		return math.NaN()
	}
	return integrate.Trapezoidal(c.FalsePositives, c.TruePositives)
}

// AveragePrecision is the area under precision over recall, Σ (recall − recall before) · precision over the thresholds;
// equal scores make one step, and nothing is interpolated. It is NaN where the curve is not defined.
func (c Curve) AveragePrecision() float64 {
	if !c.Defined() {
		return math.NaN()
	}
	var area float64
	for i := 1; i < len(c.TruePositives); i++ {
		right, wrong := c.TruePositives[i]*float64(c.Positives), c.FalsePositives[i]*float64(c.Negatives)
		area += (c.TruePositives[i] - c.TruePositives[i-1]) * right / (right + wrong)
	}
	return area
}

// ROC returns the curve of one task. Labels and scores are those of all tasks, as ROCAUC takes them, with its errors; a
// task without both labels has a curve that is not defined.
func ROC[L, S Float](labels []L, scores []S, tasks, task int) (Curve, error) {
	switch {
	case tasks < 1:
		return Curve{}, fmt.Errorf("metrics: %d tasks; give at least 1", tasks)
	case task < 0 || task >= tasks:
		return Curve{}, fmt.Errorf("metrics: task %d of %d; the first is 0", task, tasks)
	case len(labels)%tasks != 0:
		return Curve{}, fmt.Errorf("metrics: %d labels do not make whole rows of %d tasks", len(labels), tasks)
	case len(scores) != len(labels):
		return Curve{}, fmt.Errorf("metrics: %d scores for %d labels; give one score per label",
			len(scores), len(labels))
	}
	var c Curve
	ranked := make([]float64, 0, len(labels)/tasks)
	classes := make([]bool, 0, len(labels)/tasks)
	for i := task; i < len(labels); i += tasks {
		label, score := float64(labels[i]), float64(scores[i])
		switch {
		case math.IsNaN(label):
			continue
		case label != 0 && label != 1:
			return Curve{}, fmt.Errorf("metrics: label %v at row %d, task %d; a label is 0, 1 or NaN for none",
				label, i/tasks, task)
		case math.IsNaN(score) || math.IsInf(score, 0):
			return Curve{}, fmt.Errorf("metrics: score %v at row %d, task %d is not finite: the model has diverged",
				score, i/tasks, task)
		}
		ranked, classes = append(ranked, score), append(classes, label == 1)
		if label == 1 {
			c.Positives++
		} else {
			c.Negatives++
		}
	}
	if c.Defined() {
		stat.SortWeightedLabeled(ranked, classes, nil)
		c.TruePositives, c.FalsePositives, _ = stat.ROC(nil, ranked, classes, nil)
	}
	return c, nil
}
