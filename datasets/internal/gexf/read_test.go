package gexf

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/described"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

func readText(t *testing.T, text string, choice schema.Choice) (*schema.Result, error) {
	open := madeup.Texts(map[string]string{"people.gexf": text})
	return Read(t.Context(), open, "people.gexf", choice)
}

// document has what is in the graph in line 2.
func document(attributes, inside string) string {
	return `<gexf xmlns="http://www.gexf.net/1.3" xmlns:viz="http://www.gexf.net/1.3/viz" version="1.3"><graph ` +
		attributes + ">\n" + inside + "</graph></gexf>"
}

// people are those of graphml/testdata/make.py. alpha is the report on transparency, which version 1.1 does not have.
func people(alpha string) string {
	return `
ada "ada" x=1 ok=0 big=1.0995116e+12
bob "bob" x=0.5 ok=1 big=1.0995127e+12
c "é" & <d> "c \"é\" & <d>" x=2 ok=0 big=7
dan "dan" x=3 ok=1 big=8
ada>bob weighs 1
bob>c "é" & <d> weighs 0.5
dan>dan weighs 2.5
node name of the graph: left out (of the graph as a whole)
node x: feature
node team: left out` + described.Words + `
node ok: feature (yes is 1, no is 0)
node code: left out` + described.DeclaredText + `
node big: feature
node label: name
node viz:r: left out (a drawing)
node viz:g: left out (a drawing)
node viz:b: left out (a drawing)
` + alpha + `node viz:size: left out (a drawing)
node viz:shape: left out (a drawing)
node viz:x: left out (a drawing)
node viz:y: left out (a drawing)
node viz:z: left out (a drawing)
edge kind: left out` + described.Words + `
edge id: left out (the ids of edges)
edge weight: weight
edge viz:thickness: left out (a drawing)`
}

// The files were written by graphml/testdata/make.py.
func TestReadFiles(t *testing.T) {
	const alpha = "node viz:a: left out (a drawing)\n"
	for _, c := range []struct{ file, want string }{
		{"networkx11", people("")},
		{"networkx12", people(alpha)},
		{"networkx13", people(alpha)},
		{"networkx_dynamic", `
a "a" age=30 at 1
b "b" age=31 at 2
c "c" age=32 at 3
a>b weighs 2
b>a weighs 2
a>b weighs 1
b>a weighs 1
node mood: left out (values that change with time)
node age: feature
node label: name
node start: time
node end: left out (spells of time)
node spells: left out (spells of time)
edge networkx_key: left out (keys of a multigraph)
edge id: left out (the ids of edges)
edge weight: weight
edge start: left out (times that are no whole numbers, or that some have none of)
edge label: left out` + described.Words},
	} {
		t.Run(c.file, func(t *testing.T) {
			result, err := Read(t.Context(), files.FromDisk, "testdata/"+c.file+".gexf", schema.Choice{})
			described.Check(t, result, err, c.want, "")
		})
	}
}

// byGephi is made up in the manner of Gephi 0.10's export of a mixed graph in time.
const byGephi = `<?xml version='1.0' encoding='UTF-8'?>
<gexf xmlns="http://gexf.net/1.3" version="1.3" xmlns:viz="http://gexf.net/1.3/viz">
  <meta lastmodifieddate="2024-02-01"><creator>Gephi 0.10.1</creator><title></title></meta>
  <graph idtype="string" timeformat="double" timerepresentation="timestamp" mode="dynamic">
    <attributes class="node" mode="static">
      <attribute id="modularity_class" title="Modularity Class" type="integer"><default>0</default></attribute>
      <attribute id="tags" title="Tags" type="liststring"/>
      <attribute id="code" title="Code" type="string"/>
    </attributes>
    <attributes class="edge" mode="dynamic"><attribute id="weight" title="Weight" type="double"/></attributes>
    <nodes>
      <node id="p0" label="Ada" timestamp="2001.0">
        <attvalues><attvalue for="modularity_class" value="3"/><attvalue for="tags" value="[a, b]"/></attvalues>
        <viz:size value="10.0"/><viz:position x="1.0" y="-2.5"/><viz:color r="255" g="0" b="0" hex="#ff0000"/>
      </node>
      <node id="p1" label="Bob" timestamp="2002.0"><attvalues><attvalue for="code" value="007"/></attvalues></node>
    </nodes>
    <edges>
      <edge id="0" source="p0" target="p1" type="undirected" kind="knows">
        <attvalues><attvalue for="weight" value="1.0" timestamp="2001.0"/>
          <attvalue for="weight" value="2.0" timestamp="2002.0"/></attvalues>
      </edge>
      <edge id="1" source="p1" target="p0" type="directed"/>
    </edges>
  </graph>
</gexf>`

