package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
)

// Partition cuts a graph into random parts of equal size. It is read-only, so parts may be taken concurrently.
type Partition struct {
	graph       *Graph
	first       []int32 // [N+1] the edges into node i are first[i] … first[i+1]−1
	byDegree    []int32 // [N] the nodes, from many edges to few
	paddedNodes int
	paddedEdges int
	nodes       [][]int32 // the nodes of each part, ascending
	part        []int32   // [N] the part of each node
	local       []int32   // [N] place of a node in its part
}

// Part is a subgraph: some of the nodes and all edges between them, padded to the shape that all parts of all
// partitions of the graph into as many parts have.
//
// The last node is always padding, and padding edges go from it to itself. So edges stay sorted by target, and no real
// node receives from a padding edge. Nodes keep the order they have in the graph.
type Part struct {
	NumNodes, NumEdges int // without padding

	Nodes          []int32 // [P] ids in the graph; −1 for padding
	Source, Target []int32 // [Q] places in Nodes; P−1 for padding

	NodeFeatures Matrix    // [P, F]; 0 for padding
	EdgeFeatures Matrix    // [Q, D]; 0 for padding
	EdgeWeights  []float32 // [Q]; 0 for padding; nil where each edge weighs 1
	Classes      []int32   // [P], −1 for unlabelled and padding; nil without classes
	Tasks        Matrix    // [P, T], NaN for unlabelled and padding
	Values       Matrix    // [P, V], NaN for unlabelled and padding
	Species      []int32   // [P], −1 for padding; nil without species

	TrainMask, ValidMask, TestMask []bool // [P] false for padding
}

// String says how large the part is without padding, in one line.
func (p *Part) String() string {
	return fmt.Sprintf("a part of %s and %s", counted(p.NumNodes, "node"), counted(p.NumEdges, "directed edge"))
}

const (
	// Nodes of about the same degree are dealt out together, this many to each part: parts have about as many edges,
	// and still any two nodes can meet.
	dealtTogether = 2

	// The bound is the median over this many partitions drawn to find it, so any other one keeps it with a chance of
	// about 1 in 2. That partitionTries tries all fail has a chance of 6 in 10⁸: 30 B(3, 1003), whatever the graph.
	boundDraws     = 5
	partitionTries = 1000

	drawnTogether   = 8       // partitions that are counted in one pass over the edges
	countedTogether = 1 << 18 // edges that one core looks at before it takes more
)

// Partition assigns the nodes to parts at random; the sizes differ by at most one. It takes time in proportion to nodes
// plus edges, whatever the number of parts. The same seed gives the same partition.
//
// The draw is stratified: nodes in the order of their degrees, in blocks of 2·parts, and of each block every part gets
// two at random. So each node is equally likely in each part, and parts have about the same number of edges.
//
// Padded, a part has ⌈N/parts⌉ + 1 nodes and PaddedEdges edges, a bound that depends on the graph and the number of
// parts but not on the seed: the median of the largest part over five partitions drawn for it. A partition with a part
// over the bound is drawn again from the seed's next stream. With one part, nodes and edges are those of the graph, in
// its order.
//
// The number of parts must be from 1 to N. The graph must be valid, as every builder's is.
func (g *Graph) Partition(parts int, seed uint64) (*Partition, error) {
	if parts < 1 || parts > g.NumNodes {
		return nil, fmt.Errorf("datasets: graph %q: %d parts of %d nodes; use from 1 to %d parts", g.Name, parts,
			g.NumNodes, g.NumNodes)
	}
	p := Partition{
		graph:       g,
		first:       firstEdges(g),
		paddedNodes: (g.NumNodes+parts-1)/parts + 1,
		nodes:       make([][]int32, parts),
	}
	p.byDegree = p.nodesByDegree()
	// Drawn together with the first tries, as one pass over the edges serves all.
	streams := make([]stream, 0, drawnTogether)
	for i := range uint64(boundDraws) {
		streams = append(streams, stream{0, i})
	}
	for try := range uint64(drawnTogether - boundDraws) {
		streams = append(streams, stream{seed, try})
	}
	draws := p.draw(streams)
	bounds, tries := draws[:boundDraws], draws[boundDraws:]
	largest := make([]int, boundDraws)
	for i, d := range bounds {
		largest[i] = d.largest
	}
	slices.Sort(largest)
	p.paddedEdges = max(1, largest[boundDraws/2])
	return p.choose(seed, tries)
}

