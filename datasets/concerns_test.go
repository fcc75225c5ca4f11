package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cleanGraph has n nodes in a ring, three standard normal features, and labels of a kind that they do not tell.
func cleanGraph(n int, kind Labels) *Graph {
	r := rand.New(rand.NewPCG(1, 2))
	g := &Graph{Name: "clean", NumNodes: n, NodeFeatures: newMatrix(n, 3)}
	for i := range g.NodeFeatures.Data {
		g.NodeFeatures.Data[i] = float32(r.NormFloat64())
	}
	for i := range int32(n) {
		g.Source, g.Target = append(g.Source, (i+1)%int32(n)), append(g.Target, i)
		*[]*[]int32{&g.Train, &g.Train, &g.Valid, &g.Test}[i%4] = append(*[]*[]int32{&g.Train, &g.Train, &g.Valid,
			&g.Test}[i%4], i)
	}
	switch kind {
	case ClassLabels:
		g.NumClasses, g.Classes = 3, make([]int32, n)
		for i := range g.Classes {
			g.Classes[i] = int32(r.IntN(3))
		}
		g.Schema.Classes = []string{"red", "green", "blue"}
	case TaskLabels:
		g.Tasks = newMatrix(n, 2)
		for i := range g.Tasks.Data {
			g.Tasks.Data[i] = float32(r.IntN(2))
		}
		g.Schema.Outputs = []string{"late", "paid"}
	case ValueLabels:
		g.Values = newMatrix(n, 1)
		for i := range g.Values.Data {
			g.Values.Data[i] = float32(r.NormFloat64())
		}
		g.Schema.Outputs = []string{"price"}
	}
	g.Schema.NodeFeatures = []Feature{{Name: "age"}, {Name: "income"}, {Name: "height"}}
	return g
}

// setColumn gives a feature other values.
func setColumn(g *Graph, column int, value func(node int) float32) {
	for node := range g.NumNodes {
		g.NodeFeatures.Row(node)[column] = value(node)
	}
}

// oneHot adds a column of categories.
func oneHot(g *Graph, name string, categories int, of func(node int) int) {
	m := newMatrix(g.NumNodes, categories)
	for node := range g.NumNodes {
		m.Row(node)[of(node)] = 1
	}
	g.NodeFeatures = beside(g.NodeFeatures, m)
	for i := range categories {
		g.Schema.NodeFeatures = append(g.Schema.NodeFeatures, Feature{Name: name, Category: fmt.Sprint("c", i)})
	}
}

