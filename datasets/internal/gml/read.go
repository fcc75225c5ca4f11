package gml

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/attributes"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// starts is how a file starts, after comments.
var starts = regexp.MustCompile(`^(?i)(\s|#[^\n]*\n)*(graph\s*\[|(Creator|comment)\s+"|Version\s+[0-9.]+\s+(Creator|graph)\b)`)

// Recognizes says whether a file that starts so is a GML file.
func Recognizes(_ string, start []byte) bool { return starts.Match(start) }

// Read reads a file. The nodes keep the file's order.
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	for r := (&reader{}); ; {
		err := r.read(ctx, open, path, choice)
		if r.nodes.Learned() || r.edges.Learned() || r.late {
			continue
		}
		if err != nil {
			return nil, err
		}
		return r.graph.Done()
	}
}

// reader goes through the file once, and anew where it has learned by that how to read it.
type reader struct {
	*tokens
	graph        *schema.Reading
	nodes, edges attributes.Columns

	inGraph  bool // the graph has begun
	directed bool
	known    bool // directed is what the file says at its end
	late     bool // the file says only after an edge that the graph is directed, or not
	anyEdge  bool
	multi    bool
	creator  string
	names    string // the attribute that holds the nodes' names
}

func (r *reader) read(ctx context.Context, open files.Opener, path string, choice schema.Choice) error {
	*r = reader{graph: schema.New(path, "attribute", choice), nodes: r.nodes, edges: r.edges, directed: r.directed,
		known: r.known || r.late}
	r.nodes.Begin(r.graph.Nodes)
	r.edges.Begin(r.graph.Edges)
	file, err := files.Open(ctx, open, path)
	if err != nil {
		return err
	}
	defer file.Close()
	r.tokens = &tokens{file: file, line: 1}
	for {
		key, err := r.next()
		if err != nil {
			return err
		}
		if key.kind == end {
			break
		}
		if err := r.top(key); err != nil {
			return err
		}
	}
	if !r.inGraph {
		return fmt.Errorf("%s has no graph [", path)
	}
	return nil
}

// top reads a key outside of the graph, with its value.
func (r *reader) top(key token) error {
	if key.kind != word {
		return r.errorf("%q, want a key such as graph", files.Clip(key.text))
	}
	value, err := r.next()
	if err != nil {
		return err
	}
	switch {
	case value.kind == end || value.kind == closed:
		return r.errorf("%q after the key %q, want its value", value.text, files.Clip(key.text))
	case key.text == "graph" && value.kind == open && r.inGraph:
		return r.errorf("a second graph; keep one in the file")
	case key.text == "graph" && value.kind == open:
		r.inGraph = true
		return r.wholeGraph()
	case value.kind == open:
		return r.skip()
	case strings.EqualFold(key.text, "creator"):
		r.creator = value.text
	}
	return nil
}

func (r *reader) wholeGraph() error {
	var pairs []pair
	for {
		key, err := r.next()
		if err != nil || key.kind == closed {
			return err
		}
		if key.kind != word {
			return r.errorf("%q, want node, edge, another key or ]", files.Clip(key.text))
		}
		value, err := r.next()
		if err != nil {
			return err
		}
		nested := value.kind == open
		switch {
		case value.kind == end || value.kind == closed:
			return r.errorf("%q after the key %q, want its value", value.text, files.Clip(key.text))
		case key.text == "node" && nested:
			if pairs, err = r.element(pairs[:0]); err == nil {
				err = r.node(pairs, key.line)
			}
		case key.text == "edge" && nested:
			if pairs, err = r.element(pairs[:0]); err == nil {
				err = r.edge(pairs, key.line)
			}
		case key.text == "directed":
			if directed := isTrue(value.text); directed != r.directed && !r.known {
				r.directed, r.late = directed, r.anyEdge
			}
		case key.text == "multigraph":
			r.multi = isTrue(value.text)
		case strings.EqualFold(key.text, "creator"):
			r.creator = value.text
		case strings.EqualFold(key.text, "version"):
		default:
			r.graph.Nodes.Took(key.text, schema.LeftOut, "of the graph as a whole")
			if nested {
				err = r.skip()
			}
		}
		if err != nil {
			return err
		}
	}
}

