package datasets

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/cell"
)

// GraphML is the builder of a graph from a GraphML file.
type GraphML struct {
	open            opener
	path            string
	name            string
	choice          choice
	ids, classNames []string
}

// FromGraphML reads a GraphML file, as networkx, igraph, Gephi and yEd write it. The nodes keep the file's order. An
// undirected edge, by the graph's edgedefault or its own attribute, becomes one of each direction, as by
// [Own.WithUndirected].
//
// Numbers and truth values, by attr.type, are features of a node or an edge in the order of their keys; a key's default
// stands in where a node or an edge has no value. Attributes of the names split, species and year
// mean the same as in [CSV.WithNodes]. The class must be named by [GraphML.WithClassFrom].
//
// The file may be zipped by gzip. Hyperedges, ports, nested graphs and a second graph are refused.
//
// U. Brandes et al., GraphML Progress Report, Graph Drawing 2001.
func FromGraphML(path string) *GraphML {
	return &GraphML{open: openFile, path: path, name: graphName(path)}
}

// WithName names the graph; without it, it has the name of the file.
func (b *GraphML) WithName(name string) *GraphML { b.name = name; return b }

// WithClassFrom names the attribute of a node that holds its class; classes are numbered as by [CSV.WithNodes].
func (b *GraphML) WithClassFrom(attribute string) *GraphML { b.choice.class = &attribute; return b }

// WithNodeFeatures names the attributes of a node that are features; none without a name.
func (b *GraphML) WithNodeFeatures(attributes ...string) *GraphML {
	b.choice.nodeFeatures = chosen(attributes)
	return b
}

// WithEdgeFeatures names the attributes of an edge that are features; none without a name.
func (b *GraphML) WithEdgeFeatures(attributes ...string) *GraphML {
	b.choice.edgeFeatures = chosen(attributes)
	return b
}

// IDs are the nodes' ids in the file, in the order of the nodes. They are there after Done.
func (b *GraphML) IDs() []string { return b.ids }

// ClassNames are the names of the classes in the file, in the order of the classes. They are there after Done.
func (b *GraphML) ClassNames() []string { return b.classNames }

// Done reads the file. An error names the file and the line.
func (b *GraphML) Done() (*Graph, error) {
	own, err := b.read()
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	return own.Done()
}

// Must is Done for notebook cells; see [Source].
func (b *GraphML) Must() *Graph { return cell.Must(b.Done()) }

func (b *GraphML) read() (*Own, error) {
	file, err := b.open.text(b.path)
	if err != nil {
		return nil, err
	}
	defer file.close()
	r := &graphMLReader{file: file, xml: xml.NewDecoder(file), choice: b.choice, ids: newNodeIDs()}
	r.xml.CharsetReader = func(charset string, input io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "us-ascii") || strings.EqualFold(charset, "ascii") {
			return input, nil
		}
		return nil, errors.New("want UTF-8; save the file in that")
	}
	if err := r.document(); err != nil {
		return nil, err
	}
	r.ids.reorder(r.order, r.ends)
	own := newOwn(len(r.order), r.ends).WithName(b.name)
	own.edgeFeatures = r.edges.attributes.matrix()
	b.ids, own.graph.IDs = r.ids.names, r.ids.of()
	b.classNames, err = r.nodes.attributes.describe(&own.graph)
	return own, err
}

// graphMLReader goes through the document once, an element a function.
type graphMLReader struct {
	file   *textFile
	xml    *xml.Decoder
	choice choice

	nodes, edges graphMLKeys
	inGraph      bool // the graph has begun
	undirected   bool // edgedefault

	ids      *nodeIDs // by first mention: an edge may come before its nodes
	declared []int32  // for each its node's line, 0 before that
	mention  []int32  // for each the line of the first mention
	order    []int32  // the nodes in the file's order
	ends     [][2]int32
}

// graphMLKeys are the keys of nodes, or of edges; each is a column.
type graphMLKeys struct {
	attributes attributes
	index      map[string]int // by the key's id
	defaults   []string
	row        []string
	given      []bool // in row
}

func (k *graphMLKeys) add(id, name, value string, numeric bool) {
	if k.index == nil {
		k.index = map[string]int{}
	}
	k.index[id] = len(k.defaults)
	k.attributes.columns = append(k.attributes.columns, name)
	k.attributes.numeric = append(k.attributes.numeric, numeric)
	k.defaults = append(k.defaults, value)
	k.given = append(k.given, false)
}

// line is where the element stands that was read last.
func (r *graphMLReader) line() int {
	line, _ := r.xml.InputPos()
	return line
}

func (r *graphMLReader) errorf(format string, values ...any) error {
	return fmt.Errorf("%s line %d: %w", r.file.path, r.line(), fmt.Errorf(format, values...))
}

// token is the next token, or io.EOF at the document's end.
func (r *graphMLReader) token() (xml.Token, error) {
	token, err := r.xml.Token()
	if of := (*xml.SyntaxError)(nil); errors.As(err, &of) {
		return nil, fmt.Errorf("%s line %d is not XML: %s", r.file.path, of.Line, of.Msg)
	}
	if err != nil && err != io.EOF {
		return nil, r.file.readError(err)
	}
	return token, err
}

