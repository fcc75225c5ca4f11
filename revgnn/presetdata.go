package revgnn

import "github.com/kilolayer/kilolayer/datasets"

// dataSet is the data of an experiment: where it comes from, and its outline, so that a network can be built, counted and
// estimated before anything is read.
type dataSet struct {
	name string
	open func() (*datasets.Graph, error)

	nodes, edges               int // directed, as open gives them
	nodeFeatures, edgeFeatures int
	species                    int
	outputs                    int // tasks where there are edge features, else classes
	split                      string
}

// The made-up graph that stands in for ogbn-proteins.
const likeNodes, likeEdges, likeTasks = 1_000, 40_000, 16

// dataSets are the data of all presets. Counts of ogbn-* are those of Hu et al. (2020, arXiv:2005.00687); of ogbn-arxiv
// 2,315,598 directed edges are left when both directions are kept once, and each node has a self-loop besides, as in the
// authors' code (examples/ogb_eff/ogbn_arxiv_dgl) and in PyG's examples/rev_gnn.py.
var dataSets = []dataSet{
	{name: "ogbn-proteins", open: datasets.Proteins().Done, nodes: 132_534, edges: 79_122_504, edgeFeatures: 8, species: 8,
		outputs: 112, split: "by species"},
	{name: "ogbn-arxiv", open: undirected(datasets.Arxiv()), nodes: 169_343, edges: 2_315_598 + 169_343, nodeFeatures: 128,
		outputs: 40, split: "by year"},
	{name: "ogbn-products", open: withSelfLoops(datasets.Products()), nodes: 2_449_029, edges: 123_718_280 + 2_449_029,
		nodeFeatures: 100, outputs: 47, split: "by sales rank"},
	{name: "proteins-like", open: datasets.ProteinsLike(likeNodes, likeEdges, 1).WithTasks(likeTasks).Done, nodes: likeNodes,
		edges: likeEdges, edgeFeatures: 8, species: 8, outputs: likeTasks, split: "by species"},
	{name: "cora", open: withSelfLoops(datasets.Cora()), nodes: 2_708, edges: 10_556 + 2_708, nodeFeatures: 1_433, outputs: 7,
		split: "20 nodes a class"},
	{name: "amazon-photo", open: withSelfLoops(datasets.AmazonPhoto()), nodes: 7_650, edges: 238_162 + 7_650, nodeFeatures: 745,
		outputs: 8, split: "20 nodes a class"},
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

// withSelfLoops reads a source and adds a self-loop to each node that has none.
func withSelfLoops(source datasets.Source) func() (*datasets.Graph, error) {
	return func() (*datasets.Graph, error) {
		g, err := source.Done()
		if err != nil {
			return nil, err
		}
		return g.Transform().AddSelfLoops().Done()
	}
}

// undirected does so with each edge in both directions.
func undirected(source datasets.Source) func() (*datasets.Graph, error) {
	return func() (*datasets.Graph, error) {
		g, err := source.Done()
		if err != nil {
			return nil, err
		}
		return g.Transform().ToUndirected().RemoveDuplicates().AddSelfLoops().Done()
	}
}

// outline is a graph with the widths of the data set and a node of each species: enough to build a network for.
func (d *dataSet) outline() *datasets.Graph {
	g := &datasets.Graph{Name: d.name, NumNodes: d.species, NodeFeatures: datasets.Matrix{Cols: d.nodeFeatures},
		EdgeFeatures: datasets.Matrix{Cols: d.edgeFeatures}}
	for species := range d.species {
		g.Species = append(g.Species, int32(species))
	}
	if d.tasks() {
		g.Tasks = datasets.Matrix{Cols: d.outputs}
	} else {
		g.NumClasses = d.outputs
	}
	return g
}

// tasks tells whether the labels are yes/no tasks.
func (d *dataSet) tasks() bool { return d.edgeFeatures > 0 }
