package viz

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
)

// nasty is a class name that would be markup in a page.
const nasty = `<b>&"x</script>`

// people is a small graph whose classes and nodes have names, with logits that take node 1 for another class.
func people() (*datasets.Graph, datasets.Matrix) {
	g := datasets.New(4, [][2]int32{{0, 1}, {1, 2}, {2, 3}}).WithUndirected().WithName("people").
		WithClasses([]int32{0, 0, 1, 2}).WithClassNames(nasty, "a rather long name of a class", "a rather long name of another").
		Must()
	g.IDs, g.Names = []string{"p1", "p2", "p3", "p4"}, []string{"Ann", `<i>Bob`, "Cid", "Dee"}
	g.Test = []int32{0, 1, 2, 3}
	return g, datasets.Matrix{Data: []float32{3, 0, 0, 0, 3, 0, 0, 3, 0, 0, 0, 3}, Cols: 3}
}

// prices is a graph of real numbers, one of which is not known, with predictions.
func prices(nodes int) (*datasets.Graph, datasets.Matrix) {
	values, guesses := make([][]float32, nodes), datasets.Matrix{Cols: 1}
	for i := range values {
		v := float32(i*i) / 2
		guesses.Data = append(guesses.Data, v+1)
		values[i] = []float32{v}
	}
	values[nodes-1][0] = notANumber
	g := datasets.New(nodes, [][2]int32{{0, 1}, {1, 2}}).WithUndirected().WithName("homes").WithValues(values).Must()
	g.Schema.Outputs = []string{nasty}
	for i := range nodes {
		g.Test = append(g.Test, int32(i))
	}
	return g, guesses
}

// TestNamesInFigures: figures tell classes, tasks, values and nodes by their names, which do nothing in a page.
func TestNamesInFigures(t *testing.T) {
	g, logits := people()
	tasks, scores := guessedTasks("tasks", 40, 3)
	tasks.Schema.Outputs = []string{"fraud", nasty, "chance"}
	homes, guesses := prices(30)
	few, fewGuesses := prices(9)
	unlabelled := g.WithoutLabels()
	for _, c := range []struct {
		name string
		f    *Figure
		says []string
	}{
		{"a graph", Graph(g), []string{nasty, "a rather long name … (1)", "a rather long name … (2)"}},
		{"predictions", Predictions(g, logits), []string{"1 of 4 labelled nodes wrong", "a rather long name … (2)"}},
		{"predictions without labels", Predictions(ok(unlabelled.Conform(g.Schema)), logits),
			[]string{"Predictions of class", nasty, "a rather long name … (2)"}},
		{"predictions without labels and names", Predictions(unlabelled, logits), []string{"class 0", "class 2"}},
		{"confusion", Confusion(g, logits), []string{`<b>&"x</scri…`, "a rather… (1)", "a rather… (2)"}},
		{"curves of classes", ROC(g, logits), []string{nasty, "a rather long name … (1)"}},
		{"curves of tasks", ROC(tasks, scores), []string{"fraud", "chance (2)", "without both labels: task " + nasty}},
		{"a graph by a task", Graph(tasks), []string{"coloured by task fraud"}},
		{"embeddings", Embedding(g, logits), []string{nasty, "a rather long name … (2)"}},
		{"embeddings by a task", Embedding(tasks, scores, 1), []string{"coloured by task " + nasty}},
		{"a graph of values", Graph(homes), []string{"coloured by value " + nasty, "0 to 8", "12.5 to 50", "264.5 to 392"}},
		{"predicted values", Predictions(few, fewGuesses), []string{"Predictions of value " + nasty, "unlabelled"}},
		{"embeddings by a value", Embedding(homes, embedded(homes, 3)), []string{"no label", "264.5 to 392"}},
		{"predicted against true", Predicted(homes, guesses), []string{"MAE 1, RMSE 1, R²", "29 nodes", nasty}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, want := range c.says {
				if !strings.Contains(c.f.String(), want) {
					t.Errorf("%s does not say %q", c.f, want)
				}
			}
			s, err := c.f.chart().Fragment(false)
			if err != nil || strings.Count(s, "</script>") != 1 || strings.Contains(s, "<b>") || strings.Contains(s, "<i>") {
				t.Errorf("a name is markup in the page, or %v", err)
			}
			if _, err := c.f.PNG(); err != nil {
				t.Error(err)
			}
		})
	}
	if alt := Confusion(g, logits).Alt; !strings.Contains(alt, `1 node of class <b>&"x</scri… taken for a rather… (1)`) {
		t.Errorf("alt text %q", alt)
	}
	nodes := Predictions(g, logits).panels[0].Drawing.Nodes
	if want := "node <i>Bob, id p2\npredicted a rather long name … (1)\nlabel " + nasty; nodes[1].Name != want || !nodes[1].Ring {
		t.Errorf("%q, want %q with a ring", nodes[1].Name, want)
	}
	if nodes[0].Text != "Ann" || nodes[1].Text != `<i>Bob` || nodes[0].Width >= 18 {
		t.Errorf("%q, %q in circles of %g", nodes[0].Text, nodes[1].Text, nodes[0].Width)
	}
	notes := Embedding(g, logits).panels[0].Series[1].Notes
	if !slices.Contains(notes, "node Cid, id p3") {
		t.Errorf("%q", notes)
	}
	nodes = Predictions(homes, guesses).panels[0].Drawing.Nodes
	if nodes[4].Name != "node 4\npredicted 9\nlabel 8" || nodes[4].Ring {
		t.Errorf("%q, ring %t", nodes[4].Name, nodes[4].Ring)
	}
}

