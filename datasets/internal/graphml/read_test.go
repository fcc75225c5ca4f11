package graphml

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
	open := madeup.Texts(map[string]string{"power.graphml": text})
	return Read(t.Context(), open, "power.graphml", choice)
}

// document has keys in line 2, and a graph in line 3.
func document(keys, graph string) string {
	return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" +
		`<graphml xmlns="http://graphml.graphdrawing.org/xmlns">` + keys + "\n" + graph + "</graphml>\n"
}

const words = described.Words

// people are those of testdata/make.py, with the columns that follow.
const people = `
ada x=1 big=1.0995116e+12 ok=0
bob x=0.5 big=1.0995127e+12 ok=1
c "é" & <d> x=2 big=7 ok=0
dan x=3 big=8 ok=1
ada>bob weighs 1
bob>ada weighs 1
bob>c "é" & <d> weighs 0.5
c "é" & <d>>bob weighs 0.5
dan>dan weighs 2.5
dan>dan weighs 2.5
node x: feature
node big: feature
node code: left out` + described.DeclaredText + `
node ok: feature (yes is 1, no is 0)
node team: left out` + words + `
node name: left out (of the graph as a whole)
edge weight: weight
edge kind: left out` + words

const ofIgraph = `
n0 "ada" x=1 ok=1
n1 "bob" x=2.5 ok=0
n2 "c \"é\" & <d>" x=1.75 ok=1
n0>n1 weighs 1
n1>n2 weighs 2.5
node name: name
node x: feature (missing values are the mean)
node ok: feature (yes is 1, no is 0)
node team: left out` + words + `
node title: left out (of the graph as a whole)
edge weight: weight
edge kind: left out` + words

// gephi.graphml and yed.graphml are made up in the manner of these programs; the others were written by
// testdata/make.py.
func TestReadFiles(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"networkx", people},
		{"networkx_named", people}, // two keys of one id
		{"networkx_inferred", `
ada big=1.0995116e+12 ok=0 x=1
bob big=1.0995127e+12 ok=1 x=0.5
c "é" & <d> big=7 ok=0 x=2
dan big=8 ok=1 x=3
ada>bob weighs 1
bob>ada weighs 1
bob>c "é" & <d> weighs 0.5
c "é" & <d>>bob weighs 0.5
dan>dan weighs 2.5
dan>dan weighs 2.5
node big: feature
node code: left out` + described.DeclaredText + `
node ok: feature (yes is 1, no is 0)
node team: left out` + words + `
node x: feature
node name: left out (of the graph as a whole)
edge kind: left out` + words + `
edge weight: weight`},
		{"networkx_multi", `
a size=2 age=31
b size=2 age=30
a>b weighs 2
a>b weighs 3
node size: feature (missing values are the mean)
node age: feature
edge weight: weight
edge id: left out (the ids of edges)`},
		{"nx_mixed", `
n0 x=1 ok=0
n1 x=0.5 ok=1
n2 x=2 ok=0
n3 x=3 ok=1
n0>n1 weighs 1
n1>n0 weighs 1
n1>n2 weighs 0.5
n2>n1 weighs 0.5
n2>n3 weighs 2.5
n3>n2 weighs 2.5
node x: feature
node ok: feature (yes is 1, no is 0)
node team: left out` + words + `
edge weight: weight`},
		{"igraph", ofIgraph},
		{"igraph_plain", ofIgraph},
		{"gephi", `
0 "p0" Modularity Class=0 age=31
1 "p1" Modularity Class=0 age=28
2 "p2" Modularity Class=1 age=44
3 "p3" Modularity Class=1 age=51
0>1 weighs 1
1>0 weighs 1
1>2 weighs 1
2>1 weighs 1
2>3 weighs 1
3>2 weighs 1
node label: name
node r: left out (a drawing of Gephi)
node g: left out (a drawing of Gephi)
node b: left out (a drawing of Gephi)
node x: left out (a drawing of Gephi)
node y: left out (a drawing of Gephi)
node size: left out (a drawing of Gephi)
node Modularity Class: feature
node age: feature
edge Edge Label: left out (it has no value in any row)
edge weight: weight
edge id: left out (the ids of edges)`},
		{"yed", `
n0 "A" score=1
n1 "n1" score=2
n0>n1
node url: left out (it has no value in any row)
node score: feature
node nodegraphics: left out (a drawing of yEd)
node NodeLabel: name
edge edgegraphics: left out (a drawing of yEd)
edge id: left out (the ids of edges)`},
	} {
		t.Run(c.file, func(t *testing.T) {
			path := "testdata/" + c.file + ".graphml"
			result, err := Read(t.Context(), files.FromDisk, path, schema.Choice{Missing: schema.Mean})
			described.Check(t, result, err, c.want, "")
		})
	}
}

