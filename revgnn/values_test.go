package revgnn

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// priced is a graph with two real numbers for each node on scales that are far apart. They are known functions of the
// node's features and of the mean over its neighbours. Some nodes lack one or both.
func priced(t *testing.T) *datasets.Graph {
	t.Helper()
	const nodes = 300
	g := *done(t)(datasets.Random(nodes, 4*nodes, 1).WithNodeFeatures(4).WithClasses(2).Done())
	g.Name, g.Classes, g.NumClasses = "priced", nil, 0
	g.Train, g.Valid, g.Test = nil, nil, nil
	g.Values = datasets.Matrix{Data: make([]float32, 2*nodes), Cols: 2}
	around, degrees := make([]float32, nodes), g.InDegrees()
	for e, source := range g.Source {
		around[g.Target[e]] += g.NodeFeatures.Row(int(source))[0] / float32(degrees[g.Target[e]])
	}
	for i := range nodes {
		x := g.NodeFeatures.Row(i)
		copy(g.Values.Row(i), []float32{3e5 + 1e5*(x[1]+2*around[i]), 1e-3 * (x[2] - around[i])})
		if i%7 == 0 {
			g.Values.Row(i)[i%2] = float32(math.NaN())
		}
		if i%50 == 0 {
			copy(g.Values.Row(i), []float32{float32(math.NaN()), float32(math.NaN())})
		}
		split := []*[]int32{&g.Train, &g.Train, &g.Train, &g.Valid, &g.Test}[i%5]
		*split = append(*split, int32(i))
	}
	return &g
}

// learned is a training that learns the numbers.
func learned(m *Model, g *datasets.Graph, directory string) *TrainBuilder {
	return Train(m, g).WithEpochs(150).WithLearningRate(0.02).WithEvaluationEvery(10).WithDirectory(directory)
}

// TestValues trains networks on real numbers, and predicts in their units: as one part and as several, in both
// precisions, and of each family.
func TestValues(t *testing.T) {
	started(t, xla.Default)
	g := priced(t)
	for _, c := range []struct {
		name    string
		builder anyBuilder
		change  func(*TrainBuilder)
		loss    string
	}{
		{"reversible", Reversible(conv.SAGE()).WithDepth(2).WithChannels(32).For(g), func(*TrainBuilder) {},
			"mean squared"},
		{"float64 in parts", Reversible(conv.SAGE()).WithDepth(2).WithChannels(32).WithFloat64().For(g),
			func(b *TrainBuilder) { b.WithParts(2).WithScoringParts(1).WithLoss(Huber(2)) }, "huber"},
		{"equilibrium", Equilibrium(conv.SAGE()).WithChannels(32).For(g),
			func(b *TrainBuilder) { b.WithEpochs(60).WithLoss(AbsoluteError()).WithMetric(metrics.ByRMSE) },
			"absolute error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			directory := filepath.Join(t.TempDir(), "run")
			m := built(t, c.builder)
			b := learned(m, g, directory)
			c.change(b)
			r := ok[*run.Run](t)(b.Done())
			info := r.Info()
			if info.Loss != c.loss || info.Scale == nil || info.LessIsBetter != (info.Metric == "rmse") {
				t.Errorf("loss %q, metric %q, scale %v, less is better: %v", info.Loss, info.Metric, info.Scale,
					info.LessIsBetter)
			}
			best := ok[*Model](t)(LoadBest(directory))
			e := ok[*Evaluation](t)(Evaluate(best, g).Done())
			least := 0.9
			if c.name == "float64 in parts" { // parts lose the edges between them
				least = 0.6
			}
			if e.Metric != "r2" || !(*e.Test > least) {
				t.Errorf("%s, want R² above %g on test nodes", e, least)
			}
			t.Log(e)
			// In the units of each column.
			for column, unit := range []float64{1e5, 1e-3} {
				for _, node := range g.Test {
					off := float64(e.Logits.Row(int(node))[column] - g.Values.Row(int(node))[column])
					if math.Abs(off) > 5*unit {
						t.Fatalf("node %d: value %d is off by %g, of units of %g", node, column, off, unit)
					}
				}
			}
			// The best evaluation is the first with the best score.
			record, _ := r.Best()
			for _, other := range r.History() {
				if other.Valid != nil && info.Better(*other.Valid, *record.Valid) {
					t.Errorf("step %d with %g is better than the best, step %d with %g", other.Step, *other.Valid,
						record.Step, *record.Valid)
				}
			}
			// The trained model and the loaded one predict the same.
			last := ok[*Model](t)(Load(directory))
			same := ok[datasets.Matrix](t)(m.Predict(g).Done())
			for i, v := range ok[datasets.Matrix](t)(last.Predict(g).Done()).Data {
				if v != same.Data[i] {
					t.Fatalf("prediction %d is %g loaded, %g trained", i, v, same.Data[i])
				}
			}
		})
	}
}

