package report

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Scalar is a number of a record under a name. The part of it before a slash is a group of charts.
type Scalar struct {
	Name  string
	Value float64 // may be NaN or an infinity
}

// Scalars lists what was measured at a step or an evaluation: "loss", "learning_rate", "waited_seconds" and
// "live_bytes" of a step; the metric by split, as in "accuracy/valid", of an evaluation; "forward/residual",
// "forward/worst", "forward/evaluations" and the same of "backward" of a network with a solver; and, where they were
// measured, "gradient_norm/layer_0001" and "activation/layer_0001", of the layers 1, 2, 4, 8 … and the last: a chart
// for each of a thousand layers would be read by no one. history.jsonl has all of them.
func Scalars(info run.Info, r run.Record) []Scalar {
	var list []Scalar
	add := func(name string, value *float64) {
		if value != nil {
			list = append(list, Scalar{name, *value})
		}
	}
	add("loss", r.Loss)
	add("learning_rate", r.LearningRate)
	add(info.Metric+"/train", r.Train)
	add(info.Metric+"/valid", r.Valid)
	add(info.Metric+"/test", r.Test)
	if r.Kind == run.Step {
		waited, live := r.Waited.Seconds(), float64(r.LiveBytes)
		add("waited_seconds", &waited)
		if r.LiveBytes > 0 {
			add("live_bytes", &live)
		}
	}
	list = append(list, solve("forward", r.Forward)...)
	list = append(list, solve("backward", r.Backward)...)
	if r.Norms != nil {
		list = append(list, layers("gradient_norm", r.Norms.Gradient)...)
		list = append(list, layers("activation", r.Norms.Activation)...)
	}
	return list
}

func solve(name string, s *run.Solve) []Scalar {
	if s == nil {
		return nil
	}
	return []Scalar{{name + "/residual", s.Residual}, {name + "/worst", s.Worst},
		{name + "/evaluations", float64(s.Evaluations)}}
}

func layers(name string, values []float64) (list []Scalar) {
	for i, value := range values {
		layer := i + 1
		if layer&(layer-1) == 0 || layer == len(values) { // a power of 2
			list = append(list, Scalar{fmt.Sprintf("%s/layer_%04d", name, layer), value})
		}
	}
	return list
}