const keysText = `<key id="k0" for="node" attr.name="load" attr.type="double"><default>1.5</default></key>` +
	`<key id="k1" for="node" attr.name="type" attr.type="string"/>` +
	`<key id="k2" for="node" attr.name="on" attr.type="boolean"><desc>switched on</desc></key>` +
	`<key id="k0" for="edge" attr.name="length" attr.type="int"/>` +
	`<key id="k4" for="node" yfiles.type="nodegraphics"/>` +
	`<key id="k5" for="graph" attr.name="title" attr.type="string"/>`

func TestRead(t *testing.T) {
	const nodes = `<data key="k5">Grid</data><desc>a <b>grid</b></desc>` +
		`<node id="n1"><data key="k2">true</data><data key="k1">plant</data></node>` +
		`<node id="n2"><data key="k1"> line </data><data key="k0">2</data><data key="k2">0</data>` +
		`<data key="k4"><y:Shape><data/></y:Shape></data></node>` +
		`<node id="n0"><data key="k2">false</data></node>`
	const first = `<edge source="n1" target="n0"><data key="k0">3</data></edge>`
	const second = `<edge source="n2" target="n1" directed="%t"><data key="k0"> 4 </data></edge>`
	graph := func(edgedefault, inside, directed string) string {
		return document(keysText, `<graph id="G" edgedefault="`+edgedefault+`">`+
			strings.ReplaceAll(inside, "%t", directed)+`</graph>`)
	}
	small := func(keys, inside string) string {
		return document(keys, `<graph edgedefault="directed">`+inside+`</graph>`)
	}
	const ofNodes = "n1 load=1.5 on=1\nn2 load=2 on=0\nn0 load=1.5 on=0\n"
	const report = "node load: feature\nnode type: left out" + words + "\nnode on: feature\n" +
		"node nodegraphics: left out (a drawing of yEd)\nnode title: left out (of the graph as a whole)\n" +
		"edge length: feature"
	classes := schema.Choice{Roles: []schema.Given{{Column: "type", Role: schema.ClassRole, Option: "WithClassFrom"}}}
	gephi := func(keys string) string {
		text := ""
		for name := range strings.FieldsSeq(keys) {
			text += `<key id="` + name + `" for="node" attr.name="` + name + `" attr.type="float"/>`
		}
		return text
	}
	for _, c := range []struct {
		name, text string
		choice     schema.Choice
		want       string
	}{
		{"directed", graph("directed", nodes+first+second, "true"), schema.Choice{},
			ofNodes + "n1>n0 length=3\nn2>n1 length=4\n" + report},
		{"undirected", graph("undirected", nodes+first+second, "false"), schema.Choice{},
			ofNodes + "n1>n0 length=3\nn0>n1 length=3\nn2>n1 length=4\nn1>n2 length=4\n" + report},
		{"an undirected edge of a directed graph", graph("directed", nodes+first+second, "false"), schema.Choice{},
			ofNodes + "n1>n0 length=3\nn2>n1 length=4\nn1>n2 length=4\n" + report},
		{"a directed edge of an undirected graph", graph("undirected", nodes+first+second, "true"), schema.Choice{},
			ofNodes + "n1>n0 length=3\nn0>n1 length=3\nn2>n1 length=4\n" + report},
		{"classes", small(keysText, `<node id="a"><data key="k1">plant</data><data key="k2">1</data></node>`+
			`<node id="b"><data key="k1">line</data><data key="k2">1</data></node>`), classes,
			"a load=1.5 on=1 class 1\nb load=1.5 on=1 class 0\nnode load: feature\nnode type: class (2 classes)\n" +
				"node on: feature\nnode nodegraphics: left out (a drawing of yEd)\n" +
				"edge length: left out (it has no value in any row)"},
		{"a key of all", small(`<key id="a" for="all" attr.name="x" attr.type="int"/>`,
			`<node id="u"><data key="a">1</data></node><edge source="u" target="u"><data key="a">2</data></edge>`),
			schema.Choice{}, "u x=1\nu>u x=2\nnode x: feature\nedge x: feature"},
		{"a key without a type", small(`<key id="a" for="node" attr.name="x"/>`,
			`<node id="u"><data key="a">1</data></node>`), schema.Choice{}, "u x=1\nnode x: feature"},
		{"a lone position", small(gephi("x y size"), `<node id="u"><data key="x">1</data><data key="y">2</data>`+
			`<data key="size">3</data></node>`), schema.Choice{},
			"u x=1 y=2 size=3\nnode x: feature\nnode y: feature\nnode size: feature"},
		{"a position that Gephi wrote and that is asked for", small(gephi("r g b x y size"), `<node id="u">`+
			`<data key="x">1</data><data key="y">2</data></node>`),
			schema.Choice{Roles: []schema.Given{{Column: "x", Role: schema.FeatureRole, Option: "WithNodeFeatures"}}},
			"u x=1\nnode r: left out (a drawing of Gephi)\nnode g: left out (a drawing of Gephi)\n" +
				"node b: left out (a drawing of Gephi)\nnode x: feature\nnode y: left out (a drawing of Gephi)\n" +
				"node size: left out (a drawing of Gephi)"},
		{"Gephi without its drawing, with types of edges", small(`<key id="label" for="node" attr.name="label"/>`+
			`<key id="edgelabel" attr.name="Edge Label" attr.type="string" for="edge"/>`,
			`<node id="u"><data key="label">Ada</data></node><edge source="u" target="u" label="knows"/>`), schema.Choice{},
			"u \"Ada\"\nu>u\nnode label: name\nedge Edge Label: left out (it has no value in any row)\n" +
				"edge edge label: left out" + words},
		{"labels of yEd", small(`<key for="node" id="d" yfiles.type="nodegraphics"/>`+
			`<key for="edge" id="e" yfiles.type="edgegraphics"/><key for="graphml" id="r" yfiles.type="resources"/>`,
			`<node id="u"><data key="d"><y:ShapeNode><y:NodeLabel>Ada<y:LabelModel><x>no</x></y:LabelModel> L.</y:NodeLabel>`+
				`<y:NodeLabel>second</y:NodeLabel></y:ShapeNode></data></node><node id="v"/>`+
				`<edge source="u" target="v"><data key="e"><y:EdgeLabel>likes</y:EdgeLabel></data></edge>`), schema.Choice{},
			"u \"Ada L.\"\nv \"v\"\nu>v\nnode nodegraphics: left out (a drawing of yEd)\nnode NodeLabel: name\n" +
				"edge edgegraphics: left out (a drawing of yEd)\nedge EdgeLabel: left out (labels of yEd)"},
		{"labels of yEd beside names", small(`<key for="node" id="d" yfiles.type="nodegraphics"/>`+
			`<key for="node" id="n" attr.name="name" attr.type="string"/>`, `<node id="u"><data key="n">Ada</data>`+
			`<data key="d"><y:NodeLabel>A</y:NodeLabel></data></node>`), schema.Choice{},
			"u \"Ada\"\nnode nodegraphics: left out (a drawing of yEd)\nnode name: name\n" +
				"node NodeLabel: left out (labels of yEd; the nodes have names)"},
		{"declared as Latin 1", strings.Replace(small("", "<node id=\"\xe9\"/>"), "UTF-8", "ISO-8859-1", 1),
			schema.Choice{}, "é"},
		{"deeper than a stack of calls could be", small("", `<node id="u"/>`+strings.Repeat("<x>", 100_000)+
			strings.Repeat("</x>", 100_000)), schema.Choice{}, "u"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := readText(t, c.text, c.choice)
			described.Check(t, result, err, c.want, "")
		})
	}
}

