package revgnn

import (
	"math"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// twoTests is a graph of two classes whose nodes 0 and 1 test, of the classes 0 and 1.
func twoTests() *datasets.Graph {
	return &datasets.Graph{Name: "two", NumNodes: 2, NumClasses: 2, Classes: []int32{0, 1}, Test: []int32{0, 1}}
}

// evaluationOf is what an evaluation gives for the logits of its views.
func evaluationOf(g *datasets.Graph, cols int, views ...[]float32) *Evaluation {
	e := &Evaluation{graph: g, metric: metricFor(g), network: "network",
		outputs: outputs{labels: options.Labels(g.Labels().String())},
		options: options.Evaluation{Views: len(views), Parts: 3, Seed: 4}}
	for _, v := range views {
		e.add(datasets.Matrix{Data: append([]float32(nil), v...), Cols: cols}, nil)
	}
	e.average()
	return e
}

// TestEvaluation scores three views of two nodes: the first has one right, the others two.
func TestEvaluation(t *testing.T) {
	e := evaluationOf(twoTests(), 2, []float32{1, 0, 5, 0}, []float32{1, 0, 0, 4}, []float32{1, 0, 0, 4})
	if e.Logits.Data[2] != float32(5)/3 || e.Logits.Data[3] != float32(8)/3 {
		t.Errorf("logits %v", e.Logits.Data)
	}
	// Scores ½, 1, 1: the mean is 5/6, the deviation with n − 1 is √(1/12).
	mean, deviation := e.Spread()
	if math.Abs(*mean.Test-5.0/6) > 1e-15 || math.Abs(*deviation.Test-math.Sqrt(1.0/12)) > 1e-15 || mean.Train != nil {
		t.Errorf("mean %v, deviation %v", mean, deviation)
	}
	want := "accuracy test 1.0000, 3 views of 3 parts; alone test 0.8333 ± 0.2887"
	if got := e.String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	want = "accuracy, 3 views of 3 parts\nlogits            train  valid    test\naveraged                        " +
		"1.0000\n" +
		"alone: mean                     0.8333\nalone: deviation                0.2887\nview 1                     " +
		"     0.5000\n" +
		"view 2                          1.0000\nview 3                          1.0000\n" +
		"by macro F1                     1.0000\nnetwork. Partitions from seed 4.\n"
	if got := e.Table().String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}

	one := evaluationOf(twoTests(), 2, []float32{1, 0, 5, 0})
	if _, deviation := one.Spread(); deviation.Test != nil || *one.Test != 0.5 {
		t.Errorf("one view has the score %g and the deviation %v", *one.Test, deviation)
	}
	one.options.Parts = 1
	if got := one.String(); got != "accuracy test 0.5000, the graph in one piece" {
		t.Error(got)
	}
	if rows := one.Table().Rows; len(rows) != 2 || rows[0][0] != "whole graph" || rows[1][0] != "by macro F1" {
		t.Errorf("rows %v", rows)
	}
}

// TestEvaluationSolve reports the worst solve of all views.
func TestEvaluationSolve(t *testing.T) {
	e := &Evaluation{graph: twoTests(), metric: metricFor(twoTests())}
	for _, s := range []*run.Solve{
		{Status: "converged", Residual: 1e-7}, {Status: "iteration limit", Residual: 0.5, Evaluations: 9},
		{Status: "converged", Residual: 1e-6},
	} {
		e.add(datasets.Matrix{Data: make([]float32, 4), Cols: 2}, s)
	}
	e.average()
	if e.Solve.Residual != 0.5 || e.Views[0].Solve.Residual != 1e-7 {
		t.Errorf("the solve %+v, of the first view %+v", e.Solve, e.Views[0].Solve)
	}
	if note := e.Table().Note; !strings.Contains(note, "after 9 evaluations, residual 0.5") {
		t.Error(note)
	}
}

// metricFor is the metric of a graph's labels.
func metricFor(g *datasets.Graph) metrics.Metric {
	m, err := metricOf(options.Named{}, "", outputs{labels: options.Labels(g.Labels().String()), count: 1})
	if err != nil {
		panic(err)
	}
	return m
}
