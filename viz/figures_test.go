package viz

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

func TestSeedsBand(t *testing.T) {
	curve := func(y ...float64) (p chart.Points) {
		for i, v := range y {
			p.Add(float64(i), v)
		}
		return p
	}
	low, mean, high := extremes.overCurves([]chart.Points{curve(1, 2, 3, 9), curve(3, math.NaN(), 5)})
	if len(low) != 3 || low[0] != 1 || mean.Y[0] != 2 || high[0] != 3 || mean.Y[1] != 2 || low[2] != 3 || high[2] != 5 {
		t.Errorf("low %v, mean %v, high %v", low, mean.Y, high)
	}
	low, mean, high = deviation.overCurves([]chart.Points{curve(1, 2, 3), curve(3, math.NaN(), 5), curve(5, 2, 10)})
	// The deviations of 1, 3, 5 and of 3, 5, 10 are 2 and √13.
	if !slices.Equal(low[:2], []float64{1, 2}) || !slices.Equal(high[:2], []float64{5, 2}) || mean.Y[2] != 6 ||
		math.Abs(high[2]-6-math.Sqrt(13)) > 1e-12 {
		t.Errorf("deviations: low %v, mean %v, high %v", low, mean.Y, high)
	}
	banded := Seeds(seeds("a", 7, 40, 3)...).WithTitle("mine").WithDeviation()
	if banded.Title != "mine" || !strings.Contains(banded.Subtitle, "one standard deviation") {
		t.Errorf("%q, %q", banded.Title, banded.Subtitle)
	}
	if f := Ranking(ablation(2, 1)...).WithDeviation(); !strings.Contains(f.message, "viz.Seeds") {
		t.Errorf("a ranking has bands: %q", f.message)
	}
	one := Seeds(seeds("a", 7, 40, 1)...)
	if strings.Contains(one.Subtitle, "smallest") || one.panels[0].Series[0].Shape != chart.Line {
		t.Errorf("one seed has a band: %q", one.Subtitle)
	}
}

// TestSettings: runs are sorted by the values of what was chosen for them, and named by what sets them apart.
func TestSettings(t *testing.T) {
	made := func(change func(info *run.Info)) recorded {
		r := recorded{label: "a run", info: run.Info{Model: madeNetwork(options.Residual, 7, 1).Model,
			Data: run.Data{Name: "karate", Fingerprint: "1"}, Training: options.NewTraining(), Metric: "accuracy"}}
		change(&r.info)
		return r
	}
	network := func(change func(o *options.Network)) recorded {
		return made(func(info *run.Info) { change(&info.Model.Options) })
	}
	training := func(change func(o *options.Training)) recorded {
		return made(func(info *run.Info) { change(&info.Training) })
	}
	as := made(func(*run.Info) {})
	other := options.NewSolver(options.Broyden)
	for _, c := range []struct {
		name string
		runs []recorded
		want string // names, for settings of two runs each
	}{
		{"nothing", []recorded{as}, "residual GEN(max)"},
		{"the seeds", []recorded{network(func(o *options.Network) { o.Seed = 1<<64 - 1 }),
			training(func(o *options.Training) { o.Seed = 3 })}, "residual GEN(max)"},
		{"the parameters of the parts", []recorded{as, made(func(info *run.Info) { info.Model.Parts = nil })},
			"residual GEN(max)"},
		{"the depth", []recorded{as, network(func(o *options.Network) { o.Depth = 1 })}, "7 layers; 1 layer"},
		{"tied weights", []recorded{as, network(func(o *options.Network) { o.Tied = true })},
			"residual; weight-tied residual"},
		{"what is off", []recorded{as, network(func(o *options.Network) { o.Dropout = 0 })},
			"dropout 0.1; dropout off"},
		{"yes or no", []recorded{as, network(func(o *options.Network) { o.Float64 = true })}, "float64 off; float64"},
		{"operators", []recorded{as, network(func(o *options.Network) { o.Operator = operator("GCN") })},
			"GEN(max); GCN"},
		{"operators of one name", []recorded{
			network(func(o *options.Network) { o.Operator.Record = []byte(`{"layers":2}`) }),
			network(func(o *options.Network) { o.Operator.Record = []byte(`{"layers":3}`) })},
			"GEN(max) layers 2; GEN(max) layers 3"},
		{"solvers", []recorded{made(func(info *run.Info) { info.Model = madeNetwork(options.Equilibrium, 0, 1).Model }),
			made(func(info *run.Info) {
				info.Model = madeNetwork(options.Equilibrium, 0, 1).Model
				info.Model.Options.BackwardSolver = &other
			})}, "backward solver anderson, backward solver window 6, backward solver mixing 1, " +
			"backward solver ridge 1e-07; " +
			"backward solver broyden, backward solver window 10"},
		{"families", []recorded{as,
			made(func(info *run.Info) { info.Model = madeNetwork(options.Reversible, 7, 2).Model })},
			"residual; reversible"},
		{"depths beside an equilibrium", []recorded{as, network(func(o *options.Network) { o.Depth = 28 }),
			made(func(info *run.Info) { info.Model = madeNetwork(options.Equilibrium, 0, 1).Model })},
			"residual, 7 layers; residual, 28 layers; equilibrium"},
		{"families and an option of one",
			[]recorded{as, network(func(o *options.Network) { o.Backward = options.Store }),
				made(func(info *run.Info) { info.Model = madeNetwork(options.Reversible, 7, 2).Model })},
			"residual, backward recompute; residual, backward store; reversible"},
		{"the training", []recorded{as, training(func(o *options.Training) { o.WarmUp, o.Epochs = 5, 50 })},
			"epochs 100, warm-up off; epochs 50, warm-up 5"},
		{"the metric", []recorded{as, made(func(info *run.Info) { info.Metric = "F1 of rare classes" })},
			"metric accuracy; metric F1 of rare classes"},
		{"the data", []recorded{as, made(func(info *run.Info) { info.Data.Name = "cora" })}, "karate; cora"},
		{"other content of one name", []recorded{as, made(func(info *run.Info) { info.Data.Fingerprint = "2" })},
			"residual GEN(max); residual GEN(max) (2)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var names []string
			for _, s := range settingsOf(append(c.runs, c.runs...)) {
				names = append(names, s.name)
			}
			if got := strings.Join(names, "; "); got != c.want {
				t.Errorf("settings %q, want %q", got, c.want)
			}
		})
	}
	list := settingsOf(append(seeds("7", 7, 5, 3), seeds("28", 28, 5, 1)...))
	if len(list) != 2 || len(list[0].runs) != 3 || list[0].name != "7 layers" || list[1].name != "28, seed 0" {
		t.Errorf("a setting of one run does not have the run's label: %v", list)
	}
}

