package datasets

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// placeEdges fills the edges of g from a list in any order. They come out sorted by target; edges of one target keep
// the list's order. With reverse each edge is followed by its reverse with the same features, also an edge from a node
// to itself, as the Open Graph Benchmark does.
//
// features is called for each edge in turn, so that a file of features can be read without holding it twice.
// It returns columns values, or nil when columns is 0.
func placeEdges(g *Graph, source, target []int32, reverse bool, columns int, features func() ([]float32, error)) error {
	places, err := placeList(g, slices.Clone(source), slices.Clone(target), reverse)
	if err != nil || columns == 0 {
		return err
	}
	g.EdgeFeatures = newMatrix(g.NumEdges(), columns)
	for e := range target {
		row, err := features()
		if err != nil {
			return err
		}
		places.put(g.EdgeFeatures, e, row)
	}
	return nil
}

// placed is the list of edges sorted by target, with the reverse of each where that is asked for. It writes over the
// list that it is given.
func (g *Graph) placed(source, target []int32, reverse bool) (*edges, error) {
	sorted := *g
	at, err := placeList(&sorted, source, target, reverse)
	if err != nil {
		return nil, err
	}
	from := make([]int32, len(sorted.Source))
	for e, place := range at.edge {
		from[place] = int32(e)
	}
	for e, place := range at.reverse {
		from[place] = int32(e)
	}
	return &edges{sorted.Source, sorted.Target, from}, nil
}

// places says where the edges of a list went.
type places struct {
	edge, reverse []int32 // reverse is nil without reverse edges
}

// rows are the rows that take the features of the list's edge e: the edge's own and that of its reverse, or nil.
func (p places) rows(features Matrix, e int) (row, reverse []float32) {
	if p.reverse != nil {
		reverse = features.Row(int(p.reverse[e]))
	}
	return features.Row(int(p.edge[e])), reverse
}

// put copies the features of the list's edge e to those rows.
func (p places) put(features Matrix, e int, values []float32) {
	row, reverse := p.rows(features, e)
	copy(row, values)
	copy(reverse, values)
}

// placeList is placeEdges without features. It writes the places over the list, which for the largest graphs saves as
// much memory as the list takes.
//
// It is a counting sort. The list is cut into blocks, one per goroutine; each counts the edges into every node. With
// the counts added up, node by node and block by block, each block knows where its edges go.
func placeList(g *Graph, source, target []int32, reverse bool) (places, error) {
	edges := len(target)
	if reverse {
		edges *= 2
	}
	if edges > arrays.MaxEdges {
		return places{}, fmt.Errorf("%d directed edges; at most %d fit", edges, arrays.MaxEdges)
	}

	// The counts of all blocks take no more memory than the edges, or those of one block.
	blocks := max(1, min(runtime.GOMAXPROCS(0), len(target)/g.NumNodes))
	next := make([][]int32, blocks) // where the block's next edge into a node goes
	eachBlock := func(do func(next []int32, first, end int)) {
		jobs := make([]func() error, blocks)
		for b := range blocks {
			jobs[b] = func() error {
				do(next[b], b*len(target)/blocks, (b+1)*len(target)/blocks)
				return nil
			}
		}
		_ = atOnce(jobs...) // no job fails
	}
	for b := range next {
		next[b] = make([]int32, g.NumNodes)
	}
	eachBlock(func(next []int32, first, end int) {
		for e := first; e < end; e++ {
			next[target[e]]++
			if reverse {
				next[source[e]]++
			}
		}
	})
	g.Source, g.Target = make([]int32, edges), make([]int32, edges)
	first := int32(0)
	for node := range g.NumNodes {
		from := first
		for b := range next {
			degree := next[b][node]
			next[b][node] = first
			first += degree
		}
		for e := from; e < first; e++ {
			g.Target[e] = int32(node)
		}
	}
	eachBlock(func(next []int32, first, end int) {
		for e := first; e < end; e++ {
			u, v := source[e], target[e]
			place := next[v]
			next[v]++
			g.Source[place] = u
			source[e] = place
			if reverse {
				place = next[u]
				next[u]++
				g.Source[place] = v
				target[e] = place
			}
		}
	})
	if !reverse {
		target = nil
	}
	return places{source, target}, nil
}
