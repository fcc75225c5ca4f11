package datasets

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// Table is the summary in two columns. Below what is said of the graph, there is a row for each column of the source.
func (s Summary) Table() table.Table {
	t := table.Table{Title: s.Name, Columns: []string{"graph", "value"}}
	row := func(name, format string, values ...any) {
		t.Rows = append(t.Rows, []string{name, fmt.Sprintf(format, values...)})
	}
	features := func(name string, columns int, nonZero float64) {
		if columns == 0 {
			row(name, "none")
			return
		}
		row(name, "%s, %.3g%% not 0", units.Count(columns), 100*nonZero)
	}
	if s.Format != "" {
		row("read as", "%s", s.Format)
	}
	row("nodes", "%s", units.Count(s.Nodes))
	row("directed edges", "%s", units.Count(s.Edges))
	row("undirected", "%s", map[bool]string{true: "yes", false: "no"}[s.Undirected])
	row("self-loops", "%s", units.Count(s.SelfLoops))
	row("duplicate edges", "%s", units.Count(s.Duplicates))
	row("isolated nodes", "%s", units.Count(s.Isolated))
	row("in-degree min / median / mean / max", "%s / %g / %.1f / %s",
		units.Count(s.MinInDegree), s.MedianInDegree, s.MeanInDegree, units.Count(s.MaxInDegree))
	features("features a node", s.NodeFeatures, s.NonZeroNode)
	features("features an edge", s.EdgeFeatures, s.NonZeroEdge)
	if s.EdgeWeights.Known > 0 {
		row("weights of edges", "%s", s.EdgeWeights)
	}
	switch {
	case len(s.Values) > 0:
		row("labels", "%s", counted(len(s.Values), "value"))
	case s.Tasks > 0:
		row("labels", "%s", counted(s.Tasks, "yes/no task"))
	case s.Classes > 0:
		row("labels", "%s classes", units.Count(s.Classes))
	default:
		row("labels", "none")
	}
	row("labelled nodes", "%s", units.Count(s.Labelled))
	if s.Classes > 0 {
		row("nodes a class", "%s", s.classSizes())
	}
	if s.Tasks > 0 {
		row("yes", "%s", s.yesShares())
	}
	if s.Classes > 0 || s.Tasks == 1 {
		row("edge homophily, adjusted", "%s, %s", share(s.Homophily), share(s.AdjustedHomophily))
	}
	for i, value := range s.Values {
		row(fmt.Sprintf("value %s", cmp.Or(value.Name, strconv.Itoa(i))), "%s", value)
	}
	row("train / valid / test / none", "%s / %s / %s / %s",
		units.Count(s.Train), units.Count(s.Valid), units.Count(s.Test), units.Count(s.InNoSplit))
	if s.Species > 0 {
		row("species", "%s", units.Count(s.Species))
	}
	if s.FirstYear != 0 || s.LastYear != 0 {
		row("years", "%d to %d", s.FirstYear, s.LastYear)
	}
	if len(s.Names) > 0 {
		more := ""
		if len(s.Names) < s.Nodes {
			more = ", …"
		}
		row("names of nodes", "%s%s", strings.Join(s.Names, ", "), more)
	}
	row("memory", "%s", units.Bytes(s.Bytes))
	for _, of := range s.columnRows() {
		row(of[0], "%s", of[1])
	}
	return t
}

// classSizes writes the nodes of each class, or of many classes the range.
func (s Summary) classSizes() string {
	const most = 8 // as many as make no cell wide
	if len(s.ClassNodes) > most {
		sizes := slices.Sorted(slices.Values(s.ClassNodes))
		return fmt.Sprintf("%s to %s", units.Count(sizes[0]), units.Count(sizes[len(sizes)-1]))
	}
	words := make([]string, len(s.ClassNodes))
	for class, n := range s.ClassNodes {
		words[class] = units.Count(n)
		if s.ClassNames != nil {
			words[class] = s.ClassNames[class] + " " + words[class]
		}
	}
	return strings.Join(words, " / ")
}

// yesShares writes the share of yes, or of several tasks the range.
func (s Summary) yesShares() string {
	var known []float64
	for _, share := range s.Yes {
		if !math.IsNaN(share) {
			known = append(known, share)
		}
	}
	if len(known) == 0 {
		return "none"
	}
	percent := func(share float64) string { return fmt.Sprintf("%.3g%%", 100*share) }
	if len(s.Yes) == 1 {
		return percent(known[0])
	}
	sum := 0.0
	for _, share := range known {
		sum += share
	}
	return fmt.Sprintf("%s to %s, mean %s", percent(slices.Min(known)), percent(slices.Max(known)),
		percent(sum/float64(len(known))))
}

func share(x float64) string {
	if math.IsNaN(x) {
		return "none"
	}
	return fmt.Sprintf("%.2f", x)
}

// String is what the values lie between.
func (r Range) String() string { return fmt.Sprintf("%g to %g", r.Min, r.Max) }

// String is the summary's table as plain text.
func (s Summary) String() string { return s.Table().String() }

// Table is the table of the graph's summary.
func (g *Graph) Table() table.Table { return g.Summary().Table() }
