package viz

import (
	"fmt"
	"image/color"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// Gradients draws how large gradients and activations are in each layer while a run trains: the l2 norm of the
// gradient of the layer's parameters, and the root mean square of its output. Curves over the layers show the first,
// the middle and the last recorded step; where there are more, a heat map has the layers against the steps. Vanishing
// and exploding are seen at once, and layers whose values are not finite are named.
//
// Layers that share their parameters have one gradient, which is drawn against the steps. A run records norms where
// it was told to: revgnn.Train(…).WithNormsEvery(n).
func Gradients(r run.Recorded) *Figure {
	const title = "Gradients and activations by layer"
	if absent(r) {
		return nothing(title, "No run was given.")
	}
	var records []run.Record
	for _, record := range r.History() {
		if record.Norms != nil {
			records = append(records, record)
		}
	}
	if len(records) == 0 {
		return nothing(sentences(title, r.Label()),
			"No norms were recorded. Train with WithNormsEvery(n), which keeps them at every n-th step.")
	}
	tied := r.Info().Model.Options.Tied
	gradient := sizesOf("Gradient norm", "gradient", records, func(n *run.Norms) []float64 { return n.Gradient })
	gradient.shared = tied
	activation := sizesOf("Activation, root mean square", "activation", records,
		func(n *run.Norms) []float64 { return n.Activation })
	var panels, maps []chart.Panel
	colors := colorsByName{}
	for _, s := range []sizes{gradient, activation} {
		if p, ok := s.curves(colors); ok {
			panels = append(panels, p)
		}
		if p, ok := s.heatMap(); ok {
			maps = append(maps, p)
		}
	}
	panels = append(panels, maps...)
	trouble := firstNonEmpty(gradient.notFinite(), activation.notFinite())
	if len(panels) == 0 {
		return nothing(sentences(title, r.Label()), firstNonEmpty(trouble, "No recorded value is above 0")+".")
	}
	shared := ""
	if tied {
		shared = "all layers share one set of parameters, so they have one gradient"
	}
	f := newFigure(firstNonEmpty(trouble, gradient.verdict(), title),
		sentences(r.Label(), modelText(r.Info().Model), shared, gradient.zeros()), panels...)
	f.Height = 60 + 190*len(panels)
	f.data = sizesTable(gradient, activation)
	return f.withNotes(r)
}

// colorsByName gives each curve of a figure a color of its own, and curves of one name in two panels the same.
type colorsByName map[string]color.RGBA

func (c colorsByName) of(name string) color.RGBA {
	if _, ok := c[name]; !ok {
		c[name] = chart.Palette(len(c))
	}
	return c[name]
}

// line is a curve in the color of its name.
func (c colorsByName) line(name string, curve chart.Points) chart.Series {
	return chart.Series{Name: name, Shape: chart.Line, Color: c.of(name), Points: curve.Thin(layerPoints)}
}

// curves are the sizes over the layers at some steps, or over the steps where there are no layers.
func (s sizes) curves(colors colorsByName) (chart.Panel, bool) {
	drawn := s.drawnRecords()
	p := chart.Panel{
		X: chart.Axis{Name: "layer", Format: chart.AsCount, Min: 1, Max: float64(s.layers)},
		Y: chart.Axis{Name: s.name, Format: chart.AsNumber, Log: true, CanLog: true}}
	if len(drawn) == 0 {
		return p, false
	}
	if s.byLayer() {
		for _, record := range ends(drawn) {
			var curve chart.Points
			for layer, v := range s.values[record] {
				curve.Add(float64(layer+1), v)
			}
			name := "step " + units.Count(s.steps[record])
			p.Series = append(p.Series, colors.line(name, curve))
		}
		p.X.Ticks = layerTicks(s.layers)
		return p, true
	}
	p.X = chart.Axis{Name: "optimizer step", Format: chart.AsCount}
	for layer := range s.layers {
		var curve chart.Points
		for i, values := range s.values {
			curve.Add(float64(s.steps[i]), values[layer])
		}
		name := s.layerName(layer)
		p.Series = append(p.Series, colors.line(name, curve))
	}
	p.X.Min, p.X.Max = float64(s.steps[0]), float64(s.steps[len(s.steps)-1])
	p.X.Ticks = wholeTicks(p.X.Min, p.X.Max)
	return p, true
}

// layerTicks begin with layer 1, which a round value would not be.
func layerTicks(layers int) []float64 {
	ticks := []float64{1}
	for _, tick := range wholeTicks(1, float64(layers)) {
		if tick > 1+0.05*float64(layers) {
			ticks = append(ticks, tick)
		}
	}
	return ticks
}

// heatMap is the sizes of layers against steps. A row of several layers, and so a cell, has their geometric mean.
func (s sizes) heatMap() (chart.Panel, bool) {
	p := chart.Panel{Share: 1.2,
		X: chart.Axis{Name: "optimizer step", Ordered: true}, Y: chart.Axis{Name: "Layer (" + s.what + ")"}}
	drawn := s.drawnRecords()
	if !s.byLayer() || len(drawn) < heatRecords {
		return p, false
	}
	h := &chart.Heat{Format: chart.AsPower}
	for _, record := range spaced(drawn, heatColumns) {
		h.Columns = append(h.Columns, units.Count(s.steps[record]))
	}
	rows := min(heatRows, s.layers)
	for row := range rows {
		from, to := row*s.layers/rows, (row+1)*s.layers/rows
		name := fmt.Sprint(from + 1)
		if to > from+1 {
			name += fmt.Sprintf("–%d", to)
		}
		h.Rows = append(h.Rows, name)
		var values []float64
		for _, record := range spaced(drawn, heatColumns) {
			values = append(values, meanLog(s.values[record][from:to]))
		}
		h.Values = append(h.Values, values)
	}
	p.Heat = h
	return p, true
}
