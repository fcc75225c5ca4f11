package npzgraph

import (
	"fmt"
	"slices"
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
		return g.archive.Errorf(name,
			"has type %q and shape %v; want integers [2, E] or [E, 2] for edges, or a matrix "+
				"[N, N]", header.Kind, header.Shape)
	case isList && isMatrix:
		return g.archive.Errorf(name, "has shape %v, which may be a list of edges or a matrix; save it as array "+
			"edge_index or adj by numpy.savez", header.Shape)
	case isList:
		return g.readList(name)
	}
	return g.readDense(name)
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