// String says how many parts there are and how large they are with padding, in one line.
func (p *Partition) String() string {
	return fmt.Sprintf("%s in %s, each padded to %s and %s", p.graph.Name, counted(len(p.nodes), "part"),
		counted(p.paddedNodes, "node"), counted(p.paddedEdges, "directed edge"))
}

// Cut is the partition of the same graph into another number of parts.
func (p *Partition) Cut(parts int, seed uint64) (*Partition, error) {
	return p.graph.Partition(parts, seed)
}

// Redraw returns what [Graph.Partition] of the same graph and number of parts returns for another seed, in less time.
func (p *Partition) Redraw(seed uint64) (*Partition, error) { return p.choose(seed, nil) }

// choose returns the first partition of the seed's streams that keeps the bound. Those of the first streams may be
// drawn already.
func (p *Partition) choose(seed uint64, drawn []draw) (*Partition, error) {
	for try := 0; try < partitionTries; try += len(drawn) {
		if try > 0 || len(drawn) == 0 {
			streams := make([]stream, min(drawnTogether, partitionTries-try))
			for i := range streams {
				streams[i] = stream{seed, uint64(try + i)}
			}
			drawn = p.draw(streams)
		}
		for _, d := range drawn {
			if d.largest <= p.paddedEdges {
				return p.with(d.part), nil
			}
		}
	}
	return nil, fmt.Errorf("datasets: graph %q: %d partitions into %d parts all had a part with more than %d edges; "+
		"use fewer parts",
		p.graph.Name, partitionTries, len(p.nodes), p.paddedEdges)
}

// firstEdges says for each node which edge into it comes first; the last entry is the number of edges.
func firstEdges(g *Graph) []int32 {
	first := make([]int32, g.NumNodes+1)
	edges := g.NumEdges()
	inParallel(edges, countedTogether, func(from, to int) {
		last := int32(-1)
		if from > 0 {
			last = g.Target[from-1]
		}
		for i, target := range g.Target[from:to] {
			for ; last < target; last++ {
				first[last+1] = int32(from + i)
			}
		}
	})
	last := -1
	if edges > 0 {
		last = int(g.Target[edges-1])
	}
	for node := last + 1; node <= g.NumNodes; node++ {
		first[node] = int32(edges)
	}
	return first
}

// nodesByDegree lists the nodes from many edges to few; nodes with as many keep their order.
func (p *Partition) nodesByDegree() []int32 {
	source := p.graph.Source
	// A core counts in an array of its own, which is worth it while there are more edges than nodes.
	degrees := make([][]uint32, max(1, min(runtime.GOMAXPROCS(0), len(source)/p.graph.NumNodes)))
	degrees[0] = make([]uint32, p.graph.NumNodes)
	onWorkers(len(degrees), len(source), countedTogether, func(worker, from, to int) {
		if degrees[worker] == nil {
			degrees[worker] = make([]uint32, p.graph.NumNodes)
		}
		count := degrees[worker]
		for _, node := range source[from:to] {
			count[node]++
		}
	})
	// The degree in the upper half, inverted for many edges to come first, and the node in the lower one.
	keys := make([]uint64, p.graph.NumNodes)
	for node := range keys {
		degree := uint32(p.first[node+1] - p.first[node])
		for _, count := range degrees {
			if count != nil {
				degree += count[node]
			}
		}
		keys[node] = uint64(^degree)<<32 | uint64(node)
	}
	slices.Sort(keys)
	nodes := make([]int32, len(keys))
	for i, key := range keys {
		nodes[i] = int32(uint32(key))
	}
	return nodes
}

// draw is an assignment of the nodes to parts.
type draw struct {
	part    []int32 // [N] part of a node
	largest int     // the number of edges of the part that has most
}

// stream names a stream of random numbers.
type stream struct{ seed, number uint64 }

// draw deals the nodes out once for each of at most drawnTogether streams, and counts the edges inside the parts in one
// pass over all edges.
func (p *Partition) draw(streams []stream) []draw {
	draws := make([]draw, len(streams))
	inParallel(len(streams), 1, func(from, _ int) {
		draws[from].part = p.deal(rand.New(rand.NewPCG(streams[from].seed, streams[from].number)))
	})
	width := 8
	for len(p.nodes) > 1<<(width-1) {
		width *= 2
	}
	for together := range slices.Chunk(draws, 64/width) {
		p.countInside(together, width)
	}
	return draws
}

