package nodelink

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
	open := madeup.Texts(map[string]string{"people.json": text})
	return Read(t.Context(), open, "people.json", choice)
}

const (
	words    = described.Words
	declared = described.DeclaredText
)

// The files were written by graphml/testdata/make.py.
func TestReadFiles(t *testing.T) {
	const nodes = "ada x=1 ok=0 big=1.0995116e+12\nbob x=0.5 ok=1 big=1.0995127e+12\nc \"é\" & <d> x=2 ok=0 big=7\n" +
		"dan x=3 ok=1 big=8\n"
	const sorted = "ada big=1.0995116e+12 ok=0 x=1\nbob big=1.0995127e+12 ok=1 x=0.5\nc \"é\" & <d> big=7 ok=0 x=2\n" +
		"dan big=8 ok=1 x=3\n"
	const edges = "ada>bob weighs 1\nbob>ada weighs 1\nbob>c \"é\" & <d> weighs 0.5\nc \"é\" & <d>>bob weighs 0.5\n" +
		"dan>dan weighs 2.5\n"
	const twice = "dan>dan weighs 2.5\n"
	const name = "node name: left out (of the graph as a whole)\n"
	const columns = "node x: feature\nnode team: left out" + words + "\nnode ok: feature (yes is 1, no is 0)\n" +
		"node code: left out" + declared + "\nnode big: feature\n"
	const sortedColumns = "node big: feature\nnode code: left out" + declared +
		"\nnode ok: feature (yes is 1, no is 0)\nnode team: left out" + words +
		"\nnode x: feature\nedge kind: left out" + words + "\nedge weight: weight"
	const ofEdges = "edge weight: weight\nedge kind: left out" + words
	named := strings.NewReplacer("ada x", `ada "ada" x`, "bob x", `bob "bob" x`, "<d> x", `<d> "c \"é\" & <d>" x`, "dan x",
		`dan "dan" x`).Replace(nodes)
	for _, c := range []struct{ file, want string }{
		{"networkx_edges", nodes + edges + twice + name + columns + ofEdges},
		{"networkx_links_sorted", sorted + edges + twice + name + sortedColumns},
		{"networkx_adjacency", nodes + edges + name + columns + ofEdges},
		{"networkx_adjacency_sorted", sorted + edges + name + sortedColumns},
		{"networkx_cytoscape", named + edges + twice + "node data: left out (of the graph as a whole)\n" + columns +
			"node value: left out (the nodes' ids)\nnode name: name\n" + ofEdges},
		{"networkx_multi", `
1 x=1.5 y=2
2 x=1.5 y=2
1>2 weighs 2
1>2 weighs 3
node many: left out (lists)
node nested: left out (nested values)
node x: feature (missing values are the mean)
node y: feature (missing values are the mean)
node text: left out` + words + `
edge weight: weight
edge key: left out (keys of a multigraph)`},
	} {
		t.Run(c.file, func(t *testing.T) {
			path := "testdata/" + c.file + ".json"
			result, err := Read(t.Context(), files.FromDisk, path, schema.Choice{Missing: schema.Mean})
			described.Check(t, result, err, c.want, "")
		})
	}
}

