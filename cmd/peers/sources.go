package main

import (
	"errors"
	"math/rand/v2"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/athand"
)

// source is where a graph is from: real data where it is at hand.
type source struct {
	name string
	open func() (*datasets.Graph, error)
	// small makes a graph of the same kind that a step takes no time on.
	small func() (*datasets.Graph, error)
}

// errNotHere says that real data is not at hand, and nothing stands in for it.
var errNotHere = errors.New("it is not here; KILOLAYER_DATA names the folder that holds it")

var (
	tenth = proteins(1325, 79_000)
	part  = proteins(13_253, 790_000)
	yeast = source{"yeast", openYeast, proteins(200, 2000).small}
	cora  = source{"cora", openCora, smallClasses}
	arxiv = source{"arxiv", openArxiv, smallClasses}
)

// proteins is a made-up graph in the shape of ogbn-proteins. Its nodes have no species here: PyTorch Geometric's
// example has no encoder for them.
func proteins(nodes, edges int) source {
	made := func(nodes, edges int) func() (*datasets.Graph, error) {
		return func() (*datasets.Graph, error) {
			g, err := datasets.ProteinsLike(nodes, edges, 1).Done()
			if err == nil {
				g.Species = nil
			}
			return g, err
		}
	}
	return source{"proteins-like", made(nodes, edges), made(200, 2000)}
}

func openYeast() (*datasets.Graph, error) {
	folder := athand.Find("ogbn_yeast")
	if folder == "" {
		return nil, errNotHere
	}
	g, err := datasets.FromOGB(folder).Done()
	if err == nil {
		g.Species = nil
	}
	return g, err
}

func openCora() (*datasets.Graph, error) {
	path := athand.Find("gnn_benchmark", "cora.npz")
	if path == "" {
		return nil, errNotHere
	}
	g, err := datasets.FromNPZ(path).Done()
	if err == nil && len(g.Train) == 0 {
		g, err = g.Transform().SplitAtRandom(0.6, 0.2, 1).Done()
	}
	return g, err
}

// The counts of ogbn-arxiv (Hu et al. 2020, arXiv:2005.00687).
const (
	arxivNodes, arxivEdges      = 169_343, 1_166_243
	arxivFeatures, arxivClasses = 128, 40
)

// openArxiv opens ogbn-arxiv's edges, labels and split, with made-up features: its own are not read, and take no other
// time. Where it is not at hand a made-up graph of its counts takes its place.
func openArxiv() (*datasets.Graph, error) {
	folder := athand.Find("ogbn_arxiv")
	if folder == "" {
		g, err := random(arxivNodes, arxivEdges)
		if err == nil {
			g.Name = "a made-up graph of ogbn-arxiv's counts"
		}
		return g, err
	}
	g, err := datasets.FromOGB(folder).WithoutNodeFeatures().Done()
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(1, 0))
	g.NodeFeatures = datasets.Matrix{Data: make([]float32, g.NumNodes*arxivFeatures), Cols: arxivFeatures}
	for i := range g.NodeFeatures.Data {
		g.NodeFeatures.Data[i] = float32(r.NormFloat64())
	}
	return bothDirections(g)
}

func smallClasses() (*datasets.Graph, error) { return random(200, 800) }

// random is a made-up graph with ogbn-arxiv's features and classes.
func random(nodes, edges int) (*datasets.Graph, error) {
	g, err := datasets.Random(nodes, edges, 1).WithNodeFeatures(arxivFeatures).WithClasses(arxivClasses).Done()
	if err != nil {
		return nil, err
	}
	return bothDirections(g)
}

// bothDirections is the graph with each edge in both directions and a self-loop at each node.
func bothDirections(g *datasets.Graph) (*datasets.Graph, error) {
	return g.Transform().ToUndirected().RemoveDuplicates().AddSelfLoops().Done()
}
