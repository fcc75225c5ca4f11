package paper

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// experiment ends a test whose experiment is refused.
func experiment(t *testing.T, b *PresetBuilder) *Experiment {
	t.Helper()
	e, err := b.Done()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestPresetParameters holds each preset's parameters, and those of the values that its study changes, against the
// published count.
func TestPresetParameters(t *testing.T) {
	for _, p := range presets {
		for _, want := range p.published {
			b := Preset(p.name)
			if want.depth > 0 {
				b = b.With("depth", want.depth)
			}
			if want.groups > 0 {
				b = b.With("groups", want.groups)
			}
			if want.iterations > 0 {
				b = b.With("iterations", want.iterations)
			}
			t.Run(fmt.Sprint(p.name, want.depth, want.groups, want.iterations), func(t *testing.T) {
				e := experiment(t, b)
				if got, exact := e.Published(); got != want || !exact {
					t.Errorf("the published result is %+v, %v, want %+v", got, exact, want)
				}
				if want.Parameters == "" {
					return
				}
				count := e.Estimate().Parameters
				published := strings.ReplaceAll(want.Parameters, ",", "")
				cut := p.name == "wt-resgnn-64-proteins" // 51,256
				if got := digits(count, published, cut); got != published {
					t.Errorf("%d parameters are %s, published are %s", count, got, published)
				}
			})
		}
	}
}

// TestSmall holds what Small must not change, and that it is small and stands.
func TestSmall(t *testing.T) {
	kept := []string{"family", "operator", "first operator", "last operator", "groups", "dropout", "input dropout",
		"tied", "own first layer", "backward", "label input", "label reuse", "optimizer", "weight decay",
		"gradient clipping", "loss", "alpha", "temperature"}
	for _, p := range presets {
		t.Run(p.name, func(t *testing.T) {
			e := experiment(t, Preset(p.name).Small())
			for _, name := range kept {
				got, want := fieldOf(t, &e.Settings, name), fieldOf(t, &p.settings, name)
				if got != want {
					t.Errorf("%s is %q, the preset has %q", name, got, want)
				}
			}
			if (e.Training.WarmUp > 0) != (p.settings.Training.WarmUp > 0) {
				t.Errorf("a warm-up of %d epochs, the preset has %d", e.Training.WarmUp, p.settings.Training.WarmUp)
			}
			if n := e.Network; n.Channels < 1 || n.Channels > 150 || n.Depth > 28 || e.Training.Epochs > 100 {
				t.Errorf("%d layers of %d channels, %d epochs", n.Depth, n.Channels, e.Training.Epochs)
			}
			if text := e.Table().String(); !strings.Contains(text, "small; the preset has") {
				t.Errorf("the table does not tell what differs:\n%s", text)
			}
		})
	}
}

// fieldOf is an option for readers.
func fieldOf(t *testing.T, s *Settings, name string) string {
	t.Helper()
	f, err := s.find(name)
	if err != nil {
		t.Fatal(err)
	}
	return f.String()
}

// TestPresetBadInput holds what is refused before anything is read.
func TestPresetBadInput(t *testing.T) {
	deep := func() *PresetBuilder { return Preset("revgnn-deep-proteins") }
	years := done(t)(datasets.Random(40, 200, 1).WithNodeFeatures(6).WithClasses(4).Done())
	years.Train = nil
	for _, c := range []struct {
		name    string
		builder *PresetBuilder
		want    string
	}{
		{"typo", Preset("revgnn-dep-protein"), `no preset "revgnn-dep-protein"; did you mean "revgnn-deep-proteins"`},
		{"no name near", Preset("x"), `no preset "x"; use one of revgnn-deep-proteins, revgnn-wide-proteins`},
		{"option's typo", deep().With("dept", 7), `no option "dept"; did you mean "depth"`},
		{"text for a number", deep().With("depth", "deep"),
			`the option "depth" takes a whole number of at least 1, not "deep"`},
		{"fraction", deep().With("depth", 7.5), `"depth" takes a whole number of at least 1, not 7.5`},
		{"zero", deep().With("epochs", 0), `"epochs" takes a whole number of at least 1, not 0`},
		{"negative seed", deep().With("seed", -1), `"seed" takes a whole number of at least 0, not -1`},
		{"nil", deep().With("channels", nil), `"channels" takes a whole number of at least 1, not <nil>`},
		{"rate of 1", deep().With("dropout", 1), `"dropout" takes a number of at least 0 and less than 1, not 1`},
		{"no learning", deep().With("learning rate", 0), `"learning rate" takes a positive, finite number, not 0`},
		{"word", deep().With("family", "reversable"),
			`"family" takes one of "residual", "reversible", "equilibrium", not "reversable"`},
		{"number for an operator", deep().With("operator", 3),
			`"operator" takes an operator such as conv.GEN(), or the name of one`},
		{"number for yes or no", deep().With("tied", 1), `"tied" takes true or false, not 1`},
		{"no graph", deep().WithGraph(nil), "WithGraph(nil)"},
		{"graph and data", deep().WithGraph(proteins(t)).With("data", "cora"), `both WithGraph and the option "data"`},
		{"groups", deep().With("groups", 3), "80 channels do not split into 3 groups; use a multiple of 3 channels"},
		{"no meaning", Preset("resgnn-64-proteins").With("groups", 2),
			`"groups" has no meaning for the family "residual"`},
		{"depth of an equilibrium", deep().With("family", "equilibrium").With("depth", 7),
			`"depth" has no meaning for the family "equilibrium"`},
		{"inverse", Preset("resgnn-64-proteins").With("backward", options.Invert), "a residual layer has no inverse"},
		{"reuse alone", Preset("revgcn-128-arxiv").With("label reuse", 1), "label reuse of 1 without label input"},
		{"teacher alone", Preset("revgcn-128-arxiv").With("teacher", "runs/x"), `a teacher in runs/x without "alpha"`},
		{"alpha alone", Preset("revgcn-128-arxiv").With("alpha", 0.9), `an alpha of 0.9 without "temperature"`},
		{"one end", Preset("revgcn-128-arxiv").With("first operator", "GCN"),
			`"first operator" and "last operator" alone`},
		{"long warm-up", deep().With("warm-up", 2001), "a warm-up of 2001 epochs in a training of 2000"},
		{"plateau", deep().With("plateau factor", 0.5), `"plateau factor" and "plateau patience" alone`},
		{"classes for tasks", deep().WithGraph(classes(t)), `needs yes/no tasks, as ogbn-proteins has`},
		{"other data", deep().With("data", "cora"),
			`needs yes/no tasks, as ogbn-proteins has; the graph "cora" has classes`},
		{"tasks for classes", Preset("revgcn-128-arxiv").WithGraph(proteins(t)), `needs classes, as ogbn-arxiv has`},
		{"no edge features", deep().WithGraph(withoutEdgeFeatures(t)), `needs edge features, as ogbn-proteins has`},
		{"no split and no years", Preset("revgcn-128-arxiv").WithGraph(years),
			"split by year, as ogbn-arxiv has; the graph \"random\" has not all of them and no years"},
		{"more parts than nodes", deep().WithGraph(proteins(t)).With("parts", 41),
			"41 parts of a graph of 40 nodes; use 1 to 40"},
		{"no file", Open("nowhere.json"), "nowhere.json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.builder.Done()
			if err == nil || !strings.HasPrefix(err.Error(), "paper: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("%v is not one line", err)
			}
		})
	}
}

