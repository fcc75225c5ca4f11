package npzgraph

import (
	"fmt"
)

// readSparse reads what scipy.sparse.save_npz wrote.
func (g *graph) readSparse() error {
	format, err := g.archive.Any("format")
	if err != nil {
		return err
	}
	if format.Len() != 1 || !format.Kind.IsText() {
		return g.archive.Errorf("format", "is no text; want csr, csc or coo")
	}
	shape, err := g.archive.Ints("shape")
	if err != nil {
		return err
	}
	if len(shape) != 2 || shape[0] != shape[1] || shape[0] < 0 {
		return g.archive.Errorf("shape", "is %v; a matrix of edges is square, with a row and a column for each node",
			shape[:min(3, len(shape))])
	}
	g.nodes, g.nodesFrom = shape[0], "shape"
	for _, name := range []string{"format", "shape", "data", "_is_array"} {
		g.used[name] = true
	}
	switch of := format.Text(0); of {
	case "csr", "csc":
		err = g.readCompressed(of)
	case "coo":
		err = g.readPair([2]string{"row", "col"})
	default:
		err = g.archive.Errorf("format", "is %.20q; want csr, csc or coo: save the matrix by "+
			"scipy.sparse.save_npz(path, matrix.tocsr())", of)
	}
	if err != nil {
		return err
	}
	values, err := g.archive.Any("data")
	if err != nil {
		return err
	}
	if !values.Kind.IsNumber() {
		return g.archive.Errorf("data", "has type %q; want numbers", values.Kind)
	}
	g.value, g.of = values, "data"
	return g.dropZeros(format.Text(0))
}

// readCompressed reads compressed sparse rows, or columns.
func (g *graph) readCompressed(format string) error {
	first, err := g.archive.Ints("indptr")
	if err != nil {
		return err
	}
	inner, err := g.archive.Ints("indices")
	if err != nil {
		return err
	}
	g.from("indptr", "", "indices")
	switch {
	case len(first) != g.nodes+1:
		return g.archive.Errorf("indptr", "has %d entries; want one more than the %d rows of shape", len(first),
			g.nodes)
	case first[0] != 0 || first[g.nodes] != len(inner):
		return g.archive.Errorf("indptr", "goes from %d to %d; want from 0 to %d, the number of entries of indices",
			first[0], first[g.nodes], len(inner))
	}
	g.edges = make([]edge, 0, len(inner))
	for outer := range g.nodes {
		if first[outer+1] < first[outer] || first[outer+1] > len(inner) {
			return g.archive.Errorf("indptr", "goes from %d to %d at entry %d; want it to rise to %d", first[outer],
				first[outer+1], outer+1, len(inner))
		}
		for at := first[outer]; at < first[outer+1]; at++ {
			if format == "csr" {
				g.edges = append(g.edges, edge{outer, inner[at], at})
			} else {
				g.edges = append(g.edges, edge{inner[at], outer, at})
			}
		}
	}
	return nil
}

// dropZeros makes no edges of the zeros that are stored.
func (g *graph) dropZeros(format string) error {
	if g.value.Len() != len(g.edges) || len(g.value.Shape) != 1 {
		return g.archive.Errorf("data", "has shape %v; want one value for each of %d entries", g.value.Shape,
			len(g.edges))
	}
	kept := g.edges[:0]
	for _, e := range g.edges {
		if g.value.Float(e.at) != 0 {
			kept = append(kept, e)
		}
	}
	g.note = fmt.Sprintf("a matrix (%s): each entry that is stored is an edge from its row to its column", format)
	if zeros := len(g.edges) - len(kept); zeros > 0 {
		g.note += fmt.Sprintf(", but for stored zeros: %d", zeros)
	}
	g.edges = kept
	return nil
}
