package datasets

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

func fromXML(text string) *File {
	b := FromGraphML("power.graphml")
	b.open = madeup.Texts(map[string]string{"power.graphml": text})
	return b
}

// graphML is a document of some keys and a graph, in lines 2 and 3.
func graphML(keys, graph string) *File {
	return fromXML("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" +
		`<graphml xmlns="http://graphml.graphdrawing.org/xmlns">` + keys + "\n" + graph + "</graphml>\n")
}

const graphMLKeysText = `<key id="k0" for="node" attr.name="load" attr.type="double"><default>1.5</default></key>` +
	`<key id="k1" for="node" attr.name="type" attr.type="string"/>` +
	`<key id="k2" for="node" attr.name="on" attr.type="boolean"><desc>switched on</desc></key>` +
	`<key id="k0" for="edge" attr.name="length" attr.type="int"/>` +
	`<key id="k4" for="node" yfiles.type="nodegraphics"/>` +
	`<key id="k5" for="graph" attr.name="title" attr.type="string"/>`

func TestFromGraphML(t *testing.T) {
	const nodes = `<data key="k5">Grid</data><desc>a <b>grid</b></desc>` +
		`<node id="n1"><data key="k2">true</data><data key="k1">plant</data></node>` +
		`<node id="n2"><data key="k1"> line </data><data key="k0">2</data><data key="k2">0</data>` +
		`<data key="k4"><y:Shape><data/></y:Shape></data></node>` +
		`<node id="n0"><data key="k2">false</data></node>`
	const edges = `<edge source="n1" target="n0"><data key="k0">3</data></edge>` +
		`<edge id="e1" source="n2" target="n1" directed="%t"><data key="k0"> 4 </data></edge>`
	graph := func(edgedefault, inside string) *File {
		return graphML(graphMLKeysText, `<graph id="G" edgedefault="`+edgedefault+`">`+inside+`</graph>`)
	}
	full := func(edges [][2]int32, lengths ...float32) *Own {
		var rows [][]float32
		for _, length := range lengths {
			rows = append(rows, []float32{length})
		}
		return New(3, edges).WithEdgeFeatures(rows).WithNodeFeatures([][]float32{{1.5, 1}, {2, 0}, {1.5, 0}})
	}
	one, both := full([][2]int32{{0, 2}, {1, 0}}, 3, 4), full([][2]int32{{0, 2}, {2, 0}, {1, 0}, {0, 1}}, 3, 3, 4, 4)
	for _, c := range []struct {
		name    string
		from    *File
		want    *Own
		classes string
	}{
		{"directed", graph("directed", nodes+fmt.Sprintf(edges, true)), one, ""},
		{"undirected", graph("undirected", nodes+fmt.Sprintf(edges, false)), both, ""},
		{"edges before nodes", graph("directed", fmt.Sprintf(edges, true)+nodes), one, ""},
		{"an undirected edge of a directed graph", graph("directed", nodes+fmt.Sprintf(edges, false)),
			full([][2]int32{{0, 2}, {1, 0}, {0, 1}}, 3, 4, 4), ""},
		{"a directed edge of an undirected graph", graph("undirected", nodes+fmt.Sprintf(edges, true)),
			full([][2]int32{{0, 2}, {2, 0}, {1, 0}}, 3, 3, 4), ""},
		{"classes", graph("directed", nodes+fmt.Sprintf(edges, true)).WithClassFrom("type"),
			full([][2]int32{{0, 2}, {1, 0}}, 3, 4).WithClasses([]int32{1, 0, -1}), "line plant"},
		{"chosen features", graph("directed", nodes+fmt.Sprintf(edges, true)).WithNodeFeatures("on").WithEdgeFeatures(),
			New(3, [][2]int32{{0, 2}, {1, 0}}).WithNodeFeatures([][]float32{{1}, {0}, {0}}), ""},
		{"split, species, year", graphML(`<key id="a" for="all" attr.name="split" attr.type="string"/>`+
			`<key id="b" for="node" attr.name="Species" attr.type="int"/>`+
			`<key id="c" for="node" attr.name="year" attr.type="int"/>`,
			`<graph edgedefault="directed">`+
				`<node id="u"><data key="a">train</data><data key="b">9606</data><data key="c">2020</data></node>`+
				`<node id="v"><data key="a">val</data><data key="b">4932</data><data key="c">2021</data></node>`+
				`</graph>`).WithRole(SpeciesRole, "Species"),
			New(2, nil).WithSplit([]int32{0}, []int32{1}, nil).WithSpecies([]int32{9606, 4932}).
				WithYears([]int32{2020, 2021}), ""},
		{"a key without values", graphML(`<key id="a" for="node" attr.name="x" attr.type="float"/>`,
			`<graph edgedefault="directed"><node id="u"/></graph>`), New(1, nil), ""},
		{"an edge to itself", graphML("",
			`<graph edgedefault="undirected"><node id="u"/><edge source="u" target="u"/></graph>`),
			New(1, [][2]int32{{0, 0}}).WithUndirected(), ""},
		{"declared as Latin 1", fromXML(`<?xml version="1.0" encoding="ISO-8859-1"?>` +
			`<graphml><graph edgedefault="directed"><node id="u"/></graph></graphml>`),
			New(1, nil), ""},
		{"declared as ASCII", fromXML(`<?xml version="1.0" encoding="US-ASCII"?>` +
			`<graphml><graph edgedefault="directed"><node id="u"/></graph></graphml>`),
			New(1, nil), ""},
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
	from := graph("directed", nodes)
	if g := from.Must(); g.Name != "power" || idsOf(g) != "n1 n2 n0" {
		t.Errorf("name %q, ids %q", g.Name, g.IDs)
	}
}

func TestFromGraphMLRefuses(t *testing.T) {
	graph := func(inside string) *File {
		return graphML(graphMLKeysText, `<graph edgedefault="directed">`+inside+`</graph>`)
	}
	const nodes = `<node id="a"><data key="k2">1</data></node><node id="b"><data key="k2">0</data></node>` + "\n"
	entities := `<!DOCTYPE graphml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` +
		`<graphml><graph edgedefault="directed"><node id="&b;"/></graph></graphml>`
	for _, c := range []struct {
		name string
		from *File
		want string
	}{
		{"empty", fromXML(""), "power.graphml has no <graphml>"},
		{"no XML", fromXML("a b\n"), "power.graphml has no <graphml>"},
		{"another language", fromXML("<html></html>"), "power.graphml line 1: <html>, want one <graphml>"},
		{"cut short", fromXML("<graphml>\n<graph edgedefault=\"directed\">"),
			"power.graphml line 2 is not XML: unexpected EOF"},
		{"entities", fromXML(entities), "power.graphml line 1 is not XML: invalid character entity &b;"},
		{"no graph", graphML(graphMLKeysText, ""), "power.graphml has no <graph>"},
		{"no nodes", graph(""), `graph "power": 0 nodes`},
		{"two graphs", graphML("", `<graph edgedefault="directed"/><graph edgedefault="directed"/>`),
			"power.graphml line 3: a second graph"},
		{"no edgedefault", graphML("", `<graph/>`), `line 3: edgedefault is "", want directed or undirected`},
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
		{"a key twice", graphML(graphMLKeysText+`<key id="k1" for="all"/>`, ""), `line 2: a second key "k1"`},
		{"a key without id", graphML(`<key for="node"/>`, ""), "line 2: a key without id"},
		{"a key too late", graphML("", `<graph edgedefault="directed"/><key id="k"/>`),
			`line 3: key "k" after the graph`},
		{"not a number", graph(`<node id="a"><data key="k2">on</data></node>`),
			`line 3: attribute "on": "on" is not a number`},
		{"no number", graph(nodes + `<node id="c"/>`),
			`line 4: attribute "on": "" stands for no value, which is missing for 1 of 3 nodes; say what to do by WithMissing`},
		{"infinite", graph(`<node id="a"><data key="k0">INF</data></node>`),
			`attribute "load": "INF" is not a finite float32`},
		{"no such class", graph(nodes).WithClassFrom("kind"),
			`power.graphml has no attribute "kind" of nodes for WithClassFrom; it has "load", "type", "on"`},
		{"no such feature", graph(nodes).WithEdgeFeatures("load"),
			`no attribute "load" of edges for WithEdgeFeatures; it has "length"`},
		{"no attributes", graphML("", `<graph edgedefault="directed"/>`).WithClassFrom("kind"), "it has none"},
		{"no class", graph(nodes).WithClassFrom("type"), `power.graphml: attribute "type": no node has a class`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.from.Done()
			checkRefused(t, err, c.want)
		})
	}
}

