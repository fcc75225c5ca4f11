package csv

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// shown is a result in one line for each thing that it has.
func shown(r *schema.Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "ids %s\n", strings.Join(r.IDs, ", "))
	for i, ends := range r.Ends {
		fmt.Fprintf(&b, "%s>%s", r.IDs[ends[0]], r.IDs[ends[1]])
		if r.Weights != nil {
			fmt.Fprintf(&b, "(%g)", r.Weights[i])
		}
		b.WriteString(map[bool]string{true: "\n", false: " "}[i == len(r.Ends)-1])
	}
	for i, f := range r.NodeColumns {
		fmt.Fprintf(&b, "%s %v\n", f, column32(r.NodeFeatures, i))
	}
	for i, f := range r.EdgeColumns {
		fmt.Fprintf(&b, "edge %s %v\n", f, column32(r.EdgeFeatures, i))
	}
	if r.Names != nil {
		fmt.Fprintf(&b, "names %s\n", strings.Join(r.Names, ", "))
	}
	if r.Classes != nil {
		fmt.Fprintf(&b, "classes %v of %v\n", r.Classes, r.ClassNames)
	}
	for _, c := range r.Columns {
		if c.Role == schema.LeftOut || c.Role == schema.EndRole && c.Note != "" {
			fmt.Fprintf(&b, "%s: %s\n", c.Name, c.Note)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func column32(m arrays.Matrix, column int) (values []float32) {
	for i := column; i < len(m.Data); i += m.Cols {
		values = append(values, m.Data[i])
	}
	return values
}

// ofTexts are tables of texts; "" for no nodes.
func ofTexts(edges, nodes string) Tables {
	t := Tables{Edges: "edges.csv", Open: madeup.Texts(map[string]string{"edges.csv": edges, "nodes.csv": nodes})}
	if nodes != "" {
		t.Nodes = "nodes.csv"
	}
	return t
}

// as gives a column of nodes a role.
func as(role schema.Role, column string) schema.Choice {
	return schema.Choice{Roles: []schema.Given{{Column: column, Role: role, Option: "WithIt", Nodes: true}}}
}

func check(t *testing.T, tables Tables, want string) {
	t.Helper()
	r, err := tables.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestEdges(t *testing.T) {
	const (
		plain = "source,target,weight\na,b,0.5\nc,a,2\n"
		want  = "ids a, b, c\na>b(0.5) c>a(2)"
		first = "\nX: the first two columns are the ends\nY: the first two columns are the ends"
	)
	named := func(source, target, separator string) string {
		return strings.ReplaceAll(source+","+target+",weight\na,b,0.5\nc,a,2\n", ",", separator)
	}
	for _, c := range []struct{ name, edges, want string }{
		{"plain", plain, want},
		{"byte-order mark", "\xef\xbb\xbf" + plain, want},
		{"line ends of Windows", strings.ReplaceAll(plain, "\n", "\r\n"), want},
		{"line ends of old Macs", strings.ReplaceAll(plain, "\n", "\r"), want},
		{"no line end at the end", strings.TrimSuffix(plain, "\n"), want},
		{"zipped", string(madeup.Gzip(plain)), want},
		{"semicolons", named("source", "target", ";"), want},
		{"tabs", named("source", "target", "\t"), want},
		{"vertical bars", named("source", "target", "|"), want},
		{"commas with blanks", named("source", "target", " , "), want},
		{"blanks", named("source", "target", "  "), want},
		{"empty fields between tabs", "source\ttarget\tnote\tweight\na\tb\t\t0.5\nc\ta\t\t2\n",
			want + "\nnote: it has no value in any row"},
		{"quotes", "\"source\", \"target\" ,weight\n\"a\",\"b\",\"0.5\"\nc,a,2", want},
		{"a separator and a line end in quotes", "source,target\n\"a, b\",\"c\r\n\"\"d\"\"\"\nx,y\n",
			"ids a, b, c\n\"d\", x, y\na, b>c\n\"d\" x>y"},
		{"a semicolon in a name between quotes", "\"o;n;e\",two\na,b\n",
			"ids a, b\na>b\no;n;e: the first two columns are the ends\ntwo: the first two columns are the ends"},
		{"empty lines", "\nsource,target,weight\n\na,b,0.5\n  \nc,a,2\n\n", want},
		{"empty rows of Excel", "source;target;weight\na;b;0,5\n;;\nc;a;2\n;;\n", want},
		{"sep= of Excel", "sep=;\r\n" + named("source", "target", ";"), want},
		{"sep= with quotes", "\"sep=|\"\n" + named("source", "target", "|"), want},
		{"sep= with the separators of the table", "sep=,,\n" + plain, want},
		{"a comment", "# by me, in 2024\n#\n\n" + plain, want},
		{"a comment with as many separators", "# exported 2024, by me, and her\n" + plain, want},
		{"a header that starts with #", "#X,Y,weight\na,b,0.5\nc,a,2\n", want + first},
		{"a header that starts with # and a comment", "# a comment\n# source,target,weight\na,b,0.5\nc,a,2\n", want},
		{"ids that start with #", "source,target\n#a,#b\n", "ids #a, #b\n#a>#b"},
		{"src and dst", named("Src", "DST", ","), want},
		{"from and to", named("From", "to", ","), want},
		{"src_id and dst_id", named("src_id", "dst_id", ","), want},
		{"node1 and node2", named("node1", "node2", ","), want},
		{"u and v", named("u", "v", ","), want},
		{"i and j", named("I", "J", ","), want},
		{"known names before others", "w,x,target,source\n1,2,b,a\n", "ids a, b\na>b\nedge w [1]\nedge x [2]"},
		{"no known names", named("X", "Y", ","), want + first},
		{"row numbers", ",X,Y,weight\n0,a,b,0.5\n1,c,a,2\n",
			want + "\n: it has no name, as the row numbers of R and pandas" + first},
		{"row numbers read again by pandas", "Unnamed: 0,X,Y,weight\n0,a,b,0.5\n1,c,a,2\n",
			want + "\nUnnamed: 0: it has no name, as the row numbers of R and pandas" + first},
		{"R's write.csv", "\"\",\"source\",\"target\",\"weight\"\n\"1\",\"a\",\"b\",0.5\n\"2\",\"c\",\"a\",2\n",
			want + "\n: it has no name, as the row numbers of R and pandas"},
		{"R's write.table", "\"source\" \"target\" \"weight\"\n\"1\" \"a\" \"b\" 0.5\n\"2\" \"c\" \"a\" 2\n",
			want + "\n: it has no name, as the row numbers of R and pandas"},
		{"R's write.table by tabs, without quotes", "source\ttarget\tweight\n1\ta\tb\t0.5\n2\tc\ta\t2\n",
			want + "\n: it has no name, as the row numbers of R and pandas"},
		{"R's quotes within quotes", "\"source\" \"target\"\n\"1\" \"a \\\"b\\\" c\" \"d\\\\\"\n",
			"ids a \"b\" c, d\\\na \"b\" c>d\\\n: it has no name, as the row numbers of R and pandas"},
		{"a separator at the end of each row", "source,target,weight\na,b,0.5,\nc,a,2,\n",
			want + "\n: it has no name, as the row numbers of R and pandas"},
		{"decimal commas", "source;target;weight\na;b;0,5\nc;a;2\n", want},
		{"decimal commas between commas", "source,target,weight\na,b,\"0,5\"\nc,a,2\n", want},
		{"thousands", "source,target,x\na,b,\"1,234\"\n", "ids a, b\na>b\nedge x [1234]"},
		{"whole numbers", "source,target\n30,-1\n4,30\n", "ids -1, 4, 30\n30>-1 4>30"},
		{"numbers of pandas for names", ",0,1\n0,7,5\n", "ids 5, 7\n7>5\n: it has no name, as the row numbers " +
			"of R and " +
			"pandas\n0: the first two columns are the ends\n1: the first two columns are the ends"},
		{"a node called as an end", "source,target\nsource,b\n", "ids source, b\nsource>b"},
		{"Gephi's edges", "Source;Target;Type;Id;Label;timeset;Weight\na;b;Undirected;0;x;;1.0\nb;c;Directed;1;;;2.0\n",
			"ids a, b, c\na>b(1) b>a(1) b>c(2)\nType: it says which edges have a direction\nId: the ids of " +
				"Gephi's edges\n" +
				"Label: the labels of Gephi's edges\ntimeset: when an element of Gephi is there"},
		{"a type that is none of Gephi's", "source,target,Type\na,b,friend\n",
			"ids a, b\na>b\nType: words; WithCategories makes a feature of each of them"},
		{"Neo4j's edges",
			":START_ID(Person),:END_ID(Person),:TYPE,weight:float,since:int,tags:string[],note:string,at:date\n" +
				"a,b,KNOWS,0.5,2001,x;y,5,2024-01-02\nc,a,LIKES,2,2002,,6,2024-01-03\n",
			want + "\nedge :TYPE=KNOWS [1 0]\nedge :TYPE=LIKES [0 1]\nedge since [2001 2002]\ntags: a list of " +
				"values\n" +
				"note: the file declares it as text; WithNodeFeatures or WithEdgeFeatures reads it as numbers\n" +
				"at: dates; WithDates makes days since 1970 of them"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, ofTexts(c.edges, ""), c.want) })
	}
}

func TestNodes(t *testing.T) {
	const edges, want = "source,target\na,b\nc,a\n", "ids c, b, a\na>b c>a\nx [1 2 3]"
	for _, c := range []struct{ name, nodes, want string }{
		{"plain", "id,x\nc,1\nb,2\na,3\n", want},
		{"another order of columns", "x,Node\n1,c\n2,b\n3,a\n", want},
		{"node_id", "x,node_id\n1,c\n2,b\n3,a\n", want},
		{"the first column", "person,x\nc,1\nb,2\na,3\n", want},
		{"id before node", "node,id,x\n1,c,1\n1,b,2\n1,a,3\n", "ids c, b, a\na>b c>a\nnode [1 1 1]\nx [1 2 3]"},
		{"R's row numbers", "\"\",\"person\",\"x\"\n\"1\",\"c\",1\n\"2\",\"b\",2\n\"3\",\"a\",3\n",
			want + "\n: it has no name, as the row numbers of R and pandas"},
		{"ids as an index without a name", ",x\nc,1\nb,2\na,3\n", want},
		{"one column", "id\nc\nb\na\n", "ids c, b, a\na>b c>a"},
		{"Gephi's nodes", "Id;Label;timeset;x\nc;Cleo;;1\nb;;;2\na;Ann;;3\n",
			want + "\nnames Cleo, b, Ann\ntimeset: when an element of Gephi is there"},
		{"Gephi's nodes of a newer version", "Id,Label,Interval,x\nc,Cleo,,1\nb,,,2\na,Ann,,3\n",
			want + "\nnames Cleo, b, Ann\nInterval: when an element of Gephi is there"},
		{"a label that is not Gephi's", "id,x,label\nc,1,u\nb,2,v\na,3,u\n", want + "\nlabel: " + schema.MayBeTarget},
		{"Neo4j's nodes",
			"person:ID(Person),x:int,:LABEL,ok:boolean\nc,1,Person,true\nb,2,Person,false\na,3,Person,true\n",
			want + "\nok [1 0 1]\n:LABEL: the labels of Neo4j; WithCategories makes a feature of each of them"},
		{"Neo4j's ids without a name", "x:float,:ID\n1,c\n2,b\n3,a\n", want},
		{"a name with a colon", "id,x:y\nc,1\nb,2\na,3\n", strings.Replace(want, "x", "x:y", 1)},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, ofTexts(edges, c.nodes), c.want) })
	}
	// Numbers without a name that do not count the rows are ids.
	check(t, ofTexts("source,target\n0,1\n2,0\n", ",x\n2,1\n1,2\n0,3\n"), "ids 2, 1, 0\n0>1 2>0\nx [1 2 3]")
	// So are those that do, beside numbers.
	check(t, ofTexts("source,target\n0,1\n2,0\n", ",x\n0,1\n1,2\n2,3\n"), "ids 0, 1, 2\n0>1 2>0\nx [1 2 3]")
	named := ofTexts("a,one,other\n1,a,b\n", "key,id\nb,1\na,2\n")
	named.Source, named.Target, named.ID = "One", "other", "key"
	check(t, named, "ids b, a\na>b\nid [1 2]\nedge a [1]")
	headless := ofTexts("a,b,0.5\nc,a,2\n", "c,1\nb,2\na,3\n")
	headless.Headless = true
	check(t, headless, "ids c, b, a\na>b c>a\n2 [1 2 3]\nedge 3 [0.5 2]")
}

