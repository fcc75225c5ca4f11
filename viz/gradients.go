package viz

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

const (
	layerPoints = 240 // of one curve over the layers
	heatRows    = 12  // more layers share rows
	heatColumns = 24  // of more records some are shown
	heatRecords = 4   // fewer are curves alone
)

// Gradients draws how large gradients and activations are in each layer while a run trains: the l2 norm of the gradient of
// the layer's parameters, and the root mean square of its output. Curves over the layers show the first, the middle and
// the last recorded step; where there are more, a heat map has the layers against the steps. Vanishing and exploding are
// seen at once, and layers whose values are not finite are named.
//
// Layers that share their parameters have one gradient, which is drawn against the steps. A run records norms where it was
// told to: revgnn.Train(…).WithNorms(every).
func Gradients(r Recorded) *Figure {
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
		return nothing(sentences(title, r.Label()), "No norms were recorded. Train with WithNorms(every), which keeps them of every so many steps.")
	}
	tied := r.Info().Model.Tied
	gradient := sizesOf("Gradient norm", "gradient", records, func(n *run.Norms) []float64 { return n.Gradient })
	gradient.shared = tied
	activation := sizesOf("Activation, root mean square", "activation", records, func(n *run.Norms) []float64 { return n.Activation })
	var panels, maps []panel
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

