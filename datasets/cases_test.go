package datasets

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// tells is what a graph says of itself in a few words: nodes, edges with weights and times, features, classes.
func tells(g *Graph) string {
	var words []string
	say := func(format string, values ...any) { words = append(words, fmt.Sprintf(format, values...)) }
	say("%s: %s", g.Schema.Format, idsOf(g))
	if g.Names != nil {
		say("names %s", strings.Join(g.Names, ", "))
	}
	var edges []string
	for e, target := range g.Target {
		edge := g.ID(g.Source[e]) + ">" + g.ID(target)
		if g.EdgeWeights != nil {
			edge += fmt.Sprintf("=%g", g.EdgeWeights[e])
		}
		if g.EdgeTimes != nil {
			edge += fmt.Sprintf("@%d", g.EdgeTimes[e])
		}
		if g.EdgeFeatures.Cols > 0 {
			edge += fmt.Sprint(g.EdgeFeatures.Row(e))
		}
		edges = append(edges, edge)
	}
	slices.Sort(edges)
	say("%s", strings.Join(edges, " "))
	if g.EdgeFeatures.Cols > 0 {
		say("%v", g.Schema.EdgeFeatures)
	}
	if g.NodeFeatures.Cols > 0 {
		say("%v %v", g.Schema.NodeFeatures, g.NodeFeatures.Data)
	}
	if g.Classes != nil {
		say("classes %v %v", g.Schema.Classes, g.Classes)
	}
	if len(g.Train)+len(g.Valid)+len(g.Test) > 0 {
		say("split %v %v %v", g.Train, g.Valid, g.Test)
	}
	return strings.Join(words, "; ")
}

