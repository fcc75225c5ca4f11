package outside

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
	"github.com/kilolayer/kilolayer/viz"
)

// tolokers is a graph with one yes/no task: 1, 0, 1 and an unlabelled node, on a ring of four.
func tolokers(t *testing.T) *datasets.Graph {
	t.Helper()
	g, err := datasets.New(4, [][2]int32{{0, 1}, {1, 2}, {2, 3}, {3, 0}}).WithUndirected().WithName("tolokers").
		WithTasks([][]float32{{1}, {0}, {1}, {float32(math.NaN())}}).WithNodeFeatures([][]float32{{1}, {2}, {3}, {4}}).
		WithSplit([]int32{0}, nil, []int32{1, 2}).Done()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// archive writes an .npz of empty arrays of these names.
func archive(t *testing.T, path string, names ...string) {
	t.Helper()
	var content bytes.Buffer
	z := zip.NewWriter(&content)
	for _, name := range names {
		w, err := z.Create(name + ".npy")
		if err == nil {
			header := "{'descr': '<i8', 'fortran_order': False, 'shape': (0,), }"
			header += strings.Repeat(" ", 117-len(header)) + "\n"
			_, err = w.Write([]byte("\x93NUMPY\x01\x00v\x00" + header))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

// oneEpoch trains karate in the folder "run" of the current one.
func oneEpoch(t *testing.T, change func(*revgnn.ReversibleBuilder),
	train func(*revgnn.TrainBuilder)) (*run.Run, error) {
	t.Helper()
	g := club(t)
	b := revgnn.Reversible(conv.GCN()).WithDepth(2).WithChannels(4).For(g)
	if change != nil {
		change(b)
	}
	training := revgnn.Train(built(t, b), g).WithEpochs(1).WithDirectory("run")
	if train != nil {
		train(training)
	}
	return training.Done()
}

// TestFirstDay has what a newcomer meets on the first day: what is said must have some words and must lack others.
func TestFirstDay(t *testing.T) {
	t.Chdir(t.TempDir())
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	archive(t, "tolokers.npz", "node_features", "node_labels", "edges", "train_masks", "val_masks", "test_masks")
	archive(t, "dblp.npz", "adj_data", "adj_indices", "adj_indptr", "adj_shape", "attr_data", "attr_indices",
		"attr_indptr", "attr_shape", "labels")
	for name, lines := range map[string]string{"edges.csv": "source,target\nann,bob\n",
		"nodes.csv": "id,posts,years,team\nann,31,2.5,red\nbob,45,3.1,blue\n"} {
		if err := os.WriteFile(name, []byte(lines), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := oneEpoch(t, nil, nil); err != nil {
		t.Fatal(err)
	}
	g := tolokers(t)
	logits := datasets.Matrix{Data: []float32{2, -1, 3, 0}, Cols: 1}
	errorOf := func(_ any, err error) string { return fmt.Sprint(err) }
	for _, c := range []struct {
		name string
		said string
		want []string
		lack string
	}{
		// Data.
		{"a task has a number", g.Summary().String(), []string{"1 yes/no task\n"}, "tasks"},
		{"the share of yes", g.Summary().String(), []string{"yes ", "66.7%"}, ""},
		{"the homophily of a task", g.Summary().String(), []string{"edge homophily, adjusted", "0.00, -1.00"}, ""},
		{"a picture's title", viz.Graph(g).String(), []string{"coloured by the task"}, "of 0 to 0"},
		{"FromNPZ of another layout", errorOf(datasets.FromNPZ("tolokers.npz").Done()),
			[]string{"datasets: tolokers.npz has the layout of datasets.FromHeterophilous, not of datasets.FromNPZ"},
			""},
		{"FromHeterophilous of another layout", errorOf(datasets.FromHeterophilous("dblp.npz").Done()),
			[]string{"datasets: dblp.npz has the layout of datasets.FromNPZ, not of datasets.FromHeterophilous"}, ""},
		{"Open of another layout", errorOf(datasets.Open("dblp.npz").Done()),
			[]string{"is not a saved graph", "datasets.FromNPZ"}, "Graph.Save"},
		{"Open of the other layout", errorOf(datasets.Open("tolokers.npz").Done()),
			[]string{"is not a saved graph", "datasets.FromHeterophilous"}, ""},
		{"a confusion matrix of a task", viz.Confusion(g, logits).String(),
			[]string{"accuracy 1.0000 (2 of 2)", "no ", "yes "}, "tasks"},
		{"one word for ROC-AUC", viz.ROC(g, logits).String(), []string{"ROC-AUC 1.0000 of the one task"}, " AUC"},
		{"one word for ROC-AUC in a run", ofTasks(t).String(), []string{"best validation", "ROC-AUC"}, "rocauc"},
		{"one word for ROC-AUC in charts", fmt.Sprint(texts(t, viz.Curves(ofTasks(t)))),
			[]string{"ROC-AUC (best validation"},
			"rocauc"},
		{"one word for ROC-AUC in scores", score(t), []string{"ROC-AUC"}, "rocauc"},

		// Ablations.
		{"fewer epochs than an evaluation takes", errorOf(oneEpoch(t, nil, func(b *revgnn.TrainBuilder) {
			b.WithDirectory("few").WithEpochs(2).WithEvaluationEvery(5)
		})), []string{"<nil>"}, ""},
		{"evaluation every", errorOf(oneEpoch(t, nil, func(b *revgnn.TrainBuilder) { b.WithEvaluationEvery(-1) })),
			[]string{`"evaluate every"`, "-1"}, ""},

		// Mistakes.
		{"groups", errorOf(revgnn.Reversible(conv.GCN()).WithChannels(16).WithGroups(3).For(g).Done()),
			[]string{"16 channels do not split into 3 groups; use a multiple of 3 channels"}, ""},
		{"no For", errorOf(revgnn.Reversible(conv.GCN()).Done()), []string{"call For(graph)"}, ""},
		{"depth 0", errorOf(revgnn.Reversible(conv.GCN()).WithDepth(0).For(g).Done()), []string{`"depth"`, "at least 1"}, ""},
		{"other options", errorOf(oneEpoch(t, func(b *revgnn.ReversibleBuilder) { b.WithDepth(3) }, nil)),
			[]string{"run: run holds another run (depth 2 there, 3 now); ", "WithRestart()"}, ";;"},
		{"more epochs", errorOf(oneEpoch(t, nil, func(b *revgnn.TrainBuilder) { b.WithEpochs(3) })),
			[]string{"(epochs 1 there, 3 now); WithExtension() goes on to 3 epochs, WithRestart()"}, "evaluat"},
		{"a wrong path", errorOf(datasets.FromCSV("edge.csv").Done()),
			[]string{"edge.csv: no such file or directory in " + here}, ""},
		{"a wrong folder", errorOf(run.Open("runs/nothing")),
			[]string{"run: there is no directory runs/nothing in " + here + "; give one that a training run wrote"},
			""},
		{"a builder is shown", shown(revgnn.Reversible(conv.GCN()).For(g)), []string{"Must()"}, "{"},
		{"a source of a graph is shown", shown(datasets.Karate()), []string{"Must()"}, "{"},
		{"a training is shown", shown(revgnn.Train(nil, g)), []string{"Must()"}, "{"},
		{"an evaluation is shown", shown(revgnn.Evaluate(nil, g)), []string{"Must()"}, "{"},
		{"a preset is shown", shown(paper.Preset("revgcn-128-arxiv")), []string{"Must()"}, "{"},
		{"a sweep that was not done is shown", shown(sweep.Of(paper.Preset("revgcn-128-arxiv"))), []string{"Must()"},
			"{"},
		{"a method is shown", shown(g.Summary),
			[]string{"method Summary was not called", "show what it returns"}, "0x"},
		{"a run is printed", opened(t), []string{"model", "reversible GCN"}, "{"},
		{"a typo in an option", errorOf(options.Find("lr", &options.Training{})),
			[]string{`there is no option "lr"; did you mean "learning rate"?`}, ""},
		{"a typo in a column",
			errorOf(datasets.FromCSV("edges.csv").WithNodes("nodes.csv").WithClassFrom("taem").Done()),
			[]string{`datasets: nodes.csv has no column "taem" of nodes for WithClassFrom; it has "id", "posts", "years", "team"`},
			""},

		// An operator of one's own.
		{"an operator that changes the shape", errorOf(revgnn.Reversible(mistaken("wrong")).For(g).Done()),
			[]string{"the operator wrong failed on", "and must keep the shape"}, "goroutine"},
		{"an operator with a wrong index", errorOf(revgnn.Reversible(mistaken("few")).For(g).Done()),
			[]string{"the operator few failed on", "index out of range [2] with length 2"}, "goroutine"},
		{"an operator that is not registered", errorOf(revgnn.LoadBest(unregistered(t))),
			[]string{"lazy", "conv.Register"},
			"LoadWith"},
		{"a prediction without a model", errorOf((*revgnn.Model)(nil).Predict(g).Done()),
			[]string{"revgnn: no model; give one to predict with"}, ""},
		{"a prediction without a graph", errorOf(built(t, revgnn.Reversible(conv.GCN()).For(g)).Predict(nil).Done()),
			[]string{"revgnn: no graph; give one to predict"}, ""},
		{"no model", errorOf(revgnn.Train(nil, g).Done()), []string{"revgnn: "}, "panic"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, want := range c.want {
				if !strings.Contains(c.said, want) {
					t.Errorf("it lacks %q:\n%s", want, c.said)
				}
			}
			if c.lack != "" && strings.Contains(c.said, c.lack) {
				t.Errorf("it has %q:\n%s", c.lack, c.said)
			}
		})
	}
}

// mistaken is an operator with a fault, by its name.
type mistaken string

func (m mistaken) String() string { return string(m) }

func (mistaken) Parameters(in, out, _ int) []conv.Parameter { return conv.Linear("linear", in, out) }

func (mistaken) Prepare(*conv.Edges, *graph.Node) []*graph.Node { return nil }

func (m mistaken) Apply(x *graph.Node, _ *conv.Edges, _, params []*graph.Node) *graph.Node {
	switch m {
	case "wrong":
		return graph.Concatenate([]*graph.Node{x, x}, 0)
	case "few":
		return graph.Add(x, params[2])
	}
	return x
}

// unregistered is the directory of a run with an operator that no program registered.
func unregistered(t *testing.T) string {
	t.Helper()
	m := built(t, revgnn.Reversible(mistaken("lazy")).WithDepth(1).WithChannels(4).For(club(t)))
	return trained(t, revgnn.Train(m, club(t)).WithEpochs(1), "lazy").Dir()
}

// ofTasks is a run on yes/no tasks.
func ofTasks(t *testing.T) *run.Run {
	t.Helper()
	g, err := datasets.ProteinsLike(60, 400, 1).WithTasks(2).Done()
	if err != nil {
		t.Fatal(err)
	}
	m := built(t, revgnn.Reversible(conv.GEN()).WithDepth(1).WithChannels(4).For(g))
	return trained(t, revgnn.Train(m, g).WithEpochs(1), "tasks")
}

// score is how the scores of a task are written.
func score(t *testing.T) string {
	half := 0.5
	return revgnn.Scores{Metric: "rocauc", Test: &half}.String()
}

// opened is the run in "run" as fmt.Println writes it.
func opened(t *testing.T) string {
	r, err := run.Open("run")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintln(r)
}

// shown is what viz.Show writes where there is no notebook.
func shown(item any) string {
	read, write, err := os.Pipe()
	if err != nil {
		return err.Error()
	}
	before, beside := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = write, write
	viz.Show(item)
	os.Stdout, os.Stderr = before, beside
	write.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(read); err != nil {
		return err.Error()
	}
	return text.String()
}

// TestDocumentedBuilders: the documentation of a builder names no type that is nowhere.
func TestDocumentedBuilders(t *testing.T) {
	for _, name := range []string{"ReversibleBuilder", "ResidualBuilder", "EquilibriumBuilder"} {
		doc := exec.Command("go", "doc", name)
		doc.Dir = "../../revgnn"
		out, err := doc.Output()
		text := string(out)
		if err != nil || regexp.MustCompile(`\*B\b`).MatchString(text) {
			t.Errorf("%v\n%s", err, text)
		}
		if told, _, _ := strings.Cut(text, "func "); !strings.Contains(strings.Join(strings.Fields(text), " "),
			"that return *Self return the builder itself") {
			t.Errorf("Self is not explained:\n%s", told)
		}
	}
}

// TestReadmeNames: no cell of the README hides a package that it imports behind a variable.
func TestReadmeNames(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cell", "datasets", "revgnn", "conv", "run", "viz"} {
		if regexp.MustCompile(`(?m)^\s*` + name + `(, \w+)? :=`).Match(content) {
			t.Errorf("README.md has a variable %s", name)
		}
	}
}