// children calls visit with each element inside the one that was begun, up to its end.
func (r *graphMLReader) children(visit func(xml.StartElement) error) error {
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
func (r *graphMLReader) skip(xml.StartElement) error {
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
func (r *graphMLReader) text() (string, error) {
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

func (r *graphMLReader) document() error {
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
			return r.errorf("<%s>, want one <graphml>", shortened(start.Name.Local))
		}
		root = true
		if err := r.children(r.top); err != nil {
			return err
		}
	}
	if !r.inGraph {
		return fmt.Errorf("%s has no <graph>", r.file.path)
	}
	for node, line := range r.declared {
		if line == 0 {
			return fmt.Errorf("%s line %d: there is no node %q", r.file.path, r.mention[node], shortened(r.ids.names[node]))
		}
	}
	return nil
}

func attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (r *graphMLReader) top(element xml.StartElement) error {
	switch element.Name.Local {
	case "key":
		return r.key(element)
	case "graph":
		return r.graph(element)
	}
	return r.skip(element)
}

func (r *graphMLReader) key(element xml.StartElement) error {
	id, of := attribute(element, "id"), attribute(element, "for")
	forNodes, forEdges := of == "node" || of == "all" || of == "", of == "edge" || of == "all" || of == ""
	_, isNode := r.nodes.index[id]
	_, isEdge := r.edges.index[id]
	switch {
	case r.inGraph:
		return r.errorf("key %q after the graph; keys come before it", shortened(id))
	case id == "":
		return r.errorf("a key without id")
	case isNode && forNodes, isEdge && forEdges:
		return r.errorf("a second key %q", shortened(id))
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
	name, kind := attribute(element, "attr.name"), attribute(element, "attr.type")
	numeric := slices.Contains([]string{"boolean", "int", "long", "float", "double"}, kind)
	if forNodes {
		r.nodes.add(id, name, value, numeric)
	}
	if forEdges {
		r.edges.add(id, name, value, numeric)
	}
	return err
}

func (r *graphMLReader) graph(element xml.StartElement) error {
	if r.inGraph {
		return r.errorf("a second graph; keep one in the file")
	}
	r.inGraph = true
	var err error
	edges := attribute(element, "edgedefault")
	if r.undirected, err = r.isUndirected(edges, "edgedefault", "directed", "undirected"); err != nil {
		return err
	}
	for _, keys := range []*graphMLKeys{&r.nodes, &r.edges} {
		keys.attributes.file, keys.attributes.noun = r.file.path, "attribute"
		if keys.attributes.numeric == nil {
			keys.attributes.numeric = []bool{}
		}
	}
	if err := r.nodes.attributes.ofNodes(r.choice, nil); err != nil {
		return fmt.Errorf("nodes: %w", err)
	}
	if err := r.edges.attributes.ofEdges(r.choice); err != nil {
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
func (r *graphMLReader) isUndirected(value, name, directed, undirected string) (bool, error) {
	if value != directed && value != undirected {
		return false, r.errorf("%s is %q, want %s or %s", name, shortened(value), directed, undirected)
	}
	return value == undirected, nil
}

func (r *graphMLReader) node(element xml.StartElement) error {
	id, line := attribute(element, "id"), r.line()
	if id == "" {
		return r.errorf("a node without id")
	}
	node := r.number(id)
	if first := r.declared[node]; first != 0 {
		return r.errorf("node %q is in line %d already; give each its own id", shortened(id), first)
	}
	r.declared[node] = int32(line)
	r.order = append(r.order, node)
	if err := r.data(&r.nodes, "a node"); err != nil {
		return err
	}
	return r.nodes.attributes.add(r.nodes.row, line)
}

// number is the number of a node by first mention.
func (r *graphMLReader) number(id string) int32 {
	node, ok := r.ids.index[id]
	if !ok {
		node = r.ids.add(id)
		r.declared = append(r.declared, 0)
		r.mention = append(r.mention, int32(r.line()))
	}
	return node
}

func (r *graphMLReader) edge(element xml.StartElement) error {
	source, target, line := attribute(element, "source"), attribute(element, "target"), r.line()
	switch {
	case source == "" || target == "":
		return r.errorf("an edge without source or target")
	case attribute(element, "sourceport") != "" || attribute(element, "targetport") != "":
		return r.errorf("an edge to a port; ports are not read")
	}
	undirected := r.undirected
	if own := attribute(element, "directed"); own != "" {
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
	if err := r.edges.attributes.add(r.edges.row, line); err != nil || !undirected {
		return err
	}
	r.ends = append(r.ends, [2]int32{ends[1], ends[0]})
	return r.edges.attributes.add(r.edges.row, line)
}

// data reads what is in a node or an edge into the row of its keys.
func (r *graphMLReader) data(keys *graphMLKeys, of string) error {
	keys.row = append(keys.row[:0], keys.defaults...)
	clear(keys.given)
	return r.children(func(child xml.StartElement) error {
		switch child.Name.Local {
		case "data":
		case "port":
			return r.errorf("a port; ports are not read")
		case "graph":
			return r.errorf("a graph inside %s; nested graphs are not read", of)
		default:
			return r.skip(child)
		}
		id := attribute(child, "key")
		column, ok := keys.index[id]
		switch {
		case !ok:
			return r.errorf("data of key %q; no key for %s has that id", shortened(id), of)
		case keys.given[column]:
			return r.errorf("data of key %q twice in %s", shortened(id), of)
		}
		keys.given[column] = true
		var err error
		keys.row[column], err = r.text()
		return err
	})
}