// deal draws the part of each node.
func (p *Partition) deal(r *rand.Rand) []int32 {
	parts := len(p.nodes)
	part := make([]int32, len(p.byDegree))
	// The parts that get one node less are drawn, too.
	names := r.Perm(parts)
	for block := range slices.Chunk(slices.Clone(p.byDegree), dealtTogether*parts) {
		r.Shuffle(len(block), func(i, j int) { block[i], block[j] = block[j], block[i] })
		for i, node := range block {
			part[node] = int32(names[i%parts])
		}
	}
	return part
}

// countInside finds the largest part of each draw. A word holds a node's parts in all draws, in lanes of width bits
// with the top bit free: the loop over the edges looks up one word at random per edge, and compares all lanes at once.
func (p *Partition) countInside(draws []draw, width int) {
	g, parts := p.graph, len(p.nodes)
	words := make([]uint64, g.NumNodes)
	inParallel(g.NumNodes, countedTogether, func(from, to int) {
		for i, d := range draws {
			for node, part := range d.part[from:to] {
				words[from+node] |= uint64(part) << (i * width)
			}
		}
	})
	ones := ^uint64(0) / (1<<width - 1) // 1 in each lane
	low := ones * (1<<(width-1) - 1)    // all bits but the top one in each lane

	// The counts of one core are [draws × parts]. Cores are as many as let all counts take no more than the edges do.
	workers := max(1, min(runtime.GOMAXPROCS(0), g.NumEdges()/(len(draws)*parts)))
	counts := make([][]int, workers)
	counts[0] = make([]int, len(draws)*parts)
	onWorkers(workers, g.NumNodes, p.nodesTogether(), func(worker, from, to int) {
		if counts[worker] == nil {
			counts[worker] = make([]int, len(draws)*parts)
		}
		count := counts[worker]
		for node := from; node < to; node++ {
			own := words[node]
			// as many as the narrowest lane can count
			for sources := range slices.Chunk(p.sources(int32(node)), 1<<8-1) {
				other := uint64(0) // sources in another part, one lane per draw
				for _, source := range sources {
					// A lane of the first sum has its top bit where the parts differ.
					other += ((words[source] ^ own) + low) >> (width - 1) & ones
				}
				for i := range draws {
					part := int(own >> (i * width) & (1<<(width-1) - 1))
					count[i*parts+part] += len(sources) - int(other>>(i*width)&(1<<width-1))
				}
			}
		}
	})
	for i := range draws {
		for part := range parts {
			edges := 0
			for _, count := range counts {
				if count != nil {
					edges += count[i*parts+part]
				}
			}
			draws[i].largest = max(draws[i].largest, edges)
		}
	}
}

// sources are where the edges into a node come from.
func (p *Partition) sources(node int32) []int32 { return p.graph.Source[p.first[node]:p.first[node+1]] }

// nodesTogether is how many nodes have about countedTogether edges.
func (p *Partition) nodesTogether() int {
	return max(1, countedTogether*p.graph.NumNodes/max(1, p.graph.NumEdges()))
}

// with is p with each node in the given part.
func (p *Partition) with(part []int32) *Partition {
	q := *p
	q.nodes, q.part, q.local = make([][]int32, len(p.nodes)), part, make([]int32, len(part))
	for i := range q.nodes {
		q.nodes[i] = make([]int32, 0, p.paddedNodes)
	}
	for node, i := range part {
		q.local[node] = int32(len(q.nodes[i]))
		q.nodes[i] = append(q.nodes[i], int32(node))
	}
	return &q
}

// Parts is the number of parts.
func (p *Partition) Parts() int { return len(p.nodes) }

// PaddedNodes is the number of nodes of a padded part.
func (p *Partition) PaddedNodes() int { return p.paddedNodes }

// PaddedEdges is the number of directed edges of a padded part.
func (p *Partition) PaddedEdges() int { return p.paddedEdges }

