package gml

import (
	"errors"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/described"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func readText(t *testing.T, text string, choice schema.Choice) (*schema.Result, error) {
	open := madeup.Texts(map[string]string{"people.gml": text})
	return Read(t.Context(), open, "people.gml", choice)
}

const (
	words    = described.Words
	declared = described.DeclaredText
)

// people are those of graphml/testdata/make.py, and what some of its files have besides.
func people(nodes, columns string) string {
	return strings.ReplaceAll(`
0 "ada" x=1 ok=0 big=1.0995116e+12$
1 "bob" x=0.5 ok=1 big=1.0995127e+12$
2 "c \"é\" & <d>" x=2 ok=0 big=7$
3 "dan" x=3 ok=1 big=8$
0>1 weighs 1
1>0 weighs 1
1>2 weighs 0.5
2>1 weighs 0.5
3>3 weighs 2.5
3>3 weighs 2.5
`, "$", nodes) + `node name: left out (of the graph as a whole)
node label: name
node x: feature
node team: left out` + words + `
node ok: feature
node code: left out` + declared + `
node big: feature
` + columns + `edge weight: weight
edge kind: left out` + words
}

// nx.gml is made up; the others were written by graphml/testdata/make.py.
func TestReadFiles(t *testing.T) {
	const nested = `node nested: left out (nested values)
node many: left out (lists)
node one: left out (lists)
node nothing: left out` + words + `
node tiny: feature (missing values are the mean)
node unknown: left out (it has no value in any row)
`
	for _, c := range []struct{ file, want string }{
		{"nx", `
0 "n0" x=1 ok=0
1 "n1" x=0.5 ok=1
2 "n2" x=2 ok=0
3 "n3" x=3 ok=1
0>1 weighs 1
1>0 weighs 1
1>2 weighs 0.5
2>1 weighs 0.5
2>3 weighs 2.5
3>2 weighs 2.5
node label: name
node x: feature
node team: left out` + words + `
node ok: feature
edge weight: weight`},
		{"networkx", people("", "")},
		{"networkx_nested", people(" tiny=1e-20", nested)},
		{"networkx_python", people(" tiny=1e-20", nested)},
		{"networkx_multi", `
0 "a"
1 "b"
0>1 weighs 2
0>1 weighs 3
node label: name
edge key: left out (keys of a multigraph)
edge weight: weight`},
		{"igraph", `
0 "ada" x=1 ok=1
1 "bob" x=2.5 ok=0
2 "c \"é\" & <d>" x=1.75 ok=1
0>1 weighs 1
1>2 weighs 2.5
node title: left out (of the graph as a whole)
node name: name
node x: feature (missing values are the mean)
node ok: feature
node team: left out` + words + `
edge weight: weight
edge kind: left out` + words},
		{"igraph_labels", `
0 "Ada" x=1 ok=1
1 "Bob" x=2.5 ok=0
2 "C" x=1.75 ok=1
0>1 weighs 1
1>2 weighs 2.5
node title: left out (of the graph as a whole)
node name: left out (the nodes have labels as names)
node x: feature (missing values are the mean)
node ok: feature
node team: left out` + words + `
node label: name
edge weight: weight
edge kind: left out` + words},
	} {
		t.Run(c.file, func(t *testing.T) {
			path := "testdata/" + c.file + ".gml"
			result, err := Read(t.Context(), files.FromDisk, path, schema.Choice{Missing: schema.Mean})
			described.Check(t, result, err, c.want, "")
		})
	}
}

// byGephi is made up in the manner of Gephi's export of a graph with edges of both kinds.
const byGephi = `graph
[
  Creator "Gephi"
  directed 1
  node
  [
    id 0
    label "Ada #1"
    graphics
    [
      x -3.5
      fill "#ff0000"
    ]
    age "31.0"
  ]
  node
  [
    id b
    label "Bob"
    graphics
    [
      x 3.5
    ]
    age "28.0"
  ]
  edge
  [
    id 0
    source 0
    target b
    value 2.0
    directed 0
    fill "#00ff00"
  ]
  edge
  [
    id 1
    source b
    target 0
    value 1.0
    directed 1
  ]
]
`