func TestRead(t *testing.T) {
	const labels = `<nodes><node id="a" label="Ada"/><node id="b"/></nodes>`
	const named = "a \"Ada\"\nb \"b\"\n"
	times := func(values ...string) string {
		text := "<nodes>"
		for i, value := range values {
			text += fmt.Sprintf(`<node id="%d" %s/>`, i, value)
		}
		return document("", text+"</nodes>")
	}
	const timeless = "\nnode start: left out (times that are no whole numbers, or that some have none of)"
	for _, c := range []struct {
		name, text string
		choice     schema.Choice
		want       string
	}{
		{"Gephi", byGephi, schema.Choice{}, `
p0 "Ada" Modularity Class=3 at 2001
p1 "Bob" Modularity Class=0 at 2002
p0>p1
p1>p0
p1>p0
node Modularity Class: feature
node Tags: left out (lists)
node Code: left out` + described.DeclaredText + `
node label: name
node timestamp: time
node viz:size: left out (a drawing)
node viz:x: left out (a drawing)
node viz:y: left out (a drawing)
node viz:r: left out (a drawing)
node viz:g: left out (a drawing)
node viz:b: left out (a drawing)
node viz:hex: left out (a drawing)
edge Weight: left out (values that change with time)
edge id: left out (the ids of edges)
edge kind: left out` + described.Words},
		{"a position that is asked for", document("", `<nodes><node id="a"><viz:position x="1.5" y="2"/></node></nodes>`),
			schema.Choice{Roles: []schema.Given{{Column: "viz:x", Role: schema.FeatureRole}}},
			"a viz:x=1.5\nnode viz:x: feature\nnode viz:y: left out (a drawing)"},
		{"edges without a type have no direction", document("", labels+`<edges><edge source="a" target="b"/></edges>`),
			schema.Choice{}, named + "a>b\nb>a\nnode label: name"},
		{"mutual edges", document(`defaultedgetype="directed"`, labels+`<edges><edge source="a" target="b"/>`+
			`<edge source="b" target="a" type="mutual" weight="3"/></edges>`), schema.Choice{},
			named + "a>b weighs 1\nb>a weighs 3\na>b weighs 3\nnode label: name\nedge weight: weight"},
		{"edges before nodes", document(`defaultedgetype="directed"`, `<edges><edge source="a" target="b"/></edges>`+labels),
			schema.Choice{}, named + "a>b\nnode label: name"},
		{"a weight that is not declared", document(`defaultedgetype="directed"`, labels+`<edges><edge source="a" target="b">`+
			`<attvalues><attvalue for="weight" value="2"/></attvalues></edge></edges>`), schema.Choice{},
			named + "a>b weighs 2\nnode label: name\nedge weight: weight"},
		{"attributes of the names of GEXF's own", document("", `<attributes class="node"><attribute id="0" title="label" `+
			`type="string"/><attribute id="1" title="Name" type="string"/></attributes><nodes><node id="a" label="Ada">`+
			`<attvalues><attvalue for="0" value="spam"/><attvalue for="1" value="A."/></attvalues></node></nodes>`),
			schema.Choice{Roles: []schema.Given{{Column: "label", Role: schema.ClassRole, Option: "WithClassFrom"}}},
			"a \"Ada\" class 0\nnode label: class (1 class)\nnode Name: left out (the nodes have labels as names)\n" +
				"node [label]: name"},
		{"nodes inside of nodes", document("", `<nodes><node id="a" label="A"><nodes><node id="b" label="B"><nodes>`+
			`<node id="c"/></nodes></node></nodes><edges><edge source="b" target="c"/></edges></node>`+
			`<node id="d" pid="a"><parents><parent for="a"/></parents></node></nodes>`), schema.Choice{},
			"a \"A\"\nb \"B\"\nc \"c\"\nd \"d\"\nb>c\nc>b\nnode label: name\n" +
				"node pid: left out (the node that this one is inside of)\n" +
				"node parents: left out (the nodes that this one is inside of)"},
		{"times", times(`start="3"`, `start="4.0" end="9"`), schema.Choice{},
			"0 at 3\n1 at 4\nnode start: time\nnode end: left out (spells of time)"},
		{"dates", times(`start="2009-03-01"`, `start="2010-01-01"`), schema.Choice{}, "0\n1" + timeless},
		{"times with decimals", times(`start="1"`, `start="2.5"`), schema.Choice{}, "0\n1" + timeless},
		{"times of some", times(`start="1"`, ``), schema.Choice{}, "0\n1" + timeless},
		{"a time and another", times(`start="1" timestamp="5"`), schema.Choice{},
			"0 at 1\nnode start: time\nnode timestamp: left out (a second time)"},
		{"version 1.1 with slices", document("", `<nodes><node id="a"><slices><slice start="1" end="2"/></slices></node></nodes>`),
			schema.Choice{}, "a\nnode slices: left out (spells of time)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := readText(t, c.text, c.choice)
			described.Check(t, result, err, c.want, "")
		})
	}
}