func TestReadRefuses(t *testing.T) {
	graph := func(inside string) string {
		return document(keysText, `<graph edgedefault="directed">`+inside+`</graph>`)
	}
	const nodes = `<node id="a"><data key="k2">1</data></node><node id="b"><data key="k2">0</data></node>` + "\n"
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "power.graphml has no <graphml>"},
		{"no XML", "a b\n", "power.graphml has no <graphml>"},
		{"another language", "<html></html>", "power.graphml line 1: <html>, want one <graphml>"},
		{"cut short", "<graphml>\n<graph edgedefault=\"directed\">", "power.graphml line 2 is not XML: unexpected EOF"},
		{"entities", `<!DOCTYPE graphml [<!ENTITY b "&a;&a;">]><graphml><graph edgedefault="directed"><node id="&b;"/>`,
			"power.graphml line 1 is not XML: invalid character entity &b;"},
		{"another encoding", `<?xml version="1.0" encoding="Shift_JIS"?><graphml/>`,
			`power.graphml is in the encoding "Shift_JIS"; save it as UTF-8`},
		{"no graph", document(keysText, ""), "power.graphml has no <graph>"},
		{"two graphs", document("", `<graph edgedefault="directed"/><graph edgedefault="directed"/>`),
			"power.graphml line 3: a second graph"},
		{"no edgedefault", document("", `<graph/>`), `line 3: edgedefault is "", want directed or undirected`},
		{"directed", graph(nodes + `<edge source="a" target="b" directed="no"/>`),
			`line 4: directed is "no", want true or false`},
		{"hyperedge", graph(nodes + `<hyperedge/>`), "line 4: a hyperedge; only edges of two ends are read"},
		{"port", graph(`<node id="a"><port name="p"/></node>`), "line 3: a port; ports are not read"},
		{"edge to a port", graph(nodes + `<edge source="a" target="b" targetport="p"/>`), "line 4: an edge to a port"},
		{"nested graph", graph(`<node id="a"><graph edgedefault="directed"/></node>`),
			"line 3: a graph inside a node; nested graphs are not read"},
		{"graph in a graph", graph(`<graph edgedefault="directed"/>`), "line 3: a graph inside a graph"},
		{"no id", graph(`<node/>`), "line 3: a node without id"},
		{"twice", graph(nodes + nodes), `line 4: node "a" is in line 3 already`},
		{"no target", graph(nodes + `<edge source="a"/>`), "line 4: an edge without source or target"},
		{"no such node", graph(nodes + `<edge source="a" target="zoe"><data key="k0">1</data></edge>`),
			`power.graphml line 4: there is no node "zoe"`},
		{"no such key", graph(nodes + `<edge source="a" target="b"><data key="k1">1</data></edge>`),
			`line 4: data of key "k1"; no key for an edge has that id`},
		{"data twice", graph(`<node id="a"><data key="k2">1</data><data key="k2">1</data></node>`),
			`line 3: data of key "k2" twice in a node`},
		{"a key twice", document(keysText+`<key id="k1" for="all"/>`, ""), `line 2: a second key "k1"`},
		{"a key twice with two names", document(keysText+`<key id="k1" for="node" attr.name="kind"/>`, ""),
			`line 2: a second key "k1"`},
		{"a key without id", document(`<key for="node"/>`, ""), "line 2: a key without id"},
		{"a key too late", document("", `<graph edgedefault="directed"/><key id="k"/>`), `line 3: key "k" after the graph`},
		{"not a number", graph(`<node id="a"><data key="k2">on</data></node>`), `line 3: attribute "on": "on" is not a number`},
		{"no number", graph(nodes + `<node id="c"/>`), `attribute "on"`},
		{"infinite", graph(`<node id="a"><data key="k0">INF</data></node>`),
			`attribute "load": "INF" is not a finite float32`},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := readText(t, c.text, schema.Choice{})
			described.Check(t, result, err, "", c.want)
		})
	}
}