// byYEd is made up in the manner of yEd.
const byYEd = `Creator	"yFiles"
Version	"2.17"
graph
[
	hierarchic	1
	label	""
	directed	1
	node
	[
		id	0
		label	"A &#38; B"
		graphics
		[
			x	24.0
			type	"rectangle"
		]
		LabelGraphics
		[
			text	"A"
		]
		isGroup	1
	]
	node
	[
		id	1
		label	"C"
		gid	0
	]
	edge
	[
		source	0
		target	1
		label	"likes"
		graphics
		[
			fill	"#000000"
			Line [ point [ x 1 y 2 ] point [ x 3 y 4 ] ]
		]
	]
]
`

// byNewman is made up in the manner of M. Newman's data sets.
const byNewman = `Creator "Mark Newman on Fri Jul 21 12:44:53 2006"
graph
[
  directed 0
  node [ id 1 label "Caf&eacute; AT&T &quot;x&quot;" value 0 ]
  node [ id 3 label "B" value 1 ]
  edge [ source 1 target 3 value 31 ]
]
`

func TestRead(t *testing.T) {
	const two = "node [ id 1 ] node [ id 2 ] "
	for _, c := range []struct{ name, text, want string }{
		{"Gephi", byGephi, `
0 "Ada #1" age=31
b "Bob" age=28
0>b weighs 2
b>0 weighs 2
b>0 weighs 1
node label: name
node graphics: left out (a drawing)
node age: feature
edge id: left out (the ids of edges)
edge value: weight
edge fill: left out` + words},
		{"yEd", byYEd, `
0 "A & B"
1 "C"
0>1
node hierarchic: left out (of the graph as a whole)
node label: left out (of the graph as a whole)
node label: name
node graphics: left out (a drawing)
node LabelGraphics: left out (a drawing)
node isGroup: left out (groups of yEd)
node gid: left out (groups of yEd)
edge label: left out` + words + `
edge graphics: left out (a drawing)`},
		{"M. Newman", byNewman, `
1 "Café AT&T \"x\""
3 "B"
1>3 weighs 31
3>1 weighs 31
node label: name
node value: left out (the class of this data set; name it by WithClassFrom)
edge value: weight`},
		{"all in a line", `# a comment
graph[directed 1 node[id 1 a 2]node[id 2 a 3]edge[source 1 target 2]]`, "1 a=2\n2 a=3\n1>2\nnode a: feature"},
		{"edges before nodes", "graph [ directed 1 edge [ source 2 target 1 ] " + two + "]", "1\n2\n2>1"},
		{"a direction at the end", "graph [ " + two + "edge [ source 2 target 1 ] directed 1 ]", "1\n2\n2>1"},
		{"two directions", "graph [ " + two + "edge [ source 2 target 1 ] directed 1 edge [ source 1 target 2 ] " +
			"directed 0 ]", "1\n2\n2>1\n1>2\n1>2\n2>1"},
		{"a list in a column of numbers", "graph [ node [ id 1 a 1 ] node [ id 2 a 1 a 2 ] ]",
			"1\n2\nnode a: left out (lists)"},
		{"a value and a weight", "graph [ directed 1 " + two + "edge [ source 2 target 1 value 3 weight 2 ] ]",
			"1\n2\n2>1 weighs 2 value=3\nedge value: feature\nedge weight: weight"},
		{"text over lines", "graph [ node [ id 1 label \"Ada\nL.\" ] ]", "1 \"Ada\\nL.\"\nnode label: name"},
		{"quotes as older igraph writes them", "graph [ node [ id 1 label \"say \\\"hi\\\"\"\n] " +
			"node [ id 2 label \"C:\\\"\n] ]", "1 \"say \\\"hi\\\"\"\n2 \"C:\\\\\"\nnode label: name"},
		{"beyond 32 bits and not", `graph [ node [ id 1 a "3000000000" b "12" ] node [ id 2 a 5 b "13" ] ]`,
			"1 a=3e+09\n2 a=5\nnode a: feature\nnode b: left out" + declared},
		{"line ends of Windows", "graph [\r\n  node [\r\n    id 1\r\n    a 2\r\n  ]\r\n]\r\n",
			"1 a=2\nnode a: feature"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := readText(t, c.text, schema.Choice{})
			described.Check(t, result, err, c.want, "")
		})
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "people.gml has no graph ["},
		{"another format", "a,b\n1,2\n", "people.gml has no graph ["},
		{"two graphs", "graph [ ]\ngraph [ ]", "people.gml line 2: a second graph"},
		{"cut short", "graph [\nnode [ id 1", `people.gml line 2: "the end of the file", want a key or ]`},
		{"cut short in a text", "graph [\nnode [ id 1 label \"a\n",
			"people.gml line 2: a text without its closing quotes"},
		{"cut short in a drawing", "graph [ node [ id 1 graphics [ x", "people.gml line 1: the file ends before a ]"},
		{"no value", "graph [\nnode [ id ] ]", `line 2: "]" after the key "id", want its value`},
		{"no id", "graph [\nnode [ label \"a\" ] ]", "line 2: a node without id"},
		{"twice", "graph [\nnode [ id 1 ]\nnode [ id 1 ] ]", `line 3: node "1" is in line 2 already`},
		{"no target", "graph [ node [ id 1 ]\nedge [ source 1 ] ]", "line 2: an edge without source or target"},
		{"no such node", "graph [ node [ id 1 ]\nedge [ source 1 target 5 ] ]", `line 2: there is no node "5"`},
		{"a text as a key", "graph [\n\"a\" 1 ]", `line 2: "a", want node, edge, another key or ]`},
		{"infinite", "graph [\nnode [ id 1 a +INF ] ]", `line 2: attribute "a": "+INF" is not a finite float32`},
		{"a bracket too many", "graph [ ]\n]", `line 2: "]", want a key such as graph`},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := readText(t, c.text, schema.Choice{})
			described.Check(t, result, err, "", c.want)
		})
	}
}

