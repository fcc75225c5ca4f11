package gexf

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
	"github.com/kilolayer/kilolayer/datasets/internal/xmldoc"
)

// Recognizes says whether a file that starts so is a GEXF file.
func Recognizes(path string, start []byte) bool {
	extension := files.Extension(path)
	return xmldoc.HasRoot(start, "gexf", extension == ".gexf")
}

// Read reads a file. The nodes keep the file's order.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	r, err := read(ctx, open, path, choice, timeless{})
	if r != nil && r.timeless() != (timeless{}) {
		r, err = read(ctx, open, path, choice, r.timeless())
	}
	if err != nil {
		return nil, err
	}
	return r.graph.Done()
}

// read goes through the file once.
func read(ctx context.Context, open files.Opener, path string, choice schema.Choice,
	without timeless) (*reader, error) {
	document, err := xmldoc.Open(ctx, open, path)
	if err != nil {
		return nil, err
	}
	defer document.Close()
	r := &reader{Document: document, graph: schema.New(path, "attribute", choice)}
	r.nodes, r.edges = newColumns(r.graph.Nodes, without.nodes), newColumns(r.graph.Edges, without.edges)
	if err := r.Root("gexf", r.top); err != nil {
		return r, err
	}
	if !r.inGraph {
		return r, fmt.Errorf("%s has no <graph>", path)
	}
	return r, nil
}

// reader goes through the document once. Each kind of element has a method.
type reader struct {
	*xmldoc.Document
	graph *schema.Reading

	nodes, edges columns
	inGraph      bool // the graph has begun
	elements     int  // how many nodes and edges were begun
	undirected   bool // what defaultedgetype says
	edgeIDs      bool // the report says that edges have ids
	deep         int  // how deep the node is that is being read
}

func (r *reader) timeless() timeless { return timeless{r.nodes.timeless(), r.edges.timeless()} }

func (r *reader) top(element xml.StartElement) error {
	if element.Name.Local != "graph" {
		return r.Skip()
	}
	if r.inGraph {
		return r.Errorf("a second graph; keep one in the file")
	}
	r.inGraph = true
	var err error
	edges := cmp.Or(xmldoc.Attribute(element, "defaultedgetype"), "undirected")
	if r.undirected, err = r.isUndirected(edges, "defaultedgetype"); err != nil {
		return err
	}
	if name := xmldoc.Attribute(element, "name"); name != "" {
		r.graph.Nodes.Took("name of the graph", schema.LeftOut, "of the graph as a whole")
	}
	return r.Children(func(child xml.StartElement) error {
		if child.Name.Local == "attributes" {
			return r.attributes(child)
		}
		return r.inside(child, "")
	})
}

// inside reads the nodes and the edges of a graph, or of the node that is named.
func (r *reader) inside(element xml.StartElement, parent string) error {
	return r.Children(func(child xml.StartElement) error {
		switch element.Name.Local + " " + child.Name.Local {
		case "nodes node":
			return r.node(child, parent)
		case "edges edge":
			return r.edge(child)
		}
		return r.Skip()
	})
}

func (r *reader) isUndirected(value, name string) (bool, error) {
	switch value {
	case "directed":
		return false, nil
	case "undirected", "mutual":
		return true, nil
	}
	return false, r.Errorf("%s is %q, want directed, undirected or mutual", name, files.Clip(value))
}

func (r *reader) attributes(element xml.StartElement) error {
	if r.elements > 0 {
		return r.Errorf("attributes after the nodes; attributes come before them")
	}
	of, class := &r.nodes, xmldoc.Attribute(element, "class")
	switch class {
	case "node":
	case "edge":
		of = &r.edges
	default:
		return r.Errorf("attributes of class %q, want node or edge", files.Clip(class))
	}
	dynamic := xmldoc.Attribute(element, "mode") == "dynamic"
	return r.Children(func(child xml.StartElement) error {
		if child.Name.Local != "attribute" {
			return r.Skip()
		}
		id, value := xmldoc.Attribute(child, "id"), ""
		err := r.Children(func(inner xml.StartElement) (err error) {
			if inner.Name.Local != "default" {
				return r.Skip()
			}
			value, err = r.Text()
			return err
		})
		title, kind := xmldoc.Attribute(child, "title"), xmldoc.Attribute(child, "type")
		if err == nil && !of.declare(id, title, kind, value, dynamic) {
			return r.Errorf("a second attribute %q of %ss", files.Clip(id), class)
		}
		return err
	})
}

