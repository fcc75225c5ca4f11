package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// SplitAtRandom replaces the splits: of the labelled nodes the share train trains, the share valid validates, and all
// others test. Sizes are rounded to whole nodes. The same seed gives the same split; each is in ascending order.
func (t *Transformed) SplitAtRandom(train, valid float64, seed uint64) *Transformed {
	return t.step(func(g *Graph) error { return g.splitAtRandom(train, valid, seed) }, "SplitAtRandom(%g, %g)", train,
		valid)
}

func (g *Graph) splitAtRandom(train, valid float64, seed uint64) error {
	const rounding = 1e-9
	if !(train >= 0 && valid >= 0 && train+valid <= 1+rounding) {
		return fmt.Errorf("shares must not be negative, nor more than 1 together")
	}
	var nodes []int32
	for node := range int32(g.NumNodes) {
		if g.IsLabelled(node) {
			nodes = append(nodes, node)
		}
	}
	if len(nodes) == 0 {
		return fmt.Errorf("no node is labelled")
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
	trains := min(len(nodes), int(math.Round(train*float64(len(nodes)))))
	valids := min(len(nodes)-trains, int(math.Round(valid*float64(len(nodes)))))
	g.Train, g.Valid, g.Test = nodes[:trains:trains], nodes[trains:trains+valids:trains+valids], nodes[trains+valids:]
	return g.splitChanged()
}

// SplitByClass replaces the splits: of each class, train nodes train and valid nodes validate, and all other labelled
// nodes test (Shchur et al., 2018, arXiv:1811.05868, take 20 and 30). A class without nodes is left out; one with too
// few is refused. The same seed gives the same split; each is in ascending order.
func (t *Transformed) SplitByClass(train, valid int, seed uint64) *Transformed {
	return t.step(func(g *Graph) error { return g.splitByClass(train, valid, seed) }, "SplitByClass(%d, %d)", train,
		valid)
}

// splitByClass gives each class a stream of the seed of its own.
func (g *Graph) splitByClass(train, valid int, seed uint64) error {
	if train < 0 || valid < 0 {
		return fmt.Errorf("a class can't have less than no nodes")
	}
	if g.Classes == nil {
		return fmt.Errorf("there are no classes")
	}
	classes := make([][]int32, g.NumClasses)
	for node, class := range g.Classes {
		if class >= 0 {
			classes[class] = append(classes[class], int32(node))
		}
	}
	g.Train, g.Valid, g.Test = nil, nil, nil
	for class, nodes := range classes {
		if len(nodes) == 0 {
			continue
		}
		if len(nodes)-train < valid {
			return fmt.Errorf("class %d has %d nodes, fewer than the %d to train and %d to validate; ask for fewer",
				class, len(nodes), train, valid)
		}
		r := rand.New(rand.NewPCG(seed, uint64(class)))
		r.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
		g.Train = append(g.Train, nodes[:train]...)
		g.Valid = append(g.Valid, nodes[train:train+valid]...)
		g.Test = append(g.Test, nodes[train+valid:]...)
	}
	return g.splitChanged()
}

// splitChanged sorts the splits, and fits anew what was fitted on training nodes.
func (g *Graph) splitChanged() error {
	for _, nodes := range [][]int32{g.Train, g.Valid, g.Test} {
		slices.Sort(nodes)
	}
	if g.isStandardized() {
		return fmt.Errorf("the features are standardized by the training nodes of another split; split first, then " +
			"standardize")
	}
	return g.refitFills()
}
