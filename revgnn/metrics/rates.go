package metrics

import "fmt"

// Average says how one number is made of the numbers of several classes or tasks.
type Average string

const (
	// Binary is the number of the second of two classes, scikit-learn's pos_label=1: classes are in the order of
	// datasets.Graph, which has those read by name in the order of their names, so that "yes" is after "no". Of more
	// classes there is none. Of yes/no tasks it is the mean over the tasks, each of its yes.
	Binary Average = ""
	// Macro is the mean over classes, in which a rare one counts as much as a frequent one, or the mean over tasks.
	Macro Average = "macro"
	// Micro adds up the nodes of all classes or tasks. Of classes, where each node is taken for one, precision, recall
	// and F1 are then the accuracy.
	Micro Average = "micro"
	// Weighted is the mean over classes or tasks, each with the number of its nodes as its weight.
	Weighted Average = "weighted"
)

// F1 returns the harmonic mean of precision and recall, 2 TP/(2 TP + FP + FN): see Counts.F1, and Average for how
// several classes or tasks become one number. It equals scikit-learn's f1_score with zero_division=0.
//
// A class that has no node in the split is left out of the means where no node is taken for it either, and else counts
// as 0. A task without labels is left out; one without a yes among its labels counts as 0. The errors are those of
// Count, and Binary for other than two classes.
func F1(s Split, over Average) (float64, error) { return rate{f1, over}.Score(s) }

// Precision returns the share of those taken for a class that are of it, TP/(TP + FP): see Counts.Precision. It equals
// scikit-learn's precision_score with zero_division=0. What is left out, and the errors, are as for F1.
func Precision(s Split, over Average) (float64, error) { return rate{precision, over}.Score(s) }

// Recall returns the share of a class that is taken for it, TP/(TP + FN): see Counts.Recall. It equals scikit-learn's
// recall_score with zero_division=0. What is left out, and the errors, are as for F1.
func Recall(s Split, over Average) (float64, error) { return rate{recall, over}.Score(s) }

// rate is a metric of the counts of each class or task.
type rate struct {
	of   ratio
	over Average
}

// ratio is what a rate averages, by its name.
type ratio string

const (
	f1        ratio = "f1"
	precision ratio = "precision"
	recall    ratio = "recall"
)

func (r ratio) ofCounts(c Counts) float64 {
	switch r {
	case precision:
		return c.Precision()
	case recall:
		return c.Recall()
	}
	return c.F1()
}

func (r rate) String() string {
	if r.over == Binary {
		return string(r.of)
	}
	return string(r.over) + " " + string(r.of)
}

// checkClasses refuses a number of classes that the metric has no value for.
func (r rate) checkClasses(classes int) error {
	if r.over != Binary || classes == 2 {
		return nil
	}
	return fmt.Errorf("metrics: the metric %q is that of the second of two classes, and there are %d; use %q, or "+
		"name the class by WithPositiveClass", r, classes, rate{r.of, Macro})
}

func (r rate) Score(s Split) (float64, error) {
	counts, err := Count(s)
	if err != nil {
		return 0, err
	}
	tasks := len(s.Tasks) > 0
	if !tasks {
		if err := r.checkClasses(len(counts)); err != nil {
			return 0, err
		}
	}
	var all Counts
	var sum, weights float64
	for _, c := range counts {
		all.TruePositives += c.TruePositives
		all.FalsePositives += c.FalsePositives
		all.FalseNegatives += c.FalseNegatives
		nodes := c.TruePositives + c.FalseNegatives
		weight := 1.0
		switch {
		case r.over == Weighted:
			weight = float64(nodes)
		case tasks && c.nodes() == 0, !tasks && nodes+c.FalsePositives == 0:
			weight = 0
		}
		sum += weight * r.of.ofCounts(c)
		weights += weight
	}
	switch {
	case r.over == Micro:
		return r.of.ofCounts(all), nil
	case r.over == Binary && !tasks:
		return r.of.ofCounts(counts[1]), nil
	case r.over != Binary && r.over != Macro && r.over != Weighted:
		return 0, fmt.Errorf("metrics: the average %q; use Binary, Macro, Micro or Weighted", string(r.over))
	case weights == 0: // the weights of tasks without a yes
		return 0, nil
	}
	return sum / weights, nil
}