func withoutEdgeFeatures(t *testing.T) *datasets.Graph {
	t.Helper()
	g := *proteins(t)
	g.EdgeFeatures = datasets.Matrix{}
	return &g
}

// TestSavedExperiment opens what was saved, and saves it again.
func TestSavedExperiment(t *testing.T) {
	folder, n := t.TempDir(), 0
	check := func(name string, b *PresetBuilder, graph *datasets.Graph) {
		t.Run(name, func(t *testing.T) {
			e := experiment(t, b)
			n++
			paths := []string{filepath.Join(folder, fmt.Sprint(n, "a.json")),
				filepath.Join(folder, fmt.Sprint(n, "b.json"))}
			if err := e.Save(paths[0]); err != nil {
				t.Fatal(err)
			}
			opened := Open(paths[0])
			if graph != nil {
				opened = opened.WithGraph(graph)
			}
			again := experiment(t, opened)
			if err := again.Save(paths[1]); err != nil {
				t.Fatal(err)
			}
			if got, want := fileText(t, paths[1]), fileText(t, paths[0]); got != want {
				t.Errorf("saved again it is\n%s\nwas\n%s", got, want)
			}
			if got, want := again.Table(), e.Table(); !reflect.DeepEqual(got, want) {
				t.Errorf("the opened experiment is\n%s\nsaved was\n%s", got, want)
			}
		})
	}
	for _, p := range presets {
		check(p.name, Preset(p.name), nil)
		check(p.name+", small", Preset(p.name).Small(), nil)
	}
	check("changed", Preset("revgnn-deep-proteins").With("depth", 7).
		With("operator", conv.GEN().WithAggregation(conv.Softmax)).
		With("learning rate", 0.1).With("seed", uint64(1)<<63), nil)
	check("another family", Preset("revgnn-deep-proteins").With("family", "equilibrium").
		With("solver", solver.Picard()), nil)
	check("graph of one's own", Preset("revgnn-deep-proteins").WithGraph(proteins(t)), proteins(t))

	path := filepath.Join(folder, fmt.Sprint(n, "a.json"))
	if _, err := experiment(t, Open(path)).Graph().Done(); err == nil || !strings.Contains(err.Error(), "WithGraph") {
		t.Errorf("without its graph: %v", err)
	}
	other := done(t)(datasets.ProteinsLike(40, 200, 2).WithTasks(5).Done())
	if _, err := Open(path).WithGraph(other).Done(); err == nil || !strings.Contains(err.Error(), "fingerprint") {
		t.Errorf("with another graph: %v", err)
	}
	text := fileText(t, path)
	for name, bad := range map[string]string{
		"not JSON":      text[:len(text)/2],
		"unknown field": strings.Replace(text, `"depth"`, `"deep"`, 1),
		"out of range":  strings.Replace(text, `"depth": 1001`, `"depth": -1`, 1),
		"preset":        strings.Replace(text, `"revgnn-deep-proteins"`, `"revgnn-dep-proteins"`, 1),
		"operator":      strings.Replace(text, `"GEN"`, `"GEM"`, 1),
	} {
		if bad == text {
			t.Fatalf("%s: nothing was changed", name)
		}
		if err := os.WriteFile(path, []byte(bad), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path).Done(); err == nil || !strings.Contains(err.Error(), path) ||
			strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func fileText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestPresetBuilderCopies holds that copies of a builder go on by themselves, as those of a sweep do.
func TestPresetBuilderCopies(t *testing.T) {
	base := Preset("revgnn-deep-proteins").With("epochs", 3).With("parts", 2).With("dropout", 0)
	a, b := *base, *base
	first, second := experiment(t, a.With("depth", 7)), experiment(t, b.With("depth", 28))
	if first.Network.Depth != 7 || second.Network.Depth != 28 {
		t.Errorf("depths of %d and %d, want 7 and 28", first.Network.Depth, second.Network.Depth)
	}
}

// tiny is a preset's form shrunk: the code paths of one step, on a graph of a few nodes.
func tiny(t *testing.T, p preset) *Experiment {
	t.Helper()
	b := Preset(p.name).With("channels", 12).With("parts", 2).With("epochs", 1).With("evaluate every", 1).
		With("evaluation parts", 2)
	if p.settings.Network.Depth > 0 {
		b = b.With("depth", 3)
	}
	if p.settings.Network.Solver != nil {
		b = b.With("iterations", 20)
	}
	if p.settings.Training.WarmUp > 0 {
		b = b.With("warm-up", 1)
	}
	g := proteins(t)
	if p.settings.Data != "ogbn-proteins" {
		g = done(t)(datasets.Random(40, 300, 1).WithNodeFeatures(6).WithClasses(4).Done())
	}
	return experiment(t, b.WithGraph(g))
}

// TestPresetTraining trains and evaluates a tiny form of a preset, and one of a student by its teacher.
func TestPresetTraining(t *testing.T) {
	deep := tiny(t, presets[0])
	if _, err := deep.Train().WithDirectory(filepath.Join(t.TempDir(), "deep")).Done(); err != nil {
		t.Fatal(err)
	}
	m, err := deep.Model().Done()
	if err != nil {
		t.Fatal(err)
	}
	evaluation, err := deep.Evaluate(m).Done()
	if err != nil {
		t.Fatal(err)
	}
	if len(evaluation.Views) != 10 {
		t.Errorf("%d views, want 10", len(evaluation.Views))
	}

	at := slices.IndexFunc(presets, func(p preset) bool { return p.settings.Training.Alpha > 0 })
	student := tiny(t, presets[at])
	_, err = student.Train().Done()
	const advice = `train the preset "revgat-768-arxiv" and give its directory: With("teacher"`
	if err == nil || !strings.Contains(err.Error(), advice) {
		t.Errorf("a student without a teacher: %v", err)
	}
	if os.Getenv("KILOLAYER_ALL") == "" {
		return // make bench trains both: attention compiles slowly
	}
	teacher := experiment(t, Preset("revgat-768-arxiv"))
	teacher.Settings, teacher.graph, teacher.own = student.Settings, student.graph, student.own
	teacher.Training.Alpha, teacher.Training.Temperature = 0, 0
	directory := filepath.Join(t.TempDir(), "teacher")
	if _, err := teacher.Train().WithDirectory(directory).Done(); err != nil {
		t.Fatal(err)
	}
	student.Training.Teacher = directory
	if _, err := student.Train().WithDirectory(filepath.Join(t.TempDir(), "student")).Done(); err != nil {
		t.Error(err)
	}
	if p, err := student.Train().Plan().Done(); err != nil || p.Step == 0 {
		t.Errorf("the student's plan is %+v, %v", p, err)
	}
}

// TestPresetsInDoc holds the table in the package's comment against the presets: one line each, with its
// published result.
func TestPresetsInDoc(t *testing.T) {
	content, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range Presets() {
		line := regexp.MustCompile(`(?m)^//\t` + regexp.QuoteMeta(p.Name) + ` .*$`).FindString(string(content))
		if !strings.Contains(line, p.Published.String()) {
			t.Errorf("%s with %s: the line is %q", p.Name, p.Published, line)
		}
	}
}