// TestOwnMetric: a user's own metric is drawn with its name, and so is a loss.
func TestOwnMetric(t *testing.T) {
	own := madeUp("karate", 40, 1)
	own.info.Metric, own.info.Loss = "F1_of rare classes", "my_loss"
	l := liveState{trace: follow(own.label, own.info, own.history)}
	var live []string
	for _, n := range l.numbers() {
		live = append(live, n.Name)
	}
	for _, c := range []struct{ name, text, want string }{
		{"curves", Curves(own).panels[1].Y.Name, "F1_of rare classes (best validation"},
		{"curves of two", Curves(own, own).panels[1].Y.Name, "Validation F1_of rare classes"},
		{"seeds", Seeds(own).panels[1].Y.Name, "Validation F1_of rare classes"},
		{"loss", Curves(own).panels[0].Y.Name, "Training loss (my_loss)"},
		{"compare", Compare(measured{recorded: own, memory: reversible(7)}).panels[0].Y.Name,
			"Test F1_of rare classes"},
		{"ranking", Ranking(measured{recorded: own}).Title, "F1_of rare classes"},
		{"live", strings.Join(live, "; "), "validation F1_of rare classes"},
	} {
		if !strings.Contains(c.text, c.want) {
			t.Errorf("%s: %q does not say %q", c.name, c.text, c.want)
		}
	}
}

// TestErrors: of a metric of which less is better, the smallest is the best one everywhere.
func TestErrors(t *testing.T) {
	at := func(label string, parameters int64, valid ...float64) measured {
		m := measured{recorded: recorded{label: label, info: run.Info{Metric: "mae", LessIsBetter: true,
			Model: run.Model{Options: options.Network{Depth: int(parameters)},
				Parts: []run.Part{{Kind: run.Layers, Parameters: parameters}}}}}}
		for i, v := range valid {
			m.history = append(m.history, run.Record{Kind: run.Evaluation, Step: i + 1, Valid: &v})
		}
		return m
	}
	good, bad := at("good", 20, 3, 1, 2), at("bad", 10, 4, 5)
	f := Compare(bad, good)
	for _, c := range []struct{ name, text, want string }{
		{"curves", Curves(good).panels[len(Curves(good).panels)-1].Y.Name, "MAE (best validation 1 at step 2"},
		{"compare", f.Title, "best MAE 1"},
		{"ranking", Ranking(bad, good).Title, "MAE 1"},
	} {
		if !strings.Contains(c.text, c.want) {
			t.Errorf("%s: %q does not say %q", c.name, c.text, c.want)
		}
	}
	if front := f.panels[0].Series[0]; !slices.Equal(front.X, []float64{10, 20, 20}) ||
		!slices.Equal(front.Y, []float64{4, 4, 1}) {
		t.Errorf("the front runs through %v", front.Points)
	}
}

