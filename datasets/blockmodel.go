package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// BlockModelGraph is the builder of a random graph of blocks.
type BlockModelGraph struct {
	sizes         []int
	probabilities [][]float64
	seed          uint64
	columns       int
	signal        float64
	oneHot        bool
}

// BlockModel starts a stochastic block model (Holland et al., 1983): nodes in blocks of the given sizes, each pair of
// nodes linked with the probability for their blocks, a symmetric matrix. Edges are undirected, without self-loops and
// without duplicates. A node's class is its block; nodes come block by block. Of the nodes 60% train, 20% validate and
// 20% test, drawn by the seed.
//
// The time it takes grows with nodes and edges, not with pairs of nodes (Batagelj and Brandes, 2005,
// doi:10.1103/PhysRevE.71.036113). The same arguments give the same graph.
func BlockModel(sizes []int, probabilities [][]float64, seed uint64) *BlockModelGraph {
	return &BlockModelGraph{sizes: sizes, probabilities: probabilities, seed: seed}
}

// PlantedPartition starts a stochastic block model of blocks of one size, with one probability for two nodes within a
// block and one for two nodes between blocks. See [BlockModel].
func PlantedPartition(blocks, size int, within, between float64, seed uint64) *BlockModelGraph {
	b := &BlockModelGraph{seed: seed}
	blocks = min(blocks, maxBlocks+1) // one too many is refused
	for i := range blocks {
		row := make([]float64, blocks)
		for j := range row {
			row[j] = between
		}
		row[i] = within
		b.sizes, b.probabilities = append(b.sizes, size), append(b.probabilities, row)
	}
	return b
}

// WithNodeFeatures gives each node a number of features: signal times a direction of its block's own, drawn uniformly,
// plus standard normal noise. A signal of 0 tells nothing. It is the contextual block model
// (Deshpande et al., 2018, arXiv:1807.09596) for any number of blocks; theirs has two, in opposite directions.
func (b *BlockModelGraph) WithNodeFeatures(columns int, signal float64) *BlockModelGraph {
	b.columns, b.signal, b.oneHot = columns, signal, false
	return b
}

// WithOneHot gives each node its id as features instead: N columns, a single 1.
func (b *BlockModelGraph) WithOneHot() *BlockModelGraph { b.oneHot = true; return b }

// Done returns the graph.
func (b *BlockModelGraph) Done() (*Graph, error) {
	g, err := b.graph()
	if err != nil {
		return nil, fmt.Errorf("datasets: block model: %w", err)
	}
	return g, nil
}

// Must is Done for notebook cells; see [Source].
func (b *BlockModelGraph) Must() *Graph { return cell.Must(b.Done()) }

// maxBlocks bounds the pairs of blocks that are gone through.
const maxBlocks = 1 << 10

func (b *BlockModelGraph) graph() (*Graph, error) {
	nodes, err := b.check()
	if err != nil {
		return nil, err
	}
	columns := b.columns
	if b.oneHot {
		columns = nodes
	}
	if columns < 0 || columns > arrays.MaxValues/nodes {
		return nil, fmt.Errorf("%d features a node; use from 0 to %d, as %d values fit", columns,
			arrays.MaxValues/nodes, arrays.MaxValues)
	}
	if !arrays.IsFinite(float32(b.signal)) {
		return nil, fmt.Errorf("signal %v; it must be finite", b.signal)
	}
	g := &Graph{Name: "block-model", NumNodes: nodes, NumClasses: len(b.sizes), Classes: make([]int32, 0, nodes)}
	for block, size := range b.sizes {
		for range size {
			g.Classes = append(g.Classes, int32(block))
		}
	}
	// Each has a stream of its own, so that features do not change the edges.
	stream := func(of uint64) *rand.Rand { return rand.New(rand.NewPCG(b.seed, of)) }
	source, target := b.draw(stream(0))
	if err := placeEdges(g, source, target, true, 0, nil); err != nil {
		return nil, err
	}
	drawSplit(g, stream(1), nodes*6/10, nodes*2/10)
	g.NodeFeatures = newMatrix(nodes, columns)
	if b.oneHot {
		for node := range nodes {
			g.NodeFeatures.Row(node)[node] = 1
		}
	} else if columns > 0 {
		b.addFeatures(g, stream(2))
	}
	return g, nil
}

