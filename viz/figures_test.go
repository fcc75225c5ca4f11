package viz

import (
	"math"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

func TestSeedsBand(t *testing.T) {
	curve := func(y ...float64) (p points) {
		for i, v := range y {
			p.add(float64(i), v)
		}
		return p
	}
	low, mean, high := overCurves([]points{curve(1, 2, 3, 9), curve(3, math.NaN(), 5)})
	if len(low) != 3 || low[0] != 1 || mean.y[0] != 2 || high[0] != 3 || mean.y[1] != 2 || low[2] != 3 || high[2] != 5 {
		t.Errorf("low %v, mean %v, high %v", low, mean.y, high)
	}
	wide := series{shape: band}
	for i := range 10_000 {
		wide.add(float64(i), 0)
		wide.low, wide.high = append(wide.low, -1), append(wide.high, 1)
	}
	wide.high[5003] = 7
	few := wide.thinBand(100)
	if few.len() != 100 || extent(few.high)[1] != 7 || few.x[99] != 9999 {
		t.Errorf("%d points up to %g, ending at %g", few.len(), extent(few.high)[1], few.x[99])
	}
	one := Seeds(seeds("a", 7, 40, 1)...)
	if strings.Contains(one.Subtitle, "smallest") || one.panels[0].series[0].shape != line {
		t.Errorf("one seed has a band: %q", one.Subtitle)
	}
}

func TestGrouped(t *testing.T) {
	groups, names := grouped(append(seeds("7", 7, 5, 3), seeds("28", 28, 5, 1)...))
	if len(groups) != 2 || len(groups[0]) != 3 || names[0] != "7 layers" || names[1] != "28, seed 0" {
		t.Errorf("%d groups named %q", len(groups), names)
	}
	of := func(operator string, edgeFeatures int) recorded {
		return recorded{label: operator, info: run.Info{Model: run.Model{Family: "residual", Operator: operator,
			Config: map[string]any{"edge_features": edgeFeatures}}}}
	}
	operators := []recorded{of("GEN(max)", 8), of("GEN(max)", 8), of("GCN", 0), of("GCN", 0)}
	if _, names := grouped(operators); strings.Join(names, "; ") != "GEN(max); GCN" {
		t.Errorf("operators that read edges and one that does not are named %q", names)
	}
}

func TestFront(t *testing.T) {
	at := func(label string, parameters int64, valid float64) Compared {
		return measured{recorded: recorded{label: label, info: run.Info{Metric: "accuracy", Model: run.Model{Parameters: parameters}},
			history: []run.Record{{Kind: run.Evaluation, Valid: &valid}}}}
	}
	f := Compare(at("cheap", 10, 0.5), at("as cheap, worse", 10, 0.4), at("dear, no better", 20, 0.5), at("best", 30, 0.9), at("dearer", 40, 0.8))
	if len(f.panels) != 1 { // neither memory nor time is known
		t.Fatalf("%d panels", len(f.panels))
	}
	for _, s := range f.panels[0].series {
		if s.name == "on the front" && s.shape == dot && strings.Join(s.notes, ";") != "cheap;best" {
			t.Errorf("on the front are %q", s.notes)
		}
	}
	if !strings.HasPrefix(f.panels[0].y.name, "Validation") {
		t.Errorf("axis %q", f.panels[0].y.name)
	}
}

func TestMoments(t *testing.T) {
	if got := momentsOf([]float64{0.5, 0.7, 0.6}).String(); got != "0.6000 ± 0.1000" {
		t.Errorf("%q", got)
	}
	if got := momentsOf([]float64{0.5}).String(); got != "0.5000" {
		t.Errorf("one value is %q", got)
	}
}

func TestManyCompared(t *testing.T) {
	runs := ablation(400, 5)
	for name, f := range map[string]*Figure{"compare": Compare(runs...), "ranking": Ranking(runs...)} {
		s, err := f.fragment(true)
		if err != nil {
			t.Fatal(err)
		}
		if len(s) > 700_000 || len(f.Table().Rows) > rankedRows || len(legend(f.panels)) > 2 {
			t.Errorf("%s of %d runs: %d bytes, %d rows, %d names", name, len(runs), len(s), len(f.Table().Rows), len(legend(f.panels)))
		}
	}
}

func TestResidualFigure(t *testing.T) {
	f := Residuals(solved(60, 20))
	if !strings.HasPrefix(f.Title, "3 of 120 searches") || len(f.panels[0].limits) != 2 || f.panels[0].limits[0].name != "forward tolerance 1e-6" {
		t.Errorf("title %q, lines %v", f.Title, f.panels[0].limits)
	}
	if f := Residuals(solved(60, 0)); !strings.HasPrefix(f.Title, "All 120 searches") {
		t.Errorf("title %q", f.Title)
	}
}

// TestNothingMore: what cannot be drawn is said in words.
func TestNothingMore(t *testing.T) {
	other := ablation(1, 1)[0].(measured)
	other.info.Metric = "rocauc"
	for _, c := range []struct {
		name string
		f    *Figure
		says string
	}{
		{"no seeds", Seeds(nil), "No run was given."},
		{"seeds without a record", Seeds(recorded{}), "No step has been recorded yet."},
		{"no live memory", MemoryOverTime(recorded{label: "a"}), "No live memory was recorded."},
		{"no run's memory", MemoryOverTime(), "No run was given."},
		{"no layer", Reconstruction(run.Inverse{}), "No layer was checked."},
		{"no solver", Residuals(madeUp("karate", 5, 1)), "only equilibrium networks have a solver"},
		{"no comparison", Compare(), "No run was given."},
		{"different metrics", Compare(append(ablation(1, 2), other)...), "different metrics: accuracy (2), rocauc (1)"},
		{"ranking of different metrics", Ranking(append(ablation(1, 2), other)...), "different metrics"},
		{"never evaluated", Compare(measured{}), "None of the runs has been evaluated."},
	} {
		if s := c.f.String(); !strings.Contains(s, c.says) {
			t.Errorf("%s: %q does not say %q", c.name, s, c.says)
		}
		if _, err := c.f.PNG(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestOddValues: what is not finite, single, or written in other letters does no harm.
func TestOddValues(t *testing.T) {
	name := `</script> "quoted" 图 αβγ`
	odd := run.Inverse{Network: name, Errors: []float64{0, math.Inf(1), math.NaN(), 1e-6}, Exact: []float64{0, 0, 0, 0}, Bound: 1e-3}
	searched := solved(6, 3)
	searched.label = name
	searched.history[0].Forward.Trace = []float64{math.NaN(), math.Inf(1)}
	searched.history[1].Backward.Trace = nil
	one := madeUp(name, 1, 1)
	for label, f := range map[string]*Figure{
		"errors":    Reconstruction(odd),
		"one layer": Reconstruction(run.Inverse{Network: name, Errors: []float64{1e-6}, Exact: []float64{1e-15}, Bound: 1e-3}),
		"all exact": Reconstruction(run.Inverse{Network: name, Errors: []float64{0, 0}, Exact: []float64{0, 0}, Bound: 1e-3}),
		"searches":  Residuals(searched),
		"one step":  Seeds(one, one),
		"memory":    MemoryOverTime(one),
		"compare":   Compare(ablation(1, 1)...),
		"ranking":   Ranking(ablation(1, 1)...),
	} {
		for _, g := range []*Figure{f, f.WithLogarithmic(), f.WithLinear()} {
			if _, err := g.PNG(); err != nil {
				t.Errorf("%s: %v", label, err)
			}
			s, err := g.fragment(false)
			if err != nil || strings.Count(s, "</script>") != 1 {
				t.Errorf("%s: %v", label, err)
			}
		}
	}
}
