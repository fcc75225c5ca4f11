package datasets

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets/internal/columns"
	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/graphml"
)

// GraphML is the builder of a graph from a GraphML file.
type GraphML struct {
	ctx             context.Context
	open            files.Opener
	path            string
	name            string
	choice          columns.Choice
	ids, classNames []string
}

// FromGraphML reads a GraphML file, as networkx, igraph, Gephi and yEd write it. The nodes keep the file's order. An
// undirected edge, by the graph's edgedefault or its own attribute, becomes one of each direction, as by
// [Own.WithUndirected].
//
// Numbers and truth values, by attr.type, are features of a node or an edge in the order of their keys; a key's default
// stands in where a node or an edge has no value. Attributes of the names split, species and year
// mean the same as in [CSV.WithNodes]. The class must be named by [GraphML.WithClassFrom].
//
// The file may be zipped by gzip. Hyperedges, ports, nested graphs and a second graph are refused.
//
// U. Brandes et al., GraphML Progress Report, Graph Drawing 2001.
func FromGraphML(path string) *GraphML {
	return &GraphML{open: files.FromDisk, path: path, name: graphName(path)}
}

// WithName names the graph; without it, it has the name of the file.
func (b *GraphML) WithName(name string) *GraphML { b.name = name; return b }

// WithClassFrom names the attribute of a node that holds its class; classes are numbered as by [CSV.WithNodes].
func (b *GraphML) WithClassFrom(attribute string) *GraphML { b.choice.Class = &attribute; return b }

// WithNodeFeatures names the attributes of a node that are features; none without a name.
func (b *GraphML) WithNodeFeatures(attributes ...string) *GraphML {
	b.choice.NodeFeatures = columns.Chosen(attributes)
	return b
}

// WithEdgeFeatures names the attributes of an edge that are features; none without a name.
func (b *GraphML) WithEdgeFeatures(attributes ...string) *GraphML {
	b.choice.EdgeFeatures = columns.Chosen(attributes)
	return b
}

// IDs are the nodes' ids in the file, in the order of the nodes. They are there after Done.
func (b *GraphML) IDs() []string { return b.ids }

// ClassNames are the names of the classes in the file, in the order of the classes. They are there after Done.
func (b *GraphML) ClassNames() []string { return b.classNames }

// WithContext ends the reading when the context ends.
func (b *GraphML) WithContext(ctx context.Context) *GraphML { b.ctx = ctx; return b }

// Done reads the file. An error names the file and the line.
func (b *GraphML) Done() (*Graph, error) { return b.done(background(b.ctx)) }

// Must is Done for notebook cells; see [Source].
func (b *GraphML) Must() *Graph { return must(b.ctx, b.done) }

func (b *GraphML) done(ctx context.Context) (*Graph, error) {
	nodes, edges, err := graphml.ReadColumns(ctx, b.open, b.path, b.choice)
	if err != nil {
		return nil, fmt.Errorf("datasets: %w", err)
	}
	b.ids, b.classNames = nodes.IDs, nodes.ClassNames
	return ownFrom(b.name, nodes, edges).Done()
}
