package datasets

import (
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// fromTexts is FromCSV of two texts; "" for no nodes.
func fromTexts(edges, nodes string) *File {
	b := FromCSV("edges.csv")
	b.open = madeup.Texts(map[string]string{"edges.csv": edges, "nodes.csv": nodes})
	if nodes != "" {
		b.WithNodes("nodes.csv")
	}
	return b
}

// idsOf are the ids of all nodes.
func idsOf(g *Graph) string {
	var ids []string
	for node := range g.NumNodes {
		ids = append(ids, g.ID(int32(node)))
	}
	return strings.Join(ids, " ")
}

// checkSame compares all of two graphs but their names.
func checkSame(t *testing.T, got, want *Graph) {
	t.Helper()
	if got.Fingerprint() != want.Fingerprint() {
		t.Errorf("got %+v\nwant %+v", *got, *want)
	}
}

func checkRefused(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.HasPrefix(err.Error(), "datasets: ") || !strings.Contains(err.Error(), want) ||
		strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestFromCSVEdges(t *testing.T) {
	const plain = "source,target,weight\na,b,0.5\nc,a,2\n"
	want := New(3, [][2]int32{{0, 1}, {2, 0}}).WithEdgeWeights([]float32{0.5, 2})
	bare := New(3, [][2]int32{{0, 1}, {2, 0}})
	for _, c := range []struct {
		name string
		from *File
		want *Own
		ids  string
	}{
		{"plain", fromTexts(plain, ""), want, "a b c"},
		{"byte-order mark and CRLF", fromTexts("\xef\xbb\xbf"+strings.ReplaceAll(plain, "\n", "\r\n"), ""), want,
			"a b c"},
		{"semicolons", fromTexts(strings.ReplaceAll(plain, ",", ";"), ""), want, "a b c"},
		{"tabs", fromTexts(strings.ReplaceAll(plain, ",", "\t"), ""), want, "a b c"},
		{"an empty field between tabs", fromTexts("source\ttarget\tnote\tweight\na\tb\t\t0.5\nc\ta\tx\t2\n", ""), want,
			"a b c"},
		{"blanks", fromTexts(strings.ReplaceAll(plain, ",", " , "), ""), want, "a b c"},
		{"quotes", fromTexts("\"source\", \"target\",weight\n\"a\",\"b\",\"0.5\"\nc,a,2", ""), want, "a b c"},
		{"a separator and a line's end in quotes", fromTexts("source,target\n\"a, b\",\"c\n\"\"d\"\"\"\n", ""),
			New(2, [][2]int32{{0, 1}}), "a, b c\n\"d\""},
		{"zipped", fromTexts(string(madeup.Gzip(plain)), ""), want, "a b c"},
		{"empty lines", fromTexts("\nsource,target,weight\n\na,b,0.5\n  \nc,a,2\n\n", ""), want, "a b c"},
		{"other names", fromTexts("weight,DST,Src\n0.5,b,a\n2,a,c\n", ""), want, "a b c"},
		{"from and to", fromTexts("w,to,From\n0.5,b,a\n2,a,c\n", "").WithRole(WeightRole, "w"), want, "a b c"},
		{"no known names", fromTexts("paper,cites,weight\na,b,0.5\nc,a,2\n", ""), want, "a b c"},
		{"named ends", fromTexts("id,one,other,weight\n1,a,b,0.5\n2,c,a,2\n", "").WithEnds("one", "other"), want,
			"a b c"},
		{"an index, an id and " +
			"words", fromTexts(",id,source,target,kind,weight\n0,7,a,b,friend,0.5\n1,8,c,a,kin,2\n", ""),
			want, "a b c"},
		{"no header", fromTexts("a,b,0.5\nc,a,2\n", "").WithoutHeader().WithRole(WeightRole, "3"), want, "a b c"},
		{"no features", fromTexts("source,target,x\na,b,0.5\nc,a,2\n", "").WithEdgeFeatures(), bare, "a b c"},
		{"no weights", fromTexts(plain, "").WithoutColumns("weight"), bare, "a b c"},
		{"chosen features, in the file's order", fromTexts("source,target,x,y,z\na,b,1,2,true\nc,a,3,4,False\n", "").
			WithEdgeFeatures("z", "X"),
			New(3, [][2]int32{{0, 1}, {2, 0}}).WithEdgeFeatures([][]float32{{1, 1}, {3, 0}}), "a b c"},
		{"a column of nothing", fromTexts("source,target,x\na,b,\nc,a,\n", ""), bare, "a b c"},
		{"undirected", fromTexts(plain, "").WithUndirected(),
			New(3, [][2]int32{{0, 1}, {2, 0}}).WithEdgeWeights([]float32{0.5, 2}).WithUndirected(), "a b c"},
		{"whole numbers", fromTexts("source,target\n2,0\n0,1\n", ""), New(3, [][2]int32{{2, 0}, {0, 1}}), "0 1 2"},
		{"whole numbers with gaps", fromTexts("source,target\n30,-1\n4,30\n", ""), New(3, [][2]int32{{2, 0}, {1, 2}}),
			"-1 4 30"},
		{"numbers as words", fromTexts("source,target\n2,07\n7,2\n", ""), New(3, [][2]int32{{0, 1}, {2, 0}}), "2 07 7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.from.Done()
			if err != nil {
				t.Fatal(err)
			}
			checkSame(t, g, c.want.Must())
			if got := idsOf(g); got != c.ids {
				t.Errorf("ids %q, want %q", got, c.ids)
			}
			if g.Name != "edges" {
				t.Errorf("name %q", g.Name)
			}
		})
	}
}

func TestFromCSVNodes(t *testing.T) {
	const edges = "source,target\na,b\nc,a\n"
	base := func() *Own { return New(3, [][2]int32{{2, 1}, {0, 2}}) } // nodes in the order c, b, a
	full := base().WithNodeFeatures([][]float32{{1, 2}, {3, 4}, {5, 6}}).WithClasses([]int32{1, -1, 0}).
		WithSplit([]int32{0}, []int32{2}, []int32{1}).WithYears([]int32{2019, 2021, 2020}).
		WithSpecies([]int32{9606, 4932, 9606})
	classes := func(classes ...int32) *Own { return base().WithClasses(classes) }
	for _, c := range []struct {
		name    string
		from    *File
		want    *Own
		classes string
	}{
		{"all", fromTexts(edges, "id,p,q,class,split,year,species\nc,1,2,y,train,2019,9606\n"+
			"b,3,4,,test,2021,4932\na,5,6,x,val,2020.0,9606\n").WithClassFrom("class").WithRole(SpeciesRole, "species"),
			full, "x y"},
		{"another order of columns, other cases", fromTexts(edges,
			"Species,Year,Split,Label,p,q,Node\n9606,2019,Train,y,1,2,c\n"+
				"4932,2021,TEST,NaN,3,4,b\n9606,2020,validation,x,5,6,a\n").WithClassFrom("label").
			WithRole(SpeciesRole, "species"), full, "x y"},
		{"the first column is the id", fromTexts(edges, "person,class\nc,y\nb,\na,x\n").WithClassFrom("class"),
			classes(1, -1, 0), "x y"},
		{"an index as id", fromTexts("source,target\n0,1\n2,0\n", ",x\n2,1\n1,2\n0,3\n"),
			base().WithNodeFeatures([][]float32{{1}, {2}, {3}}), ""},
		{"classes by number", fromTexts(edges, "id,label\nc,10\nb,-1\na,9.0\n").WithClassFrom("label"),
			classes(1, -1, 0), "9.0 10"},
		{"one class written in two ways", fromTexts(edges, "id,label\nc,3\nb,2\na,3.0\n").WithClassFrom("label"),
			classes(1, 0, 1), "2 3"},
		{"a class is never " +
			"guessed", fromTexts(edges, "id,label,class,target\nc,1,y,2\nb,2,x,3\na,3,x,4\n"), base(), ""},
		{"a class by name", fromTexts(edges, "id,size,group\nc,1,v\nb,2,u\na,3,u\n").WithClassFrom("group"),
			classes(1, 0, 0).WithNodeFeatures([][]float32{{1}, {2}, {3}}), "u v"},
		{"no class", fromTexts(edges, "id,label\nc,Cleo\nb,Bob\na,Ann\n").WithClassFrom(""), base(), ""},
		{"chosen features", fromTexts(edges, "id,p,q\nc,1,2\nb,3,\na,5,6\n").WithNodeFeatures("p"),
			base().WithNodeFeatures([][]float32{{1}, {3}, {5}}), ""},
		{"species by words", fromTexts(edges, "id,species\nc,yeast\nb,man\na,yeast\n").
			WithRole(SpeciesRole, "species"), base().WithSpecies([]int32{1, 0, 1}), ""},
		{"no header", fromTexts("a,b\nc,a\n", "c,1,v\nb,2,u\na,3,u\n").WithoutHeader().WithClassFrom("3"),
			classes(1, 0, 0).WithNodeFeatures([][]float32{{1}, {2}, {3}}), "u v"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.from.Done()
			if err != nil {
				t.Fatal(err)
			}
			checkSame(t, g, c.want.Must())
			if got := strings.Join(g.Schema.Classes, " "); got != c.classes {
				t.Errorf("class names %q, want %q", got, c.classes)
			}
		})
	}
}

