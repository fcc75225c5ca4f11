package revgnn

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// TestPredictParts predicts part by part what the whole graph gives, where no edge leaves a part.
func TestPredictParts(t *testing.T) {
	const nodes = 12
	features := make([][]float32, nodes)
	for i := range features {
		features[i] = []float32{float32(i), 1}
	}
	g, err := datasets.New(nodes, nil).WithNodeFeatures(features).WithClasses(make([]int32, nodes)).
		WithSplit([]int32{0, 1}, nil, nil).Done()
	if err != nil {
		t.Fatal(err)
	}
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(4).For(g))
	want, err := m.Predict(g).Done()
	if err != nil {
		t.Fatal(err)
	}
	d, err := m.spec.Read(g)
	if err != nil {
		t.Fatal(err)
	}
	partition, err := d.Graph.Partition(5, 1)
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPredictor(m.spec, d, m.values(), partition, (*net.Pass).Logits)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	for range 2 {
		got, _, err := p.compute(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i := range want.Data {
			if math.Abs(float64(got.Data[i]-want.Data[i])) > 1e-5 {
				t.Errorf("logit %d is %g, want %g", i, got.Data[i], want.Data[i])
			}
		}
	}
	scores, err := Evaluate(m, g).Done()
	if err != nil || scores.Metric != "accuracy" || scores.Train == nil || scores.Valid != nil {
		t.Errorf("%v, %v", scores, err)
	}

	other := classes(t)
	_, err = m.Predict(other).Done()
	oneOfUs(t, err, "the model was built for 2; build it with For(graph)")
}

// TestPredictAgain computes twice, with other parameters the second time: on data of its own, which is freed, and on a
// graph in one piece that a training has placed, which stays.
func TestPredictAgain(t *testing.T) {
	g := classes(t)
	m := built(t, Residual(conv.GCN()).WithDepth(1).WithChannels(4).For(g))
	for _, c := range []struct {
		name   string
		parts  int
		shared bool
	}{{"one piece", 1, false}, {"one piece of a training", 1, true}, {"2 parts", 2, false}} {
		t.Run(c.name, func(t *testing.T) {
			d, err := m.spec.Read(g)
			if err != nil {
				t.Fatal(err)
			}
			partition, err := d.Graph.Partition(c.parts, 0)
			if err != nil {
				t.Fatal(err)
			}
			store := copied(t, m)
			defer store.Finalize()
			p, err := newPredictor(m.spec, d, store, partition, (*net.Pass).Logits)
			if err != nil {
				t.Fatal(err)
			}
			p.backend = started(t, xla.Go)
			defer p.close()
			if c.shared {
				p.whole = &placed{data: d, backend: p.backend}
				defer p.whole.free()
			}
			first, _, err := p.compute(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			bias := parameter(m.values(), "head.bias")
			for i := range bias.Values {
				bias.Values[i] += 2
			}
			setParameter(t, store, m.spec.DType(), "head.bias", bias)
			second, _, err := p.compute(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range second.Data {
				if math.Abs(float64(v-first.Data[i]-2)) > 1e-5 {
					t.Fatalf("logit %d is %g, want 2 more than %g", i, v, first.Data[i])
				}
			}
			if !c.shared {
				return
			}
			if p.whole.part == nil {
				t.Fatal("the training's data is gone")
			}
			for i, input := range p.whole.all() {
				if !input.IsOnAnyDevice() {
					t.Errorf("input %d has left the device", i)
				}
			}
		})
	}
}

func TestScore(t *testing.T) {
	nan := float32(math.NaN())
	karate := &datasets.Graph{NumNodes: 3, NumClasses: 2, Classes: []int32{0, 1, 1}, Train: []int32{0, 1},
		Test: []int32{2}}
	tasks := &datasets.Graph{NumNodes: 3, Tasks: datasets.Matrix{Data: []float32{0, 1, nan}, Cols: 1},
		Train: []int32{0, 1}, Valid: []int32{2}, Test: []int32{1}}
	for name, c := range map[string]struct {
		graph  *datasets.Graph
		logits datasets.Matrix
		want   string
	}{
		"classes": {karate, datasets.Matrix{Data: []float32{1, 0, 1, 0, 0, 1}, Cols: 2},
			"accuracy train 0.5000 test 1.0000"},
		"classes, NaN": {karate, datasets.Matrix{Data: slices.Repeat([]float32{nan}, 6), Cols: 2},
			"accuracy train NaN test NaN"},
		"tasks":            {tasks, datasets.Matrix{Data: []float32{0, 1, 2}, Cols: 1}, "ROC-AUC train 1.0000"},
		"tasks, wrong way": {tasks, datasets.Matrix{Data: []float32{1, 0, 2}, Cols: 1}, "ROC-AUC train 0.0000"},
		"tasks, NaN": {tasks, datasets.Matrix{Data: []float32{nan, nan, nan}, Cols: 1},
			"ROC-AUC train NaN valid NaN test NaN"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fmt.Sprint(score(c.graph, metricFor(c.graph), c.logits)); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
