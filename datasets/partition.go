package datasets

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Partition cuts a graph into random parts of equal size. It is read-only, so parts may be taken concurrently.
type Partition struct {
	graph       *Graph
	byDegree    []int32 // [N] the nodes, from many edges to few
	paddedNodes int
	paddedEdges int
	nodes       [][]int32 // the nodes of each part, ascending
	edges       [][]int32 // the edges inside each part, ascending
	local       []int32   // [N] place of a node in its part
}

// Part is a subgraph: some of the nodes and all edges between them, padded to the shape that all parts of all partitions of
// the graph into as many parts have.
//
// The last node is always padding, and padding edges go from it to itself. So edges stay sorted by target, and no
// real node receives from a padding edge. Nodes keep the order they have in the graph.
type Part struct {
	NumNodes, NumEdges int // without padding

	Nodes          []int32 // [P] ids in the graph; −1 for padding
	Source, Target []int32 // [Q] places in Nodes; P−1 for padding

	NodeFeatures Matrix  // [P, F]; 0 for padding
	EdgeFeatures Matrix  // [Q, D]; 0 for padding
	Classes      []int32 // [P], −1 for unlabelled and padding; nil without classes
	Tasks        Matrix  // [P, T], NaN for unlabelled and padding
	Species      []int32 // [P], −1 for padding; nil without species

	TrainMask, ValidMask, TestMask []bool // [P] false for padding
}

const (
	// Nodes of about the same degree are dealt out together, so many to each part: parts have about as many edges, and
	// still any two nodes can meet.
	dealtTogether = 2

	// The bound is the median over so many partitions drawn to find it, so any other one keeps it with a chance of about
	// 1 in 2. That so many tries all fail has a chance of 6 in 10⁸: 30 B(3, 1003), whatever the graph.
	boundDraws     = 5
	partitionTries = 1000
)

// Partition assigns the nodes to parts at random; the sizes differ by at most one. It takes time in proportion to nodes
// plus edges, whatever the number of parts. The same seed gives the same partition.
//
// The draw is stratified: nodes in the order of their degrees, in blocks of 2·parts, and of each block every part gets
// two at random. So each node is equally likely in each part, and parts have about the same number of edges.
//
// Padded, a part has ⌈N/parts⌉ + 1 nodes and PaddedEdges edges, a bound that depends on the graph and the number of
// parts but not on the seed: the median of the largest part over five partitions drawn for it. A partition with a part
// over the bound is drawn again from the seed's next stream. With one part, nodes and edges are those of the graph, in its order.
//
// The number of parts must be from 1 to N. The graph must be valid, as every builder's is.
func (g *Graph) Partition(parts int, seed uint64) (*Partition, error) {
	if parts < 1 || parts > g.NumNodes {
		return nil, fmt.Errorf("datasets: graph %q: %d parts of %d nodes; use from 1 to %d parts", g.Name, parts, g.NumNodes, g.NumNodes)
	}
	p := Partition{
		graph:       g,
		byDegree:    nodesByDegree(g),
		paddedNodes: (g.NumNodes+parts-1)/parts + 1,
		nodes:       make([][]int32, parts),
	}
	var largest [boundDraws]int
	for i := range largest {
		largest[i] = p.largest(p.deal(rand.New(rand.NewPCG(0, uint64(i)))))
	}
	slices.Sort(largest[:])
	p.paddedEdges = max(1, largest[boundDraws/2])
	return p.Redraw(seed)
}

// Redraw returns what [Graph.Partition] of the same graph and number of parts returns for another seed, in less time.
func (p *Partition) Redraw(seed uint64) (*Partition, error) {
	for try := range uint64(partitionTries) {
		part := p.deal(rand.New(rand.NewPCG(seed, try)))
		if p.largest(part) <= p.paddedEdges {
			return p.with(part), nil
		}
	}
	return nil, fmt.Errorf("datasets: graph %q: %d partitions into %d parts all had a part with more than %d edges; use fewer parts",
		p.graph.Name, partitionTries, len(p.nodes), p.paddedEdges)
}

// nodesByDegree lists the nodes from many edges to few; nodes with as many keep their order.
func nodesByDegree(g *Graph) []int32 {
	degrees := g.InDegrees()
	for _, source := range g.Source {
		degrees[source]++
	}
	nodes := make([]int32, g.NumNodes)
	for i := range nodes {
		nodes[i] = int32(i)
	}
	slices.SortStableFunc(nodes, func(a, b int32) int { return cmp.Compare(degrees[b], degrees[a]) })
	return nodes
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

// largest is the number of edges of the part that has most.
func (p *Partition) largest(part []int32) int {
	counts := make([]int, len(p.nodes))
	source := p.graph.Source
	for e, target := range p.graph.Target {
		if i := part[target]; part[source[e]] == i {
			counts[i]++
		}
	}
	return slices.Max(counts)
}

// with is p with each node in the given part.
func (p *Partition) with(part []int32) *Partition {
	q := *p
	q.nodes, q.edges = make([][]int32, len(p.nodes)), make([][]int32, len(p.nodes))
	for i := range q.nodes {
		q.nodes[i] = make([]int32, 0, p.paddedNodes)
		q.edges[i] = make([]int32, 0, p.paddedEdges)
	}
	q.local = make([]int32, len(part))
	for node, i := range part {
		q.local[node] = int32(len(q.nodes[i]))
		q.nodes[i] = append(q.nodes[i], int32(node))
	}
	source := p.graph.Source
	for e, target := range p.graph.Target {
		if i := part[target]; part[source[e]] == i {
			q.edges[i] = append(q.edges[i], int32(e))
		}
	}
	return &q
}

// Parts is the number of parts.
func (p *Partition) Parts() int { return len(p.nodes) }

// PaddedNodes is the number of nodes of a padded part.
func (p *Partition) PaddedNodes() int { return p.paddedNodes }

// PaddedEdges is the number of directed edges of a padded part.
func (p *Partition) PaddedEdges() int { return p.paddedEdges }

// Part returns part i, from 0 to Parts()−1, in arrays of its own.
func (p *Partition) Part(i int) *Part {
	g, nodes, edges := p.graph, p.nodes[i], p.edges[i]
	padding := int32(p.paddedNodes - 1)
	part := &Part{
		NumNodes:     len(nodes),
		NumEdges:     len(edges),
		Nodes:        filled(p.paddedNodes, -1),
		Source:       filled(p.paddedEdges, padding),
		Target:       filled(p.paddedEdges, padding),
		EdgeFeatures: newMatrix(p.paddedEdges, g.EdgeFeatures.Cols),
	}
	copy(part.Nodes, nodes)
	for at, e := range edges {
		part.Source[at], part.Target[at] = p.local[g.Source[e]], p.local[g.Target[e]]
		copy(part.EdgeFeatures.Row(at), g.EdgeFeatures.Row(int(e)))
	}
	part.NodeFeatures = part.Gather(g.NodeFeatures)
	part.Tasks = part.Gather(g.Tasks)
	for i := range part.Tasks.Data[len(nodes)*part.Tasks.Cols:] {
		part.Tasks.Data[len(nodes)*part.Tasks.Cols+i] = float32(math.NaN())
	}
	part.Classes = part.gatherIDs(g.Classes)
	part.Species = part.gatherIDs(g.Species)
	part.TrainMask = p.mask(i, g.Train)
	part.ValidMask = p.mask(i, g.Valid)
	part.TestMask = p.mask(i, g.Test)
	return part
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
