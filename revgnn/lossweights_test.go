package revgnn

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestWeightedLosses holds weighted losses and their gradients against PyTorch 2.15.0: testdata/lossweights.py.
func TestWeightedLosses(t *testing.T) {
	logits := [][]float64{{0.5, -1, 2}, {1.5, 0.25, -0.75}, {-2, 3, 1}, {0, 0.5, 0.125}, {4, -3, 1}}
	weights := []float64{1, 3, 0.5}
	for _, c := range []struct {
		name         string
		loss         LossFunction
		labels, mask any
		want         float64
		gradient     []float64
	}{
		{"classes", weightedClasses(crossEntropies, weights), [][]int32{{2}, {1}, {0}, {1}, {0}},
			[]bool{true, true, true, true, false}, 1.6648232373397074,
			[]float64{0.011686026142669113, 0.0026075048847124965, -0.014293531027381607, 0.287376136460426,
				-0.3176653584009394, 0.03028922194051341, -0.13254669994641297, 0.11674674600841171,
				0.015799953938001283, 0.10576778927265046, -0.2256183960712524, 0.11985060679860193, 0, 0, 0}},
		{"tasks", weightedTasks(weights), [][]float64{{1, 0, 1}, {0, 0, 1}, {1, 1, 0}, {0, 1, 1}, {0, 0, 0}},
			[][]bool{{true, true, true}, {true, false, true}, {false, true, true}, {true, true, true}, make([]bool, 3)},
			0.7011352851258316,
			[]float64{-0.03775406687981454, 0.026894142136999512, -0.0059601461011058844, 0.08175744761936436, 0,
				-0.03395893495876965, 0, -0.014227761953269979, 0.07310585786300049, 0.05, -0.11326220063944362,
				-0.023439531331312186, 0, 0, 0}},
		{"no node that counts", weightedClasses(crossEntropies, weights), [][]int32{{2}, {1}, {0}, {1}, {0}},
			make([]bool, 5), 0, make([]float64, 15)},
	} {
		t.Run(c.name, func(t *testing.T) {
			exec, err := graph.NewExec(started(t, xla.Go), func(labels, mask, logits *graph.Node) []*graph.Node {
				loss := c.loss(labels, mask, logits)
				return []*graph.Node{loss, graph.Gradient(loss, logits)[0]}
			})
			if err != nil {
				t.Fatal(err)
			}
			defer exec.Finalize()
			out := exec.MustCall(c.labels, c.mask, logits)
			if got := tensors.MustCopyFlatData[float64](out[0])[0]; !(math.Abs(got-c.want) < 1e-14) {
				t.Errorf("%.17g, PyTorch %.17g", got, c.want)
			}
			for i, got := range tensors.MustCopyFlatData[float64](out[1]) {
				if !(math.Abs(got-c.gradient[i]) < 1e-14) {
					t.Errorf("gradient %d: %.17g, PyTorch %.17g", i, got, c.gradient[i])
				}
			}
		})
	}
}

// TestBalancedWeights counts the labels of the training nodes alone.
func TestBalancedWeights(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		name string
		g    *datasets.Graph
		want []float64
	}{
		{"classes, one without a training node", &datasets.Graph{NumClasses: 4, Classes: []int32{0, 0, 0, 1, 2, -1, 3},
			Train: []int32{0, 1, 2, 3, 5, 6}}, []float64{5.0 / 9, 5.0 / 3, 0, 5.0 / 3}},
		{"tasks, one without a no", &datasets.Graph{Tasks: datasets.Matrix{Data: []float32{1, 1, 0, 1, 0, nan, 1, 0},
			Cols: 2}, Train: []int32{0, 1, 2}}, []float64{2, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, got := range balancedWeights(c.g) {
				if math.Abs(got-c.want[i]) > 1e-15 {
					t.Errorf("weight %d is %g, want %g", i, got, c.want[i])
				}
			}
		})
	}
}

