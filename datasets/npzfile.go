package datasets

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/kilolayer/kilolayer/datasets/internal/npz"
)

// npzFile is where a builder's archive comes from: a path, or a published set.
type npzFile struct {
	by   string // the name of the function that reads the layout
	path string
	set  *npzSet
}

// npzSet is a published archive with its published counts.
type npzSet struct {
	published
	nodes, edges, features int // edges between two nodes, whichever the direction
}

// read reads the graph by its layout, and holds it against what is published.
func (f npzFile) read(ctx context.Context, layout func(*npz.Archive) (*Graph, error)) (*Graph, error) {
	g, err := f.graph(ctx, layout)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	return valid(g)
}

func (f npzFile) graph(ctx context.Context, layout func(*npz.Archive) (*Graph, error)) (*Graph, error) {
	path := f.path
	if f.set != nil {
		folder, err := f.set.fetched(ctx)
		if err != nil {
			return nil, err
		}
		path = filepath.Join(folder, f.set.files[0].Path)
	}
	a, err := npz.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	g, err := layout(a)
	switch {
	case err != nil && ctx.Err() == nil:
		return nil, f.otherwise(a, err)
	case err != nil || f.set == nil:
		return g, err
	}
	g.Name = f.set.title
	return g, f.set.check(path, g)
}

// otherwise is the error of reading an archive by this layout, with the function that reads the layout that it has.
func (f npzFile) otherwise(a *npz.Archive, err error) error {
	switch by := readerOf(a.Names()); {
	case f.set != nil || by == f.by:
		return err
	case by == "Read":
		return fmt.Errorf("%w; where it has another layout, try datasets.Read", err)
	default:
		return fmt.Errorf("%s has the layout of datasets.%s, not of datasets.%s; read it by that", a.Path(), by, f.by)
	}
}

func (s *npzSet) check(path string, g *Graph) error {
	for _, count := range []struct {
		what      string
		got, want int
	}{
		{"nodes", g.NumNodes, s.nodes},
		{"undirected edges", g.NumEdges() / 2, s.edges},
		{"features a node", g.NodeFeatures.Cols, s.features},
	} {
		if count.got != count.want {
			return fmt.Errorf("%s has %d %s; %s is published with %d; delete the file to fetch it again",
				path, count.got, count.what, s.title, count.want)
		}
	}
	return nil
}