// TestValuesGoOn interrupts a training and goes on with it: the numbers are those of one that was not interrupted, also
// where the model that goes on was trained on other numbers.
func TestValuesGoOn(t *testing.T) {
	started(t, xla.Default)
	g := priced(t)
	build := func() *Model { return built(t, Reversible(conv.SAGE()).WithDepth(2).WithChannels(8).For(g)) }
	whole := ok[*run.Run](t)(learned(build(), g, filepath.Join(t.TempDir(), "run")).WithEpochs(20).Done())
	directory := filepath.Join(t.TempDir(), "run")
	ctx, cancel := context.WithCancel(t.Context())
	_, err := learned(build(), g, directory).WithEpochs(20).WithContext(ctx).WithCallback(func(r run.Record) error {
		if r.Step == 7 {
			cancel()
		}
		return nil
	}).Done()
	if err == nil || !strings.Contains(err.Error(), "interrupted at step 7") {
		t.Fatal(err)
	}
	m := build()
	m.learned(&net.Scale{Mean: []float64{1, 2}, Deviation: []float64{3, 4}}, m.Schema())
	r := ok[*run.Run](t)(learned(m, g, directory).WithEpochs(20).Done())
	if got, want := len(r.History()), len(whole.History()); got != want {
		t.Fatalf("%d records, want %d", got, want)
	}
	for i, want := range whole.History() {
		got := r.History()[i]
		for _, of := range [][2]*float64{{got.Loss, want.Loss}, {got.Train, want.Train}, {got.Valid, want.Valid}} {
			if (of[0] == nil) != (of[1] == nil) || of[0] != nil && *of[0] != *of[1] {
				t.Fatalf("step %d differs: %v, want %v", want.Step, got, want)
			}
		}
	}
	if scale := m.scale(); scale.Mean[0] < 1e5 {
		t.Errorf("the scale %v is not that of the run", scale)
	}
	// A trained model keeps its scale where it is trained on.
	other := *g
	other.Values = datasets.Matrix{Data: make([]float32, len(g.Values.Data)), Cols: 2}
	r = ok[*run.Run](t)(Train(m, &other).WithEpochs(1).Done())
	if scale := r.Info().Scale; scale.Mean[0] < 1e5 {
		t.Errorf("the scale is %v, want the model's", scale)
	}
}

// TestValuesKeptWithWeights writes the weights of a network that was trained on real numbers, and reads them.
func TestValuesKeptWithWeights(t *testing.T) {
	g := priced(t)
	b := Reversible(conv.SAGE()).WithDepth(1).WithChannels(4).For(g)
	m, path := built(t, b), filepath.Join(t.TempDir(), "w.safetensors")
	m.learned(net.ScaleOf(g), m.Schema())
	must(t, m.SaveWeights(path, PyGNames))
	again := built(t, b.WithSeed(7))
	must(t, again.LoadWeights(path, PyGNames))
	want := ok[datasets.Matrix](t)(m.Predict(g).Done())
	for i, v := range ok[datasets.Matrix](t)(again.Predict(g).Done()).Data {
		if v != want.Data[i] {
			t.Fatalf("prediction %d is %g, want %g", i, v, want.Data[i])
		}
	}
	classes := built(t, Reversible(conv.SAGE()).WithDepth(1).WithChannels(4).For(&datasets.Graph{Name: "two",
		NumNodes: 1, NodeFeatures: datasets.Matrix{Data: make([]float32, 4), Cols: 4}, NumClasses: 2}))
	oneOfUs(t, classes.LoadWeights(path, PyGNames), "it is of a network that predicts real numbers, this one is for "+
		"classes")
}

// TestValueLosses holds losses of real numbers against numbers reckoned from the outputs. The functions are those of
// torch.nn: MSELoss, L1Loss, HuberLoss.
func TestValueLosses(t *testing.T) {
	backend := started(t, xla.Go)
	g := priced(t)
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(8).WithFloat64().For(g))
	for name, c := range map[string]struct {
		loss Loss
		of   func(e float64) float64
	}{
		"none":           {Loss{}, func(e float64) float64 { return e * e }},
		"mean squared":   {MeanSquared(), func(e float64) float64 { return e * e }},
		"absolute error": {AbsoluteError(), math.Abs},
		"huber": {Huber(0), func(e float64) float64 {
			if e = math.Abs(e); e <= 1 {
				return e * e / 2
			}
			return e - 0.5
		}},
		"huber of 0.3": {Huber(0.3), func(e float64) float64 {
			if e = math.Abs(e); e <= 0.3 {
				return e * e / 2
			}
			return 0.3 * (e - 0.15)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := stepOf(t, m, func(o *options.Training) { o.Loss, o.HuberDelta = c.loss.named, c.loss.delta })
			m.learned(net.ScaleOf(g), m.Schema())
			r := newProgram(t, backend, m, g, whole(t, g), s, true).run(t, 0)
			var sum float64
			count := 0
			for _, node := range g.Train {
				for column, v := range g.Values.Row(int(node)) {
					if v == v {
						sum += c.of(r.logits.Values[2*int(node)+column] -
							float64(float32(m.scale().Standardized(float64(v), column))))
						count++
					}
				}
			}
			near(t, "the loss", scalar(r.loss), scalar(sum/float64(count)), 1e-9)
			for of, gradient := range r.gradients {
				for _, v := range gradient.Values {
					if !isFinite(v) {
						t.Fatalf("the gradient of %s is not finite", of)
					}
				}
			}
		})
	}
}