func TestRefuses(t *testing.T) {
	const edges, nodes = "source,target\na,b\n", "id,x\na,1\nb,2\n"
	headless := ofTexts(edges, "")
	headless.Headless = true
	ends, id, class := ofTexts(edges, ""), ofTexts(edges, nodes), ofTexts(edges, "")
	ends.Source, ends.Target, id.ID = "source", "to", "key"
	class.Choice = as(schema.ClassRole, "kind")
	for _, c := range []struct {
		name string
		from Tables
		want string
	}{
		{"empty", ofTexts("", ""), "edges.csv is empty"},
		{"empty lines", ofTexts("\n\n", ""), "edges.csv is empty"},
		{"only comments", ofTexts("# a\n# b\n", ""), "edges.csv is empty"},
		{"only a header", ofTexts("source,target\n", ""), "edges.csv has a header but no edges"},
		{"only a header of nodes", ofTexts(edges, "id,x\n"), "nodes.csv has a header but no nodes"},
		{"numbers for names", ofTexts("0,1\n1,2\n", ""),
			"edges.csv line 1: numbers, want the columns' names; add such a line, or WithoutHeader"},
		{"no word among the names", ofTexts("2024-01-02,0.5,-\n2024-01-03,0.7,-\n", ""),
			"edges.csv line 1: no column has a name in the first line; add such a line, or WithoutHeader"},
		{"an id for a name", ofTexts("a,b\nc,d\nb,c\n", ""), `edges.csv line 3: "b" is a node's id here, and in ` +
			`the first ` +
			"line of edges.csv, which names the columns; add such a line there, or read the files by WithoutHeader"},
		{"an id for a name of the nodes' table", ofTexts(edges, "a,male\nb,male\n"),
			`edges.csv line 2: "a" is a node's id here, and in the first line of nodes.csv`},
		{"a weight for a name", ofTexts("ann,bob,0.5\ncid,dan,2\n", ""), `edges.csv line 1: the number "0.5" in ` +
			`place of a `},
		{"a feature for a name", ofTexts(edges, "ann,31\na,45\nb,40\n"), `nodes.csv line 1: the number "31" in ` +
			`place of a `},
		{"names like ids", ofTexts("user_1,user_2\nuser_3,user_4\n", ""), `edges.csv line 1: "user_1" looks ` +
			`like an id`},
		{"a header in spite of WithoutHeader", headless, `edges.csv line 1: it names the columns, "source" and ` +
			`"target"; ` +
			"leave WithoutHeader out"},
		{"one column", ofTexts("sourcetarget\nab\n", ""), `edges.csv has the columns "sourcetarget", want at ` +
			`least two`},
		{"half of the ends", ofTexts("source,kind\na,b\n", ""),
			`one of the columns "source" and "target" without the other; it has "source", "kind"; name the two ` +
				`by WithEnds`},
		{"two sides", ofTexts(",A,B\nu,1,0\nv,0,1\n", ""), "of which none is known as the ends of edges"},
		{"two columns of one name", ofTexts("source,target,x,x\na,b,1,2\n", ""), `line 1: two columns have the ` +
			`name "x"`},
		{"too many fields", ofTexts("source,target\na,b\n\nb,a,c\n", ""), "edges.csv line 4: 3 fields, want 2, " +
			"one a column"},
		{"too few fields", ofTexts("source,target,x\na,b,1\nb,a\n", ""), "edges.csv line 3: 2 fields, want 3"},
		{"a line of two in quotes before", ofTexts("source,target\n\"a\nb\",c\nx\n", ""), "edges.csv line 4: 1 fields"},
		{"a bare quote", ofTexts("source,target\na,b\nb,a\"c\n", ""), `edges.csv line 3: bare " in non-quoted field`},
		{"text after a quote", ofTexts("source,target\na,\"b\"c\n", ""), `edges.csv line 2: text after a quote`},
		{"a quote that does not end", ofTexts("source,target\na,b\na,\"b\n", ""), `edges.csv line 3: a quote ` +
			`that does not`},
		{"no id", ofTexts("source,target\na,b\na, \n", ""), `edges.csv line 3: column "target" is empty, want a ` +
			`node's id`},
		{"no id of a node", ofTexts(edges, "id,x\n,1\n"), `nodes.csv line 2: column "id" is empty`},
		{"unknown node", ofTexts("source,target\na,b\nb,zoe\n", nodes), `edges.csv line 3: there is no node ` +
			`"zoe" in nodes.csv`},
		{"a node twice", ofTexts(edges, "id,x\na,1\nb,2\na,1\n"), `nodes.csv line 4: node "a" is in line 2 already`},
		{"two columns of ids", ofTexts(edges, "a:ID,b:ID\na,b\n"), `nodes.csv has two columns of ids, "a:ID" ` +
			`and "b:ID"`},
		{"a direction", ofTexts("source,target,Type\n"+strings.Repeat("a,b,Directed\n", 60)+"a,b,sideways\n", ""),
			`edges.csv line 62: column "Type": "sideways", want Directed or Undirected`},
		{"no such end", ends, `edges.csv has no column "to" for WithEnds; it has "source", "target"`},
		{"no such id", id, `nodes.csv has no column "key" for WithRole(datasets.IDRole, …); it has "id", "x"`},
		{"class without nodes", class, "WithIt names a column of the nodes; add their file by WithNodes"},
		{"Windows-1252", ofTexts("source,target\nJos\xe9,b\n", ""), "edges.csv line 2: the byte 0xE9 is not UTF-8"},
		{"zipped and cut short", ofTexts(string(madeup.Gzip(strings.Repeat("source,target\n", 20))[:30]), ""),
			"edges.csv is damaged or cut short"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.from.Read(t.Context())
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// Files as people have them, made up for this purpose.
func TestCases(t *testing.T) {
	const abc = "ids a, b, c\na>b b>c"
	const abcd = "ids a, b, c, d\na>b b>c c>d"
	for _, c := range []struct {
		edges, nodes string
		choice       schema.Choice
		want         string // what it shows, or the error
	}{
		{"abc_edges.csv", "codes_nodes.csv", as(schema.ClassRole, "class_name"),
			abc + "\nx [1 2 3]\nclasses [1 0 1] of [blue red]\nclass: by its name it is a label, which is no input; " +
				"WithNodeFeatures takes it all the same"},
		{"na_edges.csv", "na_nodes.csv", as(schema.ClassRole, "team"), abcd + "\nx [1.5 2.5 0.5 1.5]\n" +
			"classes [1 -1 0 -1] of [blue red]\n: it has no name, as the row numbers of R and pandas"},
		{"na_edges.csv", "na_first.csv", schema.Choice{Missing: schema.Zero}, abcd + "\nx [0 2.5 3.5 1.5]\ny [1 " +
			"2 1 0]\n" +
			"team: words; WithCategories makes a feature of each of them"},
		{"na_edges.csv", "na_first.csv", schema.Choice{}, `na_first.csv line 2: column "x": "NA" stands for no value`},
		{"na_edges.csv", "neg_nodes.csv", as(schema.ClassRole, "team"),
			abcd + "\nx [1 2 3 4]\nclasses [0 1 -1 -1] of [0.0 1.0]"},
		{"eu_edges.csv", "eu_nodes.csv", schema.Choice{}, "ids 1, 2, 3, 4\n1>2(0.5) 2>3(1.25) 3>4(2)\n" +
			"height [1.82 1.75 1.6 1.9]\nincome [2100.5 1800 2500.1 900.5]\n" +
			"team: words; WithCategories makes a feature of each of them"},
		{"gephi_edges.csv", "gephi_nodes.csv", schema.Choice{}, "ids n1, n2, n3, n4\n" +
			"n1>n2(1) n2>n1(1) n2>n3(2) n3>n2(2) n1>n4(1) n4>n1(1)\nmodularity_class [0 1 0 1]\ndegree [2 2 1 1]\n" +
			"names alpha one, beta, gamma, delta\ntimeset: when an element of Gephi is there\n" +
			"Type: it says which edges have a direction\nId: the ids of Gephi's edges\n" +
			"Label: the labels of Gephi's edges\ntimeset: when an element of Gephi is there"},
		{"matrix.csv", "", schema.Choice{}, "ids A, B, C\nA>A(1.1) A>B(4.3) B>A(1.4) B>B(2) B>C(1.1) C>A(1) C>C(3.1)"},
		{"neo_edges.csv", "", schema.Choice{}, "ids p1, p2, p3\np1>p2(0.5) p2>p3(0.7)\nedge :TYPE=KNOWS [1 1]"},
		{"sep.csv", "", schema.Choice{}, abc + "\nedge w [1 2]"},
		{"cr.csv", "", schema.Choice{}, abc},
		{"comment.csv", "", schema.Choice{}, abc},
		{"quotes.csv", "", schema.Choice{}, `quotes.csv line 2: "a" is a node's id here, and in the first line of`},
		{"latin.csv", "", schema.Choice{}, "latin.csv line 2: the byte 0xE9 is not UTF-8; the file may be in " +
			"Windows-1252"},
	} {
		t.Run(c.edges+" "+c.nodes, func(t *testing.T) {
			tables := Tables{Open: files.FromDisk, Edges: "testdata/cases/" + c.edges, Choice: c.choice}
			if c.nodes != "" {
				tables.Nodes = "testdata/cases/" + c.nodes
			}
			r, err := tables.Read(t.Context())
			if err != nil && strings.Contains(err.Error(), c.want) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(r); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	quotes := Tables{Open: files.FromDisk, Edges: "testdata/cases/quotes.csv", Headless: true}
	check(t, quotes, "ids a, b, c, d\na>b a>c c>d")
	latin := Tables{Open: files.WithEncoding(files.FromDisk, files.Windows1252), Edges: "testdata/cases/latin.csv"}
	check(t, latin, "ids José, Zoë, node\nJosé>Zoë Zoë>node")
	species := Tables{Open: files.FromDisk, Edges: "testdata/cases/species_edges.csv",
		Nodes: "testdata/cases/species_nodes.csv", Choice: as(schema.ClassRole, "species")}
	r, err := species.Read(t.Context())
	if err != nil || len(r.NodeColumns) != 2 || len(r.ClassNames) != 3 {
		t.Errorf("%v, %v", r, err)
	}
	prices := Tables{Open: files.FromDisk, Edges: "testdata/cases/price_edges.csv",
		Nodes: "testdata/cases/price_nodes.csv", Choice: as(schema.ClassRole, "label")}
	if _, err := prices.Read(t.Context()); err == nil || !strings.Contains(err.Error(), "WithValuesFrom") {
		t.Errorf("numbers as classes: %v", err)
	}
}

// The files are written by testdata/make.py.
func TestPandas(t *testing.T) {
	const (
		ids    = "ids ann, bob, cid\n"
		edges  = "ann>bob(0.5) bob>cid(1.25) cid>ann(2)"
		nodes  = "\nage [31 45 0]\nmember [1 0 1]"
		words  = "\nteam: words; WithCategories makes a feature of each of them"
		number = "\n: it has no name, as the row numbers of R and pandas"
	)
	for _, c := range []struct{ edges, nodes, want string }{
		{"edges_plain.csv", "nodes_plain.csv", ids + edges + nodes + words},
		{"edges.csv", "nodes.csv", ids + edges + nodes + number + words + number},
		{"edges_plain.csv", "nodes_index.csv", ids + edges + nodes + words},
		{"edges_plain.csv", "nodes_unnamed.csv", ids + edges + nodes + words},
		{"edges_eu.csv", "nodes_eu.csv", ids + edges + nodes + number + words},
		{"edges_bar.csv", "nodes_quoted.csv", ids + edges + nodes + words},
		{"edges_plain.csv", "nodes_utf16.csv", ids + edges + nodes + words},
		{"edges_plain.csv", "nodes_bom.csv.gz", ids + edges + nodes + words},
		{"edges_plain.csv", "nodes_twice.csv",
			ids + edges + nodes + number + strings.Replace(number, ":", "Unnamed: 0:", 1) + words},
		{"edges_numbered.csv", "", ids + strings.NewReplacer("(0.5)", "", "(1.25)", "", "(2)", "").Replace(edges) +
			"\nedge 2 [0.5 1.25 2]" + number + "\n0: the first two columns are the ends\n1: the first two " +
			"columns are the ends"},
		{"networkx.csv", "", ids + "ann>bob(0.5) ann>cid(2) bob>cid(1.25)"},
		{"adjacency.csv", "", ids + "ann>bob(0.5) bob>ann(0.5) ann>cid(2) cid>ann(2) bob>cid(1.25) cid>bob(1.25)"},
		{"adjacency_directed.csv", "", ids + edges},
		{"savetxt.csv", "", "ids 0, 1, 2\n0>1(0.5) 1>0(0.5) 0>2(2) 2>0(2) 1>2(1.25) 2>1(1.25)"},
		{"savetxt.txt", "", "ids 0, 1, 2\n0>1(0.5) 1>2(1.25) 2>0(2)"},
	} {
		t.Run(c.edges+" "+c.nodes, func(t *testing.T) {
			tables := Tables{Open: files.FromDisk, Edges: "testdata/pandas/" + c.edges,
				Choice: schema.Choice{Missing: schema.Zero}}
			if c.nodes != "" {
				tables.Nodes = "testdata/pandas/" + c.nodes
			}
			check(t, tables, strings.Replace(c.want, "nothing", "", 1))
		})
	}
	headless := Tables{Open: files.FromDisk, Edges: "testdata/pandas/edges_headless.csv", Headless: true}
	check(t, headless, "ids ann, bob, cid\nann>bob bob>cid cid>ann\nedge 3 [0.5 1.25 2]")
}

// Columns are known by their names, so their order changes only that of the features; the order of the nodes' rows
// changes only theirs.
func TestOrderDoesNotMatter(t *testing.T) {
	edgeHeader := []string{"source", "target", "weight", "p", "q"}
	edgeRows := [][]string{{"a", "b", "0,5", "1", "yes"}, {"b", "c", "2", "2", "no"}, {"d", "a", "1", "0", "no"}}
	nodeHeader := []string{"id", "x", "y", "team", "name", "split"}
	nodeRows := [][]string{{"a", "1,5", "NA", "red", "Ann", "train"}, {"b", "2", "3", "blue", "Bob", "test"},
		{"c", "4", "9", "red", "Cid", "train"}, {"d", "5", "8", "", "Dan", "val"}}
	seed := rand.New(rand.NewPCG(1, 2))
	text := func(header []string, rows [][]string) string {
		order := seed.Perm(len(header))
		var lines []string
		for _, row := range append([][]string{header}, rows...) {
			var fields []string
			for _, column := range order {
				fields = append(fields, row[column])
			}
			lines = append(lines, strings.Join(fields, ";"))
		}
		return strings.Join(lines, "\n")
	}
	var first string
	for range 100 {
		rows := slices.Clone(nodeRows)
		seed.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		tables := ofTexts(text(edgeHeader, edgeRows), text(nodeHeader, rows))
		tables.Choice = as(schema.ClassRole, "team")
		tables.Choice.Missing = schema.Indicate
		r, err := tables.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := byName(r)
		if first == "" {
			first = got
		}
		if got != first {
			t.Fatalf("got\n%s\nwant\n%s", got, first)
		}
	}
}

// byName is a result whatever the order of its nodes and of its columns.
func byName(r *schema.Result) string {
	var lines []string
	for node, id := range r.IDs {
		line := fmt.Sprint(id, " ", r.Names[node], " ", r.Classes[node], r.ClassNames)
		for split, nodes := range r.Split {
			if slices.Contains(nodes, int32(node)) {
				line += " " + arrays.SplitNames[split]
			}
		}
		for i, f := range r.NodeColumns {
			lines = append(lines, fmt.Sprint(id, " ", f, " ", r.NodeFeatures.Row(node)[i]))
		}
		lines = append(lines, line)
	}
	for e, ends := range r.Ends {
		lines = append(lines, fmt.Sprint(e, r.IDs[ends[0]], r.IDs[ends[1]], r.Weights[e]))
		for i, f := range r.EdgeColumns {
			lines = append(lines, fmt.Sprint(e, " ", f, " ", r.EdgeFeatures.Row(e)[i]))
		}
	}
	for _, c := range r.Columns {
		lines = append(lines, fmt.Sprintf("%+v", c))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
