package viz

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

const (
	predictedPanels = 4    // of a graph with more values the first are drawn; the table has all
	predictedDots   = 2000 // that are drawn of the nodes; more hide each other
)

// Predicted draws real numbers: what was predicted for the labelled test nodes against what is true, a panel for each of
// the graph's values. On the dashed line both are equal. The predictions are those of all nodes, as Model.Predict gives
// them. With splits it shows their nodes instead: Predicted(graph, predictions, viz.Valid).
//
// The errors are those of metrics.MAE, metrics.RMSE and metrics.R2.
func Predicted(g *datasets.Graph, predictions datasets.Matrix, splits ...Split) *Figure {
	const title = "Predicted and true values"
	if !absent(g) && (g.Classes != nil || g.Tasks.Cols > 0) {
		return nothing(title, fmt.Sprintf("The graph has %s, not real numbers. Use viz.Predictions(graph, logits).",
			g.Labels()))
	}
	p, message := judged(g, predictions, splits)
	if message != "" {
		return nothing(title, message)
	}
	named := namesOf(g, nameLetters)
	scores := table.Table{Title: p.titled(title), Columns: []string{"value", "nodes", "MAE", "RMSE", "R²"}}
	var panels []chart.Panel
	for k := range g.Values.Cols {
		var nodes []int32
		var values, guesses []float64
		for _, node := range p.nodes {
			if v := float64(g.Values.Row(int(node))[k]); chart.Finite(v) {
				nodes = append(nodes, node)
				values, guesses = append(values, v), append(guesses, float64(predictions.Row(int(node))[k]))
			}
		}
		if len(nodes) == 0 {
			scores.Rows = append(scores.Rows, []string{named.short(k), "0", "-", "-", "-"})
			continue
		}
		row := []string{named.short(k), units.Count(len(nodes))}
		for _, of := range []func([]float64, []float64, int) (float64, error){metrics.MAE[float64, float64],
			metrics.RMSE[float64, float64], metrics.R2[float64, float64]} {
			v, err := of(values, guesses, 1)
			if err != nil {
				return nothing(title, strings.TrimPrefix(err.Error(), "metrics: "))
			}
			row = append(row, units.Significant(v, 4))
		}
		scores.Rows = append(scores.Rows, row)
		if len(panels) < predictedPanels {
			panels = append(panels, predictedPanel(g, named.long(k), nodes, values, guesses))
		}
	}
	first := scores.Rows[0]
	errors := fmt.Sprintf("MAE %s, RMSE %s, R² %s", first[2], first[3], first[4])
	if len(scores.Rows) > 1 {
		errors = plural(len(scores.Rows), "value")
	}
	sampled, drawn := "", ""
	if len(p.nodes) > predictedDots {
		sampled = fmt.Sprintf("%s of them are drawn", units.Count(predictedDots))
	}
	if len(panels) < len(scores.Rows) {
		drawn = fmt.Sprintf("%d of the values are drawn", len(panels))
	}
	f := newFigure(p.titled(title), sentences(errors, nodesText(len(p.nodes)), sampled, drawn), panels...)
	f.Height = 80 + 340*len(panels)
	scores.Note = f.Subtitle
	f.data = scores
	return f
}

// predictedPanel has a dot for each of the nodes, of many a sample, the same each time.
func predictedPanel(g *datasets.Graph, name string, nodes []int32, values, guesses []float64) chart.Panel {
	order := rand.New(rand.NewPCG(1, 2)).Perm(len(nodes))
	order = order[:min(len(order), predictedDots)]
	slices.Sort(order)
	dots := chart.Series{Name: "nodes", Shape: chart.Dot, Color: chart.Palette(0), Size: dotSize(len(order))}
	for _, i := range order {
		dots.Add(values[i], guesses[i])
		dots.Notes = append(dots.Notes, nodeText(g, nodes[i]))
	}
	ends := chart.Extent(append(slices.Clone(values), guesses...))
	equal := chart.Series{Name: "as it is", Shape: chart.Dashed, Color: grey}
	for _, end := range ends {
		equal.Add(end, end)
	}
	return chart.Panel{X: chart.Axis{Name: "true " + name, Format: chart.AsNumber},
		Y: chart.Axis{Name: "Predicted " + name, Format: chart.AsNumber}, Series: []chart.Series{equal, dots}}
}
