package nodelink

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Read reads a file. The nodes keep the file's order.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	for b := (&builder{}); ; {
		b.begin(path, choice)
		err := read(ctx, open, path, b)
		again := b.nodes.Learned() || b.edges.Learned() || err == nil && b.again
		switch {
		case again:
			b.whole = b.whole || err == nil
		case err != nil:
			return nil, err
		default:
			return b.done()
		}
	}
}

// read goes through the file once.
func read(ctx context.Context, open files.Opener, path string, b *builder) error {
	file, err := files.Open(ctx, open, path)
	if err != nil {
		return err
	}
	defer file.Close()
	r := &reader{stream: newStream(file), to: b}
	token, err := r.begin()
	switch {
	case err != nil:
		return err
	case token == json.Delim('{'):
		err = r.members(r.top)
	case token == json.Delim('['): // Cytoscape.js's elements alone
		b.layout = cytoscape
		err = r.items(r.element)
	default:
		err = r.errorf("%s, want an object", files.Printed(fmt.Sprint(token)))
	}
	if err != nil {
		return err
	}
	if _, err := r.decoder.Token(); err != io.EOF {
		return r.errorf("something follows the end of the JSON; keep one graph in the file")
	}
	if !r.any {
		return fmt.Errorf("%s has no nodes, links, edges, adjacency or elements", path)
	}
	return nil
}

// reader goes through the layouts, and hands nodes and edges on.
type reader struct {
	*stream
	to  *builder
	any bool // there were nodes or edges
}

// top reads what is in the file's object, or in that of the graph.
func (r *reader) top(key string) error {
	switch key {
	case "nodes":
		return r.nodes()
	case "links", "edges":
		r.any = true
		return r.list(key, func(int) error { return r.edge() })
	case "adjacency":
		r.any = true
		return r.list(key, r.neighbors)
	case "elements":
		return r.elements()
	case "graph":
		return r.whole()
	case "graphs":
		return r.list(key, func(i int) error {
			if i > 0 {
				return r.errorf("a second graph; keep one in the file")
			}
			return r.whole()
		})
	}
	raw, err := r.value()
	if err != nil {
		return err
	}
	switch key {
	case "directed":
		r.to.setDirection(schema.Direction(!isTrue(raw)))
	case "multigraph":
		r.to.multi = isTrue(raw)
	case "options", "attributes", "metadata", "data":
		fields, err := fieldsOf(raw, nil, "")
		if err != nil { // NetworkX has a list there
			r.to.ofGraph(key, raw)
		}
		for _, f := range fields {
			if key == "options" && f.name == "type" {
				text, _ := textOf(f.raw)
				r.to.setDirection(schema.Direction(text == "undirected"))
			} else if key != "options" {
				r.to.ofGraph(f.name, f.raw)
			}
		}
	default:
		r.to.ofGraph(key, raw)
	}
	return nil
}

// whole reads the attributes of NetworkX's graph, or the graph of the JSON Graph Format.
func (r *reader) whole() error {
	token, err := r.begin()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		return r.members(func(key string) error {
			if key == "nodes" || key == "edges" || key == "directed" {
				r.to.setLayout(jsonGraph)
			}
			return r.top(key)
		})
	case json.Delim('['): // pairs, as of NetworkX's adjacency_data
		return r.items(func(int) error {
			raw, err := r.value()
			var pair []json.RawMessage
			if err == nil && json.Unmarshal(raw, &pair) == nil && len(pair) == 2 {
				name, _ := textOf(pair[0])
				r.to.ofGraph(name, pair[1])
			}
			return err
		})
	}
	return nil
}

// nodes reads a list of nodes, or an object of them by their ids.
func (r *reader) nodes() error {
	r.any = true
	token, err := r.begin()
	if err != nil {
		return err
	}
	r.to.beginNodes()
	switch token {
	case json.Delim('['):
		err = r.items(func(int) error { return r.node("") })
	case json.Delim('{'):
		r.to.setLayout(jsonGraph)
		err = r.members(func(id string) error {
			if id == "" {
				return r.errorf("a node without id")
			}
			return r.node(id)
		})
	default:
		err = r.errorf("nodes is %s, want a list", files.Printed(fmt.Sprint(token)))
	}
	r.to.listed = err == nil
	return err
}

// elements reads those of Cytoscape.js: nodes and edges, in two lists or in one.
func (r *reader) elements() error {
	r.to.layout = cytoscape
	token, err := r.begin()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		return r.members(r.top)
	case json.Delim('['):
		return r.items(r.element)
	}
	return r.errorf("elements is %s, want an object or a list", files.Printed(fmt.Sprint(token)))
}

// element reads a node or an edge of Cytoscape.js.
func (r *reader) element(int) error {
	r.any = true
	raw, fields, err := r.fields()
	if err != nil {
		return err
	}
	r.to.listed = true // an edge comes after its nodes
	if group, _ := textOf(find(fields, "group")); group == "edges" || group == "" && find(fields, "source") != nil {
		return r.failedAt(r.to.edge(fields, r.line()))
	}
	return r.failedAt(r.to.node("", raw, fields, r.line()))
}

// fields reads a node or an edge.
func (r *reader) fields() (json.RawMessage, []field, error) {
	raw, err := r.value()
	if err != nil {
		return nil, nil, err
	}
	fields, err := fieldsOf(raw, nil, r.to.layout.inside())
	if err != nil {
		return nil, nil, r.errorf("%s, want an object", files.Printed(string(raw)))
	}
	return raw, fields, nil
}

func (r *reader) node(id string) error {
	raw, fields, err := r.fields()
	if err != nil {
		return err
	}
	return r.failedAt(r.to.node(id, raw, fields, r.line()))
}

func (r *reader) edge() error {
	_, fields, err := r.fields()
	if err != nil {
		return err
	}
	return r.failedAt(r.to.edge(fields, r.line()))
}

// neighbors reads the edges from a node, of NetworkX's adjacency_data. An undirected edge is there twice.
func (r *reader) neighbors(i int) error {
	return r.list("the neighbors of a node", func(int) error {
		_, fields, err := r.fields()
		if err != nil {
			return err
		}
		return r.failedAt(r.to.neighbor(i, fields, r.line()))
	})
}

// failedAt names the file and the line of an error that does not.
func (r *reader) failedAt(err error) error {
	if problem, ok := err.(problem); ok {
		return r.errorf("%w", problem)
	}
	return err
}