func TestReadRefuses(t *testing.T) {
	const nodes = `<nodes><node id="a"/></nodes>`
	const ages = `<attributes class="node"><attribute id="0" title="age" type="integer"/></attributes>`
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "people.gexf has no <gexf>"},
		{"another language", "<graphml/>", "people.gexf line 1: <graphml>, want one <gexf>"},
		{"no graph", "<gexf/>", "people.gexf has no <graph>"},
		{"cut short", "<gexf>\n<graph>", "people.gexf line 2 is not XML"},
		{"two graphs", "<gexf><graph/>\n<graph/></gexf>", "people.gexf line 2: a second graph"},
		{"defaultedgetype", document(`defaultedgetype="both"`, ""),
			`line 1: defaultedgetype is "both", want directed, undirected or mutual`},
		{"type", document("", nodes+`<edges><edge source="a" target="a" type="both"/></edges>`), `line 2: type is "both"`},
		{"no id", document("", `<nodes><node/></nodes>`), "line 2: a node without id"},
		{"twice", document("", `<nodes><node id="a"/>`+"\n"+`<node id="a"/></nodes>`), `line 3: node "a" is in line 2 already`},
		{"no target", document("", nodes+`<edges><edge source="a"/></edges>`), "line 2: an edge without source or target"},
		{"no such node", document("", nodes+`<edges><edge source="a" target="b"/></edges>`), `line 2: there is no node "b"`},
		{"class", document("", `<attributes class="graph"/>`), `line 2: attributes of class "graph", want node or edge`},
		{"an attribute twice", document("", ages+"\n"+ages), `line 3: a second attribute "0" of nodes`},
		{"attributes too late", document("", nodes+"\n"+ages), "line 3: attributes after the nodes"},
		{"no such attribute", document("", `<nodes><node id="a"><attvalues><attvalue for="9" value="1"/></attvalues></node></nodes>`),
			`line 2: a value of attribute "9"; no attribute for <node> has that id`},
		{"no number", document("", ages+`<nodes><node id="a"><attvalues><attvalue for="0" value="old"/></attvalues></node></nodes>`),
			`line 2: attribute "age": "old" is not a number`},
		{"values after the nodes inside", document("", ages+`<nodes><node id="a"><nodes><node id="b"/></nodes>`+
			`<attvalues><attvalue for="0" value="1"/></attvalues></node></nodes>`),
			"line 2: <attvalues> after the nodes inside of a node; put it before them"},
		{"too deep", document("", deep(2000)),
			"nodes inside of each other more than 1000 deep"},
	} {
		t.Run(c.name, func(t *testing.T) {
			result, err := readText(t, c.text, schema.Choice{})
			described.Check(t, result, err, "", c.want)
		})
	}
}

// deep are nodes inside of each other.
func deep(n int) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `<nodes><node id="%d">`, i)
	}
	return text.String() + strings.Repeat("</node></nodes>", n)
}

func TestRecognizes(t *testing.T) {
	for _, c := range []struct {
		name, path, start string
		want              bool
	}{
		{"GEXF", "a.xml", `<?xml version="1.0"?><gexf version="1.2"><graph`, true},
		{"GraphML", "a.gexf", `<graphml>`, false},
		{"a long comment", "a.GEXF", "<!-- c --><!-- " + strings.Repeat("long ", 1000), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Recognizes(c.path, []byte(c.start)); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(byGephi)
	f.Add(document("", `<nodes><node id="a" start="1"><nodes><node id="b" start="x"/></nodes></node></nodes>`))
	f.Fuzz(func(t *testing.T, text string) {
		result, err := readText(t, text, schema.Choice{Missing: schema.Indicate})
		if errors.Is(err, schema.ErrDecimalComma) {
			return
		}
		if err != nil && (!strings.HasPrefix(err.Error(), "people.gexf") || strings.Contains(err.Error(), "\n")) {
			t.Errorf("error %q", err)
		}
		if err == nil && len(result.Ends)*result.EdgeFeatures.Cols != len(result.EdgeFeatures.Data) {
			t.Errorf("%d values for %d edges", len(result.EdgeFeatures.Data), len(result.Ends))
		}
	})
}