func TestFront(t *testing.T) {
	at := func(label string, parameters int64, valid float64) run.Compared {
		return measured{recorded: recorded{label: label,
			info: run.Info{Metric: "accuracy",
				Model: run.Model{Options: options.Network{Depth: len(label)},
					Parts: []run.Part{{Kind: run.Layers, Parameters: parameters}}}},
			history: []run.Record{{Kind: run.Evaluation, Valid: &valid}}}}
	}
	f := Compare(at("cheap", 10, 0.5), at("as cheap, worse", 10, 0.4), at("dear, no better", 20, 0.5),
		at("best", 30, 0.9), at("dearer", 40, 0.8))
	if len(f.panels) != 1 { // neither memory nor time is known
		t.Fatalf("%d panels", len(f.panels))
	}
	if front := f.panels[0].Series[0]; front.Name != "front" || !slices.Equal(front.X, []float64{10, 30, 30}) ||
		!slices.Equal(front.Y, []float64{0.5, 0.5, 0.9}) {
		t.Errorf("the front runs through %v", front.Points)
	}
	if !strings.HasPrefix(f.panels[0].Y.Name, "Validation") {
		t.Errorf("axis %q", f.panels[0].Y.Name)
	}
}

func TestMoments(t *testing.T) {
	if got := momentsOf([]float64{0.5, 0.7, 0.6}).text(units.Score); got != "0.6000 ± 0.1000" {
		t.Errorf("%q", got)
	}
	if got := momentsOf([]float64{0.5}).text(units.Score); got != "0.5000" {
		t.Errorf("one value is %q", got)
	}
}

func TestManyCompared(t *testing.T) {
	runs := ablation(400, 5)
	for name, f := range map[string]*Figure{"compare": Compare(runs...), "ranking": Ranking(runs...)} {
		s, err := f.chart().Fragment(true)
		if err != nil {
			t.Fatal(err)
		}
		if len(s) > 700_000 || len(f.Table().Rows) > rankedRows || len(legendOf(t, f)) > toldSettings+2 {
			t.Errorf("%s of %d runs: %d bytes, %d rows, %d names", name, len(runs), len(s), len(f.Table().Rows),
				len(legendOf(t, f)))
		}
	}
}

func TestResidualFigure(t *testing.T) {
	f := Residuals(solved(60, 20))
	if !strings.HasPrefix(f.Title, "3 of 120 searches") || len(f.panels[0].Limits) != 2 ||
		f.panels[0].Limits[0].Name != "forward tolerance 1e-6" {
		t.Errorf("title %q, lines %v", f.Title, f.panels[0].Limits)
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
		{"no seeds", Seeds[run.Recorded](nil), "No run was given."},
		{"seeds without a record", Seeds(recorded{}), "No step has been recorded yet."},
		{"no live memory", MemoryOverTime(recorded{label: "a"}), "No live memory was recorded."},
		{"no run's memory", MemoryOverTime[run.Recorded](), "No run was given."},
		{"no layer", Reconstruction(run.Inverse{}), "No layer was checked."},
		{"no solver", Residuals(madeUp("karate", 5, 1)), "only equilibrium networks have a solver"},
		{"no comparison", Compare[run.Compared](), "No run was given."},
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
	odd := run.Inverse{Network: name, Errors: []float64{0, math.Inf(1), math.NaN(), 1e-6}, Exact: []float64{0, 0, 0, 0},
		Bound: 1e-3}
	searched := solved(6, 3)
	searched.label = name
	searched.history[0].Forward.Trace = []float64{math.NaN(), math.Inf(1)}
	searched.history[1].Backward.Trace = nil
	one := madeUp(name, 1, 1)
	for label, f := range map[string]*Figure{
		"errors": Reconstruction(odd),
		"one layer": Reconstruction(run.Inverse{Network: name, Errors: []float64{1e-6}, Exact: []float64{1e-15},
			Bound: 1e-3}),
		"all exact": Reconstruction(run.Inverse{Network: name, Errors: []float64{0, 0}, Exact: []float64{0, 0},
			Bound: 1e-3}),
		"searches": Residuals(searched),
		"one step": Seeds(one, one),
		"memory":   MemoryOverTime(one),
		"compare":  Compare(ablation(1, 1)...),
		"ranking":  Ranking(ablation(1, 1)...),
	} {
		for _, g := range []*Figure{f, f.WithLogarithmic(), f.WithLinear()} {
			if _, err := g.PNG(); err != nil {
				t.Errorf("%s: %v", label, err)
			}
			s, err := g.chart().Fragment(false)
			if err != nil || strings.Count(s, "</script>") != 1 {
				t.Errorf("%s: %v", label, err)
			}
		}
	}
}
