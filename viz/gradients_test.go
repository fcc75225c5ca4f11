package viz

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// withNorms is a run with the given norms at the steps 1, 2, …
func withNorms(tied bool, list ...run.Norms) recorded {
	made := options.Network{Family: options.Reversible, Operator: operator("GCN"), Depth: 3, Tied: tied}
	r := recorded{label: "made", info: run.Info{Model: run.Model{Options: made}}}
	for i := range list {
		r.history = append(r.history, run.Record{Kind: run.Step, Step: i + 1, Norms: &list[i]})
	}
	return r
}

// TestGradients looks at titles, panels and what stands below the title.
func TestGradients(t *testing.T) {
	ten := slices.Repeat([]float64{1}, 10)
	rising, falling := make([]float64, 10), make([]float64, 10)
	for i := range 10 {
		rising[i], falling[i] = math.Pow10(i), math.Pow10(-i)
	}
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name   string
		run    recorded
		title  string
		below  string
		panels []string // the x axes
	}{
		{"even", withNorms(false, run.Norms{Gradient: []float64{1, 2, 3}, Activation: []float64{1, 1, 1}}),
			"Gradients of 3 layers differ by a factor of 3 at step 1", "", []string{"layer", "layer"}},
		{"vanishing", withNorms(false, run.Norms{Gradient: rising}),
			"Gradients vanish towards the first layers: 1 there, 1e9 in the last layers (step 1)", "",
			[]string{"layer"}},
		{"exploding", withNorms(false, run.Norms{Gradient: falling}),
			"Gradients explode towards the first layers: 1 there, 1e-9 in the last layers (step 1)", "",
			[]string{"layer"}},
		{"many steps", withNorms(false, slices.Repeat([]run.Norms{{Gradient: ten, Activation: ten}}, 4)...),
			"Gradients of 10 layers differ by a factor of 1 at step 4", "", []string{"layer", "layer", "optimizer step",
				"optimizer step"}},
		{"not finite", withNorms(false, run.Norms{Gradient: ten, Activation: ten},
			run.Norms{Gradient: []float64{nan, nan, inf, 1, nan, 1, 1, 1, 1, 1}}),
			"At step 2 the gradient of layers 1–3, 5 is not finite", "", []string{"layer", "layer"}},
		{"activation not finite", withNorms(false, run.Norms{Gradient: []float64{1, 1}, Activation: []float64{1, nan}}),
			"At step 1 the activation of layer 2 is not finite", "", []string{"layer", "layer"}},
		{"nothing finite", withNorms(false, run.Norms{Gradient: []float64{nan, nan}}),
			"Gradients and activations by layer · made", "", nil},
		{"zeros", withNorms(false, run.Norms{Gradient: []float64{0, 0, 2, 2}}),
			"Gradients of 4 layers differ by a factor of 1 at step 1", "exactly 0 at step 1: layers 1–2",
			[]string{"layer"}},
		{"tied", withNorms(true, run.Norms{Gradient: []float64{0.5}, Activation: []float64{1, 2, 3}},
			run.Norms{Gradient: []float64{0.25}, Activation: []float64{1, 2, 3}}),
			"Gradient norm 0.25 at step 2", "all layers share one set of parameters",
			[]string{"optimizer step", "layer"}},
		{"tied, not finite", withNorms(true, run.Norms{Gradient: []float64{nan}, Activation: []float64{1, 2, 3}}),
			"At step 1 the gradient of the shared parameters is not finite", "", []string{"layer"}},
		{"one layer", withNorms(false, run.Norms{Gradient: []float64{1}, Activation: []float64{1}}),
			"Gradient norm 1 at step 1", "", []string{"optimizer step", "optimizer step"}},
		{"no activations", withNorms(true, run.Norms{Gradient: []float64{1}}), "Gradient norm 1 at step 1", "",
			[]string{"optimizer step"}},
		{"empty lists", withNorms(false, run.Norms{}), "Gradients and activations by layer · made", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Gradients(c.run)
			if f.Title != c.title || !strings.Contains(f.Subtitle, c.below) {
				t.Errorf("title %q over %q, want %q", f.Title, f.Subtitle, c.title)
			}
			var x []string
			for _, p := range f.panels {
				x = append(x, p.X.Name)
			}
			if !slices.Equal(x, c.panels) || (f.message == "") != (len(x) > 0) {
				t.Errorf("panels against %q, want %q; %s", x, c.panels, f.message)
			}
			if _, err := f.PNG(); err != nil {
				t.Error(err)
			}
		})
	}
	if f := Gradients(withNorms(false,
		run.Norms{Gradient: []float64{nan, nan}})); f.message != "At step 1 the gradient of layers 1–2 is not finite." {
		t.Errorf("%q", f.message)
	}
}

