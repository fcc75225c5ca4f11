package revgnn

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"gonum.org/v1/gonum/stat"
)

// Evaluation is what an evaluation gave.
type Evaluation struct {
	Scores                 // of the averaged logits; the solve is the worst of all views
	Logits datasets.Matrix // [N, outputs], averaged over views and runs; of real numbers the predicted ones
	Views  []Scores        // of each view alone; of several runs, the views of the first come first

	graph   *datasets.Graph // as the network reads it
	outputs outputs
	metric  metrics.Metric
	network string
	options options.Evaluation
	runs    []string // their directories; nil for the model's own parameters
}

// add takes in the logits of a view.
func (e *Evaluation) add(logits datasets.Matrix, solve *run.Solve) {
	s := score(e.graph, e.metric, logits)
	s.Solve = solve
	e.Views = append(e.Views, s)
	e.Solve = net.Worse(e.Solve, solve)
	if len(e.Views) == 1 {
		e.Logits = logits
		return
	}
	for i, v := range logits.Data {
		e.Logits.Data[i] += v
	}
}

// average ends the evaluation.
func (e *Evaluation) average() {
	for i := range e.Logits.Data {
		e.Logits.Data[i] /= float32(len(e.Views))
	}
	solve := e.Solve
	e.Scores = score(e.graph, e.metric, e.Logits)
	e.Solve = solve
}

// Spread is the mean and the standard deviation (with n − 1) of the scores that the views have alone. One view has no
// deviation.
func (e *Evaluation) Spread() (mean, deviation Scores) {
	mean.Metric, deviation.Metric = e.Metric, e.Metric
	for i, to := range mean.splits() {
		var values []float64
		for _, view := range e.Views {
			if v := *view.splits()[i]; v != nil {
				values = append(values, *v)
			}
		}
		if len(values) == 0 {
			continue
		}
		m, d := stat.MeanStdDev(values, nil)
		*to = &m
		if len(values) > 1 {
			*deviation.splits()[i] = &d
		}
	}
	return mean, deviation
}

// splits lists the scores of the splits, in the order of the table's columns.
func (s *Scores) splits() [3]**float64 { return [...]**float64{&s.Train, &s.Valid, &s.Test} }

// String is the scores in a line, with the spread of several views.
func (e *Evaluation) String() string {
	text := e.Scores.String() + ", " + e.of()
	if len(e.Views) == 1 {
		return text
	}
	mean, deviation := e.Spread()
	text += "; alone"
	for i, name := range [...]string{"train", "valid", "test"} {
		if m, d := *mean.splits()[i], *deviation.splits()[i]; m != nil && d != nil {
			text += fmt.Sprintf(" %s %s ± %s", name, e.text(*m), e.text(*d))
		}
	}
	return text
}

// of says what was averaged.
func (e *Evaluation) of() string {
	var words []string
	if n := len(e.runs); n > 0 {
		words = append(words, plural(n, "run"))
	}
	if e.options.Parts == 1 {
		words = append(words, "the graph in one piece")
	} else {
		words = append(words, fmt.Sprintf("%s of %d parts", plural(e.options.Views, "view"), e.options.Parts))
	}
	return strings.Join(words, ", ")
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Table lists the scores of the averaged logits, and of several views their mean, their deviation and each of them. The
// last lines have the other metrics that are usual for the labels: see metrics.Usual.
func (e *Evaluation) Table() table.Table {
	t := table.Table{Title: options.MetricName(e.Metric) + ", " + e.of(),
		Columns: []string{"logits", "train", "valid", "test"},
		Note:    e.network + "."}
	if e.options.Parts > 1 {
		t.Note += fmt.Sprintf(" Partitions from seed %d.", e.options.Seed)
	}
	if e.Solve.Failed() {
		t.Note += fmt.Sprintf(" The worst solve: %s after %d evaluations, residual %.2g.", e.Solve.Status,
			e.Solve.Evaluations,
			e.Solve.Residual)
	}
	row := func(name string, s Scores) {
		cells := []string{name}
		for _, v := range s.splits() {
			cell := ""
			if *v != nil {
				cell = s.text(**v)
			}
			cells = append(cells, cell)
		}
		t.Rows = append(t.Rows, cells)
	}
	if len(e.Views) == 1 {
		row(e.viewName(0), e.Scores)
	} else {
		row("averaged", e.Scores)
		mean, deviation := e.Spread()
		row("alone: mean", mean)
		row("alone: deviation", deviation)
		for i, view := range e.Views {
			row(e.viewName(i), view)
		}
	}
	for _, m := range metrics.Usual(options.Labels(e.graph.Labels().String())) {
		if m.String() != e.Metric {
			row("by "+options.MetricName(m.String()), score(e.graph, m, e.Logits))
		}
	}
	return t
}

// viewName names a view by its run and its number, as far as there are several.
func (e *Evaluation) viewName(i int) string {
	var words []string
	if len(e.runs) > 0 {
		words = append(words, e.runs[i/e.options.Views])
	}
	if e.options.Parts > 1 {
		words = append(words, fmt.Sprintf("view %d", i%e.options.Views+1))
	} else if len(e.runs) == 0 {
		words = append(words, "whole graph")
	}
	return strings.Join(words, ", ")
}
