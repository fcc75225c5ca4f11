package viz

import (
	"bytes"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

var update = flag.Bool("update", false, "write the golden files anew")

// What the run package keeps can be drawn.
var (
	_ run.Recorded = (*run.Run)(nil)
	_ run.Profiled = (*run.Run)(nil)
	_ run.Observer = Live()
	_ Described    = (*run.Run)(nil)
)

// TestSlices: figures of several runs take a slice of them as it is, such as the runs of a sweep.
func TestSlices(t *testing.T) {
	var runs []*run.Run
	made := []measured{remembered("a", 12, 1), remembered("b", 12, 2)}
	for _, c := range []struct {
		name       string
		none, both *Figure
		want       int // rows of the table
	}{
		{"curves", Curves(runs...), Curves(made...), 2},
		{"seeds", Seeds(runs...), Seeds(made...), 2},
		{"memory over time", MemoryOverTime(runs...), MemoryOverTime(made...), 2},
		{"memory", Memory(runs...), Memory(made...), 2},
		{"compare", Compare(runs...), Compare(made...), 2},
		{"ranking", Ranking(runs...), Ranking(made...), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.Contains(c.none.String(), "was given.") {
				t.Errorf("of no run it says %q", c.none)
			}
			if rows := len(c.both.Table().Rows); rows != c.want {
				t.Errorf("%d rows, want %d", rows, c.want)
			}
		})
	}
}

func TestSmooth(t *testing.T) {
	var constant, gap chart.Points
	for i := range 100 {
		constant.Add(float64(i), 3)
		gap.Add(float64(i), 3)
	}
	gap.Y[50] = math.Inf(1)
	for i, y := range smooth(constant).Y {
		if math.Abs(y-3) > 1e-12 {
			t.Fatalf("a constant becomes %g at %d", y, i)
		}
	}
	smoothed := smooth(gap)
	if !math.IsNaN(smoothed.Y[50]) || math.Abs(smoothed.Y[51]-3) > 1e-12 {
		t.Errorf("an infinity is smoothed to %g and its neighbour to %g", smoothed.Y[50], smoothed.Y[51])
	}
}

// TestOptions holds the option of each figure against a golden file. Run with -update to write them anew.
func TestOptions(t *testing.T) {
	infinite := madeUp(`</script> "quoted" 图 αβγ`, 40, 3)
	*infinite.history[5].Loss, *infinite.history[7].Loss = math.NaN(), math.Inf(-1)
	for name, f := range map[string]*Figure{
		"curves-short":       Curves(madeUp("karate", 12, 4)),
		"curves-nasty":       Curves(infinite),
		"curves-two":         Curves(madeUp("depth 7", 12, 1), madeUp("depth 28", 15, 2)),
		"memory-depth":       Memory(profiles(1001, 7, 112, 28)...),
		"memory-single":      Memory(reversible(1001)),
		"memory-solver":      Memory(reversible(112), equilibrium()),
		"seeds":              Seeds(seeds("7 layers", 7, 12, 3)...),
		"memory-time":        MemoryOverTime(remembered("karate", 12, 1)),
		"reconstruction":     Reconstruction(inverse(7, 1e-3)),
		"residuals":          Residuals(solved(6, 3)),
		"compare":            Compare(ablation(3, 2)...),
		"ranking":            Ranking(ablation(3, 2)...),
		"model-reversible":   Model(madeNetwork(options.Reversible, 112, 4)),
		"model-tied":         Model(weightTied(madeNetwork(options.Residual, 112, 1))),
		"model-equilibrium":  Model(madeNetwork(options.Equilibrium, 0, 1)),
		"graph-karate":       Graph(datasets.Karate().Must()),
		"graph-sample":       Graph(manyNodes()),
		"predictions-karate": Predictions(club()),
		"degrees-karate":     Degrees(datasets.Karate().Must()),
		"gradients":          Gradients(normed(`</script> "quoted" 图 αβγ`, 14, 5, 1)),
	} {
		t.Run(name, func(t *testing.T) { checkOption(t, name, f) })
	}
}

