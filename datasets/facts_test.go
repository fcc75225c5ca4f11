package datasets

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"testing"
)

// facts of a real file, as testdata/facts.py found them.
type facts struct {
	name                       string
	nodes, edges               int    // directed
	edgeSum                    uint64 // Σ (s+1)(t+1)² over the edges s→t, modulo 2⁶⁴
	nodeFeatures, edgeFeatures matrixFacts
	classes                    []int // nodes of each class
	unlabelled                 int
	yes, missing               []int        // of each task, nodes with label 1 and nodes without a label
	splits                     [][3]idFacts // train, valid, test
	homophily                  float64      // the share of edges between nodes of one class
}

type matrixFacts struct {
	columns    int
	sum, mixed float64 // Σ value, and Σ value·((31·row + column) mod 97), where the row of an edge s→t is 31s + t
}

type idFacts struct{ length, sum int }

// checkFacts holds one of a graph's splits, and all else, against the facts. A sum of features may differ by the order
// of adding.
func checkFacts(t *testing.T, g *Graph, want facts, split int) {
	t.Helper()
	got := facts{name: want.name, nodes: g.NumNodes, edges: g.NumEdges(), homophily: edgeHomophily(g),
		splits: want.splits}
	for e := range g.Target {
		s, t := uint64(g.Source[e]+1), uint64(g.Target[e]+1)
		got.edgeSum += s * t * t
	}
	got.nodeFeatures = factsOf(g.NodeFeatures, want.nodeFeatures, func(node int) int { return node })
	got.edgeFeatures = factsOf(g.EdgeFeatures, want.edgeFeatures,
		func(e int) int { return 31*int(g.Source[e]) + int(g.Target[e]) })
	if g.Classes != nil {
		got.classes = make([]int, g.NumClasses)
		for _, class := range g.Classes {
			if class < 0 {
				got.unlabelled++
			} else {
				got.classes[class]++
			}
		}
	} else {
		got.yes, got.missing = make([]int, g.Tasks.Cols), make([]int, g.Tasks.Cols)
		for i, label := range g.Tasks.Data {
			if isNaN(label) {
				got.missing[i%g.Tasks.Cols]++
			} else {
				got.yes[i%g.Tasks.Cols] += int(label)
			}
		}
	}
	if want.splits != nil {
		got.splits = slices.Clone(want.splits)
		for i, nodes := range [][]int32{g.Train, g.Valid, g.Test} {
			got.splits[split][i] = idFacts{length: len(nodes)}
			for _, node := range nodes {
				got.splits[split][i].sum += int(node)
			}
		}
	}
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
}

// factsOf returns want when the matrix has its sums to 1e-9.
func factsOf(m Matrix, want matrixFacts, key func(row int) int) matrixFacts {
	got := matrixFacts{columns: m.Cols}
	for i, value := range m.Data {
		if value != 0 {
			got.sum += float64(value)
			got.mixed += float64(value) * float64((31*key(i/m.Cols)+i%m.Cols)%97)
		}
	}
	close := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }
	if got.columns == want.columns && close(got.sum, want.sum) && close(got.mixed, want.mixed) {
		return want
	}
	return got
}

// edgeHomophily is the share of edges between nodes of one class (Zhu et al., 2020, arXiv:2006.11468); 0 without
// classes.
func edgeHomophily(g *Graph) float64 {
	if g.Classes == nil {
		return 0
	}
	same := 0
	for e := range g.Target {
		if class := g.Classes[g.Target[e]]; class >= 0 && class == g.Classes[g.Source[e]] {
			same++
		}
	}
	return float64(same) / float64(g.NumEdges())
}

func TestFacts(t *testing.T) {
	builders := map[string]func(t *testing.T, name string) Source{
		"planetoid": func(t *testing.T, name string) Source { return FromPlanetoid(needData(t, "planetoid"), name) },
		"gnn_benchmark": func(t *testing.T, name string) Source {
			return FromNPZ(filepath.Join(needData(t, "gnn_benchmark"), name+".npz"))
		},
		"ogbn_arxiv": func(t *testing.T, _ string) Source { return FromOGB(needData(t, "ogbn_arxiv")) },
		"ogbn_yeast": func(t *testing.T, _ string) Source { return FromOGB(needData(t, "ogbn_yeast")) },
	}
	for folder, list := range realFacts {
		for _, want := range list {
			t.Run(folder+" "+want.name, func(t *testing.T) {
				if testing.Short() && want.nodes*want.nodeFeatures.columns > 1<<25 {
					t.Skip("large")
				}
				g, err := builders[folder](t, want.name).Done()
				if err != nil {
					t.Fatal(err)
				}
				checkFacts(t, g, want, 0)
			})
		}
	}
}

