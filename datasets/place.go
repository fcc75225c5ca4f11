package datasets

import "fmt"

// placeEdges fills the edges of g from a list in any order. They come out sorted by target; edges of one target keep
// the list's order. With reverse each edge is followed by its reverse with the same features, also an edge from a node
// to itself, as the Open Graph Benchmark does.
//
// features is called for each edge in turn, so that a file of features can be read without holding it twice.
// It returns columns values, or nil when columns is 0.
func placeEdges(g *Graph, source, target []int32, reverse bool, columns int, features func() ([]float32, error)) error {
	edges := len(target)
	if reverse {
		edges *= 2
	}
	if edges > maxEdges {
		return fmt.Errorf("%d directed edges; at most %d fit", edges, maxEdges)
	}

	next := make([]int32, g.NumNodes) // where the next edge into a node goes
	for e := range target {
		next[target[e]]++
		if reverse {
			next[source[e]]++
		}
	}
	first := int32(0)
	for node, degree := range next {
		next[node] = first
		first += degree
	}

	g.Source, g.Target = make([]int32, edges), make([]int32, edges)
	g.EdgeFeatures = newMatrix(edges, columns)
	put := func(source, target int32, row []float32) {
		e := next[target]
		next[target]++
		g.Source[e], g.Target[e] = source, target
		copy(g.EdgeFeatures.Row(int(e)), row)
	}
	for e := range target {
		var row []float32
		if columns > 0 {
			var err error
			if row, err = features(); err != nil {
				return err
			}
		}
		put(source[e], target[e], row)
		if reverse {
			put(target[e], source[e], row)
		}
	}
	return nil
}
