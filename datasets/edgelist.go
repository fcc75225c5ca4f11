package datasets

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/columns"
	"github.com/kilolayer/kilolayer/datasets/internal/edgelist"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
)

// EdgeList is the builder of a graph from a list of edges.
type EdgeList struct {
	ctx        context.Context
	open       files.Opener
	path       string
	name       string
	undirected bool
	ids        []string
}

// FromEdgeList reads a list of edges as the Stanford Network Analysis Project (SNAP) publishes them: one line per edge,
// two ids separated by blanks, tabs or commas; empty lines and lines that start with # or % are passed over. Numbers
// after the two, such as a weight, are features of the edge; each line has the same number of them.
//
// Ids are any words; [FromCSV] says how nodes are numbered. The file may be zipped by gzip.
func FromEdgeList(path string) *EdgeList {
	return &EdgeList{open: files.FromDisk, path: path, name: graphName(path)}
}

// WithName names the graph; without it, it has the name of the file.
func (b *EdgeList) WithName(name string) *EdgeList { b.name = name; return b }

// WithUndirected adds the reverse of each edge, as [Own.WithUndirected] does.
func (b *EdgeList) WithUndirected() *EdgeList { b.undirected = true; return b }

// IDs are the nodes' ids in the file, in the order of the nodes. They are there after Done.
func (b *EdgeList) IDs() []string { return b.ids }

// WithContext ends the reading when the context ends.
func (b *EdgeList) WithContext(ctx context.Context) *EdgeList { b.ctx = ctx; return b }

// Done reads the file. An error names the file and the line.
func (b *EdgeList) Done() (*Graph, error) { return b.done(background(b.ctx)) }

// Must is Done for notebook cells; see [Source].
func (b *EdgeList) Must() *Graph { return must(b.ctx, b.done) }

func (b *EdgeList) done(ctx context.Context) (*Graph, error) {
	ids, edges, err := edgelist.ReadPlain(ctx, b.open, b.path)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	b.ids = ids
	own := ownFrom(b.name, columns.Nodes{IDs: ids}, edges)
	own.undirected = b.undirected
	return own.Done()
}
