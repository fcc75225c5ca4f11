package datasets

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/columns"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/oldcsv"
)

// CSV is the builder of a graph from a table of edges and, if there is one, a table of nodes.
type CSV struct {
	ctx             context.Context
	tables          oldcsv.Tables
	name            string
	undirected      bool
	ids, classNames []string
}

// FromCSV reads a table of edges: one line per edge, with a header line, the columns separated by commas, semicolons or
// tabs. Source and target are the columns of these names, or src and dst, or from and to, in any case; else the first
// two. The other columns of numbers are features of the edge, in their order; true and false are 1 and 0. Left out are
// columns whose first value is no number, a column id, and one without a name, which is a table's index.
//
// Node ids are any words. Nodes are numbered in ascending order of their ids where all are whole numbers, so that ids
// from 0 to n−1 stay as they are; else in order of first appearance. A table of nodes, [CSV.WithNodes], decides it by
// its order, and adds features, classes and a split.
//
// Files may be zipped by gzip. They are in UTF-8, with or without a byte-order mark. Blanks around a field do not
// count, and a field that holds a separator, a quote or a line's end stands in quotes (RFC 4180).
func FromCSV(edges string) *CSV {
	return &CSV{tables: oldcsv.Tables{Open: files.FromDisk, Edges: edges}, name: graphName(edges)}
}

// WithNodes reads a table of nodes, one line per node; an edge must not name any other. Its columns by their names, in
// any case:
//
//	id or node     the id, different for each node; the first column, if there is none of the two
//	class or label a word or number; empty, −1 or nan is unlabelled
//	split          train, valid (or val), test or empty
//	species        a word or number
//	year           a whole number
//
// Every other column of numbers is a feature, as for edges. Classes are numbered from 0 in ascending order of their
// names, as numbers where all are numbers; so are species that are words.
func (b *CSV) WithNodes(path string) *CSV { b.tables.Nodes = path; return b }

// WithName names the graph; without it, it has the name of the file of edges.
func (b *CSV) WithName(name string) *CSV { b.name = name; return b }

// WithUndirected adds the reverse of each edge, as [Own.WithUndirected] does.
func (b *CSV) WithUndirected() *CSV { b.undirected = true; return b }

// WithEnds names the columns that hold an edge's source and target.
func (b *CSV) WithEnds(source, target string) *CSV {
	b.tables.Source, b.tables.Target = source, target
	return b
}

// WithClassFrom names the column of the nodes that holds the class; "" for none.
func (b *CSV) WithClassFrom(column string) *CSV { b.tables.Choice.Class = &column; return b }

// WithNodeFeatures names the columns of the nodes that are features; none without a name.
func (b *CSV) WithNodeFeatures(names ...string) *CSV {
	b.tables.Choice.NodeFeatures = columns.Chosen(names)
	return b
}

// WithEdgeFeatures names the columns of the edges that are features; none without a name.
func (b *CSV) WithEdgeFeatures(names ...string) *CSV {
	b.tables.Choice.EdgeFeatures = columns.Chosen(names)
	return b
}

// WithoutHeader says that the files have no header line. Columns are then named "1", "2" and so on.
func (b *CSV) WithoutHeader() *CSV { b.tables.Headless = true; return b }

// IDs are the nodes' ids in the files, in the order of the nodes. They are there after Done.
func (b *CSV) IDs() []string { return b.ids }

// ClassNames are the names of the classes in the file, in the order of the classes. They are there after Done.
func (b *CSV) ClassNames() []string { return b.classNames }

// WithContext ends the reading when the context ends.
func (b *CSV) WithContext(ctx context.Context) *CSV { b.ctx = ctx; return b }

// Done reads the files. An error names the file, and the line and column where it is about one.
func (b *CSV) Done() (*Graph, error) { return b.done(background(b.ctx)) }

// Must is Done for notebook cells; see [Source].
func (b *CSV) Must() *Graph { return must(b.ctx, b.done) }

func (b *CSV) done(ctx context.Context) (*Graph, error) {
	nodes, edges, err := b.tables.Read(ctx)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	b.ids, b.classNames = nodes.IDs, nodes.ClassNames
	own := ownFrom(b.name, nodes, edges)
	own.undirected = b.undirected
	return own.Done()
}