// TestWeightsRefused names weights that have no meaning for a graph.
func TestWeightsRefused(t *testing.T) {
	classes := &datasets.Graph{NumNodes: 2, NumClasses: 3, Classes: []int32{0, 2},
		Schema: datasets.Schema{Classes: []string{"red", "green", "blue"}}}
	tasks := &datasets.Graph{NumNodes: 1, Tasks: datasets.Matrix{Data: []float32{1, 0}, Cols: 2}}
	values := &datasets.Graph{NumNodes: 1, Values: datasets.Matrix{Data: []float32{1}, Cols: 1}}
	for _, c := range []struct {
		name   string
		g      *datasets.Graph
		change func(b *TrainBuilder)
		want   string
	}{
		{"too few", classes, func(b *TrainBuilder) { b.WithClassWeights(1, 2) },
			"revgnn: 2 class weights for 3 classes (red, green, blue); give one per class"},
		{"of classes for tasks", tasks, func(b *TrainBuilder) { b.WithClassWeights(1, 2) },
			"revgnn: class weights for yes/no tasks; they are for classes alone"},
		{"of tasks for classes", classes, func(b *TrainBuilder) { b.WithPositiveWeights(1) },
			"revgnn: positive weights for classes; they are for yes/no tasks alone"},
		{"too many of tasks", tasks, func(b *TrainBuilder) { b.WithPositiveWeights(1, 2, 3) },
			"revgnn: 3 positive weights for 2 tasks; give one per task"},
		{"one for all tasks", tasks, func(b *TrainBuilder) { b.WithPositiveWeights(2) }, ""},
		{"of classes for values", values, func(b *TrainBuilder) { b.WithClassWeights(1) },
			"revgnn: class weights for real numbers; they are for classes alone"},
		{"balanced values", values, func(b *TrainBuilder) { b.WithBalancedLoss() },
			"revgnn: a balanced loss for real numbers; it is for classes and yes/no tasks alone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := Train(nil, nil)
			c.change(b)
			got := ""
			if _, err := weighted(b.options, c.g); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestWeightedTraining trains with weights, by a metric of rare classes: the loss of the first step is that of the
// weights, and a wrong number of them or a metric of two classes ends it before it begins.
func TestWeightedTraining(t *testing.T) {
	started(t, xla.Default)
	g := done(t)(datasets.Random(60, 300, 1).WithNodeFeatures(6).WithClasses(4).Done())
	m := func() *Model { return built(t, Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(g)) }
	first := map[string]float64{}
	for name, change := range map[string]func(b *TrainBuilder){
		"plain":    func(*TrainBuilder) {},
		"alike":    func(b *TrainBuilder) { b.WithClassWeights(2, 2, 2, 2) },
		"balanced": func(b *TrainBuilder) { b.WithBalancedLoss() },
		"the same": func(b *TrainBuilder) { b.WithClassWeights(balancedWeights(g)...) },
		"one class": func(b *TrainBuilder) {
			b.WithClassWeights(1, 0, 0, 0).WithLoss(LogCrossEntropy()).WithMetric(metrics.ByMacroF1).WithPatience(1)
		},
	} {
		b := Train(m(), g).WithEpochs(1)
		change(b)
		r := ok[*run.Run](t)(b.Done())
		first[name] = *r.History()[0].Loss
		if r.Info().Training.BalancedLoss != (name == "balanced") {
			t.Errorf("%s: the record has %+v", name, r.Info().Training)
		}
		if name == "one class" && (r.Info().Metric != "macro f1" || len(r.Info().Training.ClassWeights) != 4) {
			t.Errorf("the record has %+v", r.Info())
		}
	}
	near(t, "the loss of equal weights", scalar(first["alike"]), scalar(first["plain"]), 1e-6)
	near(t, "the balanced loss", scalar(first["balanced"]), scalar(first["the same"]), 1e-6)
	if first["one class"] == first["plain"] {
		t.Error("the weight of one class alone changes nothing")
	}
	tasks := done(t)(datasets.ProteinsLike(60, 400, 1).WithTasks(5).Done())
	var losses []float64
	for _, balanced := range []bool{false, true} {
		b := Train(built(t, Reversible(conv.GEN()).WithDepth(1).WithChannels(4).For(tasks)), tasks).WithEpochs(1).
			WithMetric(metrics.ByAveragePrecision)
		if balanced {
			b.WithBalancedLoss()
		}
		r := ok[*run.Run](t)(b.Done())
		losses = append(losses, *r.History()[0].Loss)
		if valid := r.History()[1].Valid; valid == nil || *valid <= 0 {
			t.Errorf("average precision %v", valid)
		}
	}
	if losses[0] == losses[1] || !isFinite(losses[1]) {
		t.Errorf("the losses of tasks are %g", losses)
	}
	for want, change := range map[string]func(b *TrainBuilder){
		"3 class weights for 4 classes": func(b *TrainBuilder) { b.WithClassWeights(1, 2, 3) },
		`the metric "f1" is that of the second of two classes, and there are 4`: func(b *TrainBuilder) {
			b.WithMetric(metrics.ByF1)
		},
		`the loss "focal"; they are for cross-entropies alone`: func(b *TrainBuilder) {
			b.WithBalancedLoss().WithLoss(LossOf("focal", logCrossEntropy))
		},
	} {
		b := Train(m(), g).WithEpochs(1)
		change(b)
		_, err := b.Done()
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want one line with %q", err, want)
		}
	}
}

// TestByName names a class in the place of its number: as a metric's and in weights.
func TestByName(t *testing.T) {
	started(t, xla.Go)
	g := done(t)(datasets.Random(60, 300, 1).WithNodeFeatures(6).WithClasses(4).Done())
	g.Schema.Classes = []string{"ash", "birch", "cedar", "dogwood"}
	tasks := done(t)(datasets.ProteinsLike(60, 400, 1).WithTasks(3).Done())
	values := done(t)(datasets.New(3, [][2]int32{{0, 1}}).WithNodeFeatures([][]float32{{1}, {2}, {3}}).
		WithValues([][]float32{{1}, {2}, {3}}).WithSplit([]int32{0, 1}, nil, []int32{2}).Done())
	for _, c := range []struct {
		name    string
		g       *datasets.Graph
		change  func(b *TrainBuilder)
		metric  string
		weights []float64
		err     string
	}{
		{name: "weights of classes", g: g, change: func(b *TrainBuilder) {
			b.WithWeightsByName(map[string]float64{"cedar": 5, "ash": 0})
		}, metric: "accuracy", weights: []float64{0, 1, 5, 1}},
		{name: "weights of tasks without names", g: tasks, change: func(b *TrainBuilder) {
			b.WithWeightsByName(map[string]float64{"2": 7})
		}, metric: "rocauc", weights: []float64{1, 1, 7}},
		{name: "the last weights count", g: g, change: func(b *TrainBuilder) {
			b.WithWeightsByName(map[string]float64{"oak": 5}).WithClassWeights(1, 2, 3, 4)
		}, metric: "accuracy", weights: []float64{1, 2, 3, 4}},
		{name: "a typo in weights", g: g, change: func(b *TrainBuilder) {
			b.WithWeightsByName(map[string]float64{"ceder": 5})
		}, err: `revgnn: class weights with "ceder"; there is none of that name; did you mean "cedar"?`},
		{name: "weights of numbers", g: values, change: func(b *TrainBuilder) {
			b.WithWeightsByName(map[string]float64{"price": 5})
		}, err: "revgnn: weights by name for real numbers; they are for classes and yes/no tasks alone"},
		{name: "F1 of a class", g: g, change: func(b *TrainBuilder) {
			b.WithMetric(metrics.ByF1).WithPositiveClass("birch").WithPatience(1)
		}, metric: "f1 of birch"},
		{name: "a typo in the class", g: g, change: func(b *TrainBuilder) {
			b.WithMetric(metrics.ByF1).WithPositiveClass("brich")
		}, err: `revgnn: the positive class "brich"; there is none of that name; did you mean "birch"?`},
		{name: "a number in the place of a name", g: g, change: func(b *TrainBuilder) {
			b.WithMetric(metrics.ByF1).WithPositiveClass("1")
		}, err: `revgnn: the positive class "1"; there is none of that name; use one of ash, birch, cedar, dogwood`},
		{name: "a metric of all classes", g: g, change: func(b *TrainBuilder) { b.WithPositiveClass("birch") },
			err: `metrics: the metric "accuracy" of the class "birch"; it is one of all classes: use "f1", "precision", ` +
				`"recall", "rocauc" or "average precision"`},
		{name: "a class of tasks", g: tasks, change: func(b *TrainBuilder) { b.WithPositiveClass("1") },
			err: `revgnn: the positive class "1" for yes/no tasks; it is for classes alone`},
	} {
		t.Run(c.name, func(t *testing.T) {
			operator := conv.Operator(conv.GCN())
			if c.g == tasks {
				operator = conv.GEN()
			}
			b := Train(built(t, Reversible(operator).WithDepth(1).WithChannels(4).For(c.g)), c.g).WithEpochs(2)
			c.change(b)
			info, err := b.About()
			if err != nil || c.err != "" {
				if got := fmt.Sprint(err); got != c.err {
					t.Errorf("%s, want %s", got, c.err)
				}
				return
			}
			weights := append(info.Training.ClassWeights, info.Training.PositiveWeights...)
			if info.Metric != c.metric || !slices.Equal(weights, c.weights) {
				t.Errorf("the record has the metric %q and the weights %v", info.Metric, weights)
			}
		})
	}
	m := built(t, Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(g))
	// What is told before a training knows the names, too.
	_, err := Train(m, g).WithWeightsByName(map[string]float64{"ceder": 5}).Estimate()
	if want := `class weights with "ceder"`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
	// A training and an evaluation give the same score.
	r := ok[*run.Run](t)(Train(m, g).WithEpochs(1).WithMetric(metrics.ByAveragePrecision).WithPositiveClass("cedar").
		Done())
	e := ok[*Evaluation](t)(Evaluate(m, g).WithMetric(metrics.ByAveragePrecision).WithPositiveClass("cedar").Done())
	last := r.History()[len(r.History())-1]
	if e.Metric != "average precision of cedar" || e.Valid == nil || last.Valid == nil || *e.Valid != *last.Valid {
		t.Errorf("the evaluation has %s, the training %v", e, last.Valid)
	}
}
