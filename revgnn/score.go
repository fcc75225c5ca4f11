package revgnn

import (
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Scores are a metric on the splits of a graph. A split that cannot be judged, being empty or without labels of both
// kinds, is nil; it is NaN where logits are not finite.
type Scores struct {
	Metric             string // the name of one of package metrics, as in "accuracy", or of a user's own
	Train, Valid, Test *float64
	Solve              *run.Solve // the search for an equilibrium; nil for other networks
}

// String is the scores in a line.
func (s Scores) String() string {
	text := options.MetricName(s.Metric)
	for _, split := range []struct {
		name  string
		value *float64
	}{{"train", s.Train}, {"valid", s.Valid}, {"test", s.Test}} {
		if split.value != nil {
			text += " " + split.name + " " + s.text(*split.value)
		}
	}
	if s.Solve.Failed() {
		text += fmt.Sprintf(" (the solve: %s after %d evaluations, residual %.2g)", s.Solve.Status,
			s.Solve.Evaluations, s.Solve.Residual)
	}
	return text
}

// text is one of the scores as a run's record writes it.
func (s Scores) text(value float64) string {
	m, ok := metrics.Named(s.Metric)
	return run.Info{LessIsBetter: ok && metrics.LessIsBetter(m)}.Score(value)
}

// metricOf finds the metric of the options for a network with outputs: without one, that of the kind of labels. The
// positive class is a name; "" stands for none.
func metricOf(m options.Named, positive string, o outputs) (metric metrics.Metric, err error) {
	if positive == "" {
		metric, err = metrics.Of(m, o.labels, o.count)
		return metric, fault.OneLine(err)
	}
	if o.labels != options.ClassLabels {
		return nil, fmt.Errorf("revgnn: the positive class %q for %s; it is for classes alone", positive, o.labels)
	}
	class, err := o.number(positive)
	if err != nil {
		return nil, fmt.Errorf("revgnn: the positive class %q; %w", positive, err)
	}
	// Of two classes each metric has a value.
	if metric, err = metrics.Of(m, o.labels, 2); err == nil {
		metric, err = metrics.OfClass(metric, class, positive)
	}
	return metric, fault.OneLine(err)
}

// score measures logits on the splits.
func score(g *datasets.Graph, metric metrics.Metric, logits datasets.Matrix) Scores {
	on := func(nodes []int32) *float64 {
		if len(nodes) == 0 {
			return nil
		}
		value, err := metric.Score(metrics.Split{Classes: g.Classes, Tasks: g.Tasks.Data, Values: g.Values.Data,
			Logits: logits.Data, Columns: logits.Cols, Nodes: nodes})
		if err != nil && finite(logits.Data) {
			return nil
		}
		if err != nil {
			value = math.NaN()
		}
		return &value
	}
	return Scores{Metric: metric.String(), Train: on(g.Train), Valid: on(g.Valid), Test: on(g.Test)}
}

func finite(values []float32) bool {
	for _, v := range values {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return false
		}
	}
	return true
}
