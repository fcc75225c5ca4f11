package metrics

import (
	"errors"
	"fmt"
	"math"
)

// Split is what a metric judges: the logits of all nodes of a graph, their labels, and which of the nodes count. A
// graph has classes, tasks or values, and the others of the three are empty. Metrics only read it.
type Split struct {
	Classes []int32   // [all nodes], the class of each, negative for a node without a label
	Tasks   []float32 // [all nodes, Columns], row after row: 1, 0, or NaN for an entry without a label
	Values  []float32 // [all nodes, Columns], row after row: a real number, or NaN for an entry without a label
	Logits  []float32 // [all nodes, Columns], row after row; of values the predicted ones, in the same unit
	Columns int       // the number of classes, tasks or values
	Nodes   []int32   // the nodes of the split; nil stands for all
}

// Predicted returns the class of each labelled node of the split, and the one that its highest logit stands for; of
// equal logits the first counts.
//
// An error names what is wrong: tasks in the place of classes, the sizes, a node or a class that does not exist, a NaN
// among the logits of a judged node, or no labelled node at all.
func (s Split) Predicted() (classes, predicted []int32, err error) {
	if len(s.Values) > 0 {
		return nil, nil, errors.New("metrics: real numbers have no predicted class; use a metric of values, such as " +
			"metrics.ByR2")
	}
	if len(s.Tasks) > 0 {
		return nil, nil, errors.New("metrics: yes/no tasks have no predicted class; use a metric of tasks, such as " +
			"metrics.ByROCAUC")
	}
	judged, err := s.check(len(s.Classes), "classes")
	if err != nil {
		return nil, nil, err
	}
	for i := range judged {
		node, err := s.node(i, len(s.Classes))
		if err != nil {
			return nil, nil, err
		}
		class := s.Classes[node]
		if class < 0 {
			continue
		}
		if int(class) >= s.Columns {
			return nil, nil, fmt.Errorf("metrics: node %d has class %d, the logits are for %d classes",
				node, class, s.Columns)
		}
		row, best := s.Logits[node*s.Columns:][:s.Columns], 0
		for k, logit := range row {
			if math.IsNaN(float64(logit)) {
				return nil, nil, fmt.Errorf("metrics: logit NaN at node %d, class %d: the model has diverged", node, k)
			}
			if logit > row[best] {
				best = k
			}
		}
		classes, predicted = append(classes, class), append(predicted, int32(best))
	}
	if len(classes) == 0 {
		return nil, nil, fmt.Errorf("metrics: none of the %d nodes has a label, so no metric is defined", judged)
	}
	return classes, predicted, nil
}

// Rows returns the labels and the logits of the split's nodes, [nodes, Columns] each, as ROCAUC takes them.
//
// An error names what is wrong: other labels in the place of tasks, the sizes, or a node that does not exist.
func (s Split) Rows() (labels, logits []float32, err error) {
	switch {
	case len(s.Classes) > 0:
		return nil, nil, errors.New("metrics: classes are no yes/no tasks; use a metric of classes, such as " +
			"metrics.ByAccuracy")
	case len(s.Values) > 0:
		return nil, nil, errors.New("metrics: real numbers are no yes/no tasks; use a metric of values, such as " +
			"metrics.ByR2")
	}
	return s.rows(s.Tasks, "tasks")
}

// Numbers returns the values and the predictions of the split's nodes, [nodes, Columns] each, as R2 takes them.
//
// An error names what is wrong: other labels in the place of values, the sizes, or a node that does not exist.
func (s Split) Numbers() (values, predicted []float32, err error) {
	switch {
	case len(s.Classes) > 0:
		return nil, nil, errors.New("metrics: classes are no real numbers; use a metric of classes, such as " +
			"metrics.ByAccuracy")
	case len(s.Tasks) > 0:
		return nil, nil, errors.New("metrics: yes/no tasks are no real numbers; use a metric of tasks, such as " +
			"metrics.ByROCAUC")
	}
	return s.rows(s.Values, "values")
}

// rows picks the split's rows of labels, whose columns are called as given, and of the logits.
func (s Split) rows(of []float32, columns string) (labels, logits []float32, err error) {
	if s.Columns < 1 {
		return nil, nil, fmt.Errorf("metrics: %d %s; give at least 1", s.Columns, columns)
	}
	if len(of)%s.Columns != 0 {
		return nil, nil, fmt.Errorf("metrics: %d labels do not make whole rows of %d %s", len(of), s.Columns, columns)
	}
	all := len(of) / s.Columns
	judged, err := s.check(all, columns)
	if err != nil {
		return nil, nil, err
	}
	for i := range judged {
		node, err := s.node(i, all)
		if err != nil {
			return nil, nil, err
		}
		labels = append(labels, of[node*s.Columns:][:s.Columns]...)
		logits = append(logits, s.Logits[node*s.Columns:][:s.Columns]...)
	}
	return labels, logits, nil
}

// check holds the logits against the number of all nodes, and counts the split's. columns says what the columns are.
func (s Split) check(all int, columns string) (judged int, err error) {
	switch {
	case s.Columns < 1:
		return 0, fmt.Errorf("metrics: %d %s; give at least 1", s.Columns, columns)
	case len(s.Logits) != all*s.Columns:
		return 0, fmt.Errorf("metrics: %d logits for %d nodes and %d %s; give %d",
			len(s.Logits), all, s.Columns, columns, all*s.Columns)
	case s.Nodes == nil:
		return all, nil
	}
	return len(s.Nodes), nil
}

// node is the split's node i of a graph of all nodes.
func (s Split) node(i, all int) (int, error) {
	if s.Nodes == nil {
		return i, nil
	}
	if node := int(s.Nodes[i]); node >= 0 && node < all {
		return node, nil
	}
	return 0, fmt.Errorf("metrics: node %d of a graph of %d nodes", s.Nodes[i], all)
}
