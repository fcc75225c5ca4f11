package datasets

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kilolayer/kilolayer/datasets/internal/ogb"
)

// OGB is the builder of a graph from files in the layout of the Open Graph Benchmark.
type OGB struct {
	ctx     context.Context
	get     func(context.Context, *OGB) (*Graph, error) // of a published set; nil for a folder of the user's
	path    string
	folder  fs.FS
	reverse *bool
	labels  ogb.LabelKind
	split   string

	withoutNodeFeatures bool
}

// FromOGB reads a node-property data set from a folder such as ogbn_proteins/:
//
//	RELEASE_v1.txt
//	raw/num-node-list.csv.gz, raw/num-edge-list.csv.gz   one number
//	raw/edge.csv.gz                                      source,target
//	raw/node-label.csv.gz                                one row per node; nan is unlabelled
//	raw/node-feat.csv.gz, raw/edge-feat.csv.gz           one row per node, one row per edge; optional
//	raw/node_species.csv.gz or raw/species.csv.gz        one number per node; optional
//	raw/node_year.csv.gz                                 one number per node; optional
//	split/<type>/{train,valid,test}.csv.gz               one node per line
//
// The folder's name, with or without "ogbn_" before it, decides whether the reverse of each edge is added: yes for
// proteins, products and yeast, no for arxiv. Any other name needs [OGB.WithReverse].
//
// Labels in one column are classes, labels in several are yes/no tasks, unless [OGB.WithTasks] says otherwise.
func FromOGB(folder string) *OGB {
	return &OGB{path: folder, folder: os.DirFS(folder)}
}

// WithReverse says whether each edge stands for both directions (true: the reverse is put right after it, with the
// same features) or for the one it is stored in (false).
func (b *OGB) WithReverse(reverse bool) *OGB { b.reverse = &reverse; return b }

// WithClasses reads the labels as classes; they must be in one column.
func (b *OGB) WithClasses() *OGB { b.labels = ogb.AsClasses; return b }

// WithTasks reads the labels as yes/no tasks, one per column.
func (b *OGB) WithTasks() *OGB { b.labels = ogb.AsTasks; return b }

// WithSplit names the folder under split/ to use, where there are several.
func (b *OGB) WithSplit(name string) *OGB { b.split = name; return b }

// WithoutNodeFeatures leaves the node features away: raw/node-feat.csv.gz is neither read nor needed.
func (b *OGB) WithoutNodeFeatures() *OGB { b.withoutNodeFeatures = true; return b }

// WithContext ends the download and the reading when the context ends. What was downloaded is kept for the next time.
func (b *OGB) WithContext(ctx context.Context) *OGB { b.ctx = ctx; return b }

// Done reads the files. An error names the file, and the line where it is about one.
func (b *OGB) Done() (*Graph, error) { return b.done(background(b.ctx)) }

// Must is Done for notebook cells; see [Source].
func (b *OGB) Must() *Graph { return must(b.ctx, b.done) }

func (b *OGB) done(ctx context.Context) (*Graph, error) {
	if b.get != nil {
		return b.get(ctx, b)
	}
	g, err := b.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	return valid(g)
}

func (b *OGB) read(ctx context.Context) (*Graph, error) {
	folder := ogb.Folder{Context: ctx, FS: b.folder, Path: b.path}
	if err := folder.Check(); err != nil {
		return nil, err
	}
	base := b.base()
	reverse, ok := b.storedOnce()
	if !ok {
		return nil, fmt.Errorf("folder %s: %q is not a name that says whether edges are stored once; "+
			"add WithReverse(true) for undirected edges stored once, WithReverse(false) for directed ones",
			b.path, base)
	}
	g := &Graph{Name: strings.ReplaceAll(base, "_", "-")}
	var err error
	if g.NumNodes, err = folder.Nodes(); err != nil {
		return nil, err
	}
	// The labels prove that there are this many nodes. Only then is anything made for each node that no file backs.
	var source, target []int32
	err = atOnce(
		func() error {
			labels, err := folder.Labels(g.NumNodes, b.labels)
			g.Classes, g.NumClasses, g.Tasks = labels.Classes, labels.NumClasses, Matrix(labels.Tasks)
			return err
		},
		func() (err error) { source, target, err = folder.Edges(g.NumNodes); return err },
		func() error {
			if b.withoutNodeFeatures {
				return nil
			}
			features, err := folder.NodeFeatures(g.NumNodes)
			g.NodeFeatures = Matrix(features)
			return err
		},
		func() (err error) { g.Species, err = folder.Species(g.NumNodes); return err },
		func() (err error) { g.Years, err = folder.Years(g.NumNodes); return err },
	)
	if err != nil {
		return nil, err
	}
	return g, atOnce(
		func() error {
			at, err := placeList(g, source, target, reverse)
			if err != nil {
				return err
			}
			return folder.EdgeFeatures(len(at.edge), func(columns int) func(edge int) (row, second []float32) {
				g.EdgeFeatures = newMatrix(g.NumEdges(), columns)
				return func(edge int) (row, second []float32) { return at.rows(g.EdgeFeatures, edge) }
			})
		},
		func() error {
			split, err := folder.Split(b.split, g.NumNodes)
			g.Train, g.Valid, g.Test = split[0], split[1], split[2]
			return err
		},
	)
}

// base is the folder's own name.
func (b *OGB) base() string {
	if absolute, err := filepath.Abs(b.path); err == nil {
		return filepath.Base(absolute)
	}
	return filepath.Base(b.path)
}

// storedOnce says whether the reverse of each edge is to be added, if that is known.
func (b *OGB) storedOnce() (reverse, known bool) {
	if b.reverse != nil {
		return *b.reverse, true
	}
	reverse, known = storedOnce[strings.TrimPrefix(strings.ReplaceAll(b.base(), "_", "-"), "ogbn-")]
	return reverse, known
}

// storedOnce says of the known data sets whether they store an undirected edge once, so that its reverse is to be
// added.
var storedOnce = map[string]bool{
	"proteins": true,
	"products": true,
	"yeast":    true,
	"arxiv":    false,
}
