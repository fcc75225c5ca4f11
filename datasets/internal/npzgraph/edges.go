package npzgraph

import (
	"fmt"
	"slices"
	"strings"
)

// Names of the arrays that hold edges, in the order in which they are looked for.
var (
	listNames = []string{"edge_index", "edges", "edge_list", "edgelist"}
	pairNames = [][2]string{{"row", "col"}, {"src", "dst"}, {"source", "target"}, {"senders", "receivers"}}
	adjNames  = []string{"adj", "adjacency", "adj_matrix", "adjacency_matrix", "A"}
)

// readEdges finds the array with the edges.
func (g *graph) readEdges() error {
	names := g.archive.Names()
	has := func(name string) bool { return slices.Contains(names, name) }
	if has("format") && has("shape") && has("data") {
		return g.readSparse()
	}
	for _, name := range listNames {
		if has(name) {
			return g.readList(name)
		}
	}
	for _, pair := range pairNames {
		if has(pair[0]) && has(pair[1]) {
			return g.readPair(pair)
		}
	}
	for _, name := range adjNames {
		if has(name) {
			return g.readDense(name)
		}
	}
	if len(names) == 1 {
		return g.readOnly(names[0])
	}
	const most = 12
	return fmt.Errorf("%s has no edges: want an array edge_index [2, E] or adj [N, N], or what scipy.sparse.save_npz "+
		"writes; its arrays are %q", g.archive.Path(), names[:min(most, len(names))])
}

// readOnly takes an archive's only array for a list of edges or for a matrix, by its shape.
func (g *graph) readOnly(name string) error {
	header, err := g.archive.Header(name)
	if err != nil {
		return err
	}
	rows, cols := header.Rows(), header.Cols()
	isList, isMatrix := header.Kind.IsInt() && (rows == 2 || cols == 2), rows == cols
	switch {
	case len(header.Shape) != 2 || !isList && !isMatrix:
		return g.archive.Errorf(name, "has type %q and shape %v; want integers [2, E] or [E, 2] for edges, or a matrix "+
			"[N, N]", header.Kind, header.Shape)
	case isList && isMatrix:
		return g.archive.Errorf(name, "has shape %v, which may be a list of edges or a matrix; save it as array "+
			"edge_index or adj by numpy.savez", header.Shape)
	case isList:
		return g.readList(name)
	}
	return g.readDense(name)
}

// readList reads [2, E] or [E, 2].
func (g *graph) readList(name string) error {
	list, shape, err := g.archive.IntRows(name)
	if err != nil {
		return err
	}
	if shape[0] != 2 && shape[1] != 2 {
		return g.archive.Errorf(name, "has shape %v; want [2, E] or [E, 2]", shape)
	}
	g.from(name, "[2, E]: sources and targets")
	if shape[0] == 2 {
		count := shape[1]
		g.addEdges(list[:count], list[count:])
		return nil
	}
	g.note = "[E, 2]: a source and a target each"
	g.edges = make([]edge, shape[0])
	for e := range g.edges {
		g.edges[e] = edge{list[2*e], list[2*e+1], e}
	}
	return nil
}

// readPair reads an array of sources and one of targets.
func (g *graph) readPair(names [2]string) error {
	sources, err := g.archive.Ints(names[0])
	if err != nil {
		return err
	}
	targets, err := g.archive.Ints(names[1])
	if err != nil {
		return err
	}
	if len(sources) != len(targets) {
		return g.archive.Errorf(names[1], "has %d values; array %s has %d", len(targets), names[0], len(sources))
	}
	g.from(names[0], "sources and targets", names[1])
	g.addEdges(sources, targets)
	return nil
}

// readDense reads a matrix [N, N].
func (g *graph) readDense(name string) error {
	values, err := g.archive.Any(name)
	if err != nil {
		return err
	}
	if len(values.Shape) != 2 || values.Rows() != values.Cols() || values.Kind.IsText() {
		return g.archive.Errorf(name, "has type %q and shape %v; want numbers [N, N]", values.Kind, values.Shape)
	}
	g.nodes, g.nodesFrom = values.Rows(), name
	g.from(name, "a matrix: each entry that is not 0 is an edge from its row to its column")
	g.value, g.of = values, name
	for at := range values.Len() {
		if values.Float(at) != 0 {
			g.edges = append(g.edges, edge{at / g.nodes, at % g.nodes, at})
		}
	}
	return nil
}

func (g *graph) addEdges(sources, targets []int) {
	g.edges = make([]edge, len(sources))
	for e, source := range sources {
		g.edges[e] = edge{source, targets[e], e}
	}
}

// from says which arrays the edges are from, for errors and for the report.
func (g *graph) from(name, note string, others ...string) {
	g.ends, g.note = strings.Join(append([]string{name}, others...), ", "), note
	for _, name := range append(others, name) {
		g.used[name] = true
	}
}

// weights says whether the edges have weights of their own: those of a matrix of ones, or of yes and no, have not,
// unless the user gave them a role.
func (g *graph) weights() bool {
	if g.value == nil || g.value.Kind.IsBool() {
		return false
	}
	for _, given := range g.choice.Roles {
		if given.Column == g.of {
			return true
		}
	}
	return slices.ContainsFunc(g.edges, func(e edge) bool { return g.value.Float(e.at) != 1 })
}