func isTrue(text string) bool { return text != "0" && !strings.EqualFold(text, "false") }

// find takes the value of a key out of those of an element.
func find(pairs []pair, key string) (text string, found bool) {
	for _, p := range pairs {
		if p.key == key && p.why == "" {
			return fromPython(p.text), true
		}
	}
	return "", false
}

func (r *reader) node(pairs []pair, line int) error {
	id, ok := find(pairs, "id")
	if !ok || id == "" {
		return fmt.Errorf("%s line %d: a node without id", r.file.Path(), line)
	}
	if err := r.graph.Node(id, line); err != nil {
		return err
	}
	if r.names == "" {
		for _, key := range []string{"name", "label"} {
			if _, ok := find(pairs, key); ok {
				r.names = key
			}
		}
	}
	for _, p := range pairs {
		if p.key == "id" {
			continue
		}
		stated := r.stated(p)
		switch lower := strings.ToLower(p.key); {
		case p.key == r.names:
			stated = schema.Stated{Kind: schema.Text, Role: schema.NameRole}
		case lower == "name" && r.names != "":
			stated = schema.Stated{Role: schema.LeftOut, Why: "the nodes have labels as names"}
		case r.creator == "yFiles" && (p.key == "gid" || p.key == "isGroup"):
			stated = schema.Stated{Role: schema.LeftOut, Why: "groups of yEd"}
		case p.key == "value" && classesByValue(r.creator):
			stated = schema.Stated{Role: schema.LeftOut, Why: "the class of this data set; name it by WithClassFrom"}
		}
		set(&r.nodes, p, stated)
	}
	return nil
}

// classesByValue says whether a file is one of M. Newman's collection, where the value of a node is its class:
// http://www-personal.umich.edu/~mejn/netdata.
func classesByValue(creator string) bool {
	return strings.HasPrefix(creator, "Mark Newman") || strings.HasPrefix(creator, "Lada Adamic")
}

func (r *reader) edge(pairs []pair, line int) error {
	source, hasSource := find(pairs, "source")
	target, hasTarget := find(pairs, "target")
	if !hasSource || !hasTarget || source == "" || target == "" {
		return fmt.Errorf("%s line %d: an edge without source or target", r.file.Path(), line)
	}
	directed := r.directed
	own, hasOwn := find(pairs, "directed")
	if hasOwn { // so Gephi writes graphs with edges of both kinds
		directed = isTrue(own)
	} else {
		r.anyEdge = true
	}
	if err := r.graph.Edge(source, target, schema.Direction(!directed), line); err != nil {
		return err
	}
	_, weighted := find(pairs, "weight")
	for _, p := range pairs {
		stated := r.stated(p)
		switch p.key {
		case "source", "target", "directed":
			continue
		case "key":
			if r.multi {
				stated = schema.Stated{Role: schema.LeftOut, Why: "keys of a multigraph"}
			}
		case "value":
			if !weighted && !r.edges.Has("weight") {
				stated = schema.Stated{Role: schema.WeightRole}
			}
		}
		set(&r.edges, p, stated)
	}
	return nil
}

// stated is what a value says of its column.
func (r *reader) stated(p pair) schema.Stated {
	if p.quoted && !isLarge(p.text) && r.creator != "Gephi" {
		return schema.Stated{Kind: schema.Text}
	}
	return schema.Stated{}
}

func set(columns *attributes.Columns, p pair, stated schema.Stated) {
	if p.why != "" {
		columns.Lose(p.key, p.text, p.why)
		return
	}
	text := p.text
	if p.quoted {
		text = fromPython(text)
	}
	columns.Set(p.key, text, stated)
}
