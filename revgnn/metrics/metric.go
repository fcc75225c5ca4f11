package metrics

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Metric scores what a network predicts; larger is better. Evaluations score each split with it, and the best step,
// patience and a falling learning rate follow its score of the validation nodes.
type Metric interface {
	// String is the metric's name, as in "accuracy". A run keeps it, tables and figures show it.
	String() string

	// Score judges the nodes of a split. An error says why there is no score, as where no node has a label. Several
	// scores may be asked for at the same time.
	Score(s Split) (float64, error)
}

// The metrics of this package. Without another, ByAccuracy is that of graphs with classes, and ByROCAUC that of graphs
// with yes/no tasks.
var (
	ByAccuracy Metric = accuracy{} // see Accuracy
	ByROCAUC   Metric = rocauc{}   // see ROCAUC
)

// Named is the metric of this package with that name: "accuracy" or "rocauc".
func Named(name string) (Metric, bool) {
	for _, m := range []Metric{ByAccuracy, ByROCAUC} {
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

// Of is the inverse of Option: the metric that was chosen, for a graph with tasks or with classes. Where none was
// chosen, it is ByROCAUC or ByAccuracy. A metric of a user's own is not in a file, so it is brought again.
func Of(chosen options.Named, tasks bool) (Metric, error) {
	standard, has := ByAccuracy, "classes"
	if tasks {
		standard, has = ByROCAUC, "yes/no tasks"
	}
	if m, ok := chosen.Value.(Metric); ok {
		chosen.Name = m.String()
		if own, ok := Named(chosen.Name); !ok || m != own {
			return m, nil
		}
	}
	switch m, ok := Named(chosen.Name); {
	case chosen.IsZero() || m == standard:
		return standard, nil
	case ok:
		return nil, fmt.Errorf("metrics: the metric %q for a graph with %s; use %q", chosen.Name, has, standard)
	}
	return nil, fmt.Errorf("metrics: the metric %q is not of this package; bring it again, or use %q",
		chosen.Name, standard)
}