// took is what a graph took its source's columns for, "name role (note)"; ends and ids left aside.
func took(g *Graph) string {
	var list []string
	for _, c := range g.Schema.Columns {
		if c.Role == EndRole || c.Role == IDRole {
			continue
		}
		text := c.Name + " " + string(c.Role)
		if c.Missing > 0 {
			text += fmt.Sprintf(" -%d", c.Missing)
		}
		if c.Note != "" {
			text += " (" + c.Note + ")"
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

const (
	wordsNote  = " left out (words; WithCategories makes a feature of each of them)"
	unsaidNote = " left out (by its name it may be what to predict, which is never guessed: name it by " +
		"WithClassFrom, " +
		"WithTasksFrom or WithValuesFrom)"
	gephiDrawing = " left out (a drawing of Gephi); "
)

// The files of testdata/cases are as other programs write them.
func TestCases(t *testing.T) {
	in := func(edges string, nodes ...string) *File {
		for i := range nodes {
			nodes[i] = "testdata/cases/" + nodes[i]
		}
		return Read("testdata/cases/"+edges, nodes...)
	}
	mtx := func(weights ...float32) string {
		var edges []string
		for i, pair := range [][2]int{{1, 2}, {1, 3}, {1, 5}, {2, 3}, {3, 4}, {4, 5}} {
			weight := ""
			if weights != nil {
				weight = fmt.Sprintf("=%g", weights[i])
			}
			edges = append(edges, fmt.Sprintf("%d>%d%s", pair[0], pair[1], weight),
				fmt.Sprintf("%d>%d%s", pair[1], pair[0], weight))
		}
		slices.Sort(edges)
		return "MatrixMarket: 1 2 3 4 5; " + strings.Join(edges, " ")
	}
	const path = "a>b b>c c>d"
	for _, c := range []struct {
		name string
		from *File
		want string // what the graph tells, or "error: " and a part of it
		took string
	}{
		{"the class as a name and a number", in("abc_edges.csv", "codes_nodes.csv").WithClassFrom("class_name"),
			"CSV: a b c; a>b b>c; [x] [1 2 3]; classes [blue red] [1 0 1]",
			"x feature; class left out (by its name it is a label, which is no input; WithNodeFeatures takes it all " +
				"the " +
				"same); class_name class (2 classes)"},
		{"R's row numbers and NA", in("na_edges.csv", "na_nodes.csv").WithClassFrom("team"),
			"CSV: a b c d; " + path + "; [x] [1.5 2.5 0.5 1.5]; classes [blue red] [1 -1 0 -1]",
			" left out (it has no name, as the row numbers of R and pandas); x feature; " +
				"team class -2 (2 classes; 2 nodes without a label)"},
		{"NA in the first row", in("na_edges.csv", "na_first.csv"), `error: na_first.csv line 2: column "x": "NA" ` +
			`stands for no value, which is missing for 1 of 4 nodes; say what to do by WithMissing`, ""},
		{"NA in the first row, as 0", in("na_edges.csv", "na_first.csv").WithMissing(MissingAsZero),
			"CSV: a b c d; " + path + "; [x y] [0 1 2.5 2 3.5 1 1.5 0]",
			"x feature -1 (missing values are 0); y feature; team" + wordsNote},
		{"decimal commas", in("eu_edges.csv", "eu_nodes.csv"),
			"CSV: 1 2 3 4; 1>2=0.5 2>3=1.25 3>4=2; [height income] [1.82 2100.5 1.75 1800 1.6 2500.1 1.9 900.5]",
			"height feature (with a decimal comma); income feature (with a decimal comma); team" + wordsNote +
				"; weight weight (with a decimal comma)"},
		{"Gephi's tables", in("gephi_edges.csv", "gephi_nodes.csv"),
			"CSV: n1 n2 n3 n4; names alpha one, beta, gamma, delta; n1>n2=1 n1>n4=1 n2>n1=1 n2>n3=2 n3>n2=2 n4>n1=1; " +
				"[modularity_class degree] [0 2 1 2 0 1 1 1]",
			"Label name; timeset left out (when an element of Gephi is there); modularity_class feature; degree " +
				"feature; " +
				"Type left out (it says which edges have a direction); Id left out (the ids of Gephi's edges); " +
				"Label left out (the labels of Gephi's edges); timeset left out (when an element of Gephi is there); " +
				"Weight weight"},
		{"Gephi's GraphML", in("gephi.graphml"),
			"GraphML: 0 1 2 3; names p0, p1, p2, p3; 0>1=1 1>0=1 1>2=1 2>1=1 2>3=1 3>2=1; " +
				"[Modularity Class age] [0 31 0 28 1 44 1 51]",
			"label name; r" + gephiDrawing + "g" + gephiDrawing + "b" + gephiDrawing + "x" + gephiDrawing + "y" +
				gephiDrawing + "size" + gephiDrawing + "Modularity Class feature; age feature; " +
				"Edge Label left out -3 (it has no value in any row); weight weight; id left out (the ids of edges)"},
		{"Gephi's GraphML with sizes", in("gephi.graphml").WithNodeFeatures("size"),
			"GraphML: 0 1 2 3; names p0, p1, p2, p3; 0>1=1 1>0=1 1>2=1 2>1=1 2>3=1 3>2=1; [size] [10 10 10 10]", "*"},
		{"an adjacency matrix", in("matrix.csv"), "CSV: A B C; A>A=1.1 A>B=4.3 B>A=1.4 B>B=2 B>C=1.1 C>A=1 C>C=3.1",
			"weight weight (an adjacency matrix)"},
		{"Neo4j's header", in("neo_edges.csv"), "CSV: p1 p2 p3; p1>p2=0.5[1] p2>p3=0.7[1]; [:TYPE=KNOWS]",
			"weight weight; :TYPE category (1 category)"},
		{"DGL's folder", in("dgl").WithClassFrom("label"),
			"DGL folder: 0 1 2 3; 0>1 1>2 2>3 3>0; [feat0 feat1] [0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8]; " +
				"classes [0 1] [0 1 0 1]; split [0 1] [2] [3]",
			"label class (2 classes); train_mask split; val_mask split; test_mask split; " +
				"feat feature (2 columns: feat0 to feat1; lists of numbers)"},
		{"a real MatrixMarket file", in("real.mtx"), mtx(0.5, 1.5, 3, 2.5, 1, 2), "weight weight"},
		{"a MatrixMarket file of a pattern", in("pattern.mtx"), mtx(), ""},
		{"METIS", in("metis.graph"), "METIS: 1 2 3 4; 1>2 1>3 2>1 2>3 3>1 3>2 3>4 4>3", ""},
		{"NetworkX's GML", in("nx.gml"), "GML: 0 1 2 3; names n0, n1, n2, n3; 0>1=1 1>0=1 1>2=0.5 2>1=0.5 2>3=2.5 " +
			"3>2=2.5; " +
			"[x ok] [1 0 0.5 1 2 0 3 1]", "label name; x feature; team" + wordsNote + "; ok feature; weight weight"},
		{"NetworkX's GML with categories", in("nx.gml").WithCategories("team"),
			"GML: 0 1 2 3; names n0, n1, n2, n3; 0>1=1 1>0=1 1>2=0.5 2>1=0.5 2>3=2.5 3>2=2.5; " +
				"[x team=blue team=red ok] [1 0 1 0 0.5 1 0 1 2 0 1 0 3 1 0 1]", "*"},
		{"NetworkX's edge list", in("nx_default.edgelist"), "edge list: n0 n1 n2 n3; n0>n1=1 n1>n2=0.5 n2>n3=2.5",
			"weight weight"},
		{"two keys of one name", in("nx_mixed.graphml"),
			"GraphML: n0 n1 n2 n3; n0>n1=1 n1>n0=1 n1>n2=0.5 n2>n1=0.5 n2>n3=2.5 n3>n2=2.5; [x ok] [1 0 0.5 1 2 0 3 1]",
			"x feature; ok feature (yes is 1, no is 0); team" + wordsNote + "; weight weight"},
		{"yEd", in("yed.graphml"), "GraphML: n0 n1; names A, n1; n0>n1; [score] [1 2]",
			"url left out -2 (it has no value in any row); score feature; nodegraphics left out (a drawing of yEd); " +
				"NodeLabel name -1; edgegraphics left out (a drawing of yEd); id left out (the ids of edges)"},
		{"KONECT", in("konect.tsv"), "edge list: 1 2 3 4; 1>2=3@1166068800 1>3=1@1166068804 2>3=1@1166068801 " +
			"3>4=1@1166068802 4>1=2@1166068803", "weight weight; time time"},
		{"−1.0 for no class", in("na_edges.csv", "neg_nodes.csv").WithClassFrom("team"),
			"CSV: a b c d; " + path + "; [x] [1 2 3 4]; classes [0.0 1.0] [0 1 -1 -1]",
			"x feature; team class (-1.0 is unlabelled; 2 classes; 2 nodes without a label)"},
		{"a real number as a class", in("price_edges.csv", "price_nodes.csv").WithClassFrom("label"),
			`error: price_nodes.csv: column "label": 99 different numbers for 100 nodes are no classes; predict ` +
				`numbers by ` +
				`WithValuesFrom("label")`, ""},
		{"Excel's sep=", in("sep.csv"), "CSV: a b c; a>b[1] b>c[2]; [w]", "w feature"},
		{"line ends of old Macs", in("cr.csv"), "CSV: a b c; a>b b>c", ""},
		{"a comment", in("comment.csv"), "CSV: a b c; a>b b>c", ""},
		{"quotes without a header", in("quotes.csv").WithoutHeader(), "CSV: a b c d; a>b a>c c>d", ""},
		{"quotes, the header forgotten", in("quotes.csv"), `error: quotes.csv line 2: "a" is a node's id here, and ` +
			`in the ` +
			`first line of testdata/cases/quotes.csv, which names the columns`, ""},
		{"Windows-1252", in("latin.csv").WithEncoding(Windows1252), "CSV: José Zoë node; José>Zoë Zoë>node", ""},
		{"Windows-1252 unsaid", in("latin.csv"), `error: latin.csv line 2: the byte 0xE9 is not UTF-8; the file may ` +
			`be in ` +
			`Windows-1252: say so by WithEncoding(datasets.Windows1252)`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.from.Done()
			if want, refused := strings.CutPrefix(c.want, "error: "); refused {
				checkRefused(t, err, want)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := tells(g); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if got := took(g); c.took != "*" && got != c.took {
				t.Errorf("took %s\nwant %s", got, c.took)
			}
		})
	}
}

// Classes and edges are random; the species is no input.
func TestCaseSpecies(t *testing.T) {
	read := func() *File {
		return Read("testdata/cases/species_edges.csv", "testdata/cases/species_nodes.csv")
	}
	for name, g := range map[string]*Graph{
		"named": read().WithClassFrom("species").Must(), "not named": read().Must(),
	} {
		if got := fmt.Sprint(g.Schema.NodeFeatures); got != "[length width]" {
			t.Errorf("%s: features %s", name, got)
		}
	}
	if g := read().WithClassFrom("species").Must(); g.NumNodes != 150 || g.NumEdges() != 150 ||
		fmt.Sprint(g.Schema.Classes) != "[adelie chinstrap gentoo]" {
		t.Errorf("%v, classes %q", g, g.Schema.Classes)
	}
}

// A real number to predict is a value, and no feature.
func TestCasePrice(t *testing.T) {
	g := Read("testdata/cases/price_edges.csv", "testdata/cases/price_nodes.csv").WithValuesFrom("label").Must()
	if g.Labels() != ValueLabels || g.NumNodes != 100 || g.Values.Row(1)[0] != 0.8679 ||
		fmt.Sprint(g.Schema.Outputs, g.Schema.NodeFeatures) != "[label] [x]" {
		t.Errorf("%v, values %v, %v", g, g.Values.Data, g.Schema)
	}
	g = Read("testdata/cases/price_edges.csv", "testdata/cases/price_nodes.csv").Must()
	if got := took(g); got != "x feature; label"+unsaidNote {
		t.Errorf("without an option: %s", got)
	}
}

// scipy.sparse.save_npz wrote an array of 6 × 6 with 11 entries that are not 0.
func TestCaseSciPy(t *testing.T) {
	g := Read("testdata/cases/scipy.npz").Must()
	if g.NumNodes != 6 || g.NumEdges() != 11 || g.Schema.Format != "NumPy" || g.Source[0] != 3 || g.Target[0] != 0 ||
		g.EdgeWeights[0] != 0.8296034 {
		t.Errorf("%v, %v > %v, weights %v", g, g.Source, g.Target, g.EdgeWeights)
	}
}

// The same content, pickled by Python 3 in two protocols.
func TestCasePlanetoid(t *testing.T) {
	g := Read("testdata/cases/planetoid_py3/p2").Must()
	if g.Schema.Format != "Planetoid folder" || g.NumNodes != 40 || g.NumClasses != 3 || len(g.Train) != 10 ||
		g.Classes[32] != -1 {
		t.Errorf("%v, classes %v, train %v", g, g.Classes, g.Train)
	}
	checkSame(t, Read("testdata/cases/planetoid_py3/p4").Must(), g)
	checkSame(t, FromPlanetoid("testdata/cases/planetoid_py3/p2", "mine").Must(), g)
}
