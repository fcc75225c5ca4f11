package datasets

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// placeUndirected fills the edges of g with both directions of each edge of a list, sorted by target, then source. What
// comes again, in either direction, counts once, and an edge from a node to itself has one direction.
func placeUndirected(g *Graph, edges [][2]int32) error {
	both := make([]uint64, 0, 2*len(edges)) // target and source as one number
	for _, edge := range edges {
		both = append(both, uint64(edge[0])<<32|uint64(edge[1]), uint64(edge[1])<<32|uint64(edge[0]))
	}
	slices.Sort(both)
	both = slices.Compact(both)
	if len(both) > arrays.MaxEdges {
		return fmt.Errorf("%d directed edges; at most %d fit", len(both), arrays.MaxEdges)
	}
	g.Source, g.Target = make([]int32, len(both)), make([]int32, len(both))
	for e, edge := range both {
		g.Source[e], g.Target[e] = int32(uint32(edge)), int32(edge>>32)
	}
	return nil
}
