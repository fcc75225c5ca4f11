package revgnn

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
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
				if got := digits(count, published, p.name == "wt-resgnn-64-proteins"); got != published { // 51,256, cut off
					t.Errorf("%d parameters are %s, published are %s", count, got, published)
				}
			})
		}
	}
}

// TestSmall holds what Small must not change, and that it is small and stands.
func TestSmall(t *testing.T) {
	kept := []string{"family", "operator", "first operator", "last operator", "groups", "dropout", "input dropout", "tied",
		"own first layer", "backward", "label input", "label reuse", "optimizer", "weight decay", "gradient clipping", "loss",
		"alpha", "temperature"}
	for _, p := range presets {
		t.Run(p.name, func(t *testing.T) {
			e := experiment(t, Preset(p.name).Small())
			for _, f := range fieldTable {
				got, want := f.format(&e.settings), f.format(&p.settings)
				if got != want && slices.Contains(kept, f.name) {
					t.Errorf("%s is %q, the preset has %q", f.name, got, want)
				}
			}
			if (e.settings.WarmUp > 0) != (p.settings.WarmUp > 0) {
				t.Errorf("a warm-up of %d epochs, the preset has %d", e.settings.WarmUp, p.settings.WarmUp)
			}
			if e.settings.Channels < 1 || e.settings.Channels > 150 || e.settings.Depth > 28 || e.settings.Epochs > 100 {
				t.Errorf("%d layers of %d channels, %d epochs", e.settings.Depth, e.settings.Channels, e.settings.Epochs)
			}
			if text := e.Table().String(); !strings.Contains(text, "small; the preset has") {
				t.Errorf("the table does not tell what differs:\n%s", text)
			}
		})
	}
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
		{"field's typo", deep().With("dept", 7), `no field "dept"; did you mean "depth"`},
		{"text for a number", deep().With("depth", "deep"), `the field "depth" takes a whole number of at least 1, not "deep"`},
		{"fraction", deep().With("depth", 7.5), `"depth" takes a whole number of at least 1, not 7.5`},
		{"zero", deep().With("epochs", 0), `"epochs" takes a whole number of at least 1, not 0`},
		{"negative seed", deep().With("seed", -1), `"seed" takes a whole number of at least 0, not -1`},
		{"nil", deep().With("channels", nil), `"channels" takes a whole number of at least 1, not <nil>`},
		{"rate of 1", deep().With("dropout", 1), `"dropout" takes a number of at least 0 and less than 1, not 1`},
		{"no learning", deep().With("learning rate", 0), `"learning rate" takes a positive number, not 0`},
		{"word", deep().With("family", "reversable"), `"family" takes one of "residual", "reversible", "equilibrium", not "reversable"`},
		{"number for an operator", deep().With("operator", 3), `"operator" takes an operator such as conv.GEN(), or the name of one`},
		{"number for yes or no", deep().With("tied", 1), `"tied" takes true or false, not 1`},
		{"twice", deep().With("depth", 3).With("depth", 7), `the field "depth" was given twice`},
		{"small twice", deep().Small().Small(), "Small was given twice"},
		{"no graph", deep().WithGraph(nil), "WithGraph(nil)"},
		{"two graphs", deep().WithGraph(proteins(t)).WithGraph(proteins(t)), "WithGraph was given twice"},
		{"graph and data", deep().WithGraph(proteins(t)).With("data", "cora"), `both WithGraph and the field "data"`},
		{"groups", deep().With("groups", 3), "80 channels do not split into 3 groups; use a multiple of 3"},
		{"no meaning", Preset("resgnn-64-proteins").With("groups", 2), `"groups" has no meaning for the family "residual"`},
		{"depth of an equilibrium", deep().With("family", "equilibrium").With("depth", 7), `"depth" has no meaning for the family "equilibrium"`},
		{"inverse", Preset("resgnn-64-proteins").With("backward", Invert), "a residual layer has no inverse"},
		{"reuse alone", Preset("revgcn-128-arxiv").With("label reuse", 1), "label reuse of 1 without label input"},
		{"teacher alone", Preset("revgcn-128-arxiv").With("teacher", "runs/x"), `a teacher in runs/x without "alpha"`},
		{"alpha alone", Preset("revgcn-128-arxiv").With("alpha", 0.9), `an alpha of 0.9 without "temperature"`},
		{"one end", Preset("revgcn-128-arxiv").With("first operator", "GCN"), `"first operator" and "last operator" alone`},
		{"long warm-up", deep().With("warm-up", 2001), "a warm-up of 2001 epochs in a training of 2000"},
		{"plateau", deep().With("plateau factor", 0.5), `"plateau factor" and "plateau patience" alone`},
		{"classes for tasks", deep().WithGraph(classes(t)), `needs yes/no tasks, as ogbn-proteins has`},
		{"other data", deep().With("data", "cora"), `needs yes/no tasks, as ogbn-proteins has; the graph "cora" has classes`},
		{"tasks for classes", Preset("revgcn-128-arxiv").WithGraph(proteins(t)), `needs classes, as ogbn-arxiv has`},
		{"no edge features", deep().WithGraph(withoutEdgeFeatures(t)), `needs edge features, as ogbn-proteins has`},
		{"no split and no years", Preset("revgcn-128-arxiv").WithGraph(years), "split by year, as ogbn-arxiv has; the graph \"random\" has not all of them and no years"},
		{"more parts than nodes", deep().WithGraph(proteins(t)).With("parts", 41), "41 parts of a graph of 40 nodes; use 1 to 40"},
		{"no file", OpenExperiment("nowhere.json"), "nowhere.json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.builder.Done()
			if err == nil || !strings.HasPrefix(err.Error(), "revgnn: ") || !strings.Contains(err.Error(), c.want) {
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

// TestNearest holds distances counted by hand.
func TestNearest(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"Depth", "depth", 0}, {"flaw", "lawn", 2}, {"größe", "grösse", 2}} {
		if got := editDistance(c.a, c.b); got != c.want {
			t.Errorf("%q and %q are %d apart, want %d", c.a, c.b, got, c.want)
		}
		if got := editDistance(c.b, c.a); got != c.want {
			t.Errorf("%q and %q are %d apart, want %d", c.b, c.a, got, c.want)
		}
	}
}

// TestSavedExperiment opens what was saved, and saves it again.
func TestSavedExperiment(t *testing.T) {
	folder, n := t.TempDir(), 0
	check := func(name string, b *PresetBuilder, graph *datasets.Graph) {
		t.Run(name, func(t *testing.T) {
			e := experiment(t, b)
			n++
			paths := []string{filepath.Join(folder, fmt.Sprint(n, "a.json")), filepath.Join(folder, fmt.Sprint(n, "b.json"))}
			if err := e.Save(paths[0]); err != nil {
				t.Fatal(err)
			}
			opened := OpenExperiment(paths[0])
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
	check("changed", Preset("revgnn-deep-proteins").With("depth", 7).With("operator", conv.GEN().WithAggregation(conv.Softmax)).
		With("learning rate", 0.1).With("seed", uint64(1)<<63), nil)
	check("another family", Preset("revgnn-deep-proteins").With("family", "equilibrium").With("solver", solver.Picard()), nil)
	check("graph of one's own", Preset("revgnn-deep-proteins").WithGraph(proteins(t)), proteins(t))

	path := filepath.Join(folder, fmt.Sprint(n, "a.json"))
	if _, err := experiment(t, OpenExperiment(path)).Graph(); err == nil || !strings.Contains(err.Error(), "WithGraph") {
		t.Errorf("without its graph: %v", err)
	}
	other := done(t)(datasets.ProteinsLike(40, 200, 2).WithTasks(5).Done())
	if _, err := OpenExperiment(path).WithGraph(other).Done(); err == nil || !strings.Contains(err.Error(), "fingerprint") {
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
		if _, err := OpenExperiment(path).Done(); err == nil || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
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
	if first.settings.Depth != 7 || second.settings.Depth != 28 {
		t.Errorf("depths of %d and %d, want 7 and 28", first.settings.Depth, second.settings.Depth)
	}
}

// TestRoom holds that what is advised fits, and that the next does not.
func TestRoom(t *testing.T) {
	for _, name := range []string{"revgnn-wide-proteins", "resgnn-64-proteins", "revsage-112-products", "deq-gnn-224-proteins"} {
		t.Run(name, func(t *testing.T) {
			e := experiment(t, Preset(name))
			need := e.Estimate().Total()
			e.device = &xla.Device{Name: "a made-up device", Bytes: need}
			if err := e.room(e.settings.Parts); err != nil {
				t.Errorf("a step of %d bytes: %v", need, err)
			}
			e.device.Bytes = need / 2
			fits := func(s settings) bool {
				m, err := e.estimate(s)
				return err == nil && m.Total() <= e.device.Bytes
			}
			s := e.settings
			s.Channels = e.mostChannels(s, e.device.Bytes)
			wider := s
			wider.Channels += s.Groups
			if s.Channels < s.Groups || !fits(s) || fits(wider) {
				t.Errorf("%d channels are said to be the most that fit", s.Channels)
			}
			s = e.settings
			s.Parts = e.leastParts(s, e.device.Bytes)
			fewer := s
			fewer.Parts--
			if s.Parts <= e.settings.Parts || !fits(s) || fits(fewer) {
				t.Errorf("%d parts are said to be the least that fit", s.Parts)
			}
			err := e.room(e.settings.Parts)
			want := []string{"a made-up device", fmt.Sprintf("%d parts (With(", s.Parts), "channels (With("}
			for _, words := range want {
				if err == nil || !strings.Contains(err.Error(), words) {
					t.Errorf("%v, want %q in it", err, words)
				}
			}
			e.device.Bytes = 1000
			if err := e.room(e.settings.Parts); err == nil || !strings.Contains(err.Error(), "neither fewer channels nor more parts") {
				t.Errorf("no memory at all: %v", err)
			}
		})
	}
}

// tiny is a preset's form shrunk: the code paths of one step, on a graph of a few nodes.
func tiny(t *testing.T, p preset) *Experiment {
	t.Helper()
	b := Preset(p.name).With("channels", 12).With("parts", 2).With("epochs", 1).With("evaluate every", 1).With("evaluation parts", 2)
	if p.settings.Depth > 0 {
		b = b.With("depth", 3)
	}
	if p.settings.Solver != nil {
		b = b.With("iterations", 20)
	}
	if p.settings.WarmUp > 0 {
		b = b.With("warm-up", 1)
	}
	g := proteins(t)
	if p.settings.Data != "ogbn-proteins" {
		g = done(t)(datasets.Random(40, 300, 1).WithNodeFeatures(6).WithClasses(4).Done())
	}
	return experiment(t, b.WithGraph(g))
}

// form names what decides the code that a step runs.
func form(s settings) string {
	return fmt.Sprint(s.Family, s.Operator, s.First, s.Last, s.Groups, s.Tied, s.OwnFirstLayer, s.Backward, s.LabelInput,
		s.LabelReuse, s.InputDropout > 0, s.Loss)
}

// TestPresetStep holds the loss of a step of each form of preset, and the norm of its gradient, against the same step in
// float64 whose gradient keeps what it reads.
func TestPresetStep(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range presets {
		if seen[form(p.settings)] {
			continue
		}
		seen[form(p.settings)] = true
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			e := tiny(t, p)
			e.settings.Alpha = 0 // a teacher's part of the loss is tested with distillation
			m := built(t, modelOf(e.Model))
			exact := built(t, modelOf(e.Model))
			exact.config.Float64, exact.config.Backward = true, Store
			bound := 1e-4 // of float32, as tolerances has it
			if p.settings.Family == equilibrium {
				// Plain iteration, kept, to the same equilibrium.
				exact.config.Backward, bound = Recompute, 1e-3
			}
			for _, v := range m.vars {
				setParameter(t, exact.parameters(), exact.dtype(), v.Name, parameter(m.parameters(), v.Name))
			}
			backend := started(t, xla.Go)
			if p.name == presets[0].name { // XLA compiles for long, and its loops are tested with the families
				backend = started(t, xla.Default)
			}
			loss, norm := stepOf(t, backend, e, m)
			wantLoss, wantNorm := stepOf(t, backend, e, exact)
			near(t, "the loss", scalar(loss), scalar(wantLoss), 1e-5)
			near(t, "the gradient's norm", scalar(norm), scalar(wantNorm), bound)
			if !(norm > 0) {
				t.Errorf("a gradient of norm %g", norm)
			}
		})
	}
}

// TestSettingsReachTraining holds what a network and a training have against the settings, of each preset and of one with
// every setting of training changed.
func TestSettingsReachTraining(t *testing.T) {
	type made struct {
		name string
		*Experiment
	}
	changed := tiny(t, presets[0])
	s := &changed.settings
	s.Optimizer, s.WeightDecay, s.LearningRate, s.GradientClipping, s.Seed = "rmsprop", 0.25, 0.125, 3, 9
	s.Epochs, s.Parts, s.EvaluateEvery, s.WarmUp, s.PlateauFactor, s.PlateauPatience, s.Patience = 8, 3, 2, 5, 0.5, 4, 6
	list := []made{{"all changed", changed}}
	for _, p := range presets {
		e := tiny(t, p)
		e.settings.Teacher = "a teacher"
		list = append(list, made{p.name, e})
	}
	names := map[string]string{"adam": "Adam", "rmsprop": "RMSprop"}
	for _, e := range list {
		t.Run(e.name, func(t *testing.T) {
			s, b := e.settings, e.Train()
			if b.err != nil {
				t.Fatal(b.err)
			}
			c := b.model.config
			optimizer := names[s.Optimizer]
			if s.WeightDecay > 0 {
				optimizer += fmt.Sprintf(", weight decay %g", s.WeightDecay)
			}
			teacher := ""
			if s.Alpha > 0 {
				teacher = s.Teacher
			}
			for _, f := range []struct {
				name      string
				got, want any
			}{
				{"family", c.Family, s.Family}, {"depth", c.Depth, s.Depth}, {"channels", c.Channels, s.Channels},
				{"groups", c.Groups, max(1, s.Groups)}, {"dropout", c.Dropout, s.Dropout}, {"tied", c.Tied, s.Tied || s.Family == equilibrium},
				{"own first layer", c.OwnFirstLayer, s.OwnFirstLayer}, {"backward", c.Backward, s.Backward},
				{"input dropout", c.InputDropout, s.InputDropout}, {"label input", c.LabelInput, s.LabelInput},
				{"label reuse", c.LabelReuse, s.LabelReuse}, {"ends", c.hasEnds(), s.First.Operator != nil},
				{"seed of the network", c.Seed, s.Seed},
				{"epochs", b.epochs, s.Epochs}, {"parts", b.parts, s.Parts}, {"optimizer", b.optimizer.String(), optimizer},
				{"learning rate", b.learningRate, s.LearningRate}, {"clipping", b.clipping, s.GradientClipping},
				{"loss", b.loss, s.Loss}, {"warm-up", b.warmUp, s.WarmUp}, {"plateau", b.plateau, s.PlateauFactor},
				{"plateau's patience", b.plateauPatience, s.PlateauPatience}, {"patience", b.patience, s.Patience},
				{"evaluate every", b.evaluateEvery, s.EvaluateEvery}, {"seed", b.seed, s.Seed},
				{"teacher", b.teacher, teacher}, {"alpha", b.alpha, s.Alpha}, {"temperature", b.temperature, s.Temperature},
			} {
				if f.got != f.want {
					t.Errorf("%s: %v, want %v", f.name, f.got, f.want)
				}
			}
		})
	}
}

// modelOf makes a builder of a function.
type modelOf func() (*Model, error)

func (f modelOf) Done() (*Model, error) { return f() }

// stepOf computes the loss of an experiment's first step with a model, and the norm of its gradient.
func stepOf(t *testing.T, backend compute.Backend, e *Experiment, m *Model) (loss, norm float64) {
	t.Helper()
	b := e.Train()
	b.model = m
	tr, err := b.prepare()
	if err != nil {
		t.Fatal(err)
	}
	defer tr.discard()
	batch, err := tr.loader.batch(0)
	if err != nil {
		t.Fatal(err)
	}
	var in []any
	for _, tensor := range append(slices.Clone(batch.Inputs), batch.Labels...) {
		in = append(in, tensor)
	}
	exec, err := model.NewExec(backend, tr.store, func(scope *model.Scope, in []*graph.Node) []*graph.Node {
		g := in[0].Graph()
		tr.store.SetTraining(g, true)
		logits := tr.step.network(scope, nil, in[:len(batch.Inputs)])
		loss := tr.step.total(in[len(batch.Inputs):], logits)
		var parameters []*graph.Node
		for _, v := range m.vars {
			parameters = append(parameters, tr.store.GetVariable(modelScope+"/"+v.Name).NodeValue(g))
		}
		norm := graph.ScalarZero(g, loss.DType())
		for _, gradient := range graph.Gradient(loss, parameters...) {
			norm = graph.Add(norm, graph.ReduceAllSum(graph.Square(gradient)))
		}
		return []*graph.Node{loss, graph.Sqrt(norm)}
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	setStep(t, tr.store, 0)
	out, err := exec.Exec(in...)
	if err != nil {
		t.Fatal(oneLine(err))
	}
	return golden.FromTensor(out[0]).Values[0], golden.FromTensor(out[1]).Values[0]
}

func TestPlanAddsUp(t *testing.T) {
	for _, c := range []struct {
		name                string
		epochs, every       int
		evaluations         int
		epoch, whole, final time.Duration
	}{
		{"an evaluation at the end alone", 5, 5, 1, 2 * time.Second, 10*time.Second + 10*time.Second + 7*time.Second, 30 * time.Second},
		{"every second epoch and at the end", 5, 2, 3, 2 * time.Second, 10*time.Second + 10*time.Second + 7*time.Second + 2*3*time.Second,
			30 * time.Second},
	} {
		p := Plan{Compile: 10 * time.Second, Step: time.Second, Evaluation: 3 * time.Second, Epochs: c.epochs, Parts: 2}
		p.predict(7*time.Second, c.every, 10)
		if p.Evaluations != c.evaluations || p.Epoch != c.epoch || p.Whole != c.whole || p.Final != c.final {
			t.Errorf("%s: %+v, want %+v", c.name, p, c)
		}
	}
}

// TestPlan holds a plan's sums, and that a device with too little memory is refused before.
func TestPlan(t *testing.T) {
	e := tiny(t, presets[0])
	e.settings.Epochs, e.settings.EvaluateEvery = 5, 2
	p, err := e.Plan()
	if err != nil {
		t.Fatal(err)
	}
	if p.Memory.Source != "compiled" || p.Memory.Parameters != e.Estimate().Parameters || p.Memory.Activations == 0 {
		t.Errorf("the memory is %+v", p.Memory)
	}
	if !(p.Compile > 0 && p.Step > 0 && p.Evaluation > 0) || p.Epoch != 2*p.Step || p.Evaluations != 3 || p.Final != 10*p.Evaluation {
		t.Errorf("the plan is %+v", p)
	}
	e.device = &xla.Device{Name: "a made-up device", Bytes: 40_000}
	for name, refused := range map[string]func() error{
		"Plan":    func() error { _, err := e.Plan(); return err },
		"Profile": func() error { _, err := e.Profile(); return err },
		"Train":   func() error { _, err := e.Train().WithDirectory(t.TempDir()).Done(); return err },
	} {
		if err := refused(); err == nil || !strings.Contains(err.Error(), "more than the 40 KB of a made-up device") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPresetTraining trains and evaluates a tiny form of a preset, and one of a student by its teacher.
func TestPresetTraining(t *testing.T) {
	deep := tiny(t, presets[0])
	if _, err := deep.Train().WithDirectory(filepath.Join(t.TempDir(), "deep")).Done(); err != nil {
		t.Fatal(err)
	}
	m := built(t, modelOf(deep.Model))
	evaluation, err := deep.Evaluate(m).Done()
	if err != nil {
		t.Fatal(err)
	}
	if len(evaluation.Views) != 10 {
		t.Errorf("%d views, want 10", len(evaluation.Views))
	}

	at := slices.IndexFunc(presets, func(p preset) bool { return p.settings.Alpha > 0 })
	student := tiny(t, presets[at])
	_, err = student.Train().Done()
	if err == nil || !strings.Contains(err.Error(), `train the preset "revgat-768-arxiv" and give its directory: With("teacher"`) {
		t.Errorf("a student without a teacher: %v", err)
	}
	if os.Getenv("KILOLAYER_ALL") == "" {
		return // make bench trains both: attention compiles slowly
	}
	teacher := experiment(t, Preset("revgat-768-arxiv"))
	teacher.settings, teacher.graph, teacher.own = student.settings, student.graph, student.own
	teacher.settings.Alpha, teacher.settings.Temperature = 0, 0
	directory := filepath.Join(t.TempDir(), "teacher")
	if _, err := teacher.Train().WithDirectory(directory).Done(); err != nil {
		t.Fatal(err)
	}
	student.settings.Teacher = directory
	if _, err := student.Train().WithDirectory(filepath.Join(t.TempDir(), "student")).Done(); err != nil {
		t.Error(err)
	}
	if p, err := student.Plan(); err != nil || p.Step == 0 {
		t.Errorf("the student's plan is %+v, %v", p, err)
	}
}

// TestPresetsInDoc holds the table in the package's comment against the presets: one line each, with its published result.
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
