package datasets

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

// ring is a table of edges between four nodes, for tables of nodes in different styles.
const ring = "source,target\na,b\nb,c\nc,d\nd,a\n"

// Tables of nodes as programs and people of several countries write them.
func TestStylesOfNodes(t *testing.T) {
	const missing = "; say what to do by WithMissing"
	for _, c := range []struct {
		name, nodes string
		with        func(b *File)
		want        string // features, and classes where there are some; or "error: …"
		took        string // "" for what is not looked at
	}{
		{"pandas with its index", ",name,x,ok\n0,a,1.5,True\n1,b,2.0,False\n2,c,2.5,True\n3,d,3.0,False\n", nil,
			"[x ok] [1.5 1 2 0 2.5 1 3 0]", ""},
		{"pandas with names as index", "name,x\na,1\nb,2\nc,3\nd,4\n", nil, "[x] [1 2 3 4]", ""},
		{"pandas after reset_index", "index,id,x\n0,a,1\n1,b,2\n2,c,3\n3,d,4\n", nil, "[x] [1 2 3 4]",
			"index left out (the row numbers of R and pandas; WithNodeFeatures takes it all the same); x feature"},
		{"Int64 of pandas with <NA>", "id,x,team\na,1,0\nb,2,<NA>\nc,3,1\nd,4,0\n", class("team"),
			"[x] [1 2 3 4]; classes [0 1] [0 -1 1 0]", ""},
		{"classes with −1 and None", "id,x,team\na,1,0\nb,2,-1\nc,3,None\nd,4,1\n", class("team"),
			"[x] [1 2 3 4]; classes [0 1] [0 -1 -1 1]",
			"x feature; team class -1 (-1 is unlabelled; 2 classes; 2 nodes without a label)"},
		{"blank classes", "id,x,team\na,1,u\nb,2, \nc,3,v\nd,4,?\n", class("team"),
			"[x] [1 2 3 4]; classes [u v] [0 -1 1 -1]", ""},
		{"a class called unknown", "id,x,team\na,1,ham\nb,2,spam\nc,3,unknown\nd,4,ham\n",
			func(b *File) { b.WithClassFrom("team").WithMissingWords("unknown") },
			"[x] [1 2 3 4]; classes [ham spam] [0 1 -1 0]", ""},
		{"a class called like a feature", "id,age,x\na,1,5\nb,2,6\nc,1,7\nd,2,8\n", class("age"),
			"[x] [5 6 7 8]; classes [1 2] [0 1 0 1]", ""},
		{"a German " +
			"table", "id;umsatz;anteil;datum;klasse\na;1.234,56;12,5%;31.12.2023;A\nb;2.000,00;3%;01.02.2024;B\n" +
			"c;10,5;4,25%;15.03.2024;A\nd;7;5%;16.03.2024;\n",
			func(b *File) { b.WithClassFrom("klasse").WithDates("datum") },
			"[umsatz anteil datum] [1234.56 0.125 19722 2000 0.03 19754 10.5 0.0425 19797 7 0.05 19798]; " +
				"classes [A B] [0 1 0 -1]", ""},
		{"a French table", "id\tventes\na\t1\u202f234,56\nb\t2\u00a0000,00\nc\t10,5\nd\t7\n", nil,
			"[ventes] [1234.56 2000 10.5 7]", "ventes feature (with separators of thousands; with a decimal comma)"},
		{"a Swiss table", "id;x\na;1'234.50\nb;2’000.00\nc;10.5\nd;1e-3\n", nil, "[x] [1234.5 2000 10.5 0.001]", ""},
		{"an American " +
			"table", "id,revenue,when\na,\"1,234.56\",12/31/2023\nb,\"2,000\",02/01/2024\nc,10.5,03/15/2024\n" +
			"d,7,03/16/2024\n", func(b *File) { b.WithDates("when") },
			"[revenue when] [1234.56 19722 2000 19754 10.5 19797 7 19798]", ""},
		{"dates that mean two days", "id,when\na,01/02/2023\nb,02/03/2023\nc,03/04/2023\nd,05/06/2023\n",
			func(b *File) { b.WithDates("when") }, `error: nodes.csv: column "when": its dates may be written as`, ""},
		{"dates left alone", "id,when\na,2023-01-02\nb,2023-01-03\nc,2023-01-04\nd,2023-01-05\n", nil, "",
			"when left out (dates; WithDates makes days since 1970 of them)"},
		{"a comma that means two things", "id;x\na;1,234\nb;2,000\nc;10,500\nd;7,100\n", nil,
			`error: nodes.csv line 2: column "x": "1,234" may have decimals or thousands after its comma`, ""},
		{"some with percent signs", "id,x\na,50%\nb,0.5\nc,20%\nd,1\n", nil,
			`error: nodes.csv: column "x": 2 of 4 numbers have a percent sign; write all or none with it`, ""},
		{"money", "id;preis\na;12,50 €\nb;3,00 €\nc;4,00 €\nd;5,00 €\n", nil, "",
			`preis left out (amounts of money, such as "12,50 €"; write them without the sign to make a feature of ` +
				`them)`},
		{"a number with a note", "id,x\na,1\nb,2\nc,n.v.\nd,4\n", nil,
			`error: nodes.csv line 4: column "x": "n.v." is not a number, as 3 of 4 values of the column are`, ""},
		{"infinity", "id,x\na,1\nb,inf\nc,2\nd,3\n", nil, `error: nodes.csv line 3: column "x": "inf" is not a ` +
			`finite`, ""},
		{"no value, unsaid", "id,x\na,1\nb,n/a\nc,2\nd,3\n", nil, `error: nodes.csv line 3: column "x": "n/a" ` +
			`stands for no value, which is missing for 1 of 4 nodes` + missing, ""},
		{"no value, as a feature", "id,x\na,1\nb,NULL\nc,2\nd,3\n", func(b *File) { b.WithMissing(MissingAsFeature) },
			"[x x is missing] [1 0 0 1 2 0 3 0]", "x feature -1 (missing values are 0, and a feature says so)"},
		{"no value, as the mean of the training nodes", "id,x,split\na,1,train\nb,-,train\nc,3,train\nd,9,test\n",
			func(b *File) { b.WithMissing(MissingAsMean) }, "[x] [1 2 3 9]; split [0 1 2] [] [3]", ""},
		{"words of two columns for a class", "id,x,Species,code\na,1,cat,1\nb,2,dog,2\nc,3,cat,1\nd,4,dog,2\n",
			class("Species"), "[x] [1 2 3 4]; classes [cat dog] [0 1 0 1]", ""},
		{"splits by words", "id,x,split\na,1,train\nb,2,dev\nc,3,TEST\nd,4,\n", nil, "[x] [1 2 3 4]; split [0] [1] " +
			"[2]", ""},
		{"splits by numbers", "id,x,split\na,1,0\nb,2,1\nc,3,2\nd,4,0\n", nil,
			`error: nodes.csv: column "split": node "a": "0" is no split; want train, valid (or val), test or ` +
				`nothing`, ""},
		{"a node twice", "id,x\na,1\na,2\nb,3\nc,4\nd,5\n", nil, `error: nodes.csv line 3: node "a" is in line 2 ` +
			`already`, ""},
		{"Neo4j's " +
			"nodes",
			"id:ID,name,age:int,zip:string,:LABEL\na,Ann,31,07,Person\nb,Bob,28,08,Person\nc,Cy,30,07,Person\n" +
				"d,Di,35,08,Boss\n", nil, "[age] [31 28 30 35]", ""},
		{"Gephi's nodes with statistics", "Id,Label,Interval,Degree,Modularity " +
			"Class\na,A,,2,0\nb,B,,2,0\nc,C,,1,1\nd,D,,2,1\n",
			nil, "[Degree Modularity Class] [2 0 2 0 1 1 2 1]", ""},
		{"a table of edges", "source,target\na,b\n", nil, `error: nodes.csv looks like a table of edges, as it has ` +
			`the columns ` +
			`"source" and "target" and no id`, ""},
		{"UTF-16", utf16("id\tx\na\t1\nb\t2\nc\t3\nd\t4\n"), nil, "[x] [1 2 3 4]", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := fromTexts(ring, c.nodes)
			if c.with != nil {
				c.with(b)
			}
			g, err := b.Done()
			if want, refused := strings.CutPrefix(c.want, "error: "); refused {
				checkRefused(t, err, want)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			_, after, _ := strings.Cut(tells(g), "d>a") // the last of the edges
			if got := strings.TrimPrefix(after, "; "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if got := took(g); c.took != "" && got != c.took {
				t.Errorf("took %s\nwant %s", got, c.took)
			}
		})
	}
}

func class(column string) func(*File) { return func(b *File) { b.WithClassFrom(column) } }

// utf16 is a text of ASCII in UTF-16 with a byte-order mark, as Excel's "Unicode text".
func utf16(text string) string {
	written := "\xff\xfe"
	for _, r := range text {
		written += string([]byte{byte(r), 0})
	}
	return written
}

// Files of edges in different styles are recognized by their content.
func TestStylesOfEdges(t *testing.T) {
	for _, c := range []struct {
		name, file, content string
		want                string // what the graph tells; or "error: …"
	}{
		{"pandas", "f.csv", ",source,target,weight\n0,a,b,0.5\n1,b,c,2\n", "CSV: a b c; a>b=0.5 b>c=2"},
		{"R", "f.csv", "\"\",\"from\",\"to\"\n\"1\",\"a\",\"b\"\n\"2\",\"b\",\"c\"\n", "CSV: a b c; a>b b>c"},
		{"Excel in Europe", "f.csv", "\ufeffsep=;\r\nsource;target;weight\r\na;b;1,50 %\r\nb;c;2,00 %\r\n",
			"CSV: a b c; a>b=0.015 b>c=0.02"},
		{"Excel's Unicode text", "f.txt", utf16("source\ttarget\na\tb\n"), "CSV: a b; a>b"},
		{"old Macs", "f.csv", "source,target\ra,b\rb,c\r", "CSV: a b c; a>b b>c"},
		{"zipped", "f.csv.gz", string(madeup.Gzip("source,target\na,b\n")), "CSV: a b; a>b"},
		{"a comment with %", "f.csv", "% made by me\nsource;target\na;b\n", "CSV: a b; a>b"},
		{"a comment with //", "f.csv", "// made by me\nsource,target\na,b\n", "CSV: a b; a>b"},
		{"leading zeros", "f.csv", "source,target\n007,010\n010,7\n", "CSV: 007 010 7; 007>010 010>7"},
		{"ids with blanks", "f.csv", "source,target\nNew York,San Juan\n\"Rome, Italy\",New York\n",
			"CSV: New York San Juan Rome, Italy; New York>San Juan Rome, Italy>New York"},
		{"edges twice, to themselves and back", "f.csv", "source,target,weight\na,b,1\na,b,2\nb,a,3\nb,b,4\n",
			"CSV: a b; a>b=1 a>b=2 b>a=3 b>b=4"},
		{"dates as times", "f.csv", "source,target,timestamp\na,b,2020-01-02T03:04:05Z\nb,c,2020-01-02T03:04:06Z\n",
			"CSV: a b c; a>b@1577934245 b>c@1577934246"},
		{"Gephi's mixed " +
			"directions", "f.csv", "Source;Target;Type;Id;Label;Weight\n1;2;Directed;0;;1.0\n2;3;Undirected;1;;2.5\n",
			"CSV: 1 2 3; 1>2=1 2>3=2.5 3>2=2.5"},
		{"a column empty to the end", "f.csv", "source,target,\na,b,\nb,c,\n", "CSV: a b c; a>b b>c"},
		{"a weight that is missing", "f.csv", "source,target,weight\na,b,\nb,c,1\n",
			`error: f.csv line 2: column "weight": "" stands for no value, which is missing for 1 of 2 edges`},
		{"a table of nodes by its ids", "f.csv", "id,age,team\na,3,u\nb,4,v\n", `error: f.csv looks like a table of ` +
			`nodes`},
		{"a table of nodes by its values", "f.csv", "name,age\nAnn,3\nBob,4\nCy,5\n", `error: f.csv looks like a ` +
			`table of nodes`},
		{"one column", "f.csv", "node\na\nb\n", `error: f.csv has the columns "node", want at least two`},
		{"nothing", "f.csv", "", "error: f.csv is empty"},
		{"empty lines", "f.csv", "\n\n", "error: f.csv is empty"},
		{"a header alone", "f.csv", "source,target\n", "error: f.csv has a header but no edges"},
		{"numbers without a header", "f.csv", "0,1,0.5\n1,2,2\n", "error: f.csv line 1: numbers, want the columns' " +
			"names; add " +
			"such a line, or WithoutHeader"},
		{"a row too long", "f.csv", "source,target\na,b\nb,c,\n", "error: f.csv line 3: 3 fields, want 2"},
		{"a quote without end", "f.csv", "source,target\n\"a,b\nb,c\n", "error: f.csv line 2: a quote that does not " +
			"end"},
		{"a matrix of NumPy", "f.txt", "0.0e+00 5.0e-01 0.0e+00\n5.0e-01 0.0e+00 2.0e+00\n0.0e+00 2.0e+00 0.0e+00\n",
			"CSV: 0 1 2; 0>1=0.5 1>0=0.5 1>2=2 2>1=2"},
		{"ids of NumPy", "f.txt", "0 1\n1 2\n", "edge list: 0 1 2; 0>1 1>2"},
		{"NetworkX's weights", "f.txt", "0 1 0.5\n1 2 2\n", "edge list: 0 1 2; 0>1=0.5 1>2=2"},
		{"NetworkX's words by tabs", "f.edgelist", "Ann Lee\tBob\t{'weight': 0.5}\n", "edge list: Ann Lee Bob; Ann " +
			"Lee>Bob=0.5"},
		{"SNAP, undirected", "f.txt", "# Undirected graph: a\n# Nodes: 2 Edges: 1\n# FromNodeId\tToNodeId\n1\t2\n",
			"edge list: 1 2; 1>2 2>1"},
		{"SNAP with times", "f.txt", "1 2 1217567877\n2 3 1217573801\n", "edge list: 1 2 3; 1>2@1217567877 " +
			"2>3@1217573801"},
		{"KONECT of two sides", "out.f", "% bip weighted\n% 2 2 1\n1 1 5\n2 1 3\n", "edge list: 1 right 1 2; 1>right " +
			"1=5 " +
			"2>right 1=3 right 1>1=5 right 1>2=3; [side=left side=right] [1 0 0 1 1 0]"},
		{"KONECT, signed", "out.f", "% sym signed\n1 2 1\n2 3 -1\n", "edge list: 1 2 3; 1>2=1 2>1=1 2>3=-1 3>2=-1"},
		{"METIS with weights", "f.graph", "% c\n3 2 011 1\n3 2 1\n1 1 1 3 5\n7 2 5\n", "METIS: 1 2 3; 1>2=1 2>1=1 " +
			"2>3=5 3>2=5; " +
			"[vertex weight] [3 1 7]"},
		{"METIS with nodes alone", "f.graph", "4 1\n2\n1\n\n\n", "METIS: 1 2 3 4; 1>2 2>1"},
		{"an adjacency list", "f.adjlist", "# from networkx\n0 1 2\n1 2\n2\n", "adjacency list: 0 1 2; 0>1 0>2 1>2"},
		{"a skew matrix", "f.mtx", "%%MatrixMarket matrix coordinate integer general\n2 2 1\n1 2 " +
			"7\n", "MatrixMarket: 1 2; 1>2=7"},
		{"JSON of NetworkX", "f.json", `{"directed": false, "multigraph": false, "graph": {}, "nodes": [{"x": 1, ` +
			`"id": "a"}, ` +
			`{"x": 2.5, "id": "b"}], "edges": [{"weight": 2, "source": "a", "target": "b"}]}`,
			"JSON: a b; a>b=2 b>a=2; [x] [1 2.5]"},
		{"a page of HTML", "f.txt", "<!DOCTYPE html><html></html>", "error: f.txt is in none of the formats"},
		{"prose", "f.txt", "This is a file\nof words and nothing else.\n", "error: f.txt is in none of the formats"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(path, []byte(c.content), 0o644); err != nil {
				t.Fatal(err)
			}
			g, err := Read(path).Done()
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
		})
	}
}