func firstNonEmpty(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// sizes are the values of one quantity, of each layer at each recorded step.
type sizes struct {
	name, what string
	steps      []int
	values     [][]float64 // [record][layer]
	layers     int
	shared     bool // the layers have one value, with an own first layer two
}

// sizesOf collects the records that have the quantity. Those of another number of layers than the first are left out.
func sizesOf(name, what string, records []run.Record, of func(*run.Norms) []float64) sizes {
	s := sizes{name: name, what: what}
	for _, r := range records {
		list := of(r.Norms)
		if len(list) == 0 || s.layers > 0 && len(list) != s.layers {
			continue
		}
		s.layers = len(list)
		s.steps, s.values = append(s.steps, r.Step), append(s.values, list)
	}
	return s
}

// drawnRecords are those with something that a logarithmic axis has a place for.
func (s sizes) drawnRecords() (list []int) {
	for i, values := range s.values {
		if slices.ContainsFunc(values, positive) {
			list = append(list, i)
		}
	}
	return list
}

func positive(v float64) bool { return v > 0 && finite(v) }

// byLayer reports whether there are layers to draw against; else the steps are.
func (s sizes) byLayer() bool { return !s.shared && s.layers > 1 }

// ends are the first, the middle and the last of the list, each once.
func ends(list []int) []int {
	if len(list) == 0 {
		return nil
	}
	return slices.Compact([]int{list[0], list[len(list)/2], list[len(list)-1]})
}

// colorsByName gives each curve of a figure a color of its own, and curves of one name in two panels the same.
type colorsByName map[string]color.RGBA

func (c colorsByName) of(name string) color.RGBA {
	if _, ok := c[name]; !ok {
		c[name] = palette(len(c))
	}
	return c[name]
}

// curves are the sizes over the layers at some steps, or over the steps where there are no layers.
func (s sizes) curves(colors colorsByName) (panel, bool) {
	drawn := s.drawnRecords()
	p := panel{x: axis{name: "layer", format: asCount, min: 1, max: float64(s.layers)}, y: axis{name: s.name, format: asNumber, log: true, canLog: true}}
	if len(drawn) == 0 {
		return p, false
	}
	if s.byLayer() {
		for _, record := range ends(drawn) {
			var curve points
			for layer, v := range s.values[record] {
				curve.add(float64(layer+1), v)
			}
			name := "step " + Count(int64(s.steps[record]))
			p.series = append(p.series, series{name: name, shape: line, color: colors.of(name), points: curve.thin(layerPoints)})
		}
		p.x.ticks = layerTicks(s.layers)
		return p, true
	}
	p.x = axis{name: "optimizer step", format: asCount}
	for layer := range s.layers {
		var curve points
		for i, values := range s.values {
			curve.add(float64(s.steps[i]), values[layer])
		}
		name := s.layerName(layer)
		p.series = append(p.series, series{name: name, shape: line, color: colors.of(name), points: curve.thin(layerPoints)})
	}
	p.x.min, p.x.max = float64(s.steps[0]), float64(s.steps[len(s.steps)-1])
	p.x.ticks = wholeTicks(p.x.min, p.x.max)
	return p, true
}

func wholeTicks(low, high float64) (ticks []float64) {
	for _, tick := range niceTicks(low, high, 7) {
		if tick == math.Trunc(tick) {
			ticks = append(ticks, tick)
		}
	}
	return ticks
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

// layerName tells apart what shared parameters leave: all layers, or the first and the others.
func (s sizes) layerName(layer int) string {
	switch {
	case !s.shared:
		return fmt.Sprintf("layer %d", layer+1)
	case s.layers == 1:
		return s.what + " of the shared parameters"
	case layer == 0:
		return s.what + " of the first layer"
	}
	if layer == 2 { // no more than a first and a last convolution stand beside the shared ones
		return s.what + " of the last layer"
	}
	return s.what + " of the other layers, shared"
}

// heatMap is the sizes of layers against steps. A row of several layers, and so a cell, has their geometric mean.
func (s sizes) heatMap() (panel, bool) {
	p := panel{x: axis{name: "optimizer step", ordered: true}, y: axis{name: "Layer (" + s.what + ")"}, share: 1.2}
	drawn := s.drawnRecords()
	if !s.byLayer() || len(drawn) < heatRecords {
		return p, false
	}
	h := &heat{format: asPower}
	for _, record := range spaced(drawn, heatColumns) {
		h.columns = append(h.columns, Count(int64(s.steps[record])))
	}
	rows := min(heatRows, s.layers)
	for row := range rows {
		from, to := row*s.layers/rows, (row+1)*s.layers/rows
		name := fmt.Sprint(from + 1)
		if to > from+1 {
			name += fmt.Sprintf("–%d", to)
		}
		h.rows = append(h.rows, name)
		var values []float64
		for _, record := range spaced(drawn, heatColumns) {
			values = append(values, meanLog(s.values[record][from:to]))
		}
		h.values = append(h.values, values)
	}
	p.heat = h
	return p, true
}

// meanLog is the mean of the logarithms to base 10; NaN where a value is not above 0 or not finite.
func meanLog(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		if !positive(v) {
			return math.NaN()
		}
		sum += math.Log10(v)
	}
	return sum / float64(len(list))
}

// spaced are at most so many of the list, evenly, with the first and the last.
func spaced(list []int, most int) []int {
	if len(list) <= most {
		return list
	}
	out := make([]int, most)
	for i := range out {
		out[i] = list[i*(len(list)-1)/(most-1)]
	}
	return out
}

// notFinite names the first step at which values are not finite, and their layers; "" when there is none.
func (s sizes) notFinite() string {
	for i, values := range s.values {
		var layers []int
		for layer, v := range values {
			if !finite(v) {
				layers = append(layers, layer+1)
			}
		}
		if len(layers) == 0 {
			continue
		}
		where := layerRanges(layers)
		if s.shared {
			where = "the shared parameters"
		}
		return fmt.Sprintf("At step %s the %s of %s is not finite", Count(int64(s.steps[i])), s.what, where)
	}
	return ""
}

// zeros names the layers whose last drawn gradient is exactly 0, which a logarithmic axis has no place for.
func (s sizes) zeros() string {
	drawn := s.drawnRecords()
	if len(drawn) == 0 {
		return ""
	}
	last := drawn[len(drawn)-1]
	var layers []int
	for layer, v := range s.values[last] {
		if v == 0 {
			layers = append(layers, layer+1)
		}
	}
	if len(layers) == 0 || s.shared {
		return ""
	}
	return fmt.Sprintf("exactly 0 at step %s: %s", Count(int64(s.steps[last])), layerRanges(layers))
}

// layerRanges writes layers in order: "layer 3", "layers 1–57, 60".
func layerRanges(layers []int) string {
	const most = 3
	var parts []string
	for i := 0; i < len(layers); {
		j := i
		for j+1 < len(layers) && layers[j+1] == layers[j]+1 {
			j++
		}
		part := Count(int64(layers[i]))
		if j > i {
			part += "–" + Count(int64(layers[j]))
		}
		if len(parts) == most {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, part)
		i = j + 1
	}
	word := "layers "
	if len(layers) == 1 {
		word = "layer "
	}
	return word + strings.Join(parts, ", ")
}

// verdict compares the first tenth of the layers with the last at the last drawn step; "" when there is nothing to.
func (s sizes) verdict() string {
	drawn := s.drawnRecords()
	if len(drawn) == 0 {
		return ""
	}
	last := drawn[len(drawn)-1]
	values, step := s.values[last], Count(int64(s.steps[last]))
	if !s.byLayer() {
		if i := slices.IndexFunc(values, positive); i >= 0 {
			return fmt.Sprintf("%s %s at step %s", s.name, powerText(math.Log10(values[i])), step)
		}
		return ""
	}
	low, high := math.Inf(1), 0.0
	for _, v := range values {
		if positive(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	tenth := max(1, s.layers/10)
	first, end := meanLog(values[:tenth]), meanLog(values[s.layers-tenth:])
	what := strings.ToUpper(s.what[:1]) + s.what[1:] + "s"
	const far = 3 // powers of ten
	switch towards := fmt.Sprintf("%s there, %s in the last layers (step %s)", powerText(first), powerText(end), step); {
	case first < end-far:
		return what + " vanish towards the first layers: " + towards
	case first > end+far:
		return what + " explode towards the first layers: " + towards
	}
	return fmt.Sprintf("%s of %s differ by a factor of %s at step %s", what, layers(s.layers), significant(high/low, 2), step)
}

// sizesTable has a line for some of the recorded steps.
func sizesTable(gradient, activation sizes) table.Table {
	t := table.Table{Columns: []string{"step", "smallest gradient", "in layer", "largest", "in layer", "smallest activation", "in layer", "largest", "in layer"}}
	of := gradient
	if len(of.steps) == 0 {
		of = activation
	}
	all := make([]int, len(of.steps))
	for i := range all {
		all[i] = i
	}
	for _, i := range spaced(all, heatColumns) {
		row := []string{Count(int64(of.steps[i]))}
		row = append(row, gradient.extremes(of.steps[i])...)
		t.Rows = append(t.Rows, append(row, activation.extremes(of.steps[i])...))
	}
	return t
}

// extremes are the smallest and the largest value at a step with their layers. What is not finite counts as the largest.
func (s sizes) extremes(step int) []string {
	record := slices.Index(s.steps, step)
	if record < 0 {
		return []string{"-", "-", "-", "-"}
	}
	values := s.values[record]
	low, high := 0, 0
	for i, v := range values {
		if v < values[low] || math.IsNaN(values[low]) {
			low = i
		}
		if v > values[high] || !finite(v) && finite(values[high]) {
			high = i
		}
	}
	name := func(layer int) string {
		if s.shared && (s.layers == 1 || layer > 0) {
			return "shared"
		}
		return Count(int64(layer + 1))
	}
	return []string{Number(values[low]), name(low), Number(values[high]), name(high)}
}
