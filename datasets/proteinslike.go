package datasets

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// ProteinsLikeGraph is the builder of a made-up graph in the shape of ogbn-proteins.
type ProteinsLikeGraph struct {
	nodes, edges, tasks int
	seed                uint64
}

const (
	proteinsTasks    = 112 // of ogbn-proteins
	proteinsChannels = 8   // its edge features

	proteinsModules = 16   // groups of nodes with one function, over all species
	insideModule    = 0.8  // share of edges that try to stay inside one
	taskShare       = 0.3  // chance that a module's nodes have a task's label 1
	flippedShare    = 0.05 // labels that are wrong
	missingShare    = 0.05 // labels that are NaN
)

// The species a node comes from, by the node's place in the order of ids: the first six, 65% of the nodes, train, the
// next validates, the last tests. ogbn-proteins has eight species and 65%, 16% and 19%, too.
var speciesEnd = [8]float64{0.2, 0.36, 0.48, 0.56, 0.61, 0.65, 0.81, 1}

// ProteinsLike starts a made-up graph in the shape of ogbn-proteins, with the given number of directed edges, an even
// number as both directions are stored. Each edge has 8 features between 0 and 1, many of them 0. Nodes have no
// features, but a species, and the split is by species. There are 112 tasks; 5% of the labels are NaN.
//
// Something can be learned: each node belongs to one of 16 hidden modules. Most edges stay inside a module, have
// features typical of it, and its nodes share their labels but for a few wrong ones. The same arguments give the same
// graph.
func ProteinsLike(nodes, edges int, seed uint64) *ProteinsLikeGraph {
	return &ProteinsLikeGraph{nodes: nodes, edges: edges, seed: seed, tasks: proteinsTasks}
}

// WithTasks sets the number of tasks; 112 without it.
func (b *ProteinsLikeGraph) WithTasks(tasks int) *ProteinsLikeGraph { b.tasks = tasks; return b }

// Done returns the graph.
func (b *ProteinsLikeGraph) Done() (*Graph, error) {
	const least = 2 * len(speciesEnd)
	if b.nodes < least || b.nodes > arrays.MaxNodes {
		return nil, fmt.Errorf("datasets: proteins-like graph: %d nodes; the number must be from %d to %d", b.nodes,
			least, arrays.MaxNodes)
	}
	// Half of all pairs: beyond it, drawing new ones would take long.
	most := min(b.nodes*(b.nodes-1)/2, arrays.MaxEdges-1)
	if b.edges < 0 || b.edges > most || b.edges%2 != 0 {
		return nil, fmt.Errorf("datasets: proteins-like graph: %d directed edges between %d nodes; the number must "+
			"be even and at most %d",
			b.edges, b.nodes, most)
	}
	if b.tasks < 1 {
		return nil, fmt.Errorf("datasets: proteins-like graph: %d tasks; use at least 1", b.tasks)
	}
	r := rand.New(rand.NewPCG(b.seed, 0))
	g := &Graph{Name: "proteins-like", NumNodes: b.nodes}
	b.species(g)

	module := make([]int, b.nodes)
	var members [proteinsModules][]int32
	for node := range module {
		m := r.IntN(proteinsModules)
		module[node] = m
		members[m] = append(members[m], int32(node))
	}
	source, target := b.draw(r, module, &members)
	if err := b.addEdges(g, r, module, source, target); err != nil {
		return nil, fmt.Errorf("datasets: proteins-like graph: %w", err)
	}
	b.label(g, r, module)
	return g, nil
}

// Must is Done for notebook cells; see [Source].
func (b *ProteinsLikeGraph) Must() *Graph { return cell.Must(b.Done()) }