// realFacts are what
//
//	python testdata/facts.py ../../shared/data
//
// prints, put under the folders' names.
var realFacts = map[string][]facts{
	"planetoid": {
		{
			name: "cora", nodes: 2708, edges: 10556, edgeSum: 31600280581000,
			nodeFeatures: matrixFacts{1433, 49216.0, 2364777.0}, classes: []int{351, 217, 418, 818, 426, 298, 180},
			unlabelled: 0, splits: [][3]idFacts{{{140, 9730}, {500, 194750}, {1000, 2207500}}},
			homophily: 0.8099658961727927,
		},
		{
			name: "citeseer", nodes: 3327, edges: 9104, edgeSum: 52025788143456,
			nodeFeatures: matrixFacts{3703, 105165.0, 5041518.0}, classes: []int{249, 590, 668, 701, 596, 508},
			unlabelled: 15, splits: [][3]idFacts{{{120, 7140}, {500, 184750}, {1000, 2816427}}},
			homophily: 0.7350615114235501,
		},
	},
	"gnn_benchmark": {
		{
			name: "cora", nodes: 2708, edges: 10556, edgeSum: 41767323895344,
			nodeFeatures: matrixFacts{1433, 49216.0, 2367215.0}, classes: []int{298, 418, 818, 426, 217, 180, 351},
			unlabelled: 0, homophily: 0.8099658961727927,
		},
		{
			name: "citeseer", nodes: 3312, edges: 9072, edgeSum: 58489795358704,
			nodeFeatures: matrixFacts{3703, 105165.0, 5033910.0}, classes: []int{249, 596, 701, 508, 668, 590},
			unlabelled: 0, homophily: 0.7376543209876543,
		},
		{
			name: "amazon_electronics_photo", nodes: 7650, edges: 238162, edgeSum: 17724271553043090,
			nodeFeatures: matrixFacts{745, 1979909.0, 95067472.0},
			classes:      []int{369, 1686, 703, 915, 882, 823, 1941, 331}, unlabelled: 0, homophily: 0.8272436408830964,
		},
		{
			name: "amazon_electronics_computers", nodes: 13752, edges: 491722, edgeSum: 210708774877026994,
			nodeFeatures: matrixFacts{767, 3675081.0, 176378696.0},
			classes:      []int{436, 2142, 1414, 542, 5158, 308, 487, 818, 2156, 291}, unlabelled: 0,
			homophily: 0.7772155811617133,
		},
		{
			name: "ms_academic_cs", nodes: 18333, edges: 163788, edgeSum: 174163629236995434,
			nodeFeatures: matrixFacts{6805, 1741991.0, 83690407.0},
			classes:      []int{708, 462, 2050, 429, 1394, 2193, 371, 924, 775, 118, 1444, 2033, 420, 4136, 876},
			unlabelled:   0, homophily: 0.8080567562947224,
		},
	},
	"ogbn_arxiv": {
		{
			name: "ogbn-arxiv", nodes: 169343, edges: 1166243, edgeSum: 12231362734337375467,
			splits: [][3]idFacts{{{90941, 7682066754}, {29799, 2514937390}, {48603, 4141437009}}},
			classes: []int{565, 687, 4839, 2080, 5862, 4958, 1618, 589, 6232, 2820, 7869, 750, 29, 2358, 597, 403,
				27321,
				515, 749, 2877, 2076, 393, 1903, 2834, 22187, 1257, 4605, 4801, 21406, 416, 11814, 2828, 411,
				1271, 7867, 127,
				3524, 2369, 1507, 2029},
			unlabelled: 0, homophily: 0.655083031580897,
		},
	},
	"ogbn_yeast": {
		{
			name: "ogbn-yeast", nodes: 6400, edges: 157152, edgeSum: 7047545939979704,
			splits:       [][3]idFacts{{{2665, 8511913}, {889, 2849259}, {889, 2868213}}},
			edgeFeatures: matrixFacts{4, 64489.925769356545, 3101814.0909924544},
			yes:          []int{1013, 984, 1448, 1004, 1135, 1036, 536, 233, 356, 852, 441, 271, 456, 473, 248, 15, 68},
			missing: []int{1957, 1957, 1957, 1957, 1957, 1957, 1957, 1957, 1957, 1957, 1957, 1957, 1957, 1957, 1957,
				1957,
				1957},
		},
	},
}