// TestValuesRefused names what has no meaning for real numbers, and what of theirs has none for others.
func TestValuesRefused(t *testing.T) {
	started(t, xla.Default)
	g, club := priced(t), done(t)(datasets.Karate().Done())
	m := built(t, Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(g))
	ofClub := built(t, Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(club))
	train := func(m *Model, g *datasets.Graph, change func(b *TrainBuilder)) error {
		b := Train(m, g).WithEpochs(1)
		change(b)
		_, err := b.Done()
		return err
	}
	_, labelInput := Reversible(conv.GCN()).WithDepth(1).WithLabelInput().For(g).Done()
	_, otherLabels := m.Predict(club).Done()
	e := evaluationOf(g, 2, make([]float32, 2*g.NumNodes))
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"cross-entropy": {train(m, g, func(b *TrainBuilder) { b.WithLoss(CrossEntropy()) }),
			`the loss "cross-entropy" for real numbers; it is for classes and yes/no tasks alone: use ` +
				`revgnn.MeanSquared()`},
		"mean squared": {train(ofClub, club, func(b *TrainBuilder) { b.WithLoss(MeanSquared()) }),
			`the loss "mean squared" for classes; it is for real numbers alone: use revgnn.CrossEntropy()`},
		"a negative delta": {train(m, g, func(b *TrainBuilder) { b.WithLoss(Huber(-1)) }),
			`"huber delta" takes a finite number of at least 0, not -1`},
		"a delta alone": {train(m, g, func(b *TrainBuilder) { b.options.HuberDelta = 1 }),
			`a Huber delta of 1 without the loss "huber"`},
		"accuracy": {train(m, g, func(b *TrainBuilder) { b.WithMetric(metrics.ByAccuracy) }),
			`the metric "accuracy" for a graph with real numbers; use "r2" or "mae" or "rmse"`},
		"distillation": {train(m, g, func(b *TrainBuilder) { b.WithDistillation("x", 0.5, 1) }),
			"distillation of real numbers; it is for classes alone"},
		"label input":  {labelInput, "labels as inputs for real numbers; they are for classes and yes/no tasks alone"},
		"other labels": {otherLabels, "34 node features"},
		"a submission": {e.SaveSubmission(filepath.Join(t.TempDir(), "a.npz")), "has real numbers, which no evaluator"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.err == nil || strings.Contains(c.err.Error(), "\n") || !strings.Contains(c.err.Error(), c.want) {
				t.Errorf("%v, want one line with %q", c.err, c.want)
			}
		})
	}
}

// TestValuesTable has all metrics of real numbers, errors in the unit of the values.
func TestValuesTable(t *testing.T) {
	g := &datasets.Graph{NumNodes: 2, Test: []int32{0, 1},
		Values: datasets.Matrix{Data: []float32{1e-6, 3e-6}, Cols: 1}}
	e := evaluationOf(g, 1, []float32{1e-6, 2e-6})
	e.Views = e.Views[:1]
	for _, want := range []string{"R² test 0.5000", "by MAE", "5e-7", "by RMSE", "7.071e-7"} {
		if text := e.Scores.String() + e.Table().String(); !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if got := score(g, metrics.ByMAE, e.Logits).String(); got != "MAE test 5e-7" {
		t.Errorf("%q", got)
	}
}

// TestValuesSaved writes predictions.
func TestValuesSaved(t *testing.T) {
	g := &datasets.Graph{NumNodes: 2, IDs: []string{"a", "b"},
		Values: datasets.Matrix{Data: make([]float32, 4), Cols: 2}}
	path := filepath.Join(t.TempDir(), "predictions.csv")
	must(t, evaluationOf(g, 2, []float32{1.5, -2e-8, 123456.7, 0}).SaveCSV(path))
	text, err := os.ReadFile(path)
	if want := "node,value0,value1\na,1.5,-2e-08\nb,123456.7,0\n"; string(text) != want {
		t.Errorf("%q, %v, want %q", text, err, want)
	}
}