func TestFromCSVRefuses(t *testing.T) {
	const edges, nodes = "source,target\na,b\n", "id,x\na,1\nb,2\n"
	missing := fromTexts(edges, "")
	missing.path = "none.csv"
	for _, c := range []struct {
		name string
		from *File
		want string
	}{
		{"no file", missing, "none.csv: file does not exist"},
		{"empty", fromTexts("", ""), "edges.csv is empty"},
		{"empty lines", fromTexts("\n\n", ""), "edges.csv is empty"},
		{"only a header", fromTexts("source,target\n", ""), "edges.csv has a header but no edges"},
		{"only a header of nodes", fromTexts(edges, "id,x\n"), "nodes.csv has a header but no nodes"},
		{"no header", fromTexts("0,1\n1,2\n", ""),
			"edges.csv line 1: numbers, want the columns' names; add such a line, or WithoutHeader"},
		{"one column", fromTexts("person\na\n", ""),
			`edges.csv has the columns "person", want at least two`},
		{"half of the ends", fromTexts("source,kind\na,b\n", ""),
			`one of the columns "source" and "target" without the other; it has "source", "kind"`},
		{"two columns of one name", fromTexts("source,target,x,x\na,b,1,2\n", ""),
			`edges.csv line 1: two columns have the name "x"`},
		{"ragged", fromTexts("source,target\na,b\n\nb,a,c\n", ""), "edges.csv line 4: 3 fields, want 2, one a column"},
		{"a quote", fromTexts("source,target\na,b\nb,a\"c\n", ""), `edges.csv line 3: bare " in non-quoted`},
		{"no id", fromTexts("source,target\na,b\na, \n", ""),
			`edges.csv line 3: column "target" is empty, want a node's id`},
		{"no id of a node", fromTexts(edges, "id,x\n,1\n"), `nodes.csv line 2: column "id" is empty`},
		{"unknown node", fromTexts("source,target\na,b\nb,zoe\n", nodes),
			`edges.csv line 3: there is no node "zoe" in nodes.csv; add it there, or correct the edge`},
		{"a node twice", fromTexts(edges, "id,x\na,1\nb,2\na,1\n"), `nodes.csv line 4: node "a" is in line 2 already`},
		{"not a number", fromTexts(edges, "id,x\na,1\nb,one\n"),
			`nodes.csv line 3: column "x": "one" is not a number, as 1 of 2 values of the column are; correct it, ` +
				`name it by ` +
				`WithMissingWords where it stands for no value, or leave the column out by WithoutColumns("x")`},
		{"not a number asked for", fromTexts("source,target,x\na,b,one\n", "").WithEdgeFeatures("x"),
			`edges.csv line 2: column "x": "one" is not a number`},
		{"no number", fromTexts(edges, "id,x\na,1\nb,\n"),
			`nodes.csv line 3: column "x": "" stands for no value, which is ` +
				`missing for 1 of 2 nodes; say what to do by WithMissing, or leave the column out by WithoutColumns("x")`},
		{"no number at first", fromTexts(edges, "id,x\na,\nb,2\n"),
			`nodes.csv line 2: column "x": "" stands for no value, which is missing for 1 of 2 nodes`},
		{"NaN", fromTexts(edges, "id,x\na,nan\nb,2\n"),
			`nodes.csv line 2: column "x": "nan" stands for no value, which is missing for 1 of 2`},
		{"infinite", fromTexts(edges, "id,x\na,1\nb,-Inf\n"), `"-Inf" is not a finite float32`},
		{"beyond float32", fromTexts(edges, "id,x\na,1\nb,1e39\n"), `"1e39" is not a finite float32`},
		{"beyond float64", fromTexts(edges, "id,x\na,1\nb,1e400\n"), `"1e400" is not a finite float32`},
		{"split", fromTexts(edges, "id,split\na,train\nb,later\n"),
			`nodes.csv: column "split": node "b": "later" is no split; want train`},
		{"year", fromTexts(edges, "id,year\na,2020\nb,\n"), `nodes.csv line 3: column "year": "" stands for no value`},
		{"half a year", fromTexts(edges, "id,year\na,2020.5\nb,1\n"), `nodes.csv line 2: column "year": "2020.5" is ` +
			`no time`},
		{"species", fromTexts(edges, "id,species\na,man\nb,\n").WithRole(SpeciesRole, "species"),
			`nodes.csv line 3: column "species": "" stands for no value`},
		{"no class at all", fromTexts(edges, "id,class\na,\nb,-1\n").WithClassFrom("class"),
			`nodes.csv: column "class": no node has a class; leave WithClassFrom out for a graph without labels`},
		{"no such class", fromTexts(edges, nodes).WithClassFrom("kind"),
			`nodes.csv has no column "kind" of nodes for WithClassFrom; it has "id", "x"`},
		{"no such feature", fromTexts(edges, nodes).WithNodeFeatures("x", "y"),
			`nodes.csv has no column "y" of nodes for WithNodeFeatures`},
		{"no such edge feature", fromTexts(edges, nodes).WithEdgeFeatures("x"),
			`edges.csv has no column "x" of edges for WithEdgeFeatures`},
		{"no such end", fromTexts(edges, "").WithEnds("source", "to"), `edges.csv has no column "to" for WithEnds`},
		{"class without nodes", fromTexts(edges, "").WithClassFrom("x"), "add their file by WithNodes"},
		{"features without nodes", fromTexts(edges, "").WithNodeFeatures("x"), "add their file by WithNodes"},
		{"zipped and cut short", fromTexts(string(madeup.Gzip(strings.Repeat("source,target\n", 20))[:30]), ""),
			"edges.csv is damaged or cut short"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.from.Done()
			checkRefused(t, err, c.want)
		})
	}
}

