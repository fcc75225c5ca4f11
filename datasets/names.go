package datasets

import (
	"fmt"
	"slices"
	"strconv"
)

// ClassName is what a class is called, by Schema.Classes, or its number.
func (g *Graph) ClassName(class int) string {
	if class < 0 || class >= len(g.Schema.Classes) {
		return strconv.Itoa(class)
	}
	return g.Schema.Classes[class]
}

// OutputName is what an output of a model is called: a class, a task or a value, or its number.
func (g *Graph) OutputName(output int) string {
	if g.Labels() == ClassLabels || g.Labels() == NoLabels && len(g.Schema.Classes) > 0 {
		return g.ClassName(output)
	}
	if output < 0 || output >= len(g.Schema.Outputs) {
		return strconv.Itoa(output)
	}
	return g.Schema.Outputs[output]
}

// FeatureName is what a column of NodeFeatures is called, or its number.
func (g *Graph) FeatureName(column int) string {
	if column < 0 || column >= len(g.Schema.NodeFeatures) || g.Schema.NodeFeatures[column].Name == "" {
		return strconv.Itoa(column)
	}
	return g.Schema.NodeFeatures[column].String()
}

// validateSchema checks that there is a name for each column that may have one, and no name twice.
func (g *Graph) validateSchema() error {
	s := g.Schema
	features := func(list []Feature) (names []string) {
		for _, f := range list {
			names = append(names, f.String())
		}
		return names
	}
	outputs, what := max(g.Tasks.Cols, g.Values.Cols), "tasks or values"
	for _, of := range []struct {
		what  string
		names []string
		wants int
	}{
		{"node features", features(s.NodeFeatures), g.NodeFeatures.Cols},
		{"edge features", features(s.EdgeFeatures), g.EdgeFeatures.Cols},
		{"classes", s.Classes, g.NumClasses},
		{what, s.Outputs, outputs},
	} {
		foretold := g.Labels() == NoLabels && (of.what == "classes" || of.what == what) // by Conform
		if len(of.names) > 0 && len(of.names) != of.wants && !foretold {
			return fmt.Errorf("%d names for %d %s", len(of.names), of.wants, of.what)
		}
		sorted := slices.Sorted(slices.Values(of.names))
		for i := range sorted {
			if i > 0 && sorted[i] == sorted[i-1] && sorted[i] != "" {
				return fmt.Errorf("two %s have the name %q; give each its own", of.what, sorted[i])
			}
		}
	}
	for i, cell := range g.Filled {
		if cell.Node < 0 || int(cell.Node) >= g.NumNodes || cell.Column < 0 || int(cell.Column) >= len(s.NodeFeatures) {
			return fmt.Errorf("filled cell %d is node %d, column %d, which is not there", i, cell.Node, cell.Column)
		}
		if i > 0 && compareCells(g.Filled[i-1], cell) >= 0 {
			return fmt.Errorf("filled cell %d is out of order; sort them by node, then by column", i)
		}
	}
	return nil
}
