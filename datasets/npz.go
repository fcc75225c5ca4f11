package datasets

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/gnnbenchmark"
	"github.com/kilolayer/kilolayer/datasets/internal/npz"
)

// NPZ is the builder of a graph from a NumPy archive in the layout of gnn-benchmark.
type NPZ struct {
	ctx          context.Context
	file         npzFile
	seed         uint64
	train, valid int
	skipSmall    bool // leave classes unlabelled that are too small to split
}

// FromNPZ reads a data set such as cora.npz or amazon_electronics_photo.npz, in the layout of gnn-benchmark
// (Shchur et al., 2018, arXiv:1811.05868). Its matrices are in compressed sparse rows:
//
//	adj_data, adj_indices, adj_indptr, adj_shape      [N, N] the edges
//	attr_data, attr_indices, attr_indptr, attr_shape  [N, F] the node features
//	labels                                            [N] one class per node; −1 is unlabelled
//
// Each edge stands for both directions, whichever it is stored in. Edges stored twice become one and those from a node
// to itself are dropped, so that edges are counted as PyTorch Geometric does; weights (adj_data) are not kept. Features
// become dense float32 rows with the values stored, entries stored twice added up.
//
// The file has no splits. As in the paper, 20 nodes of each class are drawn to train and 30 to validate, and all other
// labelled nodes test; see [NPZ.WithSplit] and [NPZ.WithSeed].
func FromNPZ(path string) *NPZ {
	return &NPZ{file: npzFile{by: "FromNPZ", path: path}, train: 20, valid: 30}
}

// WithSeed draws another split; 0 without it. The same seed gives the same split.
func (b *NPZ) WithSeed(seed uint64) *NPZ { b.seed = seed; return b }

// WithSplit says how many nodes of each class train and how many validate.
func (b *NPZ) WithSplit(train, valid int) *NPZ { b.train, b.valid = train, valid; return b }

// WithContext ends the download and the reading when the context ends. What was downloaded is kept for the next time.
func (b *NPZ) WithContext(ctx context.Context) *NPZ { b.ctx = ctx; return b }

// Done reads the file. An error names the file and the array, what is there and what was expected.
func (b *NPZ) Done() (*Graph, error) { return b.done(background(b.ctx)) }

// Must is Done for notebook cells; see [Source].
func (b *NPZ) Must() *Graph { return must(b.ctx, b.done) }

func (b *NPZ) done(ctx context.Context) (*Graph, error) {
	if b.train < 0 || b.valid < 0 {
		return nil, fmt.Errorf("datasets: WithSplit(%d, %d): a class can't have less than no nodes", b.train, b.valid)
	}
	return b.file.read(ctx, b.graph)
}

func (b *NPZ) graph(a *npz.Archive) (*Graph, error) {
	data, err := gnnbenchmark.Read(a)
	if err != nil {
		return nil, err
	}
	g := &Graph{Name: a.Name(), NumNodes: data.Nodes, NodeFeatures: Matrix(data.Features),
		Classes: data.Classes, NumClasses: data.NumClasses}
	if err := placeUndirected(g, data.Edges); err != nil {
		return nil, fmt.Errorf("%s: %w", a.Path(), err)
	}
	if b.skipSmall {
		g.unlabelSmall(b.train + b.valid)
	}
	if err := g.splitByClass(b.train, b.valid, b.seed); err != nil {
		return nil, a.Errorf(gnnbenchmark.LabelsArray, "can't be split: %w by WithSplit", err)
	}
	return g, nil
}

// unlabelSmall takes the labels from the classes of fewer nodes.
func (g *Graph) unlabelSmall(least int) {
	sizes := make([]int, g.NumClasses)
	for _, class := range g.Classes {
		if class >= 0 {
			sizes[class]++
		}
	}
	for node, class := range g.Classes {
		if class >= 0 && sizes[class] < least {
			g.Classes[node] = -1
		}
	}
}