// The tables were written from networkx.karate_club_graph(); see testdata/own/README.md.
func TestFromCSVKarate(t *testing.T) {
	checkKarate(t, FromCSV("testdata/own/karate_edges.csv").WithNodes("testdata/own/karate_nodes.csv").
		WithClassFrom("club").WithUndirected().Must())
}

// checkKarate compares with the club in this package, which has features and a split on top.
func checkKarate(t *testing.T, g *Graph) {
	t.Helper()
	want := Karate().WithNodeFeatures(nil).WithSplit(nil, nil, nil).Must()
	checkSame(t, g, want)
	if classes := g.Schema.Classes; !slices.Equal(classes, []string{"Mr. Hi", "Officer"}) {
		t.Errorf("classes %q", classes)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("source,target,w\na,b,1\n", "id,x,class,split,year,species\na,1,u,train,2020,1\nb,2,,test,2021,2\n", false)
	f.Add("source;target\n\"a\";b\n", "", false)
	f.Add("0\t1\n1\t\t2\n", "", true)
	f.Add("\xef\xbb\xbfsrc,dst\r\n1,2\r\n", "node,label\n1,nan\n2,3.0\n", false)
	f.Fuzz(func(t *testing.T, edges, nodes string, headless bool) {
		b := fromTexts(edges, nodes)
		b.tables.Headless = headless
		g, err := b.Done()
		if err != nil {
			if !strings.HasPrefix(err.Error(), "datasets: ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q", err)
			}
			return
		}
		if err := g.Validate(); err != nil {
			t.Error(err)
		}
	})
}
