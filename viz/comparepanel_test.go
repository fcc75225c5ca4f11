package viz

import (
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/internal/chart"
)

// TestCosts: a comparison is drawn against the costs that are named, and says which there are.
func TestCosts(t *testing.T) {
	searched := measured{recorded: solved(20, 3), memory: reversible(7)}
	for _, c := range []struct {
		name  string
		f     *Figure
		axes  []string
		says  string
		tells string // of the table
	}{
		{"usual", Compare(ablation(3, 2)...), []string{string(Activations), string(TrainingTime),
			string(Parameters)}, "",
			"activations"},
		{"named", Compare(ablation(3, 2)...).WithCosts(AllParts), []string{string(AllParts)}, "", "memory of a step"},
		{"evaluations", Compare(searched).WithCosts(Evaluations), []string{string(Evaluations)}, "",
			"evaluations a step"},
		{"not told", Compare(ablation(3, 2)...).WithCosts(Evaluations), nil,
			"No run tells what it cost: evaluations of the solver in a step.", ""},
		{"not there", Compare(ablation(3, 2)...).WithCosts("money"), nil, `There is no cost "money": give viz.Activ`, ""},
		{"another figure", Ranking(ablation(3, 2)...).WithCosts(AllParts), nil,
			"WithCosts is for what viz.Compare", ""},
		{"none", Compare(measured{}).WithCosts(AllParts), nil, "WithCosts is for what viz.Compare draws", ""},
		{"another one after it", Compare(ablation(3, 2)...).WithCosts("money").WithCosts(Parameters),
			[]string{string(Parameters)}, "", "parameters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var axes []string
			for _, p := range c.f.panels {
				name, _, _ := strings.Cut(p.X.Name, " (")
				axes = append(axes, name)
			}
			if !slices.Equal(axes, c.axes) || !strings.Contains(c.f.String(), c.says) ||
				!strings.Contains(strings.Join(c.f.Table().Columns, ";"), c.tells) {
				t.Errorf("axes %q, want %q; it says %q", axes, c.axes, c.f)
			}
			if _, err := c.f.PNG(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestToldApart: each setting has a look of its own, the same in every panel, and a label beside its mean.
func TestToldApart(t *testing.T) {
	f := Compare(ablation(9, 4)...)
	for _, p := range f.panels {
		looks, means := map[string]string{}, 0
		for _, s := range p.Series {
			if s.Shape != chart.Dot {
				continue
			}
			look := s.Name + string(s.Symbol) + string([]byte{s.Color.R, s.Color.G, s.Color.B})
			if of := looks[s.Name]; of != "" && of != look {
				t.Errorf("the runs of %s look unlike their mean", s.Name)
			}
			looks[s.Name] = look
			if s.Labels == nil {
				continue
			}
			means++
			if s.Len() != 1 || s.Labels[0] == "" || s.Low == nil || !(s.Low[0] < s.Y[0]) {
				t.Errorf("the mean of %s has the label %q and error bars from %v", s.Name, s.Labels, s.Low)
			}
		}
		if means != 9 || len(looks) != 9 {
			t.Errorf("%d means and %d looks of 9 settings", means, len(looks))
		}
	}
}

// TestSmallPanels: more settings than bands that are told apart have panels of their own, which share their axes.
func TestSmallPanels(t *testing.T) {
	if f := Seeds(seeds("a", 7, 40, 2)...); len(f.panels) != 2 || f.panels[0].Small != "" {
		t.Errorf("one setting has %d panels", len(f.panels))
	}
	f := Seeds(tenSettings()...)
	if len(f.panels) != 20 {
		t.Fatalf("%d panels, want a loss and a metric for each of 10 settings", len(f.panels))
	}
	for i, p := range f.panels {
		first := f.panels[i/10*10]
		if p.Small == "" || len(p.Series) != 2 || p.Y.Min != first.Y.Min || p.Y.Max != first.Y.Max ||
			p.X.Max != first.X.Max {
			t.Errorf("panel %d: %q has %d series, y from %g to %g", i, p.Y.Name, len(p.Series), p.Y.Min, p.Y.Max)
		}
	}
	many := tenSettings()
	for i := range 30 {
		many = append(many, seeds("b", 60+i, 30, 1)...)
	}
	if f := Seeds(many...); len(f.panels) != 2*smallSettings || !strings.Contains(f.Subtitle, "the first 24 of 40") ||
		len(f.Table().Rows) != 40 {
		t.Errorf("%d panels of 40 settings under %q", len(f.panels), f.Subtitle)
	}
}