func TestConcerns(t *testing.T) {
	for _, c := range []struct {
		name   string
		nodes  int
		kind   Labels
		change func(*Graph)
		want   string // the lines, with " | " between them; "" for none
	}{
		{"clean classes", 200, ClassLabels, nil, ""},
		{"clean tasks", 200, TaskLabels, nil, ""},
		{"clean values", 200, ValueLabels, nil, ""},
		{"clean and small", 8, TaskLabels, nil, ""},
		{"clean categories", 200, ClassLabels, func(g *Graph) {
			oneHot(g, "town", 5, func(node int) int { return node % 5 })
		}, ""},
		{"identity features", 200, ClassLabels, func(g *Graph) {
			oneHot(g, "id", 200, func(node int) int { return node })
		}, ""},
		{"no labels", 200, NoLabels, nil, "no node has a label; give it classes, tasks or values to predict"},
		{"no labels, a column left out", 200, NoLabels, func(g *Graph) {
			g.Schema.Columns = []Column{{Name: "species", Role: LeftOut}, {Name: "type", Role: LeftOut, OfEdges: true},
				{Name: "x", Role: FeatureRole}}
		}, `no node has a label; the source's column "species" may be the target: name it by WithClassFrom, ` +
			`WithTasksFrom or WithValuesFrom`},
		{"no split", 200, ClassLabels, func(g *Graph) { g.Train = nil },
			"no node trains, as there is no split; 200 nodes have a label: use Transform().SplitAtRandom(0.6, 0.2, 1)"},
		{"training nodes without labels", 200, ClassLabels, func(g *Graph) {
			for _, node := range g.Train {
				g.Classes[node] = -1
			}
		}, "none of its 100 training nodes has a label, and 100 others do: use Transform().SplitAtRandom(0.6, 0.2, 1)"},
		{"one class", 200, ClassLabels, func(g *Graph) { clear(g.Classes) },
			`all 200 labelled nodes have the class "red", so there is nothing to tell apart; check which column is ` +
				`the class`},
		{"one answer", 200, TaskLabels, func(g *Graph) {
			for node := range g.NumNodes {
				g.Tasks.Row(node)[1] = 1
			}
		}, `all nodes that are labelled for "paid" have one answer, so there is nothing to learn; check how it was ` +
			`read`},
		{"one value", 200, ValueLabels, func(g *Graph) {
			for node := range g.NumNodes {
				g.Values.Data[node] = 3
			}
			g.Values.Data[5] = float32(math.NaN())
		}, `all nodes that are labelled for "price" have one answer, so there is nothing to learn; check how it was ` +
			`read`},
		{"a class that does not train", 200, ClassLabels, func(g *Graph) {
			g.NumClasses, g.Schema.Classes = 4, append(g.Schema.Classes, "white")
			g.Classes[g.Test[0]], g.Classes[g.Valid[0]] = 3, 3
		}, `no training node has the class "white", and 2 others do, so a network never learns it; use ` +
			`another split, such as Transform().SplitByClass`},
		{"no validation", 200, ClassLabels, func(g *Graph) { g.Valid = nil }, "no labelled node validates, so " +
			"nothing tells which parameters are the best; use a split with some, such as " +
			"Transform().SplitAtRandom(0.6, 0.2, 1)"},
		{"no test", 200, ValueLabels, func(g *Graph) { g.Test = nil }, "no labelled node tests, so nothing tells how " +
			"well it does on nodes it has not seen; use a split with some, such as Transform().SplitAtRandom(0.6, " +
			"0.2, 1)"},
		{"a large feature", 200, ClassLabels, func(g *Graph) {
			setColumn(g, 1, func(node int) float32 { return float32(20_000 + 137*node) })
		}, `the node feature "income" goes up to 47263, and a network learns from numbers of about 1; use ` +
			`Transform().Standardize()`},
		{"uneven features", 200, ClassLabels, func(g *Graph) {
			setColumn(g, 1, func(node int) float32 { return 2000 + g.NodeFeatures.Row(node)[0] })
		}, `the node feature "income" drowns what is there to learn: 2098 times as large as the smallest feature, or ` +
			`as what differs from node to node; use Transform().Standardize()`},
		{"large features of edges", 200, ClassLabels, func(g *Graph) {
			g.EdgeFeatures = newMatrix(200, 1)
			for i := range g.EdgeFeatures.Data {
				g.EdgeFeatures.Data[i] = float32(-1000 * i)
			}
		}, `the edge feature "0" goes up to 199000, and a network learns from numbers of about 1; divide them by ` +
			`their deviation`},
		{"a constant", 200, ClassLabels, func(g *Graph) { setColumn(g, 2, func(int) float32 { return 0 }) },
			`the node feature "height" tells nothing, the same for all nodes; leave out what tells nothing, or check ` +
				`how it was read`},
		{"a word that no text has", 200, ClassLabels, func(g *Graph) {
			g.NodeFeatures, g.Schema.NodeFeatures = newMatrix(200, 50), nil
			for node := range 200 {
				g.NodeFeatures.Row(node)[node%49] = 1
			}
		}, ""},
		{"a number for each class", 200, ClassLabels, func(g *Graph) {
			setColumn(g, 0, func(node int) float32 { return float32((g.Classes[node] + 1) % 3) })
		}, `the node feature "age" alone tells the class of 200 of 200 labelled nodes; leave out what is not known ` +
			`of a node before its target is`},
		{"a category for each class", 200, ClassLabels, func(g *Graph) {
			oneHot(g, "kind", 3, func(node int) int { return int(g.Classes[node]) })
		}, `the node feature "kind" alone tells the class of 200 of 200 labelled nodes; leave out what is not known ` +
			`of a node before its target is`},
		{"several categories for each class", 200, ClassLabels, func(g *Graph) {
			oneHot(g, "kind", 9, func(node int) int { return 3*int(g.Classes[node]) + node%3 })
		}, `the node feature "kind" alone tells the class of 200 of 200 labelled nodes; leave out what is not known ` +
			`of a node before its target is`},
		{"a category for one class", 200, ClassLabels, func(g *Graph) {
			oneHot(g, "kind", 2, func(node int) int { return int(g.Classes[node] / 2) })
		}, `the node feature "kind" alone tells which nodes have the class "blue" of 200 of 200 labelled nodes; ` +
			`leave out what is not known of a node before its target is`},
		{"a threshold", 200, ClassLabels, func(g *Graph) {
			setColumn(g, 0, func(node int) float32 {
				return float32(g.Classes[node]/2) + 0.4*float32(node%97)/97 // blue is above 0.5
			})
		}, `the node feature "age" alone tells which nodes have the class "blue" of 200 of 200 labelled nodes; leave ` +
			`out what is not known of a node before its target is`},
		{"a threshold that one node in 200 breaks", 2000, ClassLabels, func(g *Graph) {
			setColumn(g, 0, func(node int) float32 {
				return float32(min(g.Classes[node], 1)) + 0.4*float32(node%97)/97
			})
			g.NodeFeatures.Row(7)[0] = 1 - g.NodeFeatures.Row(7)[0]
		}, `the node feature "age" alone tells which nodes have the class "red" of 1,999 of 2,000 labelled nodes; ` +
			`leave out what is not known of a node before its target is`},
		{"the species", 200, ClassLabels, func(g *Graph) { g.Species = slices.Clone(g.Classes) },
			`the node feature "species" alone tells the class of 200 of 200 labelled nodes; leave out what is not ` +
				`known of a node before its target is`},
		{"the class of training nodes", 200, ClassLabels, func(g *Graph) {
			setColumn(g, 0, func(int) float32 { return -1 })
			for _, node := range g.Train {
				g.NodeFeatures.Row(int(node))[0] = float32(g.Classes[node])
			}
		}, `the node feature "age" alone tells the class of 100 of 100 training nodes, but not of the others; leave ` +
			`out what is not known of a node before its target is`},
		{"an accident of few nodes", 8, ClassLabels, func(g *Graph) {
			setColumn(g, 0, func(node int) float32 { return float32(g.Classes[node]) })
		}, ""},
		{"half of the class", 200, ClassLabels, func(g *Graph) {
			setColumn(g, 0, func(node int) float32 { return float32(int(g.Classes[node]) * (node % 2)) })
		}, ""},
		{"a task", 200, TaskLabels, func(g *Graph) {
			setColumn(g, 2, func(node int) float32 { return 3 - g.Tasks.Row(node)[0] })
		}, `the node feature "height" alone tells "late" of 200 of 200 labelled nodes; leave out what is not known ` +
			`of a node before its target is`},
		{"a real number", 200, ValueLabels, func(g *Graph) {
			setColumn(g, 2, func(node int) float32 { return 5 - 2*g.Values.Data[node] })
		}, `the node feature "height" alone tells "price" of 200 of 200 labelled nodes; leave out what is not known ` +
			`of a node before its target is`},
		{"half of a real number", 200, ValueLabels, func(g *Graph) {
			setColumn(g, 2, func(node int) float32 { return g.Values.Data[node] + 0.1*g.NodeFeatures.Row(node)[0] })
		}, ""},
		{"isolated nodes", 200, ClassLabels, func(g *Graph) { g.Source, g.Target = g.Source[:50], g.Target[:50] },
			"149 of 200 nodes have no edge to another node; check that nodes and edges have the same ids, or use " +
				"Transform().RemoveIsolated()"},
		{"edges twice", 200, ClassLabels, func(g *Graph) {
			var source, target []int32
			for e := range g.Source {
				source, target = append(source, g.Source[e], g.Source[e]), append(target, g.Target[e], g.Target[e])
			}
			g.Source, g.Target = source, target
		}, "200 of 400 edges repeat another one, which then counts several times; use Transform().RemoveDuplicates()"},
		{"self-loops", 200, ClassLabels, func(g *Graph) {
			for e := range 120 {
				g.Source[e] = g.Target[e]
			}
		}, "120 of 200 edges lead from a node to itself; check the ids of their ends, or use " +
			"Transform().RemoveSelfLoops()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := cleanGraph(c.nodes, c.kind)
			if c.change != nil {
				c.change(g)
			}
			if err := g.Validate(); err != nil && c.kind != NoLabels {
				t.Fatal(err)
			}
			var lines []string
			for _, concern := range g.Concerns() {
				lines = append(lines, concern.String())
				if concern.Fatal() != (concern.Kind == NoTraining) {
					t.Errorf("fatal: %v", concern.Fatal())
				}
			}
			if got := strings.Join(lines, " | "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestNoConcerns holds that graphs that are well known are fit for training.
func TestNoConcerns(t *testing.T) {
	for name, source := range map[string]interface{ Done() (*Graph, error) }{
		"karate":              Karate(),
		"chains":              Chains(20, 1),
		"noisy chains":        Chains(10, 1).WithNoise(0.1).WithClasses(5),
		"block model":         PlantedPartition(4, 100, 0.1, 0.01, 1).WithNodeFeatures(16, 1),
		"block model's ids":   PlantedPartition(2, 100, 0.1, 0.01, 1).WithOneHot(),
		"a strong signal":     PlantedPartition(3, 200, 0.1, 0.01, 1).WithNodeFeatures(64, 3),
		"proteins-like":       ProteinsLike(2000, 20_000, 1),
		"small proteins-like": ProteinsLike(60, 400, 1).WithTasks(5),
	} {
		t.Run(name, func(t *testing.T) {
			g, err := source.Done()
			if err != nil {
				t.Fatal(err)
			}
			noConcerns(t, g)
		})
	}
}

// noConcerns wants none but of a split, which is not the data's.
func noConcerns(t *testing.T, g *Graph) {
	t.Helper()
	if len(g.Train) == 0 {
		var err error
		if g, err = g.Transform().SplitAtRandom(0.6, 0.2, 1).Done(); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range g.Concerns() {
		t.Errorf("%s: %s", g.Name, c)
	}
}

// TestNoConcernsOfRealSets does so for the published sets that are here.
func TestNoConcernsOfRealSets(t *testing.T) {
	sources := map[string]Source{}
	for _, of := range []struct{ folder, name string }{{"planetoid", "cora"}, {"planetoid", "citeseer"}} {
		sources[of.name] = FromPlanetoid(needData(t, of.folder), of.name)
	}
	for _, folder := range []string{"gnn_benchmark", "heterophilous"} {
		paths, err := filepath.Glob(filepath.Join(needData(t, folder), "*.npz"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if folder == "heterophilous" {
				sources[path] = FromHeterophilous(path)
			} else {
				sources[path] = FromNPZ(path)
			}
		}
	}
	for _, folder := range []string{"ogbn_arxiv", "ogbn_yeast"} {
		sources[folder] = FromOGB(needData(t, folder))
	}
	for name, source := range sources {
		t.Run(filepath.Base(name), func(t *testing.T) {
			g, err := source.Done()
			if err != nil {
				t.Fatal(err)
			}
			noConcerns(t, g)
		})
	}
}
