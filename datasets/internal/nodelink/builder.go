package nodelink

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/kilolayer/kilolayer/datasets/internal/attributes"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// problem is an error of a node or an edge that does not name its line yet.
type problem string

func (p problem) Error() string { return string(p) }

func problemf(format string, values ...any) error { return problem(fmt.Sprintf(format, values...)) }

// builder makes a graph of nodes and edges as JSON has them. Where it learns from what comes late how to read what came
// before, the file is read anew.
type builder struct {
	graph        *schema.Reading
	nodes, edges attributes.Columns
	nulls        [2][]string // attributes of nodes and of edges that had null before another value
	roles        roles

	learned
	again   bool // what was learned came too late
	anyEdge bool // there was an edge without a direction of its own
	multi   bool // edges have keys
	place   int  // of the next node
}

// learned is what is known of a file, so far or from reading it before.
type learned struct {
	layout    layout
	whole     bool // the file was read to its end
	listed    bool // all nodes are known
	ids       []string
	noIDs     bool // nodes have none but their place, or their name
	numeric   bool // an id is a whole number
	byName    bool // edges name nodes by their name
	direction schema.Direction
	said      bool // the file says whether edges have one
}

func (b *builder) begin(path string, choice schema.Choice) {
	*b = builder{graph: schema.New(path, "attribute", choice), nodes: b.nodes, edges: b.edges, learned: b.learned}
	if !b.said {
		b.direction = b.layout.direction()
	}
	b.nodes.Begin(b.graph.Nodes)
	b.edges.Begin(b.graph.Edges)
}

func (b *builder) done() (*schema.Result, error) {
	for i, columns := range []*attributes.Columns{&b.nodes, &b.edges} {
		for _, name := range b.nulls[i] {
			if !columns.Has(name) {
				columns.Set(name, "", schema.Stated{})
			}
		}
	}
	return b.graph.Done()
}

// setDirection takes in whether edges have a direction, as the file says it.
func (b *builder) setDirection(direction schema.Direction) {
	if b.whole {
		return
	}
	b.again = b.again || b.anyEdge && direction != b.direction
	b.direction, b.said = direction, true
}

func (b *builder) setLayout(layout layout) {
	if b.layout = layout; !b.said {
		b.direction = layout.direction()
	}
}

// ofGraph reports what the graph as a whole has.
func (b *builder) ofGraph(name string, raw json.RawMessage) {
	if text, _ := textOf(raw); text != "" && text != "{}" && text != "[]" {
		b.graph.Nodes.Took(name, schema.LeftOut, "of the graph as a whole")
	}
}

func (b *builder) beginNodes() { b.ids, b.place = b.ids[:0], 0 }

// node takes in a node. id is "" where its fields have it.
func (b *builder) node(id string, raw json.RawMessage, fields []field, line int) error {
	if b.layout == nodeLink && isGraphology(fields) {
		b.setLayout(graphology)
		fields, _ = fieldsOf(raw, fields[:0], graphology.inside())
	}
	given := id
	if given == "" {
		given, _ = textOf(find(fields, b.layout.idName()))
	}
	switch {
	case given != "":
		if id = given; !b.numeric {
			_, err := strconv.Atoi(id)
			b.numeric = err == nil
		}
	case b.place > 0 && !b.noIDs:
		return problemf("a node without %s", b.layout.idName())
	default:
		b.noIDs = true
		id = strconv.Itoa(b.place)
		if name, _ := textOf(find(fields, "name", "label")); b.byName && name != "" {
			id = name
		}
	}
	if err := b.graph.Node(id, line); err != nil {
		return err
	}
	b.roles.begin(b.layout, fields)
	for _, f := range fields {
		if f.name != b.layout.idName() {
			b.set(0, f, b.roles.ofNode(f, id))
		}
	}
	b.ids = append(b.ids, id)
	b.place++
	return nil
}

// set gives the element at hand a value.
func (b *builder) set(of int, f field, stated schema.Stated) {
	columns := []*attributes.Columns{&b.nodes, &b.edges}[of]
	text, why := textOf(f.raw)
	switch {
	case why != "":
		if stated.Role == schema.LeftOut {
			why = stated.Why
		}
		columns.Lose(f.name, text, why)
	case f.raw[0] == 'n':
		if !columns.Has(f.name) && len(b.nulls[of]) < mostNulls && !slices.Contains(b.nulls[of], f.name) {
			b.nulls[of] = append(b.nulls[of], f.name)
		}
	default:
		if f.raw[0] == '"' {
			stated.Kind = schema.Text
		}
		columns.Set(f.name, text, stated)
	}
}

// mostNulls is the most names of attributes without any value that are reported.
const mostNulls = 1 << 10

func (b *builder) edge(fields []field, line int) error {
	if !b.listed && !b.whole {
		b.again = true // the nodes are not known yet
		return nil
	}
	names := [2]string{"source", "target"}
	if find(fields, "source") == nil { // as vis.js writes them
		names = [2]string{"from", "to"}
	}
	source, target := find(fields, names[0]), find(fields, names[1])
	if source == nil || target == nil {
		return problemf("an edge without source or target")
	}
	from, err := b.end(source)
	if err != nil {
		return err
	}
	to, err := b.end(target)
	if err != nil {
		return err
	}
	direction := b.direction
	own, ifTrue := b.layout.ownDirection()
	if raw := find(fields, own); raw != nil {
		direction = schema.Direction(isTrue(raw) == bool(ifTrue))
	} else {
		b.anyEdge = true
	}
	if err := b.graph.Edge(from, to, direction, line); err != nil {
		return err
	}
	for _, f := range fields {
		switch f.name {
		case names[0], names[1], own:
		default:
			b.set(1, f, b.roles.ofEdge(f, b.multi))
		}
	}
	return nil
}

// neighbor takes in an edge from the node at a place.
func (b *builder) neighbor(place int, fields []field, line int) error {
	if !b.listed && !b.whole {
		b.again = true // the nodes are not known yet
		return nil
	}
	if place >= len(b.ids) {
		return problemf("neighbors of node %d of %d", place+1, len(b.ids))
	}
	target, _ := textOf(find(fields, "id"))
	if target == "" {
		return problemf("a neighbor without id")
	}
	if err := b.graph.Edge(b.ids[place], target, schema.Directed, line); err != nil {
		return err
	}
	for _, f := range fields {
		if f.name != "id" {
			b.set(1, f, b.roles.ofEdge(f, b.multi))
		}
	}
	return nil
}

// end is the id of the node that an edge names: by its id, or by its place where ids are no numbers, or by its name.
func (b *builder) end(raw json.RawMessage) (string, error) {
	if raw[0] == '{' { // d3 puts the node itself there
		if fields, err := fieldsOf(raw, nil, ""); err == nil {
			if id := find(fields, "id", "index"); id != nil {
				raw = id
			}
		}
	}
	text, _ := textOf(raw)
	if raw[0] == '"' {
		if b.noIDs && !b.byName {
			b.byName, b.again = true, true
		}
		return text, nil
	}
	place, err := strconv.Atoi(text)
	if err != nil || b.numeric || len(b.ids) == 0 {
		return text, nil
	}
	if place < 0 || place >= len(b.ids) {
		return "", problemf("an edge of node %s, but there are %d nodes, counted from 0", files.Printed(text),
			len(b.ids))
	}
	return b.ids[place], nil
}