func (b *ProteinsLikeGraph) species(g *Graph) {
	g.Species = make([]int32, b.nodes)
	species := 0
	for node := range b.nodes {
		for float64(node) >= speciesEnd[species]*float64(b.nodes) {
			species++
		}
		g.Species[node] = int32(species)
		switch {
		case species < len(speciesEnd)-2:
			g.Train = append(g.Train, int32(node))
		case species == len(speciesEnd)-2:
			g.Valid = append(g.Valid, int32(node))
		default:
			g.Test = append(g.Test, int32(node))
		}
	}
}

// draw picks edges/2 different pairs of nodes.
func (b *ProteinsLikeGraph) draw(r *rand.Rand, module []int, members *[proteinsModules][]int32) (
	source, target []int32) {
	seen := newPairs(b.edges / 2)
	source, target = make([]int32, 0, b.edges/2), make([]int32, 0, b.edges/2)
	for len(source) < b.edges/2 {
		u := r.Int32N(int32(b.nodes))
		v := r.Int32N(int32(b.nodes))
		if r.Float64() < insideModule {
			fellows := members[module[u]]
			v = fellows[r.IntN(len(fellows))]
		}
		if u == v || !seen.add(u, v) {
			continue
		}
		source, target = append(source, u), append(target, v)
	}
	return source, target
}

// pairs is a set of pairs of different nodes, in either order. At the size of ogbn-proteins a map would take several
// times the memory. It is a hash table with linear probing.
type pairs struct {
	slots []uint64 // the larger node above the smaller one; 0 is free, as no pair has both nodes 0
	shift int
}

// newPairs makes room for n pairs.
func newPairs(n int) pairs {
	size := bits.Len(uint(n + n/2)) // from 1/3 to 2/3 full
	return pairs{make([]uint64, 1<<size), 64 - size}
}

// add reports whether the pair is new.
func (p pairs) add(u, v int32) bool {
	pair := uint64(max(u, v))<<32 | uint64(min(u, v))
	const golden = 0x9e3779b97f4a7c15 // 2⁶⁴ over the golden ratio, which spreads neighbours (Knuth, TAOCP 3, 6.4)
	for at := pair * golden >> p.shift; ; at = (at + 1) % uint64(len(p.slots)) {
		switch p.slots[at] {
		case pair:
			return false
		case 0:
			p.slots[at] = pair
			return true
		}
	}
}

func (b *ProteinsLikeGraph) addEdges(g *Graph, r *rand.Rand, module []int, source, target []int32) error {
	var typical [proteinsModules][proteinsChannels]float64
	for m := range typical {
		for c := range typical[m] {
			if r.Float64() < 0.5 {
				typical[m][c] = r.Float64()
			}
		}
	}
	e := -1
	row := make([]float32, proteinsChannels)
	return placeEdges(g, source, target, true, proteinsChannels, func() ([]float32, error) {
		e++
		inside := module[source[e]] == module[target[e]]
		for c := range row {
			score := 0.0
			if r.Float64() < 0.3 {
				score = 0.3 * r.Float64()
			}
			if inside {
				score = max(score, typical[module[source[e]]][c]*(0.5+0.5*r.Float64()))
			}
			row[c] = float32(math.Round(1000*score) / 1000) // three decimals, as in ogbn-proteins
		}
		return row, nil
	})
}

func (b *ProteinsLikeGraph) label(g *Graph, r *rand.Rand, module []int) {
	has := make([][proteinsModules]bool, b.tasks)
	for t := range has {
		for m := range has[t] {
			has[t][m] = r.Float64() < taskShare
		}
		// Each task has a module with the label and one without.
		yes := r.IntN(proteinsModules)
		no := (yes + 1 + r.IntN(proteinsModules-1)) % proteinsModules
		has[t][yes], has[t][no] = true, false
	}
	g.Tasks = newMatrix(b.nodes, b.tasks)
	for node := range b.nodes {
		for t, label := range g.Tasks.Row(node) {
			if has[t][module[node]] != (r.Float64() < flippedShare) {
				label = 1
			}
			if r.Float64() < missingShare {
				label = float32(math.NaN())
			}
			g.Tasks.Row(node)[t] = label
		}
	}
}