// check refuses what is not a block model, and counts the nodes.
func (b *BlockModelGraph) check() (nodes int, err error) {
	if len(b.sizes) < 1 || len(b.sizes) > maxBlocks {
		return 0, fmt.Errorf("%d blocks; the number must be from 1 to %d", len(b.sizes), maxBlocks)
	}
	if len(b.probabilities) != len(b.sizes) {
		return 0, fmt.Errorf("%d rows of probabilities for %d blocks", len(b.probabilities), len(b.sizes))
	}
	pairs := 0.0 // expected to be linked
	for i, size := range b.sizes {
		if size < 1 || size > arrays.MaxNodes-nodes {
			return 0, fmt.Errorf("block %d has %d nodes; a block has at least 1, and all together at most %d", i, size,
				arrays.MaxNodes)
		}
		nodes += size
		row := b.probabilities[i]
		if len(row) != len(b.sizes) {
			return 0, fmt.Errorf("row %d of the probabilities has %d entries; want one for each of the %d blocks", i,
				len(row), len(b.sizes))
		}
		for j, p := range row {
			switch {
			case !(p >= 0 && p <= 1):
				return 0, fmt.Errorf("probability %v for blocks %d and %d; it must be from 0 to 1", p, i, j)
			case j < i && p != b.probabilities[j][i]:
				return 0, fmt.Errorf("probability %v for blocks %d and %d, but %v for %d and %d; the matrix must be "+
					"symmetric",
					p, i, j, b.probabilities[j][i], j, i)
			case j < i:
				pairs += p * float64(size) * float64(b.sizes[j])
			case j == i:
				pairs += p * float64(size) * float64(size-1) / 2
			}
		}
	}
	if 2*pairs > arrays.MaxEdges {
		return 0, fmt.Errorf("%.3g directed edges are to be expected; at most %d fit", 2*pairs, arrays.MaxEdges)
	}
	return nodes, nil
}

// draw links pairs of nodes, for each two blocks in turn.
func (b *BlockModelGraph) draw(r *rand.Rand) (source, target []int32) {
	link := func(u, v int) { source, target = append(source, int32(u)), append(target, int32(v)) }
	first := 0
	for i, size := range b.sizes {
		before := 0
		for j, other := range b.sizes[:i] {
			start := before
			drawPlaces(r, size*other, b.probabilities[i][j],
				func(place int) { link(start+place%other, first+place/other) })
			before += other
		}
		// Node v of the block has a row of v places, for the nodes before it.
		v, row := 1, 0
		drawPlaces(r, size*(size-1)/2, b.probabilities[i][i], func(place int) {
			for place >= row+v {
				row += v
				v++
			}
			link(first+place-row, first+v)
		})
		first += size
	}
	return source, target
}

// drawPlaces takes each of a number of places with probability p, in order. It goes from one that is taken straight to
// the next, over a geometrically distributed number of others.
func drawPlaces(r *rand.Rand, places int, p float64, take func(place int)) {
	if p == 0 {
		return
	}
	perPlace := math.Log1p(-p) // −∞ for p = 1, which skips none
	for place := 0; ; place++ {
		skip := math.Log1p(-r.Float64()) / perPlace
		if skip >= float64(places-place) {
			return
		}
		if place += int(skip); place >= places { // by rounding
			return
		}
		take(place)
	}
}

func (b *BlockModelGraph) addFeatures(g *Graph, r *rand.Rand) {
	means := newMatrix(len(b.sizes), b.columns)
	for block := range b.sizes {
		row := means.Row(block)
		fillNormal(r, row)
		square := 0.0
		for _, value := range row {
			square += float64(value) * float64(value)
		}
		for i := range row {
			row[i] *= float32(b.signal / math.Sqrt(square))
		}
	}
	fillNormal(r, g.NodeFeatures.Data)
	for node, block := range g.Classes {
		row := g.NodeFeatures.Row(node)
		for i, mean := range means.Row(int(block)) {
			row[i] += mean
		}
	}
}