// checkOption holds a figure's option against its golden file.
func checkOption(t *testing.T, name string, f *Figure) {
	t.Helper()
	got, err := f.Option()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", name+".json")
	if *update {
		if err := save(file, got, nil); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the option differs from %s; see the difference after go test -update", file)
	}
	if bytes.Contains(got, []byte("</script>")) || bytes.Contains(got, []byte("NaN")) ||
		bytes.Contains(got, []byte("Inf")) {
		t.Error("the option holds what a script cannot take")
	}
}

func TestManyRuns(t *testing.T) {
	runs := make([]run.Recorded, 2000)
	for i := range runs {
		runs[i] = madeUp("run "+units.Count(i), 60, uint64(i))
	}
	s, err := Curves(runs...).chart().Fragment(true)
	if err != nil {
		t.Fatal(err)
	}
	if len(s) > 2_500_000 {
		t.Errorf("2000 runs take %d bytes", len(s))
	}
}

func TestNothingToShow(t *testing.T) {
	all := madeUp("diverged", 5, 1)
	for i := range all.history {
		*all.history[i].Loss = math.NaN()
	}
	for _, c := range []struct {
		name string
		f    *Figure
		says string
	}{
		{"no run", Curves[run.Recorded](), "No run was given."},
		{"a nil run", Curves[run.Recorded](nil, (*recorded)(nil)), "No run was given."},
		{"a nil network", Memory[run.Profiled](nil), "No memory has been measured"},
		{"no record", Curves(recorded{label: "empty"}), "No step has been recorded yet."},
		{"no finite value", Curves(all), "None of the 5 recorded values is finite"},
		{"no norms", Gradients(all), "No norms were recorded. Train with WithNormsEvery(n)"},
		{"norms of no run", Gradients(nil), "No run was given."},
		{"no network", Memory[run.Profiled](), "No network was given."},
		{"nothing measured", Memory(run.Memory{Depth: 7}), "No memory has been measured"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if s := c.f.String(); !strings.Contains(s, c.says) {
				t.Errorf("text %q does not say %q", s, c.says)
			}
			s, err := c.f.chart().Fragment(true)
			if err != nil || !strings.Contains(s, c.says) {
				t.Errorf("HTML does not say %q, %v", c.says, err)
			}
		})
	}
}

func TestMemoryTitles(t *testing.T) {
	growing := profiles(7, 28, 112)
	for i := range growing {
		m := growing[i].(run.Memory)
		m.Activations = int64(m.Depth) * 5e6
		growing[i] = m
	}
	near := reversible(7)
	near.DeviceBytes = 40e6
	for _, c := range []struct {
		name  string
		f     *Figure
		title string
		lines int
	}{
		{"flat", Memory(profiles(1001, 7, 28)...),
			"Activations stay at 36.8 MB from 7 to 1,001 layers, while parameters grow", 0},
		{"growing", Memory(growing...), "Activations grow from 35 MB to 560 MB, from 7 to 112 layers", 0},
		{"one", Memory(reversible(7)), "Memory of a training step, 7 layers: activations 36.8 MB", 0},
		{"no depth", Memory(equilibrium()), "Memory of a training step, equilibrium: activations 36.8 MB", 0},
		{"with and without depth", Memory(append(profiles(7, 28), equilibrium())...),
			"Memory of a training step of 3 networks", 0},
		{"channels", Memory(widths(80, 64, 224)...), "Activations grow from 32 MB to 112 MB, from 64 to 224 channels",
			0},
		{"channels and depth", Memory(append(widths(64, 80), reversible(7))...),
			"Activations grow from 36.8 MB to 40 MB, from 7 to 112 layers", 0},
		{"families", Memory(append(residuals(7, 28, 112), profiles(112, 28, 7)...)...),
			"Memory of a training step against depth, 2 kinds of network on one scale", 0},
		{"limit within view", Memory(near), "Memory of a training step, 7 layers: activations 36.8 MB", 1},
	} {
		if c.f.Title != c.title || len(c.f.panels[0].Limits) != c.lines {
			t.Errorf("%s: title %q with %d lines, want %q with %d", c.name, c.f.Title, len(c.f.panels[0].Limits),
				c.title, c.lines)
		}
	}
}

