package graphml

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/columns"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// ReadColumns reads a file. The nodes keep the file's order. An undirected edge is returned as one of each direction.
func ReadColumns(ctx context.Context, open files.Opener, path string, choice columns.Choice) (nodes columns.Nodes,
	edges columns.Edges, err error) {
	file, err := files.Open(ctx, open, path)
	if err != nil {
		return nodes, edges, err
	}
	defer file.Close()
	r := &oldReader{file: file, xml: xml.NewDecoder(file), choice: choice, ids: columns.NewIDs()}
	r.xml.CharsetReader = func(charset string, input io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "us-ascii") || strings.EqualFold(charset, "ascii") {
			return input, nil
		}
		return nil, errors.New("want UTF-8; save the file in that")
	}
	if err := r.document(); err != nil {
		return nodes, edges, err
	}
	r.ids.Reorder(r.order, r.ends)
	edges = columns.Edges{Ends: r.ends, Features: r.edges.table.Matrix()}
	nodes, err = r.nodes.table.Nodes(r.ids.Names)
	return nodes, edges, err
}

// oldReader goes through the document once. Each kind of element has a method.
type oldReader struct {
	file   *files.Text
	xml    *xml.Decoder
	choice columns.Choice

	nodes, edges oldKeys
	inGraph      bool // the graph has begun
	undirected   bool // what edgedefault says

	ids      *columns.IDs // by first mention: an edge may come before its nodes
	declared []int32      // the line of each node's element, 0 before it is read
	mention  []int32      // the line of each node's first mention
	order    []int32      // the nodes in the file's order
	ends     [][2]int32
}

// oldKeys are the keys of nodes, or of edges; each is a column.
type oldKeys struct {
	table    columns.Table
	index    map[string]int // by the key's id
	defaults []string
	row      []string
	given    []bool // in row
}

func (k *oldKeys) add(id, name, value string, numeric bool) {
	if k.index == nil {
		k.index = map[string]int{}
	}
	k.index[id] = len(k.defaults)
	k.table.Columns = append(k.table.Columns, name)
	k.table.Numeric = append(k.table.Numeric, numeric)
	k.defaults = append(k.defaults, value)
	k.given = append(k.given, false)
}

// line is where the element stands that was read last.
func (r *oldReader) line() int {
	line, _ := r.xml.InputPos()
	return line
}

func (r *oldReader) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", r.file.Path(), r.line(), fmt.Errorf(format, values...))
}

// token is the next token, or io.EOF at the document's end.
func (r *oldReader) token() (xml.Token, error) {
	token, err := r.xml.Token()
	if of := (*xml.SyntaxError)(nil); errors.As(err, &of) {
		return nil, fmt.Errorf("%s line %d is not XML: %s", r.file.Path(), of.Line, of.Msg)
	}
	if err != nil && err != io.EOF {
		return nil, r.file.Error(err)
	}
	return token, err
}

