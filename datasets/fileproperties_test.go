package datasets

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// textTable is a table of texts, its header first.
type textTable [][]string

func (c textTable) String() string {
	var text strings.Builder
	for _, row := range c {
		for i, cell := range row {
			if i > 0 {
				text.WriteByte(';')
			}
			text.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
		}
		text.WriteByte('\n')
	}
	return text.String()
}

// shuffled has the rows and the columns of a table in another order.
func (c textTable) shuffled(random *rand.Rand) textTable {
	columns, rows := random.Perm(len(c[0])), random.Perm(len(c)-1)
	made := make(textTable, len(c))
	for i := range c {
		from := c[0]
		if i > 0 {
			from = c[1+rows[i-1]]
		}
		for _, column := range columns {
			made[i] = append(made[i], from[column])
		}
	}
	return made
}

// peopleTables are a table of nodes with a column of each kind, and one of edges.
func peopleTables() (nodes, edges textTable) {
	random := rand.New(rand.NewPCG(3, 4))
	nodes = textTable{{"id", "name", "age", "income", "share", "city", "born", "member", "class", "class_no", "split",
		"year", ""}}
	edges = textTable{{"source", "target", "weight", "kind", "timestamp", "length"}}
	const people = 40
	for node := range people {
		class := random.IntN(3)
		income := fmt.Sprintf("%d.%03d,%02d", 1+random.IntN(9), random.IntN(1000), random.IntN(100))
		if node == 7 || node == 11 {
			income = "NA"
		}
		nodes = append(nodes, []string{fmt.Sprintf("p%02d", node), fmt.Sprintf(`Ann `+
			`"%d"`, node), fmt.Sprint(20 + random.IntN(50)),
			income, fmt.Sprintf("%d,5 %%", random.IntN(90)), []string{"Rome", "Oslo", "Bern"}[random.IntN(3)],
			fmt.Sprintf("%02d.%02d.1990", 1+random.IntN(28), 1+random.IntN(12)), []string{"ja", "yes",
				"no"}[1+random.IntN(2)],
			[]string{"x", "y", "-"}[class], fmt.Sprint(class), []string{"train", "val", "test", ""}[node%4],
			fmt.Sprint(2000 + random.IntN(20)), fmt.Sprint(node + 1)})
	}
	for range 3 * people {
		edges = append(edges, []string{fmt.Sprintf("p%02d", random.IntN(people)), fmt.Sprintf("p%02d",
			random.IntN(people)),
			fmt.Sprintf("%d,25", random.IntN(9)), []string{"kin", "work"}[random.IntN(2)],
			fmt.Sprint(1_000_000_000 + random.IntN(1000)),
			fmt.Sprintf("1,%d", random.IntN(1000))})
	}
	return nodes, edges
}

