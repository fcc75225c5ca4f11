package main

import (
	"fmt"
	"time"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/athand"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// views measures evaluations of ogbn_yeast over several random partitions into 3 parts, with a reversible network of
// 28 layers of 64 channels. A first view takes the compilation with it. The time of a further one is the same
// whatever their number, unless something is compiled twice.
func (f *figures) views() error {
	folder := athand.Find("ogbn_yeast")
	if folder == "" {
		fmt.Println("views: not measured, since ogbn_yeast is not here; KILOLAYER_DATA names the folder that holds it")
		return nil
	}
	g, err := datasets.FromOGB(folder).Done()
	if err != nil {
		return err
	}
	programs := 0
	m, err := revgnn.Reversible(counted{conv.GEN(), g.NumNodes / viewParts, &programs}).
		WithDepth(28).WithChannels(64).For(g).Done()
	if err != nil {
		return err
	}
	numbers := []int{1, 10, 19} // two steps of as many views
	seconds := make([]float64, len(numbers))
	for round := range 3 {
		for i, n := range numbers {
			programs = 0
			start := time.Now()
			if _, err := revgnn.Evaluate(m, g).WithViews(n).WithParts(viewParts).Done(); err != nil {
				return err
			}
			if s := time.Since(start).Seconds(); round == 0 || s < seconds[i] {
				seconds[i] = s
			}
			if round == 0 {
				f.add(fmt.Sprintf("views/programs/%dx%d", n, viewParts), float64(programs), "programs")
			}
		}
	}
	for i, n := range numbers[:2] {
		f.add(fmt.Sprintf("views/evaluation_s/%dx%d", n, viewParts), seconds[i], "s")
	}
	f.add("views/a_view_10_over_1", seconds[1]/10/seconds[0], "ratio")
	further := func(i int) float64 { return (seconds[i] - seconds[i-1]) / float64(numbers[i]-numbers[i-1]) }
	f.add("views/further_view_s", further(1), "s")
	f.add("views/further_view_19_over_10", further(2)/further(1), "ratio")
	return nil
}

// viewParts is the number of parts of the paper's multi view.
const viewParts = 3

// counted counts the programs that it is built into, from a number of nodes on: a new network is probed with few.
type counted struct {
	conv.GENConv
	nodes    int
	programs *int
}

// Prepare implements conv.Operator.
func (c counted) Prepare(edges *conv.Edges, like *graph.Node) []*graph.Node {
	if edges.NumNodes >= c.nodes {
		*c.programs++
	}
	return c.GENConv.Prepare(edges, like)
}