// TestMemoryLabels: networks of one depth are told apart by what else differs.
func TestMemoryLabels(t *testing.T) {
	network := func(family string, tied bool, depth int, backward string) run.Profiled {
		return run.Memory{Family: family, Tied: tied, Depth: depth, Backward: backward, Activations: 1,
			Source: "compiled"}
	}
	labelled := network("reversible", false, 7, "").(run.Memory)
	labelled.Label = "mine"
	for _, c := range []struct {
		name   string
		items  []run.Profiled
		labels []string
		title  string
	}{
		{"depths", []run.Profiled{network("reversible", false, 7, "invert"),
			network("residual", false, 28, "recompute")},
			[]string{"7 layers", "28 layers"}, "Activations stay at 1 B from 7 to 28 layers"},
		{"backward modes", []run.Profiled{network("reversible", false, 7, "store"),
			network("reversible", false, 7, "invert")},
			[]string{"store", "invert"}, "Memory of a training step by backward mode"},
		{"families", []run.Profiled{network("residual", false, 7, "invert"), network("residual", true, 7, "invert"),
			equilibrium()},
			[]string{"residual, 7 layers, invert", "weight-tied residual, 7 layers, invert", "equilibrium"},
			"Memory of a training step of 3 networks"},
		{"given", []run.Profiled{labelled, network("reversible", false, 7, ""), network("residual", false, 7, "")},
			[]string{"mine", "reversible", "residual"}, "Memory of a training step of 3 networks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Memory(c.items...)
			if got := f.panels[0].X.Categories; !slices.Equal(got, c.labels) || f.Title != c.title {
				t.Errorf("labels %q under %q, want %q under %q", got, f.Title, c.labels, c.title)
			}
		})
	}
}

// TestMemoryParts: what is stacked has the height of the total.
func TestMemoryParts(t *testing.T) {
	m := run.Memory{Activations: 1, SolverBytes: 2, ParameterBytes: 4, GradientBytes: 8, OptimizerBytes: 16,
		DataBytes:          32,
		GeneratedCodeBytes: 64}
	var drawn int64
	for _, part := range partsOf(m) {
		drawn += part.bytes(m)
	}
	if drawn != m.Total() {
		t.Errorf("%d bytes are drawn of %d", drawn, m.Total())
	}
}

// TestSolverMemory shows the solver's part where there is one, and nothing of it elsewhere.
func TestSolverMemory(t *testing.T) {
	for _, c := range []struct {
		name   string
		items  []run.Profiled
		series int
		solver bool
	}{
		{"no solver", profiles(7, 28, 112), 4, false},
		{"a solver", []run.Profiled{equilibrium()}, 5, true},
		{"one of two", append(profiles(7), equilibrium()), 5, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := Memory(c.items...)
			if got := len(f.panels[0].Series); got != c.series {
				t.Errorf("%d series, want %d", got, c.series)
			}
			texts := []string{f.Alt, f.String(), partsTable(c.items[len(c.items)-1].Profile()).String()}
			for _, text := range texts {
				if strings.Contains(text, "solver") != c.solver || strings.Contains(text, "21.3 MB") != c.solver {
					t.Errorf("solver told: %t, want %t:\n%s", !c.solver, c.solver, text)
				}
			}
			if strings.Contains(f.Alt+f.String(), "0 layers") {
				t.Errorf("a network without depth has 0 layers:\n%s", f)
			}
		})
	}
	// What is only the solver's is shown as well.
	if f := Memory(run.Memory{SolverBytes: 1}); f.message != "" {
		t.Errorf("%q", f.message)
	}
}