func readPeople(t *testing.T, nodes, edges textTable) *Graph {
	t.Helper()
	g, err := fromTexts(edges.String(), nodes.String()).WithClassFrom("class").WithCategories("city", "kind").
		WithDates("born").WithMissing(MissingAsMean).Done()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// byID is what is known of each node by its id, and of each edge by its ends, without regard to any order.
func byID(g *Graph) string {
	var lines []string
	for node := range int32(g.NumNodes) {
		var words []string
		for column := range g.NodeFeatures.Cols {
			words = append(words, fmt.Sprintf("%s=%g", g.FeatureName(column), g.NodeFeatures.Row(int(node))[column]))
		}
		slices.Sort(words)
		class := "none"
		if g.Classes != nil && g.Classes[node] >= 0 {
			class = g.ClassName(int(g.Classes[node]))
		}
		lines = append(lines, fmt.Sprintln(g.ID(node), g.NameOf(node), words, class, g.Years[node],
			slices.Contains(g.Train, node),
			slices.Contains(g.Valid, node), slices.Contains(g.Test, node)))
	}
	for e, target := range g.Target {
		var words []string
		for column, f := range g.Schema.EdgeFeatures {
			words = append(words, fmt.Sprintf("%v=%g", f, g.EdgeFeatures.Row(e)[column]))
		}
		slices.Sort(words)
		lines = append(lines, fmt.Sprintln(g.ID(g.Source[e]), g.ID(target), g.EdgeWeights[e], g.EdgeTimes[e], words))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// The order of columns and rows changes nothing of any node or edge.
func TestShuffledTables(t *testing.T) {
	nodes, edges := peopleTables()
	want := byID(readPeople(t, nodes, edges))
	if !strings.Contains(want, "born=") || !strings.Contains(want, "kind=kin=1") {
		t.Fatal(want)
	}
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		if got := byID(readPeople(t, nodes.shuffled(random), edges.shuffled(random))); got != want {
			t.Fatalf("seed %d:\n%s\nwant\n%s", seed, got, want)
		}
	}
}

// All columns of a table are in the report, and no other.
func TestAllColumnsAreReported(t *testing.T) {
	nodes, edges := peopleTables()
	g := readPeople(t, nodes, edges)
	var got, want []string
	for _, c := range g.Schema.Columns {
		got = append(got, c.File+" "+c.Name)
	}
	for _, name := range nodes[0] {
		want = append(want, "nodes.csv "+name)
	}
	for _, name := range edges[0] {
		want = append(want, "edges.csv "+name)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("reported %q\nwant     %q", got, want)
	}
}

// Each word that one of the files of testdata names a column by is in the report.
func TestAllColumnsOfFilesAreReported(t *testing.T) {
	for file, names := range map[string]string{
		"gephi.graphml":       "label r g b x y size Modularity_Class age weight",
		"nx.gml":              "label x team ok weight",
		"nx_mixed.graphml":    "x team ok weight",
		"yed.graphml":         "url score nodegraphics edgegraphics",
		"neo_edges.csv":       ":START_ID weight :END_ID :TYPE",
		"gephi_edges.csv":     "Source Target Type Id Label timeset Weight",
		"dgl":                 "node_id label train_mask val_mask test_mask feat src_id dst_id",
		"scipy.npz":           "data",
		"nx_default.edgelist": "weight",
		"konect.tsv":          "weight time",
		"real.mtx":            "weight",
		"eu_edges.csv":        "source target weight",
	} {
		g := Read(filepath.Join("testdata", "cases", file)).Must()
		for name := range strings.FieldsSeq(names) {
			name = strings.ReplaceAll(name, "_C", " C")
			if !slices.ContainsFunc(g.Schema.Columns, func(c Column) bool { return c.Name == name }) {
				t.Errorf("%s: %q is not in %v", file, name, g.Schema.Columns)
			}
		}
		for _, c := range g.Schema.Columns {
			if c.Role == "" || c.Role == LeftOut && c.Note == "" {
				t.Errorf("%s: %+v does not say why", file, c)
			}
		}
	}
}

// Saving, opening, transforming, taking a part: names and roles stay.
func TestNamesAllTheWay(t *testing.T) {
	nodes, edges := peopleTables()
	g := readPeople(t, nodes, edges)
	path := filepath.Join(t.TempDir(), "people.graph")
	if err := g.Save(path); err != nil {
		t.Fatal(err)
	}
	opened := Open(path).Must()
	if byID(opened) != byID(g) {
		t.Error("what was saved is not what was read")
	}
	recognized := Read(path).Must()
	if recognized.Schema.Format != "CSV" || recognized.Name != g.Name || byID(recognized) != byID(g) {
		t.Errorf("Read takes the saved graph for %v, %q", recognized, recognized.Schema.Format)
	}
	same := func(what string, of *Graph) {
		t.Helper()
		if fmt.Sprint(of.Schema.NodeFeatures) != fmt.Sprint(g.Schema.NodeFeatures) ||
			!slices.Equal(of.Schema.Classes, g.Schema.Classes) ||
			fmt.Sprint(of.Schema.EdgeFeatures) != fmt.Sprint(g.Schema.EdgeFeatures) ||
			!slices.Equal(of.Schema.Columns, g.Schema.Columns) {
			t.Errorf("%s: schema %v", what, of.Schema)
		}
		for node := range int32(of.NumNodes) {
			from := slices.Index(g.IDs, of.ID(node))
			if from < 0 || of.NameOf(node) != g.NameOf(int32(from)) || of.Classes[node] != g.Classes[from] {
				t.Fatalf("%s: node %d is %q, %q", what, node, of.ID(node), of.NameOf(node))
			}
		}
	}
	same("opened", opened)
	same("split anew, standardized", opened.Transform().SplitAtRandom(0.5, 0.2, 1).Standardize().Must())
	same("undirected with loops", opened.Transform().ToUndirected().AddSelfLoops().Must())
	some := []int32{30, 2, 3, 5, 8}
	sub := opened.Transform().Subgraph(some).Must()
	same("a subgraph", sub)
	if sub.NumNodes != len(some) {
		t.Errorf("%d nodes of %d", sub.NumNodes, len(some))
	}
	parts, err := opened.Partition(4, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4 {
		part := parts.Part(i)
		for place, node := range part.Nodes[:part.NumNodes] {
			if want := g.NodeFeatures.Row(int(node)); !slices.Equal(part.NodeFeatures.Row(place), want) {
				t.Fatalf("part %d: features of %s are %v, want %v", i, g.ID(node), part.NodeFeatures.Row(place), want)
			}
		}
	}
}