// children calls visit with each element inside the one that was begun, up to its end.
func (r *oldReader) children(visit func(xml.StartElement) error) error {
	for {
		token, err := r.token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := visit(token); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// skip passes over an element that says nothing here, however deep.
func (r *oldReader) skip(xml.StartElement) error {
	for depth := 1; depth > 0; {
		token, err := r.token()
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// text is the text of an element, without that of elements in it.
func (r *oldReader) text() (string, error) {
	var text strings.Builder
	for {
		token, err := r.token()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.CharData:
			text.Write(token)
		case xml.StartElement:
			if err := r.skip(token); err != nil {
				return "", err
			}
		case xml.EndElement:
			return strings.TrimSpace(text.String()), nil
		}
	}
}

func (r *oldReader) document() error {
	for root := false; ; {
		token, err := r.token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if root || start.Name.Local != "graphml" {
			return r.errorf("<%s>, want one <graphml>", files.Clip(start.Name.Local))
		}
		root = true
		if err := r.children(r.top); err != nil {
			return err
		}
	}
	if !r.inGraph {
		return fmt.Errorf("%s has no <graph>", r.file.Path())
	}
	for node, line := range r.declared {
		if line == 0 {
			return fmt.Errorf("%s line %d: there is no node %q", r.file.Path(), r.mention[node],
				files.Clip(r.ids.Names[node]))
		}
	}
	return nil
}

func oldAttribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (r *oldReader) top(element xml.StartElement) error {
	switch element.Name.Local {
	case "key":
		return r.key(element)
	case "graph":
		return r.graph(element)
	}
	return r.skip(element)
}

func (r *oldReader) key(element xml.StartElement) error {
	id, of := oldAttribute(element, "id"), oldAttribute(element, "for")
	forNodes, forEdges := of == "node" || of == "all" || of == "", of == "edge" || of == "all" || of == ""
	_, isNode := r.nodes.index[id]
	_, isEdge := r.edges.index[id]
	switch {
	case r.inGraph:
		return r.errorf("key %q after the graph; keys come before it", files.Clip(id))
	case id == "":
		return r.errorf("a key without id")
	case isNode && forNodes, isEdge && forEdges:
		return r.errorf("a second key %q", files.Clip(id))
	}
	value := ""
	err := r.children(func(child xml.StartElement) (err error) {
		if child.Name.Local != "default" {
			return r.skip(child)
		}
		value, err = r.text()
		return err
	})
	// A key without a name holds a program's own things, such as yEd's drawing.
	name, kind := oldAttribute(element, "attr.name"), oldAttribute(element, "attr.type")
	numeric := slices.Contains([]string{"boolean", "int", "long", "float", "double"}, kind)
	if forNodes {
		r.nodes.add(id, name, value, numeric)
	}
	if forEdges {
		r.edges.add(id, name, value, numeric)
	}
	return err
}

func (r *oldReader) graph(element xml.StartElement) error {
	if r.inGraph {
		return r.errorf("a second graph; keep one in the file")
	}
	r.inGraph = true
	var err error
	edges := oldAttribute(element, "edgedefault")
	if r.undirected, err = r.isUndirected(edges, "edgedefault", "directed", "undirected"); err != nil {
		return err
	}
	for _, of := range []*oldKeys{&r.nodes, &r.edges} {
		of.table.File, of.table.Noun = r.file.Path(), "attribute"
		if of.table.Numeric == nil {
			of.table.Numeric = []bool{}
		}
	}
	if err := r.nodes.table.OfNodes(r.choice, nil); err != nil {
		return fmt.Errorf("nodes: %w", err)
	}
	if err := r.edges.table.OfEdges(r.choice); err != nil {
		return fmt.Errorf("edges: %w", err)
	}
	return r.children(func(child xml.StartElement) error {
		switch child.Name.Local {
		case "node":
			return r.node(child)
		case "edge":
			return r.edge(child)
		case "hyperedge":
			return r.errorf("a hyperedge; only edges of two ends are read")
		case "graph":
			return r.errorf("a graph inside a graph; nested graphs are not read")
		}
		return r.skip(child)
	})
}

// isUndirected reads one of the two words that an attribute may have.
func (r *oldReader) isUndirected(value, name, directed, undirected string) (bool, error) {
	if value != directed && value != undirected {
		return false, r.errorf("%s is %q, want %s or %s", name, files.Clip(value), directed, undirected)
	}
	return value == undirected, nil
}

func (r *oldReader) node(element xml.StartElement) error {
	id, line := oldAttribute(element, "id"), r.line()
	if id == "" {
		return r.errorf("a node without id")
	}
	node := r.number(id)
	if first := r.declared[node]; first != 0 {
		return r.errorf("node %q is in line %d already; give each its own id", files.Clip(id), first)
	}
	r.declared[node] = int32(line)
	r.order = append(r.order, node)
	if err := r.data(&r.nodes, "a node"); err != nil {
		return err
	}
	return r.nodes.table.Add(r.nodes.row, line)
}

// number is the number of a node by first mention.
func (r *oldReader) number(id string) int32 {
	node, ok := r.ids.Find(id)
	if !ok {
		node = r.ids.Add(id)
		r.declared = append(r.declared, 0)
		r.mention = append(r.mention, int32(r.line()))
	}
	return node
}

func (r *oldReader) edge(element xml.StartElement) error {
	source, target, line := oldAttribute(element, "source"), oldAttribute(element, "target"), r.line()
	switch {
	case source == "" || target == "":
		return r.errorf("an edge without source or target")
	case oldAttribute(element, "sourceport") != "" || oldAttribute(element, "targetport") != "":
		return r.errorf("an edge to a port; ports are not read")
	}
	undirected := r.undirected
	if own := oldAttribute(element, "directed"); own != "" {
		var err error
		if undirected, err = r.isUndirected(own, "directed", "true", "false"); err != nil {
			return err
		}
	}
	ends := [2]int32{r.number(source), r.number(target)}
	if err := r.data(&r.edges, "an edge"); err != nil {
		return err
	}
	r.ends = append(r.ends, ends)
	if err := r.edges.table.Add(r.edges.row, line); err != nil || !undirected {
		return err
	}
	r.ends = append(r.ends, [2]int32{ends[1], ends[0]})
	return r.edges.table.Add(r.edges.row, line)
}

// data reads what is in a node or an edge into the row of its keys.
func (r *oldReader) data(of *oldKeys, owner string) error {
	of.row = append(of.row[:0], of.defaults...)
	clear(of.given)
	return r.children(func(child xml.StartElement) error {
		switch child.Name.Local {
		case "data":
		case "port":
			return r.errorf("a port; ports are not read")
		case "graph":
			return r.errorf("a graph inside %s; nested graphs are not read", owner)
		default:
			return r.skip(child)
		}
		id := oldAttribute(child, "key")
		column, ok := of.index[id]
		switch {
		case !ok:
			return r.errorf("data of key %q; no key for %s has that id", files.Clip(id), owner)
		case of.given[column]:
			return r.errorf("data of key %q twice in %s", files.Clip(id), owner)
		}
		of.given[column] = true
		var err error
		of.row[column], err = r.text()
		return err
	})
}