func TestRecognizes(t *testing.T) {
	for _, c := range []struct {
		name, path, start string
		want              bool
	}{
		{"declared", "a", `<?xml version="1.0"?><!-- by hand --><!DOCTYPE graphml>` + "\n<graphml xmlns=", false},
		{"whole", "a", `<?xml version="1.0"?><!-- by hand --><!DOCTYPE graphml>` + "\n<graphml xmlns=\"x\"><key", true},
		{"with a prefix", "a", `<g:graphml xmlns:g="x">`, true},
		{"another root", "a.graphml", "<gexf><graphml>", false},
		{"a long comment", "a.graphml.gz", "<?xml version='1.0'?><!-- " + strings.Repeat("long ", 1000), true},
		{"a long comment of another", "a.xml", "<?xml version='1.0'?><!-- " + strings.Repeat("long ", 1000), false},
		{"no XML", "a.graphml", "source,target\n", false},
		{"nothing", "a.graphml", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Recognizes(c.path, []byte(c.start)); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`<graphml>` + keysText +
		`<graph edgedefault="undirected"><node id="a"><data key="k2">1</data><data key="k1">x</data></node>` +
		`<edge source="a" target="a"><data key="k0">2</data></edge></graph></graphml>`)
	f.Add(`<graphml><key id="s" attr.name="split" attr.type="string"/>` +
		`<graph edgedefault="directed"><edge source="a" target="b"/>` +
		`<node id="b"><data key="s">train</data></node><node id="a"/></graph></graphml>`)
	f.Add(`<!DOCTYPE x [<!ENTITY a "b">]><graphml>&a;</graphml>`)
	f.Fuzz(func(t *testing.T, text string) {
		result, err := readText(t, text, schema.Choice{Missing: schema.Indicate})
		if errors.Is(err, schema.ErrDecimalComma) {
			return
		}
		if err != nil && (!strings.HasPrefix(err.Error(), "power.graphml") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("error %q", err)
		}
		if err == nil && len(result.Ends)*result.EdgeFeatures.Cols != len(result.EdgeFeatures.Data) {
			t.Errorf("%d values for %d edges", len(result.EdgeFeatures.Data), len(result.Ends))
		}
	})
}
