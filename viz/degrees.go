package viz

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// plainDegrees is the largest in-degree up to which each has a column of its own; beyond, columns double.
const plainDegrees = 12

// Degrees draws how many nodes have which in-degree, the number of edges that end at a node. Where in-degrees reach
// far, each column holds twice as many as the one before: 1, 2 to 3, 4 to 7, 8 to 15 and so on.
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

	p := chart.Panel{
		X: chart.Axis{Name: "in-degree (edges that end at a node)"},
		Y: chart.Axis{Name: "Nodes", Format: chart.AsCount, FromZero: true}}
	s := chart.Series{Name: "nodes", Shape: chart.Column, Color: chart.Palette(0)}
	t := table.Table{Columns: []string{"in-degree", "nodes", "share"}}
	for _, bin := range degreeBins(sorted) {
		s.Add(float64(len(p.X.Categories)), float64(bin.nodes))
		p.X.Categories = append(p.X.Categories, bin.name)
		share := chart.AsShare.Text(float64(bin.nodes) / float64(g.NumNodes))
		if bin.nodes > 0 && 2000*bin.nodes < g.NumNodes { // which would be rounded to 0
			share = "under 0.1 %"
		}
		s.Notes = append(s.Notes, share+" of the nodes")
		t.Rows = append(t.Rows, []string{bin.name, units.Count(bin.nodes), share})
	}
	p.Series = []chart.Series{s}
	alone := "no isolated node"
	if isolated > 0 {
		alone = units.Count(isolated) + " isolated nodes, without any edge"
	}
	if isolated == 1 {
		alone = "1 isolated node, without any edge"
	}
	f := newFigure(sentences(title, g.Name), sentences(
		fmt.Sprintf("%s nodes, %s directed edges", units.Count(g.NumNodes), units.Count(g.NumEdges())),
		fmt.Sprintf("in-degree: mean %s, median %s, largest %s",
			units.Significant(float64(g.NumEdges())/float64(g.NumNodes), 3),
			units.Count(median), units.Count(most)), alone), p)
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
		name := units.Count(from)
		if to > from {
			name += "–" + units.Count(to)
		}
		bins = append(bins, degreeBin{name: name})
	}
	for _, degree := range sorted {
		bins[column(degree)-first].nodes++
	}
	return bins
}
