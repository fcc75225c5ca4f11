package datasets

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// ownData is a graph with all that a file of one's own may give.
func ownData() *Graph {
	fill := float32(2)
	g := New(4, [][2]int32{{0, 1}, {2, 1}, {1, 0}, {3, 2}}).
		WithNodeFeatures([][]float32{{1, 1, 0}, {3, 0, 1}, {2, 1, 0}, {5, 0, 1}}).
		WithEdgeWeights([]float32{0.5, 1.5, 2.5, 3.5}).
		WithEdgeFeatures([][]float32{{10}, {20}, {30}, {40}}).
		WithClasses([]int32{0, 1, 1, -1}).WithClassNames("cat", "dog").
		WithNames([]string{"Ann", "Bob", "Cy", "Di"}).WithIDs([]string{"a", "b", "c", "d"}).
		WithSplit([]int32{0, 1}, []int32{2}, nil).Must()
	g.Schema.NodeFeatures = []Feature{{Name: "age", Fill: &fill}, {Name: "team", Category: "red"},
		{Name: "team", Category: "blue"}}
	g.Schema.EdgeFeatures = []Feature{{Name: "length"}}
	g.Schema.Columns = []Column{{File: "nodes.csv", Name: "age", Role: FeatureRole, Missing: 1}}
	g.Filled = []Cell{{2, 0}}
	g.Times, g.EdgeTimes = []int64{1 << 40, 2, 3, 4}, []int64{13, 11, 12, 14} // sorted by target
	return g
}

// values are regression targets in place of classes.
func ownValues() *Graph {
	g := ownData().WithoutLabels()
	g.Values = Matrix{Data: []float32{1, 10, 2, 20, 3, 30, float32(math.NaN()), 40}, Cols: 2}
	g.Schema.Outputs = []string{"price", "rent"}
	return g
}