// These are made up in the manner of the tools that are named.
func TestRead(t *testing.T) {
	const d3 = `{"name":"Myriel","group":1},{"name":"Napoleon","group":2}`
	const drawing = "node x: left out (a drawing)\nnode y: left out (a drawing)\nnode size: left out (a drawing)\n" +
		"node color: left out (a drawing)\n"
	for _, c := range []struct{ name, text, want string }{
		{"NetworkX 1, by places", `{"directed":true,"graph":[["name","x"],["k",null]],"nodes":[{"id":"a"},{"id":"b"}],` +
			`"links":[{"source":1,"target":0}]}`, "a\nb\nb>a\nnode name: left out (of the graph as a whole)"},
		{"tuples as ids", `{"directed":true,"nodes":[{"id":[0, 1]},{"id":[1,1]}],"edges":[{"source":[0,1],"target":[1,1]}]}`,
			"[0,1]\n[1,1]\n[0,1]>[1,1]"},
		{"d3 by places", `{"nodes":[` + d3 + `],"links":[{"source":1,"target":0,"value":3}]}`,
			"0 \"Myriel\" group=1\n1 \"Napoleon\" group=2\n1>0 value=3\n0>1 value=3\n" +
				"node name: name\nnode group: feature\nedge value: feature"},
		{"d3 by names", `{"nodes":[` + d3 + `],"links":[{"source":"Napoleon","target":"Myriel"}]}`,
			"Myriel \"Myriel\" group=1\nNapoleon \"Napoleon\" group=2\nNapoleon>Myriel\nMyriel>Napoleon\n" +
				"node name: name\nnode group: feature"},
		{"d3 by names, links first", `{"links":[{"source":"Napoleon","target":"Myriel"}],"nodes":[` + d3 + `]}`,
			"Myriel \"Myriel\" group=1\nNapoleon \"Napoleon\" group=2\nNapoleon>Myriel\nMyriel>Napoleon\n" +
				"node name: name\nnode group: feature"},
		{"d3 after its simulation", `{"nodes":[{"id":"a","index":0,"x":1,"y":2,"vx":0,"vy":0,"age":3}],` +
			`"links":[{"source":{"id":"a","index":0},"target":{"id":"a"},"index":0}]}`,
			"a age=3\na>a\na>a\nnode index: left out (a drawing of d3)\nnode x: left out (a drawing of d3)\n" +
				"node y: left out (a drawing of d3)\nnode vx: left out (a drawing of d3)\n" +
				"node vy: left out (a drawing of d3)\nnode age: feature\nedge index: left out (a drawing of d3)"},
		{"a lone position", `{"nodes":[{"id":"a","x":1,"y":2}],"links":[]}`,
			"a x=1 y=2\nnode x: feature\nnode y: feature"},
		{"links alone", `{"links":[{"source":"b","target":"a"}],"directed":true}`, "b\na\nb>a"},
		{"a direction at the end", `{"nodes":[{"id":1},{"id":2}],"links":[{"source":1,"target":2}],"directed":true}`,
			"1\n2\n1>2"},
		{"JSON Graph Format", `{"graph":{"label":"g","metadata":{"by":"me"},"nodes":{"p":{"label":"P","metadata":{"age":3}},` +
			`"q":{"label":"Q","metadata":{"age":4}}},"edges":[{"source":"p","target":"q","relation":"r","metadata":` +
			`{"weight":2}},{"source":"q","target":"p","directed":false,"metadata":{"weight":3}}]}}`, `
p "P" age=3
q "Q" age=4
p>q weighs 2
q>p weighs 3
p>q weighs 3
node label: left out (of the graph as a whole)
node by: left out (of the graph as a whole)
node label: name
node age: feature
edge relation: left out` + words + `
edge weight: weight`},
		{"JSON Graph Format 1, in a list", `{"graphs":[{"directed":false,"nodes":[{"id":"p"},{"id":"q"}],` +
			`"edges":[{"source":"p","target":"q"}]}]}`, "p\nq\np>q\nq>p"},
		{"Gephi", `{"attributes":{"creator":"Gephi 0.10"},"options":{"multi":false,"type":"mixed"},"nodes":[` +
			`{"key":"7","attributes":{"label":"A","x":1,"y":2,"size":3,"color":"#fff","age":4}},{"key":"8","attributes":` +
			`{"label":"B","x":1,"y":2,"age":5}}],"edges":[{"key":"0","source":"7","target":"8","undirected":true,` +
			`"attributes":{"weight":2.0}},{"key":"1","source":"7","target":"7","attributes":{"weight":1.0}}]}`, `
7 "A" age=4
8 "B" age=5
7>8 weighs 2
8>7 weighs 2
7>7 weighs 1
node creator: left out (of the graph as a whole)
node label: name
` + drawing + `node age: feature
edge key: left out (keys of a multigraph)
edge weight: weight`},
		{"Cytoscape", `{"format_version":"1.0","data":{"name":"net"},"elements":{"nodes":[{"data":{"id":"71","SUID":71,` +
			`"name":"A","score":0.5,"selected":false},"position":{"x":1,"y":2},"selected":false}],"edges":[{"data":{"id":"80",` +
			`"source":"71","target":"71","SUID":80,"interaction":"pp","selected":false},"selected":false}]}}`, `
71 "A" score=0.5
71>71
71>71
node format_version: left out (of the graph as a whole)
node name: left out (of the graph as a whole)
node SUID: left out (ids of Cytoscape)
node name: name
node score: feature
node selected: left out (a drawing)
node position: left out (a drawing)
edge id: left out (the ids of edges)
edge SUID: left out (ids of Cytoscape)
edge interaction: left out` + words + `
edge selected: left out (a drawing)`},
		{"Cytoscape.js in one list", `[{"group":"nodes","data":{"id":"a","w":3},"position":{"x":1}},{"data":{"id":"b","w":2,` +
			`"parent":"a"}},{"data":{"id":"ab","source":"a","target":"b"}}]`, `
a w=3
b w=2
a>b
b>a
node group: left out (a drawing)
node w: feature
node position: left out (a drawing)
node parent: left out (the node that this one is inside of)
edge id: left out (the ids of edges)`},
		{"vis.js", `{"nodes":[{"id":1},{"id":2}],"edges":[{"from":2,"to":1}]}`, "1\n2\n2>1\n1>2"},
		{"null and NaN", `{"nodes":[{"id":"a","x":NaN,"y":null,"s":"NaN -Infinity"},{"id":"b","x":null,"s":"\"NaN"}],` +
			`"links":[]}`, "a\nb\nnode s: left out" + words + "\nnode x: left out (it has no value in any row)\n" +
			"node y: left out (it has no value in any row)"},
		{"a list in a column of numbers", `{"nodes":[{"id":"a","x":1},{"id":"b","x":[1]}],"links":[]}`,
			"a\nb\nnode x: left out (lists)"},
		{"large and small numbers", `{"nodes":[{"id":9007199254740993,"x":1e-3},{"id":2,"x":3000000000}],"links":[]}`,
			"9007199254740993 x=0.001\n2 x=3e+09\nnode x: feature"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := readText(t, c.text, schema.Choice{})
			described.Check(t, result, err, c.want, "")
		})
	}
}

