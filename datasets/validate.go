package datasets

import (
	"errors"
	"fmt"
	"math"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// Validate checks the whole graph: sizes, every index in range, edges sorted by target, no node twice in the splits,
// finite features, labels within their range. The error names the first entry that is wrong.
func (g *Graph) Validate() error {
	if err := g.validate(); err != nil {
		return fmt.Errorf("datasets: graph %q: %w", g.Name, err)
	}
	return nil
}

func (g *Graph) validate() error {
	for _, check := range []func() error{g.validateEdges, g.validateFeatures, g.validateLabels, g.validateSplits} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checkedTogether is the number of entries that one core checks before it takes more.
const checkedTogether = 1 << 16

func (g *Graph) validateEdges() error {
	if g.NumNodes < 1 || g.NumNodes > arrays.MaxNodes {
		return fmt.Errorf("%d nodes; the number must be from 1 to %d", g.NumNodes, arrays.MaxNodes)
	}
	if len(g.Source) != len(g.Target) {
		return fmt.Errorf("%d sources but %d targets; an edge has one of each", len(g.Source), len(g.Target))
	}
	if len(g.Target) > arrays.MaxEdges {
		return fmt.Errorf("%d edges; at most %d fit", len(g.Target), arrays.MaxEdges)
	}
	e := first(g.NumEdges(), checkedTogether, g.badEdge)
	if e == g.NumEdges() {
		return nil
	}
	source, target := g.Source[e], g.Target[e]
	for _, node := range [2]int32{source, target} {
		if err := g.validateNode(node); err != nil {
			return fmt.Errorf("edge %d: %w", e, err)
		}
	}
	return fmt.Errorf("edge %d has target %d after target %d; sort the edges by target", e, target, g.Target[e-1])
}

// badEdge is the first edge of a range with an end out of range or out of order, or the range's end.
func (g *Graph) badEdge(from, to int) int {
	last := g.Target[max(0, from-1)]
	targets := g.Target[from:to]
	nodes := uint32(g.NumNodes) // above any id that is in range, and below any negative one
	for i, source := range g.Source[from:to] {
		target := targets[i]
		if uint32(source) >= nodes || uint32(target) >= nodes || target < last {
			return from + i
		}
		last = target
	}
	return to
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
		values, cols := of.matrix.Data, of.matrix.Cols
		if i := firstNotFinite(values); i < len(values) {
			return fmt.Errorf("%s features: row %d, column %d is %v; features must be finite", of.name, i/cols, i%cols,
				values[i])
		}
	}
	for _, of := range []struct {
		what          string
		there         bool
		length, wants int
		each          string
	}{
		{"species", g.Species != nil, len(g.Species), g.NumNodes, "nodes"},
		{"years", g.Years != nil, len(g.Years), g.NumNodes, "nodes"},
		{"times", g.Times != nil, len(g.Times), g.NumNodes, "nodes"},
		{"ids", g.IDs != nil, len(g.IDs), g.NumNodes, "nodes"},
		{"names", g.Names != nil, len(g.Names), g.NumNodes, "nodes"},
		{"weights", g.EdgeWeights != nil, len(g.EdgeWeights), g.NumEdges(), "edges"},
		{"times", g.EdgeTimes != nil, len(g.EdgeTimes), g.NumEdges(), "edges"},
	} {
		if of.there && of.length != of.wants {
			return fmt.Errorf("%d %s for %d %s", of.length, of.what, of.wants, of.each)
		}
	}
	if e := firstNotFinite(g.EdgeWeights); e < len(g.EdgeWeights) {
		return fmt.Errorf("edge %d weighs %v; weights must be finite", e, g.EdgeWeights[e])
	}
	return g.validateSchema()
}

// firstNotFinite is the index of the first value that is NaN or infinite, or the number of values.
func firstNotFinite(values []float32) int {
	return first(len(values), checkedTogether, func(from, to int) int {
		if allFinite(values[from:to]) {
			return to
		}
		return indexNot(arrays.IsFinite, values, from, to)
	})
}

// allFinite looks at eight values at a time, as features are most of a graph's bytes.
func allFinite(values []float32) bool {
	// NaN and infinity are the values whose exponent is all ones: adding one to it carries into the sign's place.
	const exponent, one, carry = 0x7f800000, 0x00800000, 0x80000000
	for ; len(values) >= 8; values = values[8:] {
		v := (*[8]float32)(values)
		b := func(i int) uint32 { return math.Float32bits(v[i])&exponent + one }
		if (b(0)|b(1)|b(2)|b(3)|b(4)|b(5)|b(6)|b(7))&carry != 0 {
			return false
		}
	}
	return indexNot(arrays.IsFinite, values, 0, len(values)) == len(values)
}

// indexNot is the first index from from to to−1 whose value is not as it should be, or to.
func indexNot(is func(float32) bool, values []float32, from, to int) int {
	for i, value := range values[from:to] {
		if !is(value) {
			return from + i
		}
	}
	return to
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
	labels, cols := g.Tasks.Data, g.Tasks.Cols
	i := first(len(labels), checkedTogether, func(from,
		to int) int {
		return indexNot(arrays.IsTaskLabel, labels, from, to)
	})
	if i < len(labels) {
		return fmt.Errorf("node %d, task %d has label %v; a task's label is 0, 1 or NaN", i/cols, i%cols, labels[i])
	}
	if err := g.Values.validateSize(g.NumNodes); err != nil {
		return fmt.Errorf("values: %w", err)
	}
	for i, value := range g.Values.Data {
		if math.IsInf(float64(value), 0) {
			return fmt.Errorf("node %d has the value %v; a value is finite, or NaN where the node is unlabelled",
				i/g.Values.Cols, value)
		}
	}
	if g.Values.Cols > 0 && (g.Tasks.Cols > 0 || g.Classes != nil) {
		return errors.New("both values and classes or tasks; a graph has one kind of labels")
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
			return fmt.Errorf("node %d has class %d; classes go from 0 to %d, and −1 is unlabelled", node, class,
				g.NumClasses-1)
		}
	}
	return nil
}

func (g *Graph) validateSplits() error {
	// A file can claim many nodes in a few bytes, so the memory for the marks must follow the length of the splits,
	// too.
	put := make(arrays.FewMarks).Put
	if entries := len(g.Train) + len(g.Valid) + len(g.Test); g.NumNodes/64 <= entries {
		put = make(arrays.Marks, g.NumNodes).Put
	}
	for split, nodes := range [][]int32{g.Train, g.Valid, g.Test} {
		for i, node := range nodes {
			err := g.validateNode(node)
			if err == nil {
				err = put(node, split)
			}
			if err != nil {
				return fmt.Errorf("%s split, entry %d: %w", arrays.SplitNames[split], i, err)
			}
		}
	}
	return nil
}
