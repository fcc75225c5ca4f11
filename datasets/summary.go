package datasets

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/kilolayer/kilolayer/internal/table"
)

// Table sums the graph up: size, features, labels, splits, in-degrees, memory.
func (g *Graph) Table() table.Table {
	t := table.Table{Title: g.Name, Columns: []string{"graph", "value"}}
	row := func(name, format string, values ...any) {
		t.Rows = append(t.Rows, []string{name, fmt.Sprintf(format, values...)})
	}
	row("nodes", "%s", thousands(g.NumNodes))
	row("directed edges", "%s", thousands(g.NumEdges()))
	row("features a node", "%d", g.NodeFeatures.Cols)
	row("features an edge", "%d", g.EdgeFeatures.Cols)
	switch g.Metric() {
	case "accuracy":
		row("labels", "%d classes", g.NumClasses)
	case "rocauc":
		row("labels", "%d tasks", g.Tasks.Cols)
	default:
		row("labels", "none")
	}
	row("labelled nodes", "%s", thousands(g.Labelled()))
	row("train / valid / test", "%s / %s / %s", thousands(len(g.Train)), thousands(len(g.Valid)), thousands(len(g.Test)))
	if g.Species != nil {
		row("species", "%d", len(g.speciesValues()))
	}
	degrees := g.InDegrees()
	if len(degrees) > 0 {
		row("in-degree min / mean / max", "%s / %.1f / %s", thousands(int(slices.Min(degrees))),
			float64(g.NumEdges())/float64(g.NumNodes), thousands(int(slices.Max(degrees))))
	}
	for _, source := range g.Source {
		degrees[source]++
	}
	isolated := 0
	for _, degree := range degrees {
		if degree == 0 {
			isolated++
		}
	}
	row("isolated nodes", "%s", thousands(isolated))
	row("memory", "%s", decimalBytes(g.Bytes()))
	return t
}

// String is the graph's table as plain text.
func (g *Graph) String() string { return g.Table().String() }

// thousands writes n with a comma between groups of three digits.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// decimalBytes writes n in units of 1000 with three significant digits, as figures do.
func decimalBytes(n int64) string {
	value, units := float64(n), []string{"B", "KB", "MB", "GB"}
	for value >= 999.5 && len(units) > 1 {
		value, units = value/1000, units[1:]
	}
	return fmt.Sprintf("%.3g %s", value, units[0])
}