func TestReadRefuses(t *testing.T) {
	const nodes = `{"nodes":[{"id":"a"},{"id":"b"}],` + "\n"
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "people.json ends before its JSON does"},
		{"cut short", `{"nodes":[{"id":1}`, "people.json ends before its JSON does"},
		{"no JSON", "source,target\n", "people.json line 1: it is not JSON: invalid character 's'"},
		{"a number", "5", "people.json line 1: 5, want an object"},
		{"no graph", `{"cells":[]}`, "people.json has no nodes, links, edges, adjacency or elements"},
		{"nodes that are none", `{"nodes":5}`, "line 1: nodes is 5, want a list"},
		{"a node that is none", "{\"nodes\":[\n5]}", "line 2: 5, want an object"},
		{"some without id", "{\"nodes\":[{\"id\":1},\n{}]}", "line 2: a node without id"},
		{"twice", "{\"nodes\":[{\"id\":1},\n{\"id\":1}]}", `line 2: node "1" is in line 1 already`},
		{"no target", nodes + `"links":[{"source":"a"}]}`, "line 2: an edge without source or target"},
		{"no such node", nodes + `"links":[{"source":"a","target":"z"}]}`, `line 2: there is no node "z"`},
		{"no such place", nodes + `"links":[{"source":0,"target":2}]}`,
			"line 2: an edge of node 2, but there are 2 nodes, counted from 0"},
		{"links that are none", nodes + `"links":{}}`, "line 2: links is {, want a list"},
		{"two graphs", `{"graphs":[{"nodes":[]},{"nodes":[]}]}`, "line 1: a second graph"},
		{"lines of JSON", nodes + "\"links\":[]}\n{}", "something follows the end of the JSON"},
		{"too many neighbors", `{"nodes":[{"id":1}],"adjacency":[[],[{"id":1}]]}`, "line 1: neighbors of node 2 of 1"},
		{"infinite", `{"nodes":[{"id":1,"x":-Infinity}]}`, `attribute "x": "-1e999" is not a finite float32`},
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
		{"NetworkX", `{"directed": true, "multigraph": false, "graph": {"na`, true},
		{"NetworkX, sorted", "{\n \"directed\": false,\n \"edges\": [\n  {", true},
		{"d3", `{"nodes":[{"na`, true},
		{"Gephi", `{"attributes":{"creator":"Gephi"},"options":{"multi":false},"nodes":[`, true},
		{"Cytoscape", `{"format_version":"1.0","data":{"a":[1]},"elements":{"nodes":[`, true},
		{"Cytoscape.js in one list", `[{"data":{"id":"a"}`, true},
		{"JSON Graph Format", `{"graph":{"directed":true,"nodes":{"a":{`, true},
		{"a graph without anything, then nodes", `{"graph":{},"nodes":[`, true},
		{"a notebook", `{"cells":[{"nodes":[1]}],"metadata":{}}`, false},
		{"a list of numbers", `[1,2]`, false},
		{"nodes that are none", `{"nodes":5,"edges":6}`, false},
		{"a table", "nodes,links\n", false},
		{"nothing", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Recognizes("a.json", []byte(c.start)); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"directed":false,"nodes":[{"id":"a","x":1},{"id":"b","x":[1]}],"links":[{"source":0,"target":1}],"directed":true}`)
	f.Add(`{"links":[{"source":"A","target":"B"}],"nodes":[{"name":"A","s":NaN},{"name":"B"}]}`)
	f.Add(`{"graph":{"nodes":{"p":{"label":"P","metadata":{"age":3}}},"edges":[{"source":"p","target":"p"}]}}`)
	f.Add(`[{"data":{"id":"a"},"position":{}},{"data":{"source":"a","target":"a"}}]`)
	f.Add(`{"adjacency":[[{"id":1}]],"nodes":[{"id":1}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		result, err := readText(t, text, schema.Choice{Missing: schema.Indicate})
		if errors.Is(err, schema.ErrDecimalComma) {
			return
		}
		if err != nil && (!strings.HasPrefix(err.Error(), "people.json") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("error %q", err)
		}
		if err == nil && len(result.Ends)*result.EdgeFeatures.Cols != len(result.EdgeFeatures.Data) {
			t.Errorf("%d values for %d edges", len(result.EdgeFeatures.Data), len(result.Ends))
		}
	})
}