// TestPublishedFigures holds the real files against published figures.
func TestPublishedFigures(t *testing.T) {
	planetoid := func(t *testing.T, name string) Source { return FromPlanetoid(needData(t, "planetoid"), name) }
	npz := func(t *testing.T, name string) Source {
		return FromNPZ(filepath.Join(needData(t, "gnn_benchmark"), name+".npz"))
	}
	for _, c := range []struct {
		name      string
		from      func(t *testing.T, name string) Source
		homophily float64 // of edges, to two digits; Zhu et al., 2020 (arXiv:2006.11468)
		classes   []int   // Sen et al., 2008: the sizes in the data sets' own descriptions, in the order of the file
		degree    float64 // edges in either direction a node
		component [2]int  // nodes and undirected edges of the largest component; Shchur et al., 2018 (arXiv:1811.05868)
	}{
		{name: "cora", from: planetoid, homophily: 0.81,
			// Theory, reinforcement learning, genetic algorithms, neural networks, probabilistic methods, cases, rules.
			classes: []int{351, 217, 418, 818, 426, 298, 180}},
		{name: "citeseer", from: planetoid, homophily: 0.74,
			// AI, machine learning, information retrieval, databases, agents, human-computer interaction.
			classes: []int{249, 590, 668, 701, 596, 508}},
		{name: "citeseer", from: npz, component: [2]int{2110, 3668}},
		{name: "amazon_electronics_computers", from: npz, component: [2]int{13381, 245778}},
		{name: "amazon_electronics_photo", from: npz, component: [2]int{7487, 119043}},
		// Hu et al., 2020 (arXiv:2005.00687): 13.7, cut off; both ends of an edge count.
		{name: "ogbn_arxiv", from: func(t *testing.T, name string) Source { return FromOGB(needData(t, name)) },
			degree: 13.7},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.from(t, c.name).Done()
			if err != nil {
				t.Fatal(err)
			}
			if h := math.Round(100*edgeHomophily(g)) / 100; c.homophily != 0 && h != c.homophily {
				t.Errorf("homophily %v, published %v", h, c.homophily)
			}
			if d := math.Floor(10*2*float64(g.NumEdges())/float64(g.NumNodes)) / 10; c.degree != 0 && d != c.degree {
				t.Errorf("mean degree %v, published %v", d, c.degree)
			}
			classes := make([]int, g.NumClasses)
			for _, class := range g.Classes {
				if class >= 0 {
					classes[class]++
				}
			}
			if c.classes != nil && !slices.Equal(classes, c.classes) {
				t.Errorf("classes of %v nodes, published %v", classes, c.classes)
			}
			if c.component != [2]int{} && largestComponent(g) != c.component {
				t.Errorf("largest component %v, published %v", largestComponent(g), c.component)
			}
		})
	}
}

// largestComponent counts the nodes and undirected edges of the component with the most nodes.
func largestComponent(g *Graph) (largest [2]int) {
	component := make([]int32, g.NumNodes) // the smallest node of its component, once no edge changes it
	for node := range component {
		component[node] = int32(node)
	}
	for changed := true; changed; {
		changed = false
		for e, target := range g.Target {
			if other := component[g.Source[e]]; other < component[target] {
				component[target], changed = other, true
			}
		}
	}
	nodes, edges := make([]int, g.NumNodes), make([]int, g.NumNodes)
	for _, c := range component {
		nodes[c]++
	}
	for _, target := range g.Target {
		edges[component[target]]++
	}
	for c := range nodes {
		if nodes[c] > largest[0] {
			largest = [2]int{nodes[c], edges[c] / 2}
		}
	}
	return largest
}
