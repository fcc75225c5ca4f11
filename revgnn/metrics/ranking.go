package metrics

import (
	"fmt"
	"math"
)

// AveragePrecision returns the area under the curve of precision over recall, Σ (recall − recall before) · precision
// over the thresholds from the highest score to the lowest, without interpolation: see Curve.AveragePrecision. It
// equals scikit-learn's average_precision_score. With few positive nodes it tells networks apart that the ROC-AUC does
// not.
//
// Of yes/no tasks it is the mean over tasks, as in the ogb package; of classes the mean over each against the rest, by
// its probability, and of two classes that of the second alone. A task or a class without nodes of both kinds, where
// scikit-learn has 0 or 1, is left out of the mean. The errors are those of ROCAUC, Split.Predicted and Split.Rows.
func AveragePrecision(s Split) (float64, error) { return averagePrecision.Score(s) }

// ranking is a metric of the order in which the scores have the nodes, by its name.
type ranking string

const (
	rocauc           ranking = "rocauc"
	averagePrecision ranking = "average precision"
)

func (r ranking) String() string { return string(r) }

func (r ranking) Score(s Split) (float64, error) {
	if len(s.Classes) > 0 {
		first := 0
		if s.Columns == 2 {
			first = 1
		}
		labels, scores, err := s.oneAgainstRest(first, s.Columns)
		if err != nil {
			return 0, err
		}
		return overCurves(labels, scores, s.Columns-first, r.area())
	}
	labels, logits, err := s.Rows()
	if err != nil {
		return 0, err
	}
	return overCurves(labels, logits, s.Columns, r.area())
}

// area is what the metric takes of a curve.
func (r ranking) area() func(Curve) float64 {
	if r == averagePrecision {
		return Curve.AveragePrecision
	}
	return Curve.AUC
}

// oneAgainstRest makes a task of each class from the first to the one before end, whose score is LogOdds.
func (s Split) oneAgainstRest(first, end int) (labels, scores []float64, err error) {
	if _, _, err = s.Predicted(); err != nil {
		return nil, nil, err
	}
	add := func(node int) {
		if s.Classes[node] < 0 {
			return
		}
		odds := LogOdds(s.Logits[node*s.Columns:][:s.Columns])
		for k := first; k < end; k++ {
			label := 0.0
			if int(s.Classes[node]) == k {
				label = 1
			}
			labels, scores = append(labels, label), append(scores, odds[k])
		}
	}
	if s.Nodes == nil {
		for node := range s.Classes {
			add(node)
		}
	}
	for _, node := range s.Nodes {
		add(int(node))
	}
	return labels, scores, nil
}

// LogOdds are log(p/(1−p)) of the softmax of a node's logits. They have the order of the probabilities, and tell apart
// those near 0 and 1; logits alone can't be compared between nodes.
func LogOdds(logits []float32) []float64 {
	best := 0
	for k, v := range logits {
		if v > logits[best] {
			best = k
		}
	}
	weights := make([]float64, len(logits))
	rest := 0.0 // of all but the best, whose weight is 1: 1−p would lose digits near 1
	for k, v := range logits {
		weights[k] = math.Exp(float64(v) - float64(logits[best]))
		if k != best {
			rest += weights[k]
		}
	}
	odds := make([]float64, len(logits))
	for k, v := range logits {
		others := rest
		if k != best {
			others = 1 + max(0, rest-weights[k])
		}
		odds[k] = float64(v) - float64(logits[best]) - math.Log(max(others, math.SmallestNonzeroFloat64))
	}
	return odds
}

// overCurves is the mean over the tasks whose curve is defined.
func overCurves[L, S Float](labels []L, scores []S, tasks int, of func(Curve) float64) (float64, error) {
	var sum float64
	var counted int
	for task := range max(1, tasks) {
		c, err := ROC(labels, scores, tasks, task)
		if err != nil {
			return 0, err
		}
		if c.Defined() {
			sum += of(c)
			counted++
		}
	}
	if counted == 0 {
		return 0, fmt.Errorf("metrics: none of %d tasks has both a positive and a negative label, so there is no "+
			"ranking to judge; judge more rows", tasks)
	}
	return sum / float64(counted), nil
}
