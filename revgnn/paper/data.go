package paper

import (
	"context"
	"sync"

	"github.com/kilolayer/kilolayer/datasets"
)

// dataSet is the data of an experiment: where it comes from, and its outline, so that a network can be built, counted
// and estimated before anything is read.
type dataSet struct {
	name string
	open func(context.Context) (*datasets.Graph, error)

	nodes, edges               int // directed, as open gives them
	nodeFeatures, edgeFeatures int
	species                    int
	outputs                    int
	tasks                      bool // the outputs are yes/no tasks, not classes
	split                      string
}

// The made-up graph that stands in for ogbn-proteins.
const likeNodes, likeEdges, likeTasks = 1_000, 40_000, 16

// dataSets are the data of all presets. Counts of ogbn-* are those of Hu et al. (2020, arXiv:2005.00687); of ogbn-arxiv
// 2,315,598 directed edges are left when both directions are kept once, and each node has a self-loop besides, as in
// the authors' code (examples/ogb_eff/ogbn_arxiv_dgl) and in PyG's examples/rev_gnn.py.
var dataSets = []dataSet{
	{name: "ogbn-proteins", open: asItIs(datasets.Proteins()), nodes: 132_534, edges: 79_122_504, edgeFeatures: 8,
		species: 8, outputs: 112, tasks: true, split: "by species"},
	{name: "ogbn-arxiv", open: undirected(datasets.Arxiv()), nodes: 169_343, edges: 2_315_598 + 169_343,
		nodeFeatures: 128, outputs: 40, split: "by year"},
	{name: "ogbn-products", open: withSelfLoops(datasets.Products()), nodes: 2_449_029, edges: 123_718_280 + 2_449_029,
		nodeFeatures: 100, outputs: 47, split: "by sales rank"},
	{name: "proteins-like", open: proteinsLike, nodes: likeNodes,
		edges: likeEdges, edgeFeatures: 8, species: 8, outputs: likeTasks, tasks: true,
		split: "by species"},
	{name: "cora", open: withSelfLoops(datasets.Cora()), nodes: 2_708, edges: 10_556 + 2_708, nodeFeatures: 1_433,
		outputs: 7, split: "20 nodes a class"},
	{name: "amazon-photo", open: withSelfLoops(datasets.AmazonPhoto()), nodes: 7_650, edges: 238_162 + 7_650,
		nodeFeatures: 745, outputs: 8, split: "20 nodes a class"},
}

func dataNames() []string {
	var names []string
	for _, d := range dataSets {
		names = append(names, d.name)
	}
	return names
}

// dataNamed returns the data set of that name, or nil.
func dataNamed(name string) *dataSet {
	for i := range dataSets {
		if dataSets[i].name == name {
			return &dataSets[i]
		}
	}
	return nil
}

// reader is a source that takes a context.
type reader[S any] interface {
	datasets.Source
	WithContext(ctx context.Context) S
}

// asItIs reads a source.
func asItIs[S reader[S]](source S) func(context.Context) (*datasets.Graph, error) {
	return func(ctx context.Context) (*datasets.Graph, error) { return source.WithContext(ctx).Done() }
}

// proteinsLike makes the graph that stands in for ogbn-proteins.
func proteinsLike(context.Context) (*datasets.Graph, error) {
	return datasets.ProteinsLike(likeNodes, likeEdges, 1).WithTasks(likeTasks).Done()
}

// withSelfLoops reads a source and adds a self-loop to each node that has none.
func withSelfLoops[S reader[S]](source S) func(context.Context) (*datasets.Graph, error) {
	return func(ctx context.Context) (*datasets.Graph, error) {
		g, err := source.WithContext(ctx).Done()
		if err != nil {
			return nil, err
		}
		return g.Transform().AddSelfLoops().Done()
	}
}

// undirected reads a source, with each edge in both directions and a self-loop at each node.
func undirected[S reader[S]](source S) func(context.Context) (*datasets.Graph, error) {
	return func(ctx context.Context) (*datasets.Graph, error) {
		g, err := source.WithContext(ctx).Done()
		if err != nil {
			return nil, err
		}
		return g.Transform().ToUndirected().RemoveDuplicates().AddSelfLoops().Done()
	}
}

// library holds the graphs that were read, so that experiments with the same data share one. It is safe for concurrent
// use.
type library struct {
	mu     sync.Mutex
	graphs map[string]*datasets.Graph
}

// graph reads a data set, once.
func (l *library) graph(ctx context.Context, d *dataSet) (*datasets.Graph, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if g := l.graphs[d.name]; g != nil {
		return g, nil
	}
	g, err := d.open(ctx)
	if err != nil {
		return nil, err
	}
	if l.graphs == nil {
		l.graphs = map[string]*datasets.Graph{}
	}
	l.graphs[d.name] = g
	return g, nil
}

// outline is a graph with the widths of the data set and a node of each species: enough to build a network for.
func (d *dataSet) outline() *datasets.Graph {
	g := &datasets.Graph{Name: d.name, NumNodes: d.species, NodeFeatures: datasets.Matrix{Cols: d.nodeFeatures},
		EdgeFeatures: datasets.Matrix{Cols: d.edgeFeatures}}
	for species := range d.species {
		g.Species = append(g.Species, int32(species))
	}
	if d.tasks {
		g.Tasks = datasets.Matrix{Cols: d.outputs}
	} else {
		g.NumClasses = d.outputs
	}
	return g
}
