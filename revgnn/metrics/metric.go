package metrics

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Metric scores what a network predicts. Evaluations score each split with it, and the best step, patience and a
// falling learning rate follow its score of the validation nodes. Larger is better, unless the metric says otherwise:
// see [LessIsBetter].
type Metric interface {
	// String is the metric's name, as in "accuracy". A run keeps it, tables and figures show it.
	String() string

	// Score judges the nodes of a split. An error says why there is no score, as where no node has a label. Several
	// scores may be asked for at the same time.
	Score(s Split) (float64, error)
}

// LessIsBetter tells whether a smaller score of a metric is the better one. A metric says so by a method of that name,
// as ByMAE and ByRMSE do; of one without it, larger is better.
func LessIsBetter(m Metric) bool {
	of, ok := m.(interface{ LessIsBetter() bool })
	return ok && of.LessIsBetter()
}

// The metrics of this package. Without another, ByAccuracy is that of graphs with classes, ByROCAUC that of graphs with
// yes/no tasks, and ByR2 that of graphs with real numbers. All of them have names, as in the table of the package's
// page; the other averages of F1, Precision and Recall are functions alone.
var (
	ByAccuracy         Metric = accuracy{}              // see Accuracy
	ByBalancedAccuracy Metric = balanced{}              // see BalancedAccuracy
	ByF1               Metric = rate{f1, Binary}        // see F1, of two classes
	ByMacroF1          Metric = rate{f1, Macro}         // see F1
	ByMicroF1          Metric = rate{f1, Micro}         // see F1
	ByWeightedF1       Metric = rate{f1, Weighted}      // see F1
	ByPrecision        Metric = rate{precision, Binary} // see Precision, of two classes
	ByMacroPrecision   Metric = rate{precision, Macro}  // see Precision
	ByRecall           Metric = rate{recall, Binary}    // see Recall, of two classes
	ByMacroRecall      Metric = rate{recall, Macro}     // see Recall
	ByMCC              Metric = matthews{}              // see MCC
	ByROCAUC           Metric = rocauc                  // see ROCAUC
	ByAveragePrecision Metric = averagePrecision        // see AveragePrecision
	ByR2               Metric = r2                      // see R2
	ByMAE              Metric = mae                     // see MAE
	ByRMSE             Metric = rmse                    // see RMSE
)

// judged are the metrics of classes and of yes/no tasks.
var judged = []Metric{ByAccuracy, ByBalancedAccuracy, ByF1, ByMacroF1, ByMicroF1, ByWeightedF1, ByPrecision,
	ByMacroPrecision, ByRecall, ByMacroRecall, ByMCC, ByROCAUC, ByAveragePrecision}

// known are the metrics of this package by the kind of labels that they judge.
var known = map[options.Labels][]Metric{
	options.ClassLabels: judged,
	options.TaskLabels:  judged,
	options.ValueLabels: {ByR2, ByMAE, ByRMSE},
}

// usual are the metrics that an evaluation's table has for the kind of labels, the standard one first.
var usual = map[options.Labels][]Metric{
	options.ClassLabels: {ByAccuracy, ByMacroF1},
	options.TaskLabels:  {ByROCAUC, ByAveragePrecision},
	options.ValueLabels: {ByR2, ByMAE, ByRMSE},
}

// Usual lists the metrics that are usual for a kind of labels, the standard one first: accuracy and macro F1 of
// classes, ROC-AUC and average precision of yes/no tasks, and R², MAE and RMSE of real numbers.
func Usual(labels options.Labels) []Metric { return slices.Clone(usual[labels]) }

// Named is the metric of this package with that name, as in "accuracy", "macro f1" or "rmse".
func Named(name string) (Metric, bool) {
	for _, list := range known {
		if m, ok := named(name, list); ok {
			return m, true
		}
	}
	return nil, false
}

func named(name string, list []Metric) (Metric, bool) {
	for _, m := range list {
		if m.String() == name {
			return m, true
		}
	}
	return nil, false
}

// Option is a metric as the options of a training hold it.
func Option(m Metric) options.Named {
	if m == nil {
		return options.Named{}
	}
	return options.Named{Name: m.String(), Value: m}
}

// Of is the inverse of Option: the metric that was chosen, for a graph with labels of a kind and that many classes,
// tasks or values. Where none was chosen, it is ByAccuracy, ByROCAUC or ByR2. A metric of a user's own is not in a
// file, so it is brought again.
func Of(chosen options.Named, labels options.Labels, outputs int) (Metric, error) {
	if m, ok := chosen.Value.(Metric); ok {
		chosen.Name = m.String()
		if own, ok := Named(chosen.Name); !ok || m != own {
			return m, nil
		}
	}
	fitting := known[labels]
	if len(fitting) == 0 {
		return nil, fmt.Errorf("metrics: there is no metric for labels of the kind %q; use %q, %q or %q", labels,
			options.ClassLabels, options.TaskLabels, options.ValueLabels)
	}
	if chosen.IsZero() {
		return usual[labels][0], nil
	}
	if m, ok := named(chosen.Name, fitting); ok {
		if r, ok := m.(rate); ok && labels == options.ClassLabels {
			return m, r.checkClasses(outputs)
		}
		return m, nil
	}
	var names, quoted []string
	for _, m := range fitting {
		names = append(names, m.String())
	}
	for _, m := range usual[labels] {
		quoted = append(quoted, strconv.Quote(m.String()))
	}
	use := strings.Join(quoted, " or ")
	if _, ok := Named(chosen.Name); ok {
		return nil, fmt.Errorf("metrics: the metric %q for a graph with %s; use %s", chosen.Name, labels, use)
	}
	return nil, fmt.Errorf("metrics: the metric %q is not of this package: bring it again, or %s", chosen.Name,
		options.Nearest(chosen.Name, names))
}