func TestConform(t *testing.T) {
	base := ownData().Schema
	scaledBase := ownData().Transform().Standardize().Must().Schema
	for _, c := range []struct {
		name   string
		schema Schema
		change func(g *Graph)
		want   string // features, classes; or the error
	}{
		{"the same", base, func(*Graph) {}, "[1 1 0 3 0 1 2 1 0 5 0 1] [0 1 1 -1]"},
		{"other order of columns", base, func(g *Graph) {
			g.NodeFeatures.Data = []float32{0, 1, 1, 1, 3, 0, 0, 2, 1, 1, 5, 0}
			g.Schema.NodeFeatures = []Feature{{Name: "team", Category: "blue"}, {Name: "age"},
				{Name: "team", Category: "red"}}
			g.Filled = nil
		}, "[1 1 0 3 0 1 2 1 0 5 0 1] [0 1 1 -1]"},
		{"a column more", base, func(g *Graph) {
			g.NodeFeatures = beside(Matrix{Data: []float32{9, 9, 9, 9}, Cols: 1}, g.NodeFeatures)
			g.Schema.NodeFeatures = append([]Feature{{Name: "shoe size"}}, g.Schema.NodeFeatures...)
			g.Filled = nil
		}, "[1 1 0 3 0 1 2 1 0 5 0 1] [0 1 1 -1]"},
		{"a category that no node has", base, func(g *Graph) {
			g.NodeFeatures = Matrix{Data: []float32{1, 1, 3, 1, 2, 1, 5, 1}, Cols: 2}
			g.Schema.NodeFeatures = g.Schema.NodeFeatures[:2]
		}, "[1 1 0 3 1 0 2 1 0 5 1 0] [0 1 1 -1]"},
		{"a missing value has the model's fill", with(base, func(s *Schema) {
			fill := float32(7)
			s.NodeFeatures = slices.Clone(s.NodeFeatures)
			s.NodeFeatures[0].Fill = &fill
		}), func(*Graph) {}, "[1 1 0 3 0 1 7 1 0 5 0 1] [0 1 1 -1]"},
		{"standardized by the model", scaledBase, func(*Graph) {}, "[-1 1 0 1 0 1 0 1 0 3 0 1] [0 1 1 -1]"},
		{"standardized by itself", base, func(g *Graph) {
			*g = *g.Transform().Standardize().Must()
		}, "[1 1 0 3 0 1 2 1 0 5 0 1] [0 1 1 -1]"},
		{"classes in another order", base, func(g *Graph) {
			g.Classes, g.Schema.Classes = []int32{1, 0, 0, -1}, []string{"dog", "cat"}
		}, "[1 1 0 3 0 1 2 1 0 5 0 1] [0 1 1 -1]"},
		{"fewer classes", base, func(g *Graph) {
			g.Classes, g.NumClasses, g.Schema.Classes = []int32{0, 0, -1, -1}, 1, []string{"dog"}
		}, "[1 1 0 3 0 1 2 1 0 5 0 1] [1 1 -1 -1]"},
		{"no labels", base, func(g *Graph) { *g = *g.WithoutLabels() }, "[1 1 0 3 0 1 2 1 0 5 0 1] []"},
		{"no names", base, func(g *Graph) { g.Schema, g.Filled = Schema{}, nil },
			"[1 1 0 3 0 1 2 1 0 5 0 1] [0 1 1 -1]"},
		{"a feature is missing", base, func(g *Graph) { g.Schema.NodeFeatures[0].Name = "aeg" },
			`it lacks the node feature "age", which the model was trained on; the graph has "aeg", "team=red" and ` +
				`"team=blue"`},
		{"a category is new", base, func(g *Graph) { g.Schema.NodeFeatures[1].Category = "green" },
			`"team" has the category "green", which the model was not trained on; leave its nodes out, or train anew`},
		{"a class is new", base, func(g *Graph) { g.Schema.Classes = []string{"cat", "cow"} },
			`the class "cow", which the model was not trained on; it knows "cat" and "dog"`},
		{"fewer columns without names", base, func(g *Graph) {
			g.NodeFeatures, g.Schema.NodeFeatures, g.Filled = Matrix{Data: []float32{1, 2, 3, 4}, Cols: 1}, nil, nil
		}, "1 node features, and the model was trained on 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := ownData()
			g.Schema.NodeFeatures = slices.Clone(g.Schema.NodeFeatures)
			c.change(g)
			if err := g.Validate(); err != nil {
				t.Fatal(err)
			}
			before := fmt.Sprint(g.NodeFeatures, g.Classes)
			as, err := g.Conform(c.schema)
			got := ""
			switch {
			case err != nil:
				got = strings.TrimPrefix(err.Error(), `datasets: graph "graph": `)
			default:
				got = fmt.Sprint(as.NodeFeatures.Data, as.Classes)
				if err := as.Validate(); err != nil {
					t.Error(err)
				}
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if after := fmt.Sprint(g.NodeFeatures, g.Classes); after != before {
				t.Errorf("the graph itself changed: %s", after)
			}
		})
	}
}

func with(s Schema, change func(*Schema)) Schema {
	change(&s)
	return s
}