// A document may be deeper than a stack of calls could be.
func TestFromGraphMLDeep(t *testing.T) {
	const deep = 100_000
	g, err := fromXML("<graphml>" + strings.Repeat("<x>", deep) + strings.Repeat("</x>", deep) +
		`<graph edgedefault="directed"><node id="u"/></graph></graphml>`).Done()
	if err != nil || g.NumNodes != 1 {
		t.Errorf("got %v, %v", g, err)
	}
}

// The file was written from networkx.karate_club_graph(); see testdata/own/README.md.
func TestFromGraphMLKarate(t *testing.T) {
	g := FromGraphML("testdata/own/karate.graphml").WithClassFrom("club").Must()
	if len(g.EdgeWeights) != g.NumEdges() {
		t.Errorf("%d weights of %d edges", len(g.EdgeWeights), g.NumEdges())
	}
	g.EdgeWeights = nil
	checkKarate(t, g)
}

func FuzzGraphML(f *testing.F) {
	f.Add(`<graphml>` + graphMLKeysText +
		`<graph edgedefault="undirected"><node id="a"><data key="k2">1</data><data key="k1">x</data></node>` +
		`<edge source="a" target="a"><data key="k0">2</data></edge></graph></graphml>`)
	f.Add(`<graphml><key id="s" attr.name="split" attr.type="string"/>` +
		`<graph edgedefault="directed"><edge source="a" target="b"/>` +
		`<node id="b"><data key="s">train</data></node><node id="a"/></graph></graphml>`)
	f.Add(`<!DOCTYPE x [<!ENTITY a "b">]><graphml>&a;</graphml>`)
	f.Fuzz(func(t *testing.T, text string) {
		b := fromXML(text).WithClassFrom("type")
		g, err := b.Done()
		if err != nil {
			if b = fromXML(text); !strings.HasPrefix(err.Error(), "datasets: ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q", err)
			}
			if g, err = b.Done(); err != nil {
				return
			}
		}
		if err := g.Validate(); err != nil {
			t.Error(err)
		}
		if len(g.Schema.Classes) != g.NumClasses {
			t.Errorf("%d names for %d classes", len(g.Schema.Classes), g.NumClasses)
		}
	})
}