// TestNothingPredictedOfValues: what is not for real numbers says so, and what is for them alone.
func TestNothingPredictedOfValues(t *testing.T) {
	homes, guesses := prices(9)
	g, logits := people()
	diverged := datasets.Matrix{Data: slices.Clone(guesses.Data), Cols: 1}
	diverged.Data[0] = notANumber
	for _, c := range []struct {
		name string
		f    *Figure
		says string
	}{
		{"a confusion matrix", Confusion(homes, guesses), "real numbers, not classes. Use viz.Predicted"},
		{"curves", ROC(homes, guesses), "real numbers, not classes or tasks. Use viz.Predicted"},
		{"classes", Predicted(g, logits), "The graph has classes, not real numbers."},
		{"no labels", Predicted(g.WithoutLabels(), logits), "no labels"},
		{"nil", Predicted(nil, logits), "No graph was given."},
		{"diverged", Predicted(homes, diverged), "The logits of 1 of the 8 test nodes are not finite"},
		{"a value too far", Graph(homes, 1), "There is no value 1; use 0 to 0."},
		{"a value too far to embed", Embedding(homes, embedded(homes, 3), 1), "There is no value 1"},
		{"one column for no labels", Predictions(homes.WithoutLabels(), guesses), "not those of classes"},
		{"names of other nodes", Embedding(&datasets.Graph{NumNodes: 4, IDs: []string{"a"}}, logits), "The graph's names"},
	} {
		if s := c.f.String(); c.f.message == "" || !strings.Contains(s, c.says) {
			t.Errorf("%s: %q does not say %q", c.name, s, c.says)
		}
	}
}

func TestBinned(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float32
		want   string
	}{
		{"none", nil, ""},
		{"no number", []float32{notANumber}, ""},
		{"one", []float32{3, notANumber}, "3"},
		{"equal", []float32{3, 3, 3, 3, 3, 3, 3}, "3"},
		{"few", []float32{3, 1, 2}, "1; 2; 3"},
		{"one far off", []float32{1, 2, 3, 4, 5, 6, 7, 8, 9, 1e9}, "1 to 2; 3 to 4; 5 to 6; 7 to 8; 9 to 1000000000"},
		{"many equal", []float32{0, 0, 0, 0, 0, 0, 0, 1, 2, -3}, "-3 to 0; 1 to 2"},
		{"alike in four digits", []float32{1.00001, 1.00002}, "1 (0); 1 (1)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := binned(c.values)
			if got := strings.Join(b.names, "; "); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			for _, v := range c.values {
				i := b.of(v)
				if (i < 0) != !chart.Finite(float64(v)) || i >= 0 && (v > b.largest[i] || i > 0 && v <= b.largest[i-1]) {
					t.Errorf("%g is in range %d", v, i)
				}
			}
			if inf := b.of(float32(math.Inf(1))); inf != unlabelled {
				t.Errorf("infinity is in range %d", inf)
			}
		})
	}
}

func ok[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