// node reads a node that is inside of another one, or of none.
func (r *reader) node(element xml.StartElement, parent string) error {
	const deepest = 1000
	id := xmldoc.Attribute(element, "id")
	switch r.deep++; {
	case id == "":
		return r.Errorf("a node without id")
	case r.deep > deepest:
		return r.Errorf("nodes inside of each other more than %d deep", deepest)
	}
	if err := r.graph.Node(id, r.Line()); err != nil {
		return err
	}
	r.nodes.set("label", xmldoc.Attribute(element, "label"), schema.Stated{Kind: schema.Text, Role: schema.NameRole})
	r.nodes.set("pid", cmp.Or(xmldoc.Attribute(element, "pid"), parent), leftOut("the node that this one is inside of"))
	err := r.data(element, &r.nodes)
	r.deep--
	return err
}

func (r *reader) edge(element xml.StartElement) error {
	source, target := xmldoc.Attribute(element, "source"), xmldoc.Attribute(element, "target")
	if source == "" || target == "" {
		return r.Errorf("an edge without source or target")
	}
	undirected := r.undirected
	if own := xmldoc.Attribute(element, "type"); own != "" {
		var err error
		if undirected, err = r.isUndirected(own, "type"); err != nil {
			return err
		}
	}
	if err := r.graph.Edge(source, target, schema.Direction(undirected), r.Line()); err != nil {
		return err
	}
	if !r.edgeIDs && xmldoc.Attribute(element, "id") != "" {
		r.edgeIDs = true
		r.graph.Edges.Took("id", schema.LeftOut, "the ids of edges")
	}
	r.edges.set("weight", xmldoc.Attribute(element, "weight"), weight)
	r.edges.set("label", xmldoc.Attribute(element, "label"), schema.Stated{Kind: schema.Text})
	r.edges.set("kind", xmldoc.Attribute(element, "kind"), schema.Stated{Kind: schema.Text})
	return r.data(element, &r.edges)
}

// data reads what is in a node or an edge that was begun.
func (r *reader) data(element xml.StartElement, of *columns) error {
	r.elements++
	self := r.elements
	of.began(element)
	return r.Children(func(child xml.StartElement) error {
		name := child.Name.Local
		if name == "nodes" || name == "edges" {
			return r.inside(child, xmldoc.Attribute(element, "id"))
		}
		if r.elements != self { // the values would go to the node that was begun last
			return r.Errorf("<%s> after the nodes inside of a node; put it before them", files.Clip(name))
		}
		if strings.HasSuffix(child.Name.Space, "viz") {
			for _, a := range child.Attr {
				of.set("viz:"+drawn(name, a.Name.Local), a.Value, leftOut("a drawing"))
			}
			return r.Skip()
		}
		switch name {
		case "attvalues":
			return r.Children(func(value xml.StartElement) error {
				id := cmp.Or(xmldoc.Attribute(value, "for"), xmldoc.Attribute(value, "id")) // id in version 1.0
				if !of.setDeclared(id, xmldoc.Attribute(value, "value")) {
					return r.Errorf("a value of attribute %q; no attribute for <%s> has that id", files.Clip(id),
						files.Clip(element.Name.Local))
				}
				return r.Skip()
			})
		case "spells", "slices":
			return r.Children(func(spell xml.StartElement) error {
				of.set(name, spanOf(spell), leftOut("spells of time"))
				return r.Skip()
			})
		case "parents":
			return r.Children(func(above xml.StartElement) error {
				of.set(name, xmldoc.Attribute(above, "for"), leftOut("the nodes that this one is inside of"))
				return r.Skip()
			})
		}
		return r.Skip()
	})
}

// drawn names a column of a drawing: size for the value of <viz:size>, x for the x of <viz:position>.
func drawn(element, attribute string) string {
	if attribute == "value" {
		return element
	}
	return attribute
}
