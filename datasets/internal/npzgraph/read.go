package npzgraph

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
	"github.com/kilolayer/kilolayer/datasets/internal/schema"
)

// Read reads a graph from an archive (.npz) or an array (.npy).
func Read(ctx context.Context, open files.Opener, path string, choice schema.Choice) (*schema.Result, error) {
	file, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, files.Cause(err))
	}
	defer file.Close() // nothing is written
	content, size, err := readerAt(ctx, file)
	if err != nil {
		if stopped := files.Stopped(path, err); stopped != nil {
			return nil, stopped
		}
		return nil, fmt.Errorf("%s: %w", path, files.Cause(err))
	}
	archive, err := npz.New(path, files.ReaderAt(ctx, content), size)
	if err != nil {
		return nil, err
	}
	g := &graph{archive: archive, used: map[string]bool{}, choice: choice}
	g.choice.Decimal = '.' // numbers become text on the way, and so their commas have no say
	return g.read()
}

// readerAt reads at any place of a file: of one on the disk as it is, of another by its whole content.
func readerAt(ctx context.Context, file io.Reader) (io.ReaderAt, int64, error) {
	if onDisk, ok := file.(*os.File); ok {
		info, err := onDisk.Stat()
		if err != nil {
			return nil, 0, err
		}
		return onDisk, info.Size(), nil
	}
	content, err := io.ReadAll(files.Reader(ctx, file))
	return bytes.NewReader(content), int64(len(content)), err
}

// graph is the graph of an archive while it is read.
type graph struct {
	archive *npz.Archive
	choice  schema.Choice
	reading *schema.Reading

	used  map[string]bool // the arrays that are something already
	edges []edge
	ends  string // the arrays that the edges are from
	note  string // what the report says of them
	value *npz.Any
	of    string // the array of value, whose entries are the edges' weights

	nodes     int
	nodesFrom string // the array that says how many there are
}

// edge is an edge, and where its weight stands in graph.value.
type edge struct {
	source, target int
	at             int
}

func (g *graph) read() (*schema.Result, error) {
	if err := g.readEdges(); err != nil {
		return nil, err
	}
	blocks, err := g.readColumns()
	if err != nil {
		return nil, err
	}
	if err := g.checkSize(); err != nil {
		return nil, err
	}
	g.spread(blocks)
	g.reading = schema.New(g.archive.Path(), "array", g.choice)
	if err := g.write(blocks); err != nil {
		return nil, err
	}
	result, err := g.reading.Done()
	if err != nil {
		return nil, err
	}
	result.Columns = together(result.Columns, blocks)
	return result, nil
}

// checkSize holds the number of nodes and edges against the size of the file: each takes much more room in memory than
// it may take in a zip file.
func (g *graph) checkSize() error {
	const free, perByte = 1 << 20, 16
	most := min(free+perByte*g.archive.Size(), arrays.MaxNodes)
	if int64(g.nodes) > most {
		return g.archive.Errorf(g.nodesFrom, "makes %d nodes in a file of %d bytes, and at most %d are read; number the "+
			"nodes from 0, without gaps", g.nodes, g.archive.Size(), most)
	}
	if int64(len(g.edges)) > most {
		return g.archive.Errorf(g.ends, "makes %d edges in a file of %d bytes, and at most %d are read", len(g.edges),
			g.archive.Size(), most)
	}
	for e, edge := range g.edges {
		for _, node := range []int{edge.source, edge.target} {
			if node < 0 || node >= g.nodes {
				return g.archive.Errorf(g.ends, "has node %d at edge %d; nodes go from 0 to %d, by array %s", node, e,
					g.nodes-1, g.nodesFrom)
			}
		}
	}
	return nil
}
