package revgnn

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// teams is a graph of named columns, whose class is the sign of its feature "height" beside a feature "noise" on a
// scale of its own.
func teams(nodes int) *datasets.Graph {
	rng := rand.New(rand.NewPCG(5, 5))
	var edges [][2]int32
	var rows [][]float32
	classes := make([]int32, nodes)
	for i := range nodes {
		edges = append(edges, [2]int32{int32(i), int32((i + 2) % nodes)})
		classes[i] = int32(i % 2)
		rows = append(rows, []float32{float32(classes[i]*2-1) + float32(rng.NormFloat64())/4,
			1000 + 100*float32(rng.NormFloat64())})
	}
	return datasets.New(nodes, edges).WithUndirected().WithNodeFeatures(rows).WithFeatureNames("height", "noise").
		WithClasses(classes).WithClassNames("blue", "red").Must().
		Transform().SplitAtRandom(0.5, 0.2, 1).Must()
}

// turned is the same graph with its columns and its classes in another order.
func turned(g *datasets.Graph) *datasets.Graph {
	h := *g
	h.NodeFeatures.Data = nil
	h.Classes = nil
	for node := range g.NumNodes {
		row := slices.Clone(g.NodeFeatures.Row(node))
		slices.Reverse(row)
		h.NodeFeatures.Data = append(h.NodeFeatures.Data, row...)
		h.Classes = append(h.Classes, 1-g.Classes[node])
	}
	h.Schema.NodeFeatures = slices.Clone(g.Schema.NodeFeatures)
	slices.Reverse(h.Schema.NodeFeatures)
	h.Schema.Classes = []string{"red", "blue"}
	return &h
}

func TestReadByNames(t *testing.T) {
	raw := teams(60)
	g := ok[*datasets.Graph](t)(raw.Transform().Standardize().Done())
	directory := filepath.Join(t.TempDir(), "run")
	m := ok[*Model](t)(Residual(conv.GCN()).WithDepth(2).WithChannels(8).For(raw).Done())
	if _, err := Train(m, g).WithEpochs(30).WithLearningRate(0.02).WithDirectory(directory).Done(); err != nil {
		t.Fatal(err)
	}
	scores := ok[*Evaluation](t)(Evaluate(m, g).Done())
	if *scores.Test < 0.9 {
		t.Fatalf("test accuracy %v; the network did not learn", *scores.Test)
	}
	want := ok[datasets.Matrix](t)(m.Predict(g).Done())
	weights := filepath.Join(t.TempDir(), "w.safetensors")
	if err := m.SaveWeights(weights, OwnNames); err != nil {
		t.Fatal(err)
	}
	again := ok[*Model](t)(Residual(conv.GCN()).WithDepth(2).WithChannels(8).WithSeed(9).For(raw).Done())
	if err := again.LoadWeights(weights, OwnNames); err != nil {
		t.Fatal(err)
	}
	for name, model := range map[string]*Model{"trained": m, "loaded": ok[*Model](t)(Load(directory)),
		"loaded weights": again} {
		for of, graph := range map[string]*datasets.Graph{"standardized": g, "as it is read": raw,
			"turned":         turned(raw),
			"without labels": raw.WithoutLabels(), "turned, without labels": turned(raw).WithoutLabels()} {
			t.Run(name+" on a graph "+of, func(t *testing.T) {
				got := ok[datasets.Matrix](t)(model.Predict(graph).Done())
				for i, v := range got.Data {
					if d := v - want.Data[i]; d > 1e-4 || d < -1e-4 {
						t.Fatalf("logit %d is %v, want %v", i, v, want.Data[i])
					}
				}
			})
		}
		if got := ok[*Evaluation](t)(Evaluate(model, turned(raw)).Done()); *got.Test != *scores.Test {
			t.Errorf("%s: accuracy %v on the turned graph, want %v", name, *got.Test, *scores.Test)
		}
	}

	// New nodes, and classes that it does not know.
	more := teams(80)
	if got := ok[datasets.Matrix](t)(m.Predict(more.WithoutLabels()).Done()); got.Rows() != 80 {
		t.Errorf("%d rows", got.Rows())
	}
	other := turned(raw)
	other.Schema.Classes = []string{"green", "blue"}
	if _, err := m.Predict(other).Done(); err != nil {
		t.Errorf("a prediction asks for no class: %v", err)
	}
	for _, c := range []struct {
		name string
		g    *datasets.Graph
		want string
	}{
		{"a class that is " +
			"new", other, `the class "green", which the model was not trained on; it knows "blue" and "red"`},
		{"a feature that is missing", func() *datasets.Graph {
			h := *raw
			h.Schema.NodeFeatures = []datasets.Feature{{Name: "height"}, {Name: "weight"}}
			return &h
		}(), `it lacks the node feature "noise", which the model was trained on; the graph has "height" and "weight"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Evaluate(m, c.g).Done(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	if _, err := Train(again, raw.WithoutLabels()).Done(); err == nil || !strings.Contains(err.Error(),
		"no node has a label") {
		t.Errorf("training without labels: %v", err)
	}

	// The run knows the names, and refuses others.
	renamed := *g
	renamed.Schema.Classes = []string{"cyan", "red"}
	fresh := ok[*Model](t)(Residual(conv.GCN()).WithDepth(2).WithChannels(8).For(&renamed).Done())
	_, err := Train(fresh, &renamed).WithEpochs(30).WithLearningRate(0.02).WithDirectory(directory).Done()
	if want := `names of classes ["blue" "red"] there, ["cyan" "red"] now`; err == nil ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestSaveCSVNames(t *testing.T) {
	g := datasets.New(2, [][2]int32{{0, 1}}).WithNodeFeatures([][]float32{{1}, {2}}).WithIDs([]string{"a", "b"}).
		WithNames([]string{"Ann, A.", "Bob"}).Must()
	logits := datasets.Matrix{Data: []float32{0, 0, 5, 5}, Cols: 2}
	for _, c := range []struct {
		name string
		o    outputs
		want string
	}{
		{"classes", outputs{options.ClassLabels, []string{"blue", "red"}, 2},
			"node,name,class,p(blue),p(red)\na,\"Ann, A.\",blue,0.5,0.5\nb,Bob,blue,0.5,0.5\n"},
		{"classes without names", outputs{options.ClassLabels, nil, 2},
			"node,name,class,p0,p1\na,\"Ann, A.\",0,0.5,0.5\nb,Bob,0,0.5,0.5\n"},
		{"tasks", outputs{options.TaskLabels, []string{"tall", "old"}, 2},
			"node,name,tall,old\na,\"Ann, A.\",0.5,0.5\nb,Bob,0.9933072,0.9933072\n"},
		{"values", outputs{options.ValueLabels, []string{"price", "rent"}, 2},
			"node,name,price,rent\na,\"Ann, A.\",0,0\nb,Bob,5,5\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "p.csv")
			if err := (&Evaluation{graph: g, outputs: c.o, Logits: logits}).SaveCSV(path); err != nil {
				t.Fatal(err)
			}
			if got := string(ok[[]byte](t)(os.ReadFile(path))); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