func TestConformOutputs(t *testing.T) {
	g := ownValues()
	as, err := g.Conform(Schema{Outputs: []string{"rent", "price"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(as.Values.Data); got != "[10 1 20 2 30 3 40 NaN]" {
		t.Error(got)
	}
	_, err = g.Conform(Schema{Outputs: []string{"height"}})
	if want := `lacks the column "height" to predict`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestStandardize(t *testing.T) {
	g := ownData().Transform().Standardize().Must()
	if got := fmt.Sprint(g.NodeFeatures.Data, g.EdgeFeatures.Data); got != "[-1 1 0 1 0 1 0 1 0 3 0 1] [1.2247449 "+
		"-1.2247449 0 2.4494898]" {
		t.Error(got)
	}
	for _, c := range []struct {
		name string
		do   func(*Transformed) *Transformed
		from *Graph
		want string
	}{
		{"no training nodes", (*Transformed).Standardize, ownData().WithoutLabels(), "no training nodes"},
		{"twice", (*Transformed).Standardize, g, "standardized already"},
		{"split after it", func(t *Transformed) *Transformed { return t.SplitAtRandom(0.5, 0, 1) }, g,
			"split first, then standardize"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := c.do(c.from.Transform()).Done(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

// A missing value's mean is that of the training nodes, whatever the split.
func TestFillsFollowTheSplit(t *testing.T) {
	g := ownData().Transform().SplitAtRandom(1, 0, 1).Must() // all labelled nodes: 0, 1, 2
	if got := g.NodeFeatures.Row(2)[0]; got != 2 || *g.Schema.NodeFeatures[0].Fill != 2 {
		t.Errorf("%v, want the mean of 1 and 3", got)
	}
	h := ownData()
	h.Train = []int32{1}
	if err := h.refitFills(); err != nil || h.NodeFeatures.Row(2)[0] != 3 {
		t.Errorf("%v, %v; want the value of node 1", h.NodeFeatures.Row(2)[0], err)
	}
}

// What belongs to an edge stays with it through every transform.
func TestEdgesKeepWeights(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(*Transformed) *Transformed
		want string
	}{
		{"ToUndirected", (*Transformed).ToUndirected,
			"1→0 2.5 30 13, 1→0 0.5 10 11, 0→1 2.5 30 13, 0→1 0.5 10 11, 2→1 1.5 20 12, 1→2 1.5 20 12, 3→2 3.5 40 " +
				"14, " +
				"2→3 3.5 40 14"},
		{"RemoveDuplicates", func(t *Transformed) *Transformed { return t.ToUndirected().RemoveDuplicates() },
			"1→0 1.5 20 13, 0→1 1.5 20 13, 2→1 1.5 20 12, 1→2 1.5 20 12, 3→2 3.5 40 14, 2→3 3.5 40 14"},
		{"AddSelfLoops", func(t *Transformed) *Transformed { return t.AddSelfLoops(7) },
			"1→0 2.5 30 13, 0→0 1 7 0, 0→1 0.5 10 11, 2→1 1.5 20 12, 1→1 1 7 0, 3→2 3.5 40 14, 2→2 1 7 0, 3→3 1 7 0"},
		{"RemoveSelfLoops", func(t *Transformed) *Transformed { return t.AddSelfLoops().RemoveSelfLoops() },
			"1→0 2.5 30 13, 0→1 0.5 10 11, 2→1 1.5 20 12, 3→2 3.5 40 14"},
		{"Subgraph", func(t *Transformed) *Transformed { return t.Subgraph([]int32{2, 1}) }, "0→1 1.5 20 12"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := c.do(ownData().Transform()).Must()
			var list []string
			for e, source := range g.Source {
				list = append(list, fmt.Sprintf("%d→%d %v %v %d", source, g.Target[e], g.EdgeWeights[e],
					g.EdgeFeatures.Row(e)[0], g.EdgeTimes[e]))
			}
			if got := strings.Join(list, ", "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if err := g.Validate(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestConformWithoutLabels: a graph without labels has the names of what a model predicts, and is valid.
func TestConformWithoutLabels(t *testing.T) {
	g := New(2, nil).WithNodeFeatures([][]float32{{1}, {2}}).WithFeatureNames("x").Must()
	for name, s := range map[string]Schema{
		"classes": {NodeFeatures: g.Schema.NodeFeatures, Classes: []string{"blue", "red"}},
		"tasks":   {NodeFeatures: g.Schema.NodeFeatures, Outputs: []string{"blue", "red"}},
	} {
		t.Run(name, func(t *testing.T) {
			as, err := g.Conform(s)
			if err != nil {
				t.Fatal(err)
			}
			if err := as.Validate(); err != nil || as.Labels() != NoLabels || as.OutputName(1) != "red" {
				t.Errorf("output 1 is %q of %s, %v", as.OutputName(1), as.Labels(), err)
			}
			if g.Schema.Classes != nil || g.Schema.Outputs != nil {
				t.Error("the graph itself is changed")
			}
		})
	}
}