// Part returns part i, from 0 to Parts()−1, in arrays of its own. Only the node features of a graph in one piece may be
// the graph's own array: change neither while the other is in use.
func (p *Partition) Part(i int) *Part {
	g, nodes := p.graph, p.nodes[i]
	part := &Part{NumNodes: len(nodes), Nodes: filled(p.paddedNodes, -1)}
	copy(part.Nodes, nodes)
	p.fillEdges(part, i)
	whole := false
	if len(p.nodes) == 1 {
		part.NodeFeatures, whole = g.NodeFeatures.padded()
	}
	if !whole {
		part.NodeFeatures = part.Gather(g.NodeFeatures)
	}
	part.Tasks, part.Values = part.gatherLabels(g.Tasks), part.gatherLabels(g.Values)
	part.Classes = part.gatherIDs(g.Classes)
	part.Species = part.gatherIDs(g.Species)
	part.TrainMask = p.mask(i, g.Train)
	part.ValidMask = p.mask(i, g.Valid)
	part.TestMask = p.mask(i, g.Test)
	return part
}

// fillEdges gives part i its edges: of the edges into its nodes those that come from its nodes.
func (p *Partition) fillEdges(part *Part, i int) {
	g, nodes := p.graph, p.nodes[i]
	grain := p.nodesTogether()
	inside := make([][]int32, (len(nodes)+grain-1)/grain) // edges of the part into each grain of its nodes
	inParallel(len(nodes), grain, func(from, to int) {
		inside[from/grain] = p.inside(int32(i), nodes[from:to])
	})
	at := make([]int, len(inside)+1)
	for k, edges := range inside {
		at[k+1] = at[k] + len(edges)
	}
	part.NumEdges = at[len(inside)]
	part.Source, part.Target = make([]int32, p.paddedEdges), make([]int32, p.paddedEdges)
	part.EdgeFeatures = newMatrix(p.paddedEdges, g.EdgeFeatures.Cols)
	if g.EdgeWeights != nil {
		part.EdgeWeights = make([]float32, p.paddedEdges)
	}
	inParallel(len(inside), 1, func(k, _ int) {
		from, to := at[k], at[k+1]
		source, target := part.Source[from:to], part.Target[from:to]
		for j, e := range inside[k] {
			source[j], target[j] = p.local[g.Source[e]], p.local[g.Target[e]]
			copy(part.EdgeFeatures.Row(from+j), g.EdgeFeatures.Row(int(e)))
			if part.EdgeWeights != nil {
				part.EdgeWeights[from+j] = g.EdgeWeights[e]
			}
		}
	})
	padding := int32(p.paddedNodes - 1)
	for to := part.NumEdges; to < p.paddedEdges; to++ {
		part.Source[to], part.Target[to] = padding, padding
	}
}

// inside lists the edges from a part into some of its nodes.
func (p *Partition) inside(part int32, nodes []int32) []int32 {
	all := 0
	for _, node := range nodes {
		all += len(p.sources(node))
	}
	edges, n := make([]int32, all), 0
	partOf := p.part
	for _, node := range nodes {
		first := p.first[node]
		for i, source := range p.sources(node) {
			edges[n] = first + int32(i) // overwritten by the next one unless it is inside
			if partOf[source] == part {
				n++
			}
		}
	}
	return slices.Clone(edges[:n])
}

// mask marks the places of those of the given nodes that are in part i.
func (p *Partition) mask(i int, nodes []int32) []bool {
	mask := make([]bool, p.paddedNodes)
	for _, node := range nodes {
		if at := p.local[node]; int(at) < len(p.nodes[i]) && p.nodes[i][at] == node {
			mask[at] = true
		}
	}
	return mask
}

// Gather picks the part's rows of a matrix with a row for each node of the graph: [P, Cols], 0 for padding.
func (part *Part) Gather(m Matrix) Matrix {
	rows := newMatrix(len(part.Nodes), m.Cols)
	for at, node := range part.Nodes[:part.NumNodes] {
		copy(rows.Row(at), m.Row(int(node)))
	}
	return rows
}

// gatherLabels is Gather with NaN for padding.
func (part *Part) gatherLabels(m Matrix) Matrix {
	rows := part.Gather(m)
	padding := rows.Data[part.NumNodes*rows.Cols:]
	for i := range padding {
		padding[i] = float32(math.NaN())
	}
	return rows
}

func (part *Part) gatherIDs(ids []int32) []int32 {
	if ids == nil {
		return nil
	}
	picked := filled(len(part.Nodes), -1)
	for at, node := range part.Nodes[:part.NumNodes] {
		picked[at] = ids[node]
	}
	return picked
}

func filled(n int, value int32) []int32 {
	s := make([]int32, n)
	for i := range s {
		s[i] = value
	}
	return s
}
