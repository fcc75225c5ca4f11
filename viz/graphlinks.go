package viz

import (
	"math/rand/v2"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
)

// graphLink joins two of the drawn nodes, by their places; from is the source of a one-way link.
type graphLink struct {
	from, to int
	oneWay   bool
}

// linksBetween lists the links between the nodes, each pair once, without self-loops.
func linksBetween(g *datasets.Graph, nodes []int32) (list []graphLink) {
	place := make([]int, g.NumNodes)
	for i := range place {
		place[i] = -1
	}
	for i, id := range nodes {
		place[id] = i
	}
	known := map[[2]int]int{}
	for i, target := range g.Target {
		a, b := place[g.Source[i]], place[target]
		if a < 0 || b < 0 || a == b {
			continue
		}
		if back, ok := known[[2]int{b, a}]; ok {
			list[back].oneWay = false
			continue
		}
		if _, ok := known[[2]int{a, b}]; !ok {
			known[[2]int{a, b}] = len(list)
			list = append(list, graphLink{a, b, true})
		}
	}
	return list
}

// few keeps at most the given number of links, drawn at random from a fixed seed.
func few(list []graphLink, most int) []graphLink {
	if len(list) <= most {
		return list
	}
	rng := rand.New(rand.NewPCG(7, 1))
	kept := rng.Perm(len(list))[:most]
	slices.Sort(kept)
	out := make([]graphLink, most)
	for i, k := range kept {
		out[i] = list[k]
	}
	return out
}
