package viz

import (
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
)

// nasty is a class name that would be markup in a page.
const nasty = `<b>&"x</script>`

// people is a small graph whose classes and nodes have names, with logits that take node 1 for another class.
func people() (*datasets.Graph, datasets.Matrix) {
	g := datasets.New(4, [][2]int32{{0, 1}, {1, 2}, {2, 3}}).WithUndirected().WithName("people").
		WithClasses([]int32{0, 0, 1, 2}).
		WithClassNames(nasty, "a rather long name of a class", "a rather long name of another").Must()
	g.IDs, g.Names = []string{"p1", "p2", "p3", "p4"}, []string{"Ann", `<i>Bob`, "Cid", "Dee"}
	g.Test = []int32{0, 1, 2, 3}
	return g, datasets.Matrix{Data: []float32{3, 0, 0, 0, 3, 0, 0, 3, 0, 0, 0, 3}, Cols: 3}
}

// prices is a graph of real numbers, one of which is not known, with predictions.
func pricedHomes(nodes int) (*datasets.Graph, datasets.Matrix) {
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
	homes, guesses := pricedHomes(30)
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
		{"a graph of values", Graph(homes), []string{"coloured by value " + nasty, "0 to 12.5", "288 to 392"}},
		{"embeddings by a value", Embedding(homes, embedded(homes, 3)), []string{"no label", "288 to 392"}},
		{"predicted against true", Predicted(homes, guesses), []string{"29 nodes", nasty}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, want := range c.says {
				if !strings.Contains(c.f.String(), want) {
					t.Errorf("%s does not say %q", c.f, want)
				}
			}
			s, err := c.f.chart().Fragment(false)
			if err != nil || strings.Count(s, "</script>") != 1 || strings.Contains(s, "<b>") ||
				strings.Contains(s, "<i>") {
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
	want := "node <i>Bob, id p2\npredicted a rather long name … (1)\nlabel " + nasty
	if nodes[1].Name != want || !nodes[1].Ring {
		t.Errorf("%q, want %q with a ring", nodes[1].Name, want)
	}
	if nodes[0].Text != "Ann" || nodes[1].Text != `<i>Bob` || nodes[0].Width >= 18 {
		t.Errorf("%q, %q in circles of %g", nodes[0].Text, nodes[1].Text, nodes[0].Width)
	}
	notes := Embedding(g, logits).panels[0].Series[1].Notes
	if !slices.Contains(notes, "node Cid, id p3") {
		t.Errorf("%q", notes)
	}
	if nodes = Graph(homes).panels[0].Drawing.Nodes; nodes[4].Name != "node 4\n8" {
		t.Errorf("%q", nodes[4].Name)
	}
	homes.Names = slices.Repeat([]string{"<i>home"}, homes.NumNodes)
	p := Predicted(homes, guesses).panels[0]
	if p.Series[0].Notes[4] != "node <i>home, id 4" || p.X.Name != "true "+nasty {
		t.Errorf("%q on %q", p.Series[0].Notes[4], p.X.Name)
	}
}

// TestNothingNamed: what can't be drawn of a graph of real numbers, or of names that are not its own, says so.
func TestNothingNamed(t *testing.T) {
	homes, guesses := pricedHomes(9)
	_, logits := people()
	for _, c := range []struct {
		name string
		f    *Figure
		says string
	}{
		{"a value too far", Graph(homes, 1), "The graph has one value: leave its number out."},
		{"a value too far to embed", Embedding(homes, embedded(homes, 3), 1), "There is no value 1"},
		{"one column for no labels", Predictions(homes.WithoutLabels(), guesses), "not those of classes"},
		{"names of other nodes", Embedding(&datasets.Graph{NumNodes: 4, IDs: []string{"a"}}, logits),
			"The graph's names"},
	} {
		if s := c.f.String(); c.f.message == "" || !strings.Contains(s, c.says) {
			t.Errorf("%s: %q does not say %q", c.name, s, c.says)
		}
	}
}

func ok[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
