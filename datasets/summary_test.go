package datasets

import (
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/quick"

	"github.com/sbinet/npyio/npz"
)

func TestSummary(t *testing.T) {
	// Classes 0, 0, 1, 1, −1. Edges into 0: from 1 twice; into 1: from 0 and 2; into 2: itself; into 4: from 0. Of the
	// five whose ends have a class, four join one class: their ends are 7 of class 0 and 3 of class 1.
	own := New(6, [][2]int32{{1, 0}, {1, 0}, {0, 1}, {2, 1}, {2, 2}, {0, 4}}).WithName("own").
		WithClasses([]int32{0, 0, 1, 1, -1, -1}).
		WithNodeFeatures([][]float32{{0, 1}, {0, 0}, {0, 0}, {2, 0}, {0, 0}, {-1, 0}}).
		WithSplit([]int32{0}, []int32{1, 3}, nil).WithSpecies([]int32{3, 3, 1, 1, 1, 1}).Must()
	own.Years = []int32{2001, 1999, 2003, 2000, 2000, 2000}
	chance := 0.7*0.7 + 0.3*0.3
	for _, c := range []struct {
		name  string
		graph *Graph
		want  Summary
	}{
		{"own", own, Summary{
			Name: "own", Nodes: 6, Edges: 6, SelfLoops: 1, Duplicates: 1, Isolated: 2,
			MaxInDegree: 2, MedianInDegree: 1, MeanInDegree: 1, NodeFeatures: 2, NonZeroNode: 3. / 12,
			Classes: 2, Labelled: 4, ClassNodes: []int{2, 2},
			Homophily: 0.8, AdjustedHomophily: (0.8 - chance) / (1 - chance),
			Train: 1, Valid: 2, InNoSplit: 3, Species: 2, FirstYear: 1999, LastYear: 2003, Bytes: own.Bytes(),
		}},
		{"tasks", full(), Summary{
			Name: "full", Nodes: 3, Edges: 3, MaxInDegree: 2, MedianInDegree: 1, MeanInDegree: 1,
			NodeFeatures: 1, EdgeFeatures: 2, NonZeroNode: 1, NonZeroEdge: 1, Tasks: 1, Labelled: 2,
			Yes: []float64{0.5}, Homophily: 0, AdjustedHomophily: -1,
			Train: 1, Valid: 1, Test: 1, Species: 2, Bytes: full().Bytes(),
		}},
		{"one class", New(2, [][2]int32{{0, 1}}).WithUndirected().WithName("one").WithClasses([]int32{0, 0}).Must(),
			Summary{
				Name: "one", Nodes: 2, Edges: 2, Undirected: true,
				MinInDegree: 1, MaxInDegree: 1, MedianInDegree: 1, MeanInDegree: 1,
				Classes: 1, Labelled: 2, ClassNodes: []int{2},
				Homophily: 1, AdjustedHomophily: math.NaN(), InNoSplit: 2, Bytes: 4 * 6,
			}},
		{"median of an even number", New(4, [][2]int32{{0, 1}, {0, 2}, {1, 2}, {0, 3}, {1, 3}, {2, 3}}).
			WithName("even").Must(), Summary{
			Name: "even", Nodes: 4, Edges: 6, MaxInDegree: 3, MedianInDegree: 1.5, MeanInDegree: 1.5,
			Homophily: math.NaN(), AdjustedHomophily: math.NaN(), InNoSplit: 4, Bytes: 4 * 12,
		}},
		{"the zero graph", &Graph{}, Summary{Undirected: true, Homophily: math.NaN(), AdjustedHomophily: math.NaN()}},
	} {
		got := c.graph.Summary()
		for _, share := range []struct{ got, want *float64 }{
			{&got.Homophily, &c.want.Homophily}, {&got.AdjustedHomophily, &c.want.AdjustedHomophily},
		} {
			if math.Abs(*share.got-*share.want) < 1e-12 || math.IsNaN(*share.got) && math.IsNaN(*share.want) {
				*share.got, *share.want = 0, 0 // as equal as can be
			}
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

// What is counted over edges is held against counts of pairs.
func TestSummaryOfPairs(t *testing.T) {
	check := func(seed uint64) bool {
		g := drawn(seed)
		if seed%2 == 0 {
			g = g.Transform().ToUndirected().Must()
		}
		pairs := map[[2]int32]int{}
		joined := map[int32]bool{}
		for e, target := range g.Target {
			pairs[[2]int32{g.Source[e], target}]++
			if g.Source[e] != target {
				joined[g.Source[e]], joined[target] = true, true
			}
		}
		undirected, loops := true, 0
		for pair, n := range pairs {
			undirected = undirected && pairs[[2]int32{pair[1], pair[0]}] == n
			if pair[0] == pair[1] {
				loops += n
			}
		}
		s := g.Summary()
		return s.Undirected == undirected && s.SelfLoops == loops && s.Duplicates == g.NumEdges()-len(pairs) &&
			s.Isolated == g.NumNodes-len(joined)
	}
	if err := quick.Check(check, &quick.Config{MaxCount: 500}); err != nil {
		t.Error(err)
	}
}

// Homophily and adjusted homophily in two digits. Cora and Photo: Platonov et al., 2023 (arXiv:2209.06177), Cora's 0.81
// also in Pei et al., 2020 (arXiv:2002.05287). Minesweeper: Platonov et al., 2023 (arXiv:2302.11640).
func TestSummaryOfKnownSets(t *testing.T) {
	for _, c := range []struct {
		name                string
		graph               func(t *testing.T) *Graph
		homophily, adjusted float64
	}{
		{"cora", func(t *testing.T) *Graph {
			return FromNPZ(filepath.Join(needData(t, "gnn_benchmark"), "cora.npz")).Must()
		}, 0.81, 0.77},
		{"photo", func(t *testing.T) *Graph {
			return FromNPZ(filepath.Join(needData(t, "gnn_benchmark"), "amazon_electronics_photo.npz")).Must()
		}, 0.83, 0.79},
		{"minesweeper", readMinesweeper, 0.68, 0.01},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.graph(t).Summary()
			if math.Abs(s.Homophily-c.homophily) > 0.005 || math.Abs(s.AdjustedHomophily-c.adjusted) > 0.005 ||
				!s.Undirected {
				t.Errorf("homophily %.4f, adjusted %.4f, undirected %v; want %v, %v", s.Homophily, s.AdjustedHomophily,
					s.Undirected,
					c.homophily, c.adjusted)
			}
		})
	}
}

// readMinesweeper takes the edges and the classes alone.
func readMinesweeper(t *testing.T) *Graph {
	file, err := npz.Open(filepath.Join(needData(t, "heterophilous"), "minesweeper.npz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var ends, labels []int64
	for name, array := range map[string]*[]int64{"edges": &ends, "node_labels": &labels} {
		if err := file.Read(name+".npy", array); err != nil {
			t.Fatal(err)
		}
	}
	classes, edges := make([]int32, len(labels)), make([][2]int32, len(ends)/2)
	for node, label := range labels {
		classes[node] = int32(label)
	}
	for e := range edges {
		edges[e] = [2]int32{int32(ends[2*e]), int32(ends[2*e+1])}
	}
	return New(len(labels), edges).WithUndirected().WithClasses(classes).Must()
}

func TestSummaryTable(t *testing.T) {
	many := Summary{Name: "many", Classes: 9, ClassNodes: []int{1200, 3, 5, 7, 9, 11, 13, 15, 17},
		Homophily:         math.NaN(),
		AdjustedHomophily: math.NaN(), FirstYear: 1971, LastYear: 2020, NodeFeatures: 6805, NonZeroNode: 0.00887}
	text := many.String()
	for _, want := range []string{"3 to 1,200\n", "none, none\n", "1971 to 2020\n", "6,805, 0.887% not 0\n",
		"0 / 0 / 0 / 0\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	g := full()
	if got := g.Table().String(); got != g.Summary().String() {
		t.Errorf("the graph's table is not its summary's: %s", got)
	}
	if !strings.Contains(g.Table().String(), "1 yes/no task\n") {
		t.Errorf("the graph's table lacks the tasks: %s", g.Table())
	}
	several := Summary{Tasks: 3, Yes: []float64{0.25, math.NaN(), 0.75}, Homophily: math.NaN()}.String()
	if !strings.Contains(several, "3 yes/no tasks\n") || !strings.Contains(several, "25% to 75%, mean 50%\n") ||
		strings.Contains(several, "homophily") {
		t.Error(several)
	}
}

// A file's summary says what it was read as, and what became of each column.
func TestSummaryOfFiles(t *testing.T) {
	const edges = "source,target,weight\na,b,0.5\nb,c,2\n"
	wide := "id"
	for i := range 20 {
		wide += fmt.Sprintf(",f%d", i)
	}
	zeros := strings.Repeat(",0", 20) + "\n"
	for _, c := range []struct {
		name string
		from *File
		want []string
		lack string
	}{
		{"classes", fromTexts(edges, "id,age,income,city,team\na,1,,Rome,red\nb,,,Oslo,blue\nc,3,4,Rome,\n").
			WithClassFrom("team").WithMissing(MissingAsMean), []string{
			"read as CSV", "weights of edges 0.5 to 2", "nodes a class blue 1 / red 1",
			`column "age" of nodes.csv feature; 1 missing value is the mean`,
			`column "income" of nodes.csv feature; 2 missing values are the mean`,
			`column "city" of nodes.csv left out; words; WithCategories makes a feature of each of them`,
			`column "team" of nodes.csv class; 2 classes; 1 node without a label`,
			`column "weight" of edges.csv weight`, `column "source" of edges.csv end`,
		}, "names of nodes"},
		{"values and " +
			"names", fromTexts(edges, "id,name,price\na,Ann,1.5\nb,Bob,-2\nc,,\n").WithValuesFrom("price"), []string{
			"labels 1 value", "labelled nodes 2", "value price -2 to 1.5", "names of nodes Ann, Bob, c",
			`column "name" of nodes.csv name; 1 missing`, `column "price" of nodes.csv value; 1 missing`,
		}, "homophily"},
		{"many " +
			"columns", fromTexts(edges, wide+",x\na"+strings.TrimSpace(zeros)+",1\nb"+strings.TrimSpace(zeros)+",2\nc"+
			strings.TrimSpace(zeros)+",3\n").WithMissing(MissingAsZero),
			[]string{`columns "f0" to "x" of nodes.csv feature; 21 columns`}, "names of nodes"},
		{"one file for both", graphML(graphMLKeysText, `<graph edgedefault="directed"><node id="a"><data `+
			`key="k2">1</data>`+
			`</node><edge source="a" target="a"><data key="k0">1</data></edge></graph>`), []string{
			`column "load" of nodes in power.graphml feature`, `column "length" of edges in power.graphml feature`,
		}, "weights"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.from.Done()
			if err != nil {
				t.Fatal(err)
			}
			var rows []string
			for _, row := range g.Summary().Table().Rows {
				rows = append(rows, strings.Join(row, " "))
			}
			for _, want := range c.want {
				if !slices.Contains(rows, want) {
					t.Errorf("no row %q in\n%s", want, strings.Join(rows, "\n"))
				}
			}
			if strings.Contains(strings.Join(rows, "\n"), c.lack) {
				t.Errorf("%q in\n%s", c.lack, strings.Join(rows, "\n"))
			}
		})
	}
}
