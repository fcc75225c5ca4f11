package datasets

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// File is the builder of a graph from files of one's own. [Read] starts it.
//
// # Roles
//
// What each column of a file becomes is its [Role]: what [File.WithClassFrom], [File.WithRole] and the like say; else
// what the format itself says, such as an id; else what its name says where that can do no harm: an edge's weight and
// time, a node's split, train_mask, val_mask, test_mask, name, time and year. All other columns of numbers are
// features. Columns of words are left out, and so are those that are called class, label or target: what to predict is
// never guessed. A column that copies what is to be predicted, such as the number of a class beside its name, is left
// out. [Graph.Summary] lists what became of each column, and why.
//
// # Values
//
// Numbers may have a decimal comma, separators of thousands, a percent sign or an exponent; true and false, yes and no
// are 1 and 0. NA, N/A, NaN, null, None, -, ? and an empty field stand for no value: a label is then not known, and
// for a feature [File.WithMissing] says what to do. What can't be read as the role that it has is an error that names
// the line, the column and the value.
//
// # Nodes
//
// Ids are any words. Where a file lists its nodes, they keep its order; else they are numbered in ascending order of
// their ids where all are whole numbers, and by first appearance otherwise.
type File struct {
	asked
	ctx    context.Context
	format Format // "" to recognize it
	name   string // "" for that of the file
	err    error  // the first thing given wrong
}

// Read reads a graph from a file, or from a folder, in one of the formats that [Format] lists. Which one it is is
// recognized by its content; the graph's Schema says which, and [File.WithFormat] can say it instead. Text may be
// zipped by gzip.
//
// A second file is the table of nodes that belongs to a table of edges, as by [File.WithNodes].
func Read(path string, nodes ...string) *File {
	b := &File{asked: asked{path: path, open: files.FromDisk}}
	switch len(nodes) {
	case 0:
	case 1:
		b.WithNodes(nodes[0])
	default:
		b.refuse("%d files; give one, or a table of edges and a table of nodes", len(nodes)+1)
	}
	return b
}

// FromCSV reads a table of edges: one line per edge, with a header line. Source and target are the columns of these
// names, or src and dst, or from and to, in any case; else the first two. It is [Read] with [CSV].
func FromCSV(edges string) *File { return Read(edges).WithFormat(CSV) }

// FromEdgeList reads a list of edges, two ids per line. It is [Read] with [EdgeList].
func FromEdgeList(path string) *File { return Read(path).WithFormat(EdgeList) }

// FromGraphML reads a GraphML file. It is [Read] with [GraphML].
func FromGraphML(path string) *File { return Read(path).WithFormat(GraphML) }

// WithFormat says what format the file has.
func (b *File) WithFormat(f Format) *File { b.format = f; return b }

// WithNodes reads a table of nodes beside that of edges: one line per node, with the id in a column id or node, or in
// the first. An edge must not name any other node.
func (b *File) WithNodes(path string) *File { b.tables.Nodes = path; return b }

// WithName names the graph; without it, it has the name of the file.
func (b *File) WithName(name string) *File { b.name = name; return b }

// WithUndirected adds the reverse of each edge, as [Own.WithUndirected] does. Where the file itself says which edges
// are undirected, they have their reverse without it.
func (b *File) WithUndirected() *File { b.undirected = true; return b }

// WithEnds names the columns of a table that hold an edge's source and target.
func (b *File) WithEnds(source, target string) *File {
	b.tables.Source, b.tables.Target = source, target
	return b
}

// WithoutHeader says that tables have no header line. Columns are then named "1", "2" and so on.
func (b *File) WithoutHeader() *File { b.tables.Headless = true; return b }

// Encoding is how a text file writes its letters.
type Encoding = files.Encoding

// The encodings of text files.
const (
	UTF8        = files.UTF8        // what a file is in where nothing else is said or seen
	UTF16       = files.UTF16       // Excel's "Unicode text"; recognized by itself
	Windows1252 = files.Windows1252 // Excel's CSV in Western Europe and America
	Windows1250 = files.Windows1250 // the same in Central Europe
	Windows1251 = files.Windows1251 // the same with Cyrillic letters
	Latin1      = files.Latin1      // also of older systems in Western Europe
	Latin9      = files.Latin9      // Latin1 with the euro sign
	Macintosh   = files.Macintosh   // old Macs
)

// WithEncoding says how text files write their letters; without it they are UTF-8, or UTF-16 where that is seen.
func (b *File) WithEncoding(e Encoding) *File {
	b.open = files.WithEncoding(files.FromDisk, e)
	return b
}

// WithContext ends the reading when the context ends.
func (b *File) WithContext(ctx context.Context) *File { b.ctx = ctx; return b }

// Done reads the files. An error names the file, and the line and column where it is about one.
func (b *File) Done() (*Graph, error) { return b.done(background(b.ctx)) }

// Must is Done for notebook cells; see [Source].
func (b *File) Must() *Graph { return must(b.ctx, b.done) }

// refuse keeps the first thing given wrong for Done.
func (b *File) refuse(format string, values ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, values...)
	}
}

func (b *File) done(ctx context.Context) (*Graph, error) {
	if b.err != nil {
		return nil, fmt.Errorf("datasets: %s: %w", b.path, b.err)
	}
	l, err := b.layoutOf(ctx, b.format)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	if l.graph != nil {
		g, err := l.graph(ctx, b.path)
		if err != nil {
			return nil, err
		}
		g.Name = cmp.Or(b.name, g.Name)
		g.Schema.Format = cmp.Or(g.Schema.Format, string(l.format)) // a saved graph knows what it was read from
		return g, nil
	}
	result, err := l.read(ctx, b.asked)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	own, err := b.own(result, b.undirected && !l.directs)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	own.graph.Schema.Format = string(l.format)
	return own.Done()
}

// own starts a graph of what was read.
func (b *File) own(r *schema.Result, undirected bool) (*Own, error) {
	if undirected && r.Directions && !r.Undirected {
		return nil, fmt.Errorf("%s says itself which edges are undirected; leave WithUndirected out", b.path)
	}
	own := newOwn(len(r.IDs), r.Ends).WithName(cmp.Or(b.name, graphName(b.path)))
	own.undirected, own.once = undirected && !r.Undirected, true // those of the file have their reverse already
	r.Ends = nil                                                 // all that holds the edges is own
	own.edgeFeatures, own.edgeWeights, own.edgeTimes = Matrix(r.EdgeFeatures), r.Weights, r.EdgeTimes
	g := &own.graph
	g.IDs, g.Names = unlessNumbers(r.IDs), r.Names
	g.NodeFeatures, g.Tasks, g.Values = Matrix(r.NodeFeatures), Matrix(r.Tasks), Matrix(r.Values)
	g.Classes, g.NumClasses = r.Classes, len(r.ClassNames)
	g.Species, g.Years, g.Times = r.Species, r.Years, r.Times
	g.Train, g.Valid, g.Test = r.Split[0], r.Split[1], r.Split[2]
	for _, cell := range r.Filled {
		g.Filled = append(g.Filled, Cell{cell[0], cell[1]})
	}
	g.Schema = Schema{NodeFeatures: r.NodeColumns, EdgeFeatures: r.EdgeColumns, Classes: r.ClassNames,
		Outputs: r.OutputNames, Columns: r.Columns}
	return own, g.refitFills()
}

// graphName is a file's name without folder and extensions.
func graphName(path string) string {
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	return name
}
