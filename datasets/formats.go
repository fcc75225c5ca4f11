package datasets

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/csv"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/gexf"
	"github.com/kilolayer/kilolayer/datasets/internal/gml"
	"github.com/kilolayer/kilolayer/datasets/internal/graphml"
	"github.com/kilolayer/kilolayer/datasets/internal/npzgraph"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Format is how a file writes a graph.
type Format string

// The formats that [Read] knows.
const (
	CSV      Format = "CSV"       // a table of edges, as pandas, R, Excel, Gephi and Neo4j write it; an adjacency matrix
	GraphML  Format = "GraphML"   // of NetworkX, igraph, yEd and Gephi
	GEXF     Format = "GEXF"      // of Gephi and NetworkX
	GML      Format = "GML"       // of NetworkX, igraph, Gephi and yEd
	NumPy    Format = "NumPy"     // .npy and .npz: edge_index, x, y and the like, or a matrix of scipy.sparse
	EdgeList Format = "edge list" // two ids per line, and what follows them: SNAP, KONECT, NetworkX
	SavedAs  Format = "graph"     // what [Graph.Save] wrote
)

// layout is how a format is read.
type layout struct {
	format     Format
	recognizes func(path string, start []byte) bool
	// read is nil where graph makes the graph by itself.
	read  func(ctx context.Context, b *File) (*schema.Result, error)
	graph func(ctx context.Context, b *File) (*Graph, error)
	table bool // it has headers, ends and a table of nodes
}

// layouts are in the order in which they are tried: those that know their files by a mark go first.
var layouts = []layout{
	{format: SavedAs, recognizes: isSaved, graph: func(_ context.Context, b *File) (*Graph, error) { return Open(b.path).Done() }},
	{format: NumPy, recognizes: npzgraph.Recognizes, read: single(npzgraph.Read)},
	{format: GraphML, recognizes: graphml.Recognizes, read: single(graphml.Read)},
	{format: GEXF, recognizes: gexf.Recognizes, read: single(gexf.Read)},
	{format: GML, recognizes: gml.Recognizes, read: single(gml.Read)},
	{format: CSV, recognizes: csv.Recognizes, table: true, read: readTables},
}

// single is a format of one file.
func single(read func(context.Context, files.Opener, string, schema.Choice) (*schema.Result, error)) func(context.Context,
	*File) (*schema.Result, error) {
	return func(ctx context.Context, b *File) (*schema.Result, error) {
		choice := b.choice
		result, err := read(ctx, b.open, b.path, choice)
		if errors.Is(err, schema.ErrDecimalComma) {
			choice.Decimal = ','
			result, err = read(ctx, b.open, b.path, choice)
		}
		return result, err
	}
}

func readTables(ctx context.Context, b *File) (*schema.Result, error) {
	t := b.tables
	t.Open, t.Edges, t.Choice = b.open, b.path, b.choice
	return t.Read(ctx)
}

func isSaved(_ string, start []byte) bool { return strings.HasPrefix(string(start), formatMagic) }

// layout is that of the format which was given, or which the file has.
func (b *File) layout(ctx context.Context) (layout, error) {
	var l layout
	if b.format == "" {
		start, err := b.start(ctx)
		if err != nil {
			return l, err
		}
		for _, of := range layouts {
			if of.recognizes(b.path, start) {
				l = of
				break
			}
		}
		if l.format == "" {
			return l, fmt.Errorf("%s is in none of the formats %s; say which by WithFormat", b.path, formatNames())
		}
	} else {
		for _, of := range layouts {
			if of.format == b.format {
				l = of
			}
		}
		if l.format == "" {
			return l, fmt.Errorf("%s: there is no format %q; use one of %s", b.path, b.format, formatNames())
		}
	}
	t := b.tables
	for _, option := range []struct {
		given bool
		name  string
	}{{t.Nodes != "", "WithNodes"}, {t.Source != "" || t.Target != "", "WithEnds"}, {t.Headless, "WithoutHeader"},
		{t.ID != "", "WithRole(IDRole)"}} {
		if option.given && !l.table {
			return l, fmt.Errorf("%s: %s is for tables, and this is %s", b.path, option.name, l.format)
		}
	}
	return l, nil
}

func formatNames() string {
	var names []string
	for _, of := range layouts {
		names = append(names, string(of.format))
	}
	return strings.Join(names, ", ")
}

// recognizedBy is how much of a file's start tells its format, in bytes.
const recognizedBy = 4096

// start is the start of a file, as text where it is text; nothing for a folder.
func (b *File) start(ctx context.Context) ([]byte, error) {
	if info, err := os.Stat(b.path); err != nil {
		return nil, fmt.Errorf("%s: %w", b.path, files.Cause(err))
	} else if info.IsDir() {
		return nil, nil
	}
	file, err := files.FromDisk(b.path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.path, files.Cause(err))
	}
	defer file.Close()
	raw := make([]byte, recognizedBy)
	n, err := io.ReadFull(file, raw)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("%s: %w", b.path, files.Cause(err))
	}
	for _, mark := range []string{formatMagic, "PK\x03\x04", "\x93NUMPY", "PAR1"} {
		if strings.HasPrefix(string(raw[:n]), mark) {
			return raw[:n], nil
		}
	}
	text, err := files.Open(ctx, b.open, b.path)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	start, err := text.Peek(recognizedBy)
	if err != nil && err != io.EOF {
		return nil, text.Error(err)
	}
	return start, nil
}
