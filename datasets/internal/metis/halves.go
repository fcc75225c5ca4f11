package metis

import (
	"cmp"
	"fmt"
	"slices"
)

// half is an edge as the line of one of its nodes has it.
type half struct {
	low, high int32 // the nodes in ascending order
	down      bool  // the line is that of high
	line      int32
	weight    int64
}

// compare orders edges by their nodes and weights.
func compare(a, b half) int {
	return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.high, b.high), cmp.Compare(a.weight, b.weight))
}

// halves are the edges of all lines.
type halves []half

func (h *halves) add(from, to int, weight int64, line int) {
	*h = append(*h, half{int32(min(from, to)), int32(max(from, to)), from > to, int32(line), weight})
}

// check refuses edges that stand in the line of one of their nodes only, or with two weights, and edges that are not as
// many as the header says.
func (h halves) check(path string, about header) error {
	edges := len(h) / 2
	slices.SortFunc(h, compare)
	for len(h) > 0 {
		first, end, balance := h[0], 0, 0
		one := h[0] // a half on the side that has more of them
		for ; end < len(h) && compare(h[end], first) == 0; end++ {
			if h[end].down {
				balance--
			} else {
				balance++
			}
			if balance != 0 && h[end].down == (balance < 0) {
				one = h[end]
			}
		}
		if balance != 0 {
			from, to := one.low, one.high
			if one.down {
				from, to = to, from
			}
			with := ""
			if about.weights {
				with = fmt.Sprintf(" with weight %d", one.weight)
			}
			return fmt.Errorf("%s line %d: node %d has the neighbour %d%s, and node %d has no neighbour %d%s; "+
				"each edge stands in the lines of both its nodes", path, one.line, from, to, with, to, from, with)
		}
		h = h[end:]
	}
	if edges != about.edges {
		return fmt.Errorf("%s has %d edges, and its line %d says %d; an edge counts once, though it "+
			"stands in two lines", path, edges, about.line, about.edges)
	}
	return nil
}
