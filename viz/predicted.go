package viz

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// predictedDots is how many nodes a panel of Predicted draws; with more, those that lie on each other are one.
const predictedDots = 1500

// Predicted draws the predicted against the true real numbers of the labelled test nodes, a panel for each column, with
// the line on which both are equal. Predictions are those of all nodes, as Model.Predict gives them, in the units of
// the graph. With splits it judges their nodes instead, each in a colour: Predicted(graph, values, viz.Train,
// viz.Test).
//
// The table has R², the mean absolute error and the root of the mean squared error of each column and split, as package
// metrics defines them. Of more than four columns the first four are drawn.
func Predicted(g *datasets.Graph, predictions datasets.Matrix, splits ...Split) *Figure {
	const title, most = "Predicted against true values", 4
	if !absent(g) && g.Outputs() > 0 && g.Labels() != datasets.ValueLabels {
		return nothing(title,
			fmt.Sprintf("The graph has %s, not real numbers. Use viz.ROC(graph, logits).", g.Labels()))
	}
	all, message := judged(g, predictions, splits)
	if message != "" {
		return nothing(title, message)
	}
	if len(splits) == 0 {
		splits = []Split{Test}
	}
	named := namesOf(g, nameLetters)
	size := dotSize(len(all.nodes))
	panels := make([]chart.Panel, min(most, g.Values.Cols))
	ends := make([][]float64, len(panels)) // of the line
	t := table.Table{Columns: []string{"value", "nodes", "labelled", "R²", "MAE", "RMSE"}}
	for i, split := range []Split{Train, Valid, Test} {
		if !slices.Contains(splits, split) {
			continue
		}
		p, message := judged(g, predictions, []Split{split})
		if message != "" {
			return nothing(title, message)
		}
		for column := range g.Values.Cols {
			nodes, truth, guess := p.column(column)
			t.Rows = append(t.Rows, measures(named.short(column), split, truth, guess))
			if column >= len(panels) {
				continue
			}
			s := chart.Series{Name: string(split), Shape: chart.Dot, Color: chart.Palette(i), Size: size}
			for k, v := range truth {
				s.Add(chart.Rounded(v, 5), chart.Rounded(guess[k], 5))
				s.Notes = append(s.Notes, nodeText(g, nodes[k]))
			}
			ends[column] = append(append(ends[column], truth...), guess...)
			if s.Len() > 0 {
				panels[column].Series = append(panels[column].Series, s.Sparse(predictedDots))
			}
		}
	}
	for column := range panels {
		panels[column].X = chart.Axis{Name: "true " + named.long(column), Format: chart.AsNumber}
		panels[column].Y = chart.Axis{Name: "Predicted " + named.long(column), Format: chart.AsNumber}
		if len(ends[column]) > 0 {
			line := chart.Series{Name: "equal", Shape: chart.Dashed, Color: grey}
			for _, v := range chart.Extent(ends[column]) {
				line.Add(v, v)
			}
			panels[column].Series = append(panels[column].Series, line)
		}
	}
	drawn := ""
	if rest := g.Values.Cols - len(panels); rest > 0 {
		drawn = fmt.Sprintf("the first %d of %d values are drawn", len(panels), g.Values.Cols)
	}
	f := newFigure(all.titled(title), sentences(overall(all), nodesText(len(all.nodes)), drawn), panels...)
	f.Height = 60 + 340*len(panels)
	f.data = t
	return f
}

// column are the true and the predicted numbers of one column, of the nodes that have it.
func (p predictions) column(column int) (nodes []int32, truth, guess []float64) {
	for _, node := range p.nodes {
		if v := float64(p.graph.Values.Row(int(node))[column]); !math.IsNaN(v) {
			nodes, truth = append(nodes, node), append(truth, v)
			guess = append(guess, float64(p.logits.Row(int(node))[column]))
		}
	}
	return nodes, truth, guess
}

// overall is R² of all columns.
func overall(p predictions) string {
	r2, err := metrics.ByR2.Score(metrics.Split{Values: p.graph.Values.Data, Logits: p.logits.Data,
		Columns: p.logits.Cols, Nodes: p.nodes})
	if err != nil {
		return strings.TrimPrefix(err.Error(), "metrics: ")
	}
	if p.logits.Cols == 1 {
		return "R² " + units.Score(r2)
	}
	return fmt.Sprintf("mean R² %s over %d values", units.Score(r2), p.logits.Cols)
}

// measures is the line of a column and a split.
func measures(column string, split Split, truth, guess []float64) []string {
	row := []string{column, string(split), units.Count(len(truth))}
	for _, m := range []func(truth, guess []float64, columns int) (float64, error){metrics.R2[float64, float64],
		metrics.MAE[float64, float64], metrics.RMSE[float64, float64]} {
		text := "-"
		if v, err := m(truth, guess, 1); err == nil {
			text = units.Number(chart.Rounded(v, 4))
		}
		row = append(row, text)
	}
	return row
}
