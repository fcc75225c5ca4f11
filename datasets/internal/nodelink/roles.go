package nodelink

import "github.com/kilolayer/kilolayer/datasets/internal/schema"

// layout is which tool's way to write a graph a file has.
type layout int

const (
	nodeLink   layout = iota // of NetworkX and d3
	cytoscape                // elements with data
	graphology               // keys and attributes
	jsonGraph                // the JSON Graph Format
)

// inside is the object in a node or an edge that has its attributes; "" for none.
func (l layout) inside() string { return [...]string{"", "data", "attributes", "metadata"}[l] }

// idName is the field of a node's id.
func (l layout) idName() string { return [...]string{"id", "id", "key", "id"}[l] }

// direction is that of edges where the file does not say it.
func (l layout) direction() schema.Direction {
	return schema.Direction(l == nodeLink || l == cytoscape)
}

// ownDirection is the field by which an edge says its own direction, and that direction where the field is true. The
// field is no attribute's name where a layout has none.
func (l layout) ownDirection() (name string, ifTrue schema.Direction) {
	switch l {
	case graphology:
		return "undirected", schema.Undirected
	case jsonGraph:
		return "directed", schema.Directed
	}
	return "\x00", schema.Directed
}

// isGraphology says whether a node has its attributes as graphology has them.
func isGraphology(fields []field) bool {
	return find(fields, "id") == nil && find(fields, "key") != nil && find(fields, "attributes") != nil
}

// roles says what the attributes of nodes and edges are in a layout.
type roles struct {
	layout  layout
	drawing map[string]string // why an attribute is left out, by its name
	names   string            // the attribute with the nodes' names
	begun   bool
}

var (
	// drawnByD3 are what d3's simulation adds to a node.
	drawnByD3 = map[string]string{"index": "a drawing of d3", "x": "a drawing of d3", "y": "a drawing of d3",
		"vx": "a drawing of d3", "vy": "a drawing of d3", "fx": "a drawing of d3", "fy": "a drawing of d3"}
	// drawn are what Gephi and sigma.js draw a node by.
	drawn = map[string]string{"x": "a drawing", "y": "a drawing", "z": "a drawing", "size": "a drawing",
		"color": "a drawing"}
	// ofCytoscape are what Cytoscape adds to a node and to an edge.
	ofCytoscape = map[string]string{"SUID": "ids of Cytoscape", "selected": "a drawing",
		"parent": "the node that this one is inside of"}
)

// begin looks at a node for what is only seen in all of its fields.
func (r *roles) begin(layout layout, fields []field) {
	if !r.begun {
		r.begun, r.layout = true, layout
		switch {
		case layout == cytoscape:
			r.drawing = ofCytoscape
		case layout == nodeLink && find(fields, "vx") != nil && find(fields, "vy") != nil:
			r.drawing = drawnByD3
		case layout == graphology && find(fields, "x") != nil && find(fields, "y") != nil:
			r.drawing = drawn
		}
	}
	if r.names != "" {
		return
	}
	switch {
	case layout != nodeLink && find(fields, "label") != nil:
		r.names = "label"
	case find(fields, "name") != nil:
		r.names = "name"
	}
}

// ofNode is what a field of a node is.
func (r *roles) ofNode(f field, id string) schema.Stated {
	text, _ := textOf(f.raw)
	switch {
	case r.layout == cytoscape && f.from == "":
		return leftOut("a drawing")
	case r.drawing[f.name] != "":
		return leftOut(r.drawing[f.name])
	case r.layout == cytoscape && f.name == "value" && text == id: // so NetworkX keeps what the id was to it
		return leftOut("the nodes' ids")
	case f.name == r.names:
		return schema.Stated{Role: schema.NameRole}
	case f.name == "name" && r.names != "":
		return leftOut("the nodes have labels as names")
	}
	return schema.Stated{}
}

// ofEdge is what a field of an edge is.
func (r *roles) ofEdge(f field, multi bool) schema.Stated {
	switch {
	case r.layout == cytoscape && f.from == "":
		return leftOut("a drawing")
	case r.layout == cytoscape && ofCytoscape[f.name] != "":
		return leftOut(ofCytoscape[f.name])
	case f.name == "key" && (multi || r.layout == graphology):
		return leftOut("keys of a multigraph")
	case f.name == "index" && r.drawing["vx"] != "":
		return leftOut("a drawing of d3")
	}
	return schema.Stated{}
}

func leftOut(why string) schema.Stated { return schema.Stated{Role: schema.LeftOut, Why: why} }
