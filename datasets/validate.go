package datasets

import (
	"errors"
	"fmt"
	"math"
)

const (
	// One id is left for the padding node of a part.
	maxNodes = math.MaxInt32 - 1
	maxEdges = math.MaxInt32
)

// Validate checks the whole graph: sizes, every index in range, edges sorted by target, no node twice in the splits,
// finite features, labels within their range. The error names the first entry that is wrong.
func (g *Graph) Validate() error {
	for _, check := range []func() error{g.validateEdges, g.validateFeatures, g.validateLabels, g.validateSplits} {
		if err := check(); err != nil {
			return fmt.Errorf("datasets: graph %q: %w", g.Name, err)
		}
	}
	return nil
}

func (g *Graph) validateEdges() error {
	if g.NumNodes < 1 || g.NumNodes > maxNodes {
		return fmt.Errorf("%d nodes; the number must be from 1 to %d", g.NumNodes, maxNodes)
	}
	if len(g.Source) != len(g.Target) {
		return fmt.Errorf("%d sources but %d targets; an edge has one of each", len(g.Source), len(g.Target))
	}
	if len(g.Target) > maxEdges {
		return fmt.Errorf("%d edges; at most %d fit", len(g.Target), maxEdges)
	}
	for e, target := range g.Target {
		for _, node := range [2]int32{g.Source[e], target} {
			if err := g.validateNode(node); err != nil {
				return fmt.Errorf("edge %d: %w", e, err)
			}
		}
		if e > 0 && target < g.Target[e-1] {
			return fmt.Errorf("edge %d has target %d after target %d; sort the edges by target", e, target, g.Target[e-1])
		}
	}
	return nil
}

func (g *Graph) validateNode(node int32) error {
	if node < 0 || int(node) >= g.NumNodes {
		return fmt.Errorf("there is no node %d; ids go from 0 to %d", node, g.NumNodes-1)
	}
	return nil
}

func (g *Graph) validateFeatures() error {
	for _, of := range []struct {
		name   string
		matrix Matrix
		rows   int
	}{{"node", g.NodeFeatures, g.NumNodes}, {"edge", g.EdgeFeatures, g.NumEdges()}} {
		if err := of.matrix.validateSize(of.rows); err != nil {
			return fmt.Errorf("%s features: %w", of.name, err)
		}
		for i, value := range of.matrix.Data {
			if !isFinite(value) {
				return fmt.Errorf("%s features: row %d, column %d is %v; features must be finite",
					of.name, i/of.matrix.Cols, i%of.matrix.Cols, value)
			}
		}
	}
	if g.Species != nil && len(g.Species) != g.NumNodes {
		return fmt.Errorf("%d species for %d nodes", len(g.Species), g.NumNodes)
	}
	return nil
}

func (m Matrix) validateSize(rows int) error {
	if m.Cols < 0 || len(m.Data) != rows*m.Cols {
		return fmt.Errorf("%d values, want %d rows × %d columns", len(m.Data), rows, m.Cols)
	}
	return nil
}

func (g *Graph) validateLabels() error {
	if err := g.Tasks.validateSize(g.NumNodes); err != nil {
		return fmt.Errorf("tasks: %w", err)
	}
	for i, label := range g.Tasks.Data {
		if !isTaskLabel(label) {
			return fmt.Errorf("node %d, task %d has label %v; a task's label is 0, 1 or NaN", i/g.Tasks.Cols, i%g.Tasks.Cols, label)
		}
	}
	if g.Classes == nil {
		if g.NumClasses != 0 {
			return fmt.Errorf("%d classes but no class for any node", g.NumClasses)
		}
		return nil
	}
	switch {
	case g.Tasks.Cols > 0:
		return errors.New("both classes and tasks; a graph has one of them")
	case len(g.Classes) != g.NumNodes:
		return fmt.Errorf("%d class labels for %d nodes", len(g.Classes), g.NumNodes)
	case g.NumClasses < 1:
		return fmt.Errorf("%d classes; set NumClasses to at least 1", g.NumClasses)
	}
	for node, class := range g.Classes {
		if class < -1 || int(class) >= g.NumClasses {
			return fmt.Errorf("node %d has class %d; classes go from 0 to %d, and −1 is unlabelled", node, class, g.NumClasses-1)
		}
	}
	return nil
}

func isTaskLabel(label float32) bool { return label == 0 || label == 1 || isNaN(label) }

func (g *Graph) validateSplits() error {
	marks := make(splitMarks, g.NumNodes)
	for split, nodes := range [][]int32{g.Train, g.Valid, g.Test} {
		for i, node := range nodes {
			err := g.validateNode(node)
			if err == nil {
				err = marks.put(node, split)
			}
			if err != nil {
				return fmt.Errorf("%s split, entry %d: %w", splitNames[split], i, err)
			}
		}
	}
	return nil
}

var splitNames = [3]string{"train", "valid", "test"}

// splitMarks holds for each node 1 + its split, 0 for none.
type splitMarks []uint8

func (m splitMarks) put(node int32, split int) error {
	if m[node] != 0 {
		return fmt.Errorf("node %d is in the %s split already; a node belongs to one split, once", node, splitNames[m[node]-1])
	}
	m[node] = uint8(split + 1)
	return nil
}
