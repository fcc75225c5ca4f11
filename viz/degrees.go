package viz

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/table"
)

// plainDegrees is the largest in-degree up to which each has a column of its own; beyond, columns double.
const plainDegrees = 12

// Degrees draws how many nodes have which in-degree, the number of edges that end at a node. Where in-degrees reach far,
// each column holds twice as many as the one before: 1, 2 to 3, 4 to 7, 8 to 15 and so on.
func Degrees(g *datasets.Graph) *Figure {
	const title = "In-degrees"
	if absent(g) {
		return nothing(title, "No graph was given.")
	}
	if err := g.Validate(); err != nil {
		return nothing(title, err.Error())
	}
	degrees := g.InDegrees()
	linked := make([]bool, g.NumNodes)
	for i, source := range g.Source {
		linked[source], linked[g.Target[i]] = true, true
	}
	isolated := 0
	for _, l := range linked {
		if !l {
			isolated++
		}
	}
	sorted := slices.Sorted(slices.Values(degrees))
	most, median := sorted[len(sorted)-1], sorted[(len(sorted)-1)/2]

	p := panel{x: axis{name: "in-degree (edges that end at a node)"}, y: axis{name: "Nodes", format: asCount, fromZero: true}}
	s := series{name: "nodes", shape: column, color: palette(0)}
	t := table.Table{Columns: []string{"in-degree", "nodes", "share"}}
	for _, bin := range degreeBins(sorted) {
		s.add(float64(len(p.x.categories)), float64(bin.nodes))
		p.x.categories = append(p.x.categories, bin.name)
		share := asShare.text(float64(bin.nodes) / float64(g.NumNodes))
		if bin.nodes > 0 && 2000*bin.nodes < g.NumNodes { // which would be rounded to 0
			share = "under 0.1 %"
		}
		s.notes = append(s.notes, share+" of the nodes")
		t.Rows = append(t.Rows, []string{bin.name, Count(int64(bin.nodes)), share})
	}
	p.series = []series{s}
	alone := "no isolated node"
	if isolated > 0 {
		alone = Count(int64(isolated)) + " isolated nodes, without any edge"
	}
	if isolated == 1 {
		alone = "1 isolated node, without any edge"
	}
	f := newFigure(sentences(title, g.Name), sentences(
		fmt.Sprintf("%s nodes, %s directed edges", Count(int64(g.NumNodes)), Count(int64(g.NumEdges()))),
		fmt.Sprintf("in-degree: mean %s, median %s, largest %s", significant(float64(g.NumEdges())/float64(g.NumNodes), 3),
			Count(int64(median)), Count(int64(most))), alone), p)
	f.Width, f.Height, f.data = 560, 320, t
	return f
}

// degreeBin is one column: the nodes whose in-degree its name says.
type degreeBin struct {
	name  string
	nodes int
}

// degreeBins counts in-degrees, which come sorted, in columns from the least to the largest.
func degreeBins(sorted []int32) (bins []degreeBin) {
	most := sorted[len(sorted)-1]
	column := func(degree int32) int { return int(degree) }
	ends := func(k int) (from, to int64) { return int64(k), int64(k) }
	if most > plainDegrees {
		column = func(degree int32) int { return bits.Len32(uint32(degree)) } // 0, 1, 2–3, 4–7, …
		ends = func(k int) (from, to int64) { return int64(1) << k >> 1, int64(1)<<k - 1 }
	}
	first := column(sorted[0])
	for k := first; k <= column(most); k++ {
		from, to := ends(k)
		name := Count(from)
		if to > from {
			name += "–" + Count(to)
		}
		bins = append(bins, degreeBin{name: name})
	}
	for _, degree := range sorted {
		bins[column(degree)-first].nodes++
	}
	return bins
}
