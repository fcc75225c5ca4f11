package datasets

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// ChainsGraph is the builder of a graph of chains.
type ChainsGraph struct {
	length, classes, chains, features int
	noise                             float64
	seed                              uint64
	undirected                        bool
}

// Chains starts the long-range task of IGNN (Gu et al., 2020, arXiv:2009.06211): chains of nodes, each with a class
// that only its first node's features tell. Every node is to be given its chain's class, so a network must carry it
// over as many edges as a chain is long.
//
//	edges         i → i+1 along each chain, away from the first node
//	NodeFeatures  [N, 100], N = classes × chains × length; 1 in the column of the class at a chain's first node,
//	              and 0 elsewhere
//	split         5% train, 10% validate, 85% test, drawn from all nodes by the seed
//
// Nodes come class by class, chain by chain, from first to last. There are 2 classes with 20 chains each; the papers
// use lengths from 10 to 200.
//
// The split is that of EIGNN (Liu et al., 2021, arXiv:2202.10720); IGNN's program draws 20, 100 and 200 of its 400
// nodes. Both programs normalise the adjacency with self-loops, which is left to the operator here. The random numbers
// are not theirs.
func Chains(length int, seed uint64) *ChainsGraph {
	return &ChainsGraph{length: length, classes: 2, chains: 20, features: 100, seed: seed}
}

// WithClasses sets the number of classes; 2 without it.
func (b *ChainsGraph) WithClasses(classes int) *ChainsGraph { b.classes = classes; return b }

// WithChains sets the number of chains a class; 20 without it.
func (b *ChainsGraph) WithChains(chains int) *ChainsGraph { b.chains = chains; return b }

// WithFeatures sets the number of features per node, at least one per class; 100 without it.
func (b *ChainsGraph) WithFeatures(columns int) *ChainsGraph { b.features = columns; return b }

// WithNoise adds noise to every feature, uniform from −noise to noise, as both programs can; 0 without it.
func (b *ChainsGraph) WithNoise(noise float64) *ChainsGraph { b.noise = noise; return b }

// WithUndirected adds the reverse of each edge. Then a node hears of its class from both sides.
func (b *ChainsGraph) WithUndirected() *ChainsGraph { b.undirected = true; return b }

// Done returns the graph.
func (b *ChainsGraph) Done() (*Graph, error) {
	g, err := b.graph()
	if err != nil {
		return nil, fmt.Errorf("datasets: chains: %w", err)
	}
	return g, nil
}

// Must is Done for notebook cells; see [Source].
func (b *ChainsGraph) Must() *Graph { return cell.Must(b.Done()) }

func (b *ChainsGraph) graph() (*Graph, error) {
	const least = 20 // of which 5% are one
	nodes, fits := arrays.Count(b.classes, b.chains, b.length)
	switch {
	case min(b.classes, b.chains, b.length) < 1 || !fits || nodes < least || nodes > arrays.MaxNodes:
		return nil, fmt.Errorf("%d classes × %d chains × %d nodes; each must be at least 1, and their product from "+
			"%d to %d",
			b.classes, b.chains, b.length, least, arrays.MaxNodes)
	case b.features < b.classes || b.features > int(arrays.MaxValues/nodes):
		return nil, fmt.Errorf("%d features a node; use from %d, one a class, to %d, as %d values fit",
			b.features, b.classes, arrays.MaxValues/nodes, arrays.MaxValues)
	case !(b.noise >= 0) || !arrays.IsFinite(float32(b.noise)):
		return nil, fmt.Errorf("noise %v; it must be finite and not negative", b.noise)
	}
	g := &Graph{Name: fmt.Sprintf("chains-%d", b.length), NumNodes: int(nodes), NumClasses: b.classes}
	g.NodeFeatures = newMatrix(g.NumNodes, b.features)
	if b.noise > 0 {
		r := rand.New(rand.NewPCG(b.seed, 1))
		for i := range g.NodeFeatures.Data {
			g.NodeFeatures.Data[i] = float32(b.noise * (2*r.Float64() - 1))
		}
	}
	g.Classes = make([]int32, g.NumNodes)
	var source, target []int32
	for node := range g.NumNodes {
		class := node / (b.chains * b.length)
		g.Classes[node] = int32(class)
		if node%b.length == 0 {
			g.NodeFeatures.Row(node)[class]++
		} else {
			source, target = append(source, int32(node-1)), append(target, int32(node))
		}
	}
	drawSplit(g, rand.New(rand.NewPCG(b.seed, 0)), g.NumNodes/20, g.NumNodes/10)
	return g, placeEdges(g, source, target, b.undirected, 0, nil)
}

// drawSplit draws nodes to train and to validate; all others test. Each split is in ascending order.
func drawSplit(g *Graph, r *rand.Rand, train, valid int) {
	order := make([]int32, g.NumNodes)
	for i := range order {
		order[i] = int32(i)
	}
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	g.Train, g.Valid, g.Test = order[:train:train], order[train:train+valid:train+valid], order[train+valid:]
	for _, nodes := range [][]int32{g.Train, g.Valid, g.Test} {
		slices.Sort(nodes)
	}
}
