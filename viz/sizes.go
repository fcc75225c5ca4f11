package viz

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

const (
	layerPoints = 240 // of one curve over the layers
	heatRows    = 12  // more layers share rows
	heatColumns = 24  // of more records some are shown
	heatRecords = 4   // fewer are curves alone
)

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

func positive(v float64) bool { return v > 0 && chart.Finite(v) }

// byLayer reports whether there are layers to draw against; else the steps are.
func (s sizes) byLayer() bool { return !s.shared && s.layers > 1 }

// ends are the first, the middle and the last of the list, each once.
func ends(list []int) []int {
	if len(list) == 0 {
		return nil
	}
	return slices.Compact([]int{list[0], list[len(list)/2], list[len(list)-1]})
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

// spaced are at most the given number of the list, evenly spaced, with the first and the last.
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

// notFinite names the first step at which values are not finite, and their layers; "" when there is none.
func (s sizes) notFinite() string {
	for i, values := range s.values {
		var layers []int
		for layer, v := range values {
			if !chart.Finite(v) {
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
		return fmt.Sprintf("At step %s the %s of %s is not finite", units.Count(s.steps[i]), s.what, where)
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
	return fmt.Sprintf("exactly 0 at step %s: %s", units.Count(s.steps[last]), layerRanges(layers))
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
		part := units.Count(layers[i])
		if j > i {
			part += "–" + units.Count(layers[j])
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
	values, step := s.values[last], units.Count(s.steps[last])
	if !s.byLayer() {
		if i := slices.IndexFunc(values, positive); i >= 0 {
			return fmt.Sprintf("%s %s at step %s", s.name, chart.AsPower.Text(math.Log10(values[i])), step)
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
	towards := fmt.Sprintf("%s there, %s in the last layers (step %s)",
		chart.AsPower.Text(first), chart.AsPower.Text(end), step)
	switch {
	case first < end-far:
		return what + " vanish towards the first layers: " + towards
	case first > end+far:
		return what + " explode towards the first layers: " + towards
	}
	return fmt.Sprintf("%s of %s differ by a factor of %s at step %s",
		what, layers(s.layers), units.Significant(high/low, 2), step)
}

// extremes are the smallest and the largest value at a step with their layers. What is not finite counts as the
// largest.
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
		if v > values[high] || !chart.Finite(v) && chart.Finite(values[high]) {
			high = i
		}
	}
	name := func(layer int) string {
		if s.shared && (s.layers == 1 || layer > 0) {
			return "shared"
		}
		return units.Count(layer + 1)
	}
	return []string{units.Number(values[low]), name(low), units.Number(values[high]), name(high)}
}

// sizesTable has a line for some of the recorded steps.
func sizesTable(gradient, activation sizes) table.Table {
	t := table.Table{Columns: []string{"step",
		"smallest gradient", "in layer", "largest", "in layer",
		"smallest activation", "in layer", "largest", "in layer"}}
	of := gradient
	if len(of.steps) == 0 {
		of = activation
	}
	all := make([]int, len(of.steps))
	for i := range all {
		all[i] = i
	}
	for _, i := range spaced(all, heatColumns) {
		row := []string{units.Count(of.steps[i])}
		row = append(row, gradient.extremes(of.steps[i])...)
		t.Rows = append(t.Rows, append(row, activation.extremes(of.steps[i])...))
	}
	return t
}