// TestGradientColors: curves of two names never look alike, also in two panels; those of one name do.
func TestGradientColors(t *testing.T) {
	one, three := []float64{1}, []float64{1, 2, 3}
	for _, c := range []struct {
		name string
		run  recorded
		want []string
	}{
		{"two panels of steps", withNorms(false, run.Norms{Gradient: three, Activation: three},
			run.Norms{Gradient: three, Activation: three}),
			[]string{"step 1", "step 2"}},
		{"tied", withNorms(true, run.Norms{Gradient: one, Activation: three},
			run.Norms{Gradient: one, Activation: three}),
			[]string{"gradient of the shared parameters", "step 1", "step 2"}},
		{"tied, with ends", withNorms(true, run.Norms{Gradient: three, Activation: three}),
			[]string{"gradient of the first layer", "gradient of the other layers, shared",
				"gradient of the last layer", "step 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			names, looks := map[string]string{}, map[string]string{} // of a color, of a name
			for _, p := range Gradients(c.run).panels {
				for _, s := range p.Series {
					look := fmt.Sprint(s.Color)
					if other, ok := names[look]; ok && other != s.Name {
						t.Errorf("%q and %q are both %s", other, s.Name, look)
					}
					if other, ok := looks[s.Name]; ok && other != look {
						t.Errorf("%q is %s and %s", s.Name, other, look)
					}
					names[look], looks[s.Name] = s.Name, look
				}
			}
			if got := slices.Sorted(maps.Keys(looks)); !slices.Equal(got, slices.Sorted(slices.Values(c.want))) {
				t.Errorf("curves %q, want %q", got, c.want)
			}
		})
	}
}

// TestGradientMap: rows of many layers have the geometric mean, and what has none is an empty cell.
func TestGradientMap(t *testing.T) {
	values := make([]float64, 24) // two layers a row
	for i := range values {
		values[i] = math.Pow(100, float64(i%2)) // 1 and 100, whose mean is 10
	}
	values[5] = 0
	s := sizes{name: "Gradient norm", layers: 24}
	for i := range 100 {
		s.steps, s.values = append(s.steps, i+1), append(s.values, values)
	}
	p, ok := s.heatMap()
	if !ok || len(p.Heat.Rows) != heatRows || len(p.Heat.Columns) != heatColumns {
		t.Fatalf("%t, %d rows of %d", ok, len(p.Heat.Rows), len(p.Heat.Columns))
	}
	if p.Heat.Rows[0] != "1–2" || p.Heat.Columns[0] != "1" || p.Heat.Columns[heatColumns-1] != "100" {
		t.Errorf("rows %q, columns %q", p.Heat.Rows, p.Heat.Columns)
	}
	if v := p.Heat.Values[0][0]; v != 1 || !math.IsNaN(p.Heat.Values[2][0]) || p.Heat.Format.Text(v) != "10" {
		t.Errorf("the first cell is 10^%g, written %q; one with a zero is %g", v, p.Heat.Format.Text(v),
			p.Heat.Values[2][0])
	}
}
