package metrics

import (
	"fmt"
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
// yes/no tasks, and ByR2 that of graphs with real numbers.
var (
	ByAccuracy Metric = accuracy{} // see Accuracy
	ByROCAUC   Metric = rocauc{}   // see ROCAUC
	ByR2       Metric = r2         // see R2
	ByMAE      Metric = mae        // see MAE
	ByRMSE     Metric = rmse       // see RMSE
)

// known are the metrics of this package by the kind of labels that they judge, the standard one first.
var known = map[options.Labels][]Metric{
	options.ClassLabels: {ByAccuracy},
	options.TaskLabels:  {ByROCAUC},
	options.ValueLabels: {ByR2, ByMAE, ByRMSE},
}

// Named is the metric of this package with that name: "accuracy", "rocauc", "r2", "mae" or "rmse".
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

// Of is the inverse of Option: the metric that was chosen, for a graph with labels of a kind. Where none was chosen, it
// is ByAccuracy, ByROCAUC or ByR2. A metric of a user's own is not in a file, so it is brought again.
func Of(chosen options.Named, labels options.Labels) (Metric, error) {
	if m, ok := chosen.Value.(Metric); ok {
		chosen.Name = m.String()
		if own, ok := Named(chosen.Name); !ok || m != own {
			return m, nil
		}
	}
	fitting := known[labels]
	if m, ok := named(chosen.Name, fitting); ok {
		return m, nil
	}
	var names []string
	for _, m := range fitting {
		names = append(names, strconv.Quote(m.String()))
	}
	use := strings.Join(names, " or ")
	switch _, ok := Named(chosen.Name); {
	case chosen.IsZero() && len(fitting) > 0:
		return fitting[0], nil
	case len(fitting) == 0:
		return nil, fmt.Errorf("metrics: there is no metric for labels of the kind %q; use %q, %q or %q", labels,
			options.ClassLabels, options.TaskLabels, options.ValueLabels)
	case ok:
		return nil, fmt.Errorf("metrics: the metric %q for a graph with %s; use %s", chosen.Name, labels, use)
	}
	return nil, fmt.Errorf("metrics: the metric %q is not of this package; bring it again, or use %s", chosen.Name, use)
}