func TestModelText(t *testing.T) {
	named := func(family options.Family, name string, depth, channels int) options.Network {
		return options.Network{Family: family, Operator: operator(name), Depth: depth, Channels: channels}
	}
	tied := named(options.Residual, "GCN", 1, 80)
	tied.Tied = true
	for _, c := range []struct {
		name    string
		network options.Network
		want    string
	}{
		{"unknown", options.Network{}, ""},
		{"deep", named(options.Reversible, "GEN(max)", 1001, 80), "reversible GEN(max), 1,001 layers × 80 channels"},
		{"weight-tied", tied, "weight-tied residual GCN, 1 layer × 80 channels"},
		{"no depth", named(options.Equilibrium, "GCN", 0, 64), "equilibrium GCN, 64 channels"},
		{"a depth without a meaning", named(options.Equilibrium, "GCN", 7, 64), "equilibrium GCN, 64 channels"},
	} {
		if got := modelText(run.Model{Options: c.network}); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// named has both a table and a text.
type named struct{}

func (named) Table() table.Table {
	return table.Table{Title: "A <table>", Columns: []string{"part", "size"}, Rows: [][]string{{"all", "1"}}}
}

func TestShow(t *testing.T) {
	t.Setenv("GONB_TMP_DIR", t.TempDir())
	sentByThisProcess.done = false
	f := Memory(profiles(7, 28, 112)...)
	to := &fakeFront{inNotebook: true}
	show(to, []any{f, f, named{}, reversible(7), "plain & simple", nil, f})
	if len(to.outputs) != 7 || to.syncs != 1 {
		t.Fatalf("%d outputs and %d syncs, want the library, a row, four items, a row, and 1", len(to.outputs),
			to.syncs)
	}
	for i, want := range []string{`class="kilolayer-library"`, `flex-wrap:wrap`, "A &lt;table&gt;", "36,800,007",
		"plain &amp; simple", "the value is nil", `class="kilolayer"`} {
		if !strings.Contains(to.outputs[i], want) {
			t.Errorf("output %d does not hold %q", i, want)
		}
	}
	if n := strings.Count(to.outputs[1], "<img "); n != 2 {
		t.Errorf("the first row has %d pictures, want 2", n)
	}
	terminal := &fakeFront{}
	show(terminal, []any{f, named{}, 12, (*Figure)(nil)})
	for _, want := range []string{"Activations stay at 36.8 MB", "112 layers   2,240,000", "A <table>", "\n12\n",
		"nil (*viz.Figure)"} {
		if !strings.Contains(terminal.printed.String(), want) {
			t.Errorf("the terminal does not show %q:\n%s", want, terminal.printed.String())
		}
	}
}

// TestLibraryDue walks through a notebook: each call is a cell, a process of its own.
func TestLibraryDue(t *testing.T) {
	folder := t.TempDir()
	for i, c := range []struct {
		name  string
		main  string
		setup bool
		want  bool
	}{
		{"first cell with a figure", "a", false, true},
		{"another cell", "b", false, false},
		{"the first cell again", "a", false, true},
		{"set-up", "s", true, true},
		{"the cell that sent it before the set-up", "a", false, false},
		{"set-up again", "s", true, true},
	} {
		source := "package main\n\nfunc helper() {}\n\nfunc main() {\n\t" + c.main + "()\n}\n"
		if err := os.WriteFile(filepath.Join(folder, "main.go"), []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := libraryDue(folder, c.setup); got != c.want {
			t.Errorf("%d, %s: due is %v, want %v", i, c.name, got, c.want)
		}
	}
	if !libraryDue("", false) || !libraryDue(filepath.Join(folder, "gone"), false) {
		t.Error("without a folder the library is not sent")
	}
}
