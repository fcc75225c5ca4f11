package graphml

import (
	"context"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
	"github.com/kilolayer/kilolayer/datasets/internal/xmldoc"
)

// Recognizes says whether a file that starts so is a GraphML file.
func Recognizes(path string, start []byte) bool {
	extension := files.Extension(path)
	return xmldoc.HasRoot(start, "graphml", extension == ".graphml")
}

// Read reads a file. The nodes keep the file's order.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	document, err := xmldoc.Open(ctx, open, path)
	if err != nil {
		return nil, err
	}
	defer document.Close()
	r := &reader{Document: document, graph: schema.New(path, "attribute", choice), ofGraph: map[string]string{}}
	if err := r.Root("graphml", r.top); err != nil {
		return nil, err
	}
	if !r.inGraph {
		return nil, fmt.Errorf("%s has no <graph>", path)
	}
	return r.graph.Done()
}

// reader goes through the document once. Each kind of element has a method.
type reader struct {
	*xmldoc.Document
	graph *schema.Reading

	nodes, edges keys
	ofGraph      map[string]string // the names of the keys of the graph as a whole, by id
	inGraph      bool              // the graph has begun
	undirected   bool              // what edgedefault says
	edgeIDs      bool              // the report says that edges have ids
}

func (r *reader) top(element xml.StartElement) error {
	switch element.Name.Local {
	case "key":
		return r.key(element)
	case "graph":
		return r.wholeGraph(element)
	case "data":
		return r.dataOfGraph(element)
	}
	return r.Skip()
}

func (r *reader) key(element xml.StartElement) error {
	of := xmldoc.Attribute(element, "for")
	k := key{id: xmldoc.Attribute(element, "id"), name: xmldoc.Attribute(element, "attr.name"),
		kind: xmldoc.Attribute(element, "attr.type"), program: xmldoc.Attribute(element, "yfiles.type")}
	forNodes, forEdges := of == "node" || of == "all" || of == "", of == "edge" || of == "all" || of == ""
	switch {
	case r.inGraph:
		return r.Errorf("key %q after the graph; keys come before it", files.Clip(k.id))
	case k.id == "":
		return r.Errorf("a key without id")
	}
	err := r.Children(func(child xml.StartElement) (err error) {
		if child.Name.Local != "default" {
			return r.Skip()
		}
		k.value, err = r.Text()
		return err
	})
	switch {
	case err != nil:
		return err
	case forNodes && !r.nodes.add(k), forEdges && !r.edges.add(k):
		return r.Errorf("a second key %q", files.Clip(k.id))
	case !forNodes && !forEdges:
		r.ofGraph[k.id] = k.name
	}
	return nil
}

func (r *reader) wholeGraph(element xml.StartElement) error {
	if r.inGraph {
		return r.Errorf("a second graph; keep one in the file")
	}
	r.inGraph = true
	var err error
	edges := xmldoc.Attribute(element, "edgedefault")
	if r.undirected, err = r.isUndirected(edges, "edgedefault", "directed", "undirected"); err != nil {
		return err
	}
	role := roleByName
	if isGephi(&r.nodes, &r.edges) {
		role = roleOfGephi
	}
	r.nodes.begin(r.graph.Nodes, role)
	r.edges.begin(r.graph.Edges, roleByName)
	return r.Children(func(child xml.StartElement) error {
		switch child.Name.Local {
		case "node":
			return r.node(child)
		case "edge":
			return r.edge(child)
		case "data":
			return r.dataOfGraph(child)
		case "hyperedge":
			return r.Errorf("a hyperedge; only edges of two ends are read")
		case "graph":
			return r.Errorf("a graph inside a graph; nested graphs are not read")
		}
		return r.Skip()
	})
}

// dataOfGraph reports a value of the graph as a whole, which no node and no edge has.
func (r *reader) dataOfGraph(element xml.StartElement) error {
	id := xmldoc.Attribute(element, "key")
	text, err := r.Text()
	if name := r.ofGraph[id]; err == nil && text != "" && name != "" {
		r.graph.Nodes.Took(name, schema.LeftOut, "of the graph as a whole")
	}
	return err
}

// isUndirected reads one of the two words that an attribute may have.
func (r *reader) isUndirected(value, name, directed, undirected string) (bool, error) {
	if value != directed && value != undirected {
		return false, r.Errorf("%s is %q, want %s or %s", name, files.Clip(value), directed, undirected)
	}
	return value == undirected, nil
}

func (r *reader) node(element xml.StartElement) error {
	id := xmldoc.Attribute(element, "id")
	if id == "" {
		return r.Errorf("a node without id")
	}
	if err := r.graph.Node(id, r.Line()); err != nil {
		return err
	}
	return r.data(r.graph.Nodes, &r.nodes, "a node", func(label string) {
		stated := schema.Stated{Kind: schema.Text, Role: schema.NameRole}
		for _, k := range r.nodes.list {
			if strings.EqualFold(k.name, "name") {
				stated.Role, stated.Why = schema.LeftOut, "labels of yEd; the nodes have names"
			}
		}
		r.graph.Nodes.Set(r.graph.Nodes.Column("NodeLabel", stated), label)
	})
}

func (r *reader) edge(element xml.StartElement) error {
	source, target := xmldoc.Attribute(element, "source"), xmldoc.Attribute(element, "target")
	switch {
	case source == "" || target == "":
		return r.Errorf("an edge without source or target")
	case xmldoc.Attribute(element, "sourceport") != "" || xmldoc.Attribute(element, "targetport") != "":
		return r.Errorf("an edge to a port; ports are not read")
	}
	undirected := r.undirected
	if own := xmldoc.Attribute(element, "directed"); own != "" {
		var err error
		if undirected, err = r.isUndirected(own, "directed", "true", "false"); err != nil {
			return err
		}
	}
	edges := r.graph.Edges
	if err := r.graph.Edge(source, target, schema.Direction(undirected), r.Line()); err != nil {
		return err
	}
	if !r.edgeIDs && xmldoc.Attribute(element, "id") != "" {
		r.edgeIDs = true
		edges.Took("id", schema.LeftOut, "the ids of edges")
	}
	if label := xmldoc.Attribute(element, "label"); label != "" { // Gephi writes the type of an edge so
		edges.Set(edges.Column("edge label", schema.Stated{Kind: schema.Text}), label)
	}
	return r.data(edges, &r.edges, "an edge", func(label string) {
		stated := schema.Stated{Kind: schema.Text, Role: schema.LeftOut, Why: "labels of yEd"}
		edges.Set(edges.Column("EdgeLabel", stated), label)
	})
}

// data reads what is in a node or an edge.
func (r *reader) data(table *schema.Table, of *keys, owner string, labelled func(label string)) error {
	clear(of.given)
	return r.Children(func(child xml.StartElement) error {
		switch child.Name.Local {
		case "data":
		case "port":
			return r.Errorf("a port; ports are not read")
		case "graph":
			return r.Errorf("a graph inside %s; nested graphs are not read: ungroup its nodes first", owner)
		default:
			return r.Skip()
		}
		id := xmldoc.Attribute(child, "key")
		column, ok := of.columns[id]
		if !ok {
			return r.Errorf("data of key %q; no key for %s has that id", files.Clip(id), owner)
		}
		if column >= 0 && of.given[column] {
			return r.Errorf("data of key %q twice in %s", files.Clip(id), owner)
		}
		text, label, err := value(r.Document)
		if label != "" {
			labelled(label)
		}
		if column >= 0 {
			of.given[column] = true
			table.Set(column, text)
		}
		return err
	})
}