func TestRecognizes(t *testing.T) {
	for _, c := range []struct {
		name, start string
		want        bool
	}{
		{"NetworkX", "graph [\n  node [", true},
		{"igraph", "Creator \"igraph version 1.0.0\"\nVersion 1\ngraph\n[", true},
		{"yEd", "Creator\t\"yFiles\"\nVersion\t\"2.17\"\n", true},
		{"a comment", "# made by hand\n\ngraph\n[\n", true},
		{"a version first", "Version 1\ngraph [", true},
		{"dot", "graph {\n a -- b }", false},
		{"a table", "graph,node\n1,2\n", false},
		{"a comment alone", "# graph [\n1 2\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Recognizes("a.gml", []byte(c.start)); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(byGephi)
	f.Add(byYEd)
	f.Add(byNewman)
	f.Add("graph [ edge [ source a target a x 1 x 2 ] directed 1 node [ id a x [ y 1 ] s \"'q'\" ] ]")
	f.Fuzz(func(t *testing.T, text string) {
		result, err := readText(t, text, schema.Choice{Missing: schema.Indicate})
		if errors.Is(err, schema.ErrDecimalComma) {
			return
		}
		if err != nil && (!strings.HasPrefix(err.Error(), "people.gml") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("error %q", err)
		}
		if err == nil && len(result.Ends)*result.EdgeFeatures.Cols != len(result.EdgeFeatures.Data) {
			t.Errorf("%d values for %d edges", len(result.EdgeFeatures.Data), len(result.Ends))
		}
	})
}
