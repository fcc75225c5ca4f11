package datasets

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Conform returns the graph as a model reads it that was trained on a graph of schema s: features in the order of the
// schema, matched by their names, standardized and filled by the schema's numbers; classes, tasks and values numbered
// as there. What is equal already is shared with g.
//
// Columns of g that the schema does not have are left out. A feature of the schema that g lacks, and a category, class
// or task of g that the schema does not know, are errors. Where either side has no names, columns are matched by their
// place and must be as many; so are classes. A graph without labels stays without, and gets the names of what the model
// predicts.
func (g *Graph) Conform(s Schema) (*Graph, error) {
	with := *g
	err := with.conform(s)
	if err != nil {
		return nil, fmt.Errorf("datasets: graph %q: %w", g.Name, err)
	}
	return &with, nil
}

func (g *Graph) conform(s Schema) (err error) {
	filled := map[Cell]bool{}
	for _, cell := range g.Filled {
		filled[cell] = true
	}
	own := g.Schema
	from, err := match("node", own.NodeFeatures, s.NodeFeatures, g.NodeFeatures.Cols)
	if err != nil {
		return err
	}
	g.NodeFeatures = reread(g.NodeFeatures, own.NodeFeatures, s.NodeFeatures, from, filled)
	g.Filled = movedCells(g.Filled, from)
	if from, err = match("edge", own.EdgeFeatures, s.EdgeFeatures, g.EdgeFeatures.Cols); err != nil {
		return err
	}
	g.EdgeFeatures = reread(g.EdgeFeatures, own.EdgeFeatures, s.EdgeFeatures, from, nil)
	if s.RowNormalized && !own.RowNormalized {
		if err := g.normalizeFeatures(); err != nil {
			return err
		}
	} else if own.RowNormalized && !s.RowNormalized && g.NodeFeatures.Cols > 0 {
		return errors.New("each node's features are divided by their sum, and those that the model was trained on " +
			"were " +
			"not; give the graph without NormalizeFeatures")
	}
	if g.Labels() == NoLabels {
		g.Schema.Classes, g.Schema.Outputs = s.Classes, s.Outputs
	}
	if err := g.conformClasses(s); err != nil {
		return err
	}
	if err := g.conformOutputs(s); err != nil {
		return err
	}
	g.Schema.NodeFeatures, g.Schema.EdgeFeatures = s.NodeFeatures, s.EdgeFeatures
	return nil
}

// absent is the place of a category that no node of the graph has.
const absent = -1

// match finds for each feature of a schema the column of a graph, or absent for a category that the graph does not
// have; nil where columns keep their places.
func match(of string, own, want []Feature, columns int) (from []int, err error) {
	if !haveNames(own) || !haveNames(want) {
		if len(want) > 0 && columns != len(want) {
			return nil, fmt.Errorf("%d %s features, and the model was trained on %d", columns, of, len(want))
		}
		return nil, nil
	}
	places, categories := map[string]int{}, map[string][]string{}
	for column, f := range own {
		places[f.String()] = column
		if f.Category != "" {
			categories[f.Name] = append(categories[f.Name], f.Category)
		}
	}
	known := map[string]bool{}
	var missing []string
	for _, f := range want {
		known[f.String()] = true
		column, ok := places[f.String()]
		switch {
		case ok:
		case f.Category != "" && categories[f.Name] != nil, f.IsMissing: // no node of this graph has it
			column = absent
		default:
			missing = append(missing, f.String())
		}
		from = append(from, column)
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("it lacks %s, which the model was trained on; the graph has %s", listed(of+" "+
			"feature", missing),
			listed("", namesOf(own)))
	}
	for _, f := range own {
		if f.Category != "" && !known[f.String()] && slices.ContainsFunc(want, func(w Feature) bool {
			return w.Name == f.Name && w.Category != ""
		}) {
			return nil, fmt.Errorf("%q has the category %q, which the model was not trained on; leave its %ss out, "+
				"or train "+
				"anew", f.Name, f.Category, of)
		}
	}
	return from, nil
}

// haveNames says whether all features have names.
func haveNames(list []Feature) bool {
	return len(list) > 0 && !slices.ContainsFunc(list, func(f Feature) bool { return f.Name == "" })
}

func namesOf(list []Feature) (names []string) {
	for _, f := range list {
		names = append(names, f.String())
	}
	return names
}

// listed names some things: the feature "a", the features "a" and "b".
func listed(what string, names []string) string {
	const most = 10
	var quoted []string
	for _, name := range names[:min(most, len(names))] {
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	if len(names) > most {
		quoted = append(quoted, fmt.Sprintf("%d more", len(names)-most))
	}
	text := quoted[0]
	if n := len(quoted); n > 1 {
		text = strings.Join(quoted[:n-1], ", ") + " and " + quoted[n-1]
		what += "s"
	}
	if what == "s" || what == "" {
		return text
	}
	return "the " + what + " " + text
}

// sameScale says whether two columns hold the same for the same value of the source, or for none.
func sameScale(a, b Feature) bool {
	sameFill := a.Fill == nil || b.Fill == nil || *a.Fill == *b.Fill
	return a.Mean == b.Mean && a.Deviation == b.Deviation && sameFill
}

// reread is a matrix with the columns that from names, nil for all, as a schema has them.
func reread(m Matrix, own, want []Feature, from []int, filled map[Cell]bool) Matrix {
	if from == nil && len(own) == 0 && len(want) == 0 || m.Cols == 0 {
		return m
	}
	cols := m.Cols
	if from != nil {
		cols = len(from)
	}
	at := func(list []Feature, column int) Feature {
		if column < 0 || column >= len(list) {
			return Feature{}
		}
		return list[column]
	}
	same := cols == m.Cols
	for column := range cols {
		place := column
		if from != nil {
			place = from[column]
		}
		same = same && place == column && sameScale(at(own, place), at(want, column))
	}
	if same {
		return m
	}
	made := newMatrix(m.Rows(), cols)
	for column := range cols {
		place := column
		if from != nil {
			place = from[column]
		}
		a, b := at(own, place), at(want, column)
		for row := range m.Rows() {
			value := float32(0)
			switch {
			case place == absent:
			case filled[Cell{int32(row), int32(place)}] && b.Fill != nil:
				value = b.Scaled(*b.Fill)
			case a.Mean == b.Mean && a.Deviation == b.Deviation:
				value = m.Row(row)[place]
			default:
				value = b.Scaled(a.Unscaled(m.Row(row)[place]))
			}
			made.Row(row)[column] = value
		}
	}
	return made
}

// movedCells are cells after their columns have moved; those of columns that are gone are gone.
func movedCells(cells []Cell, from []int) []Cell {
	if from == nil || len(cells) == 0 {
		return cells
	}
	var moved []Cell
	for _, cell := range cells {
		if column := slices.Index(from, int(cell.Column)); column >= 0 {
			moved = append(moved, Cell{cell.Node, int32(column)})
		}
	}
	slices.SortFunc(moved, compareCells)
	return moved
}

// conformClasses numbers the classes as the schema does.
func (g *Graph) conformClasses(s Schema) error {
	if g.Classes == nil || len(s.Classes) == 0 {
		return nil
	}
	if len(g.Schema.Classes) == 0 {
		if g.NumClasses > len(s.Classes) {
			return fmt.Errorf("%d classes, and the model was trained on %d", g.NumClasses, len(s.Classes))
		}
		g.NumClasses, g.Schema.Classes = len(s.Classes), s.Classes
		return nil
	}
	if slices.Equal(g.Schema.Classes, s.Classes) {
		return nil
	}
	to := make([]int32, len(g.Schema.Classes))
	var unknown []string
	for class, name := range g.Schema.Classes {
		if to[class] = int32(slices.Index(s.Classes, name)); to[class] < 0 && slices.Contains(g.Classes, int32(class)) {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		return fmt.Errorf("%s, which the model was not trained on; it knows %s", listed("class", unknown),
			listed("", s.Classes))
	}
	classes := make([]int32, len(g.Classes))
	for node, class := range g.Classes {
		if classes[node] = -1; class >= 0 {
			classes[node] = to[class]
		}
	}
	g.Classes, g.NumClasses, g.Schema.Classes = classes, len(s.Classes), s.Classes
	return nil
}

// conformOutputs orders tasks or values as the schema does.
func (g *Graph) conformOutputs(s Schema) error {
	own := g.Schema.Outputs
	if len(own) == 0 || len(s.Outputs) == 0 || slices.Equal(own, s.Outputs) {
		return nil
	}
	var from []int
	var missing []string
	for _, name := range s.Outputs {
		place := slices.Index(own, name)
		if place < 0 {
			missing = append(missing, name)
		}
		from = append(from, place)
	}
	if len(missing) > 0 {
		return fmt.Errorf("it lacks %s to predict, which the model was trained on; leave its labels out to predict "+
			"them",
			listed("column", missing))
	}
	for _, m := range []*Matrix{&g.Tasks, &g.Values} {
		if m.Cols == 0 {
			continue
		}
		old := *m
		*m = newMatrix(g.NumNodes, len(from))
		for node := range g.NumNodes {
			for column, place := range from {
				m.Row(node)[column] = old.Row(node)[place]
			}
		}
	}
	g.Schema.Outputs = s.Outputs
	return nil
}

// WithoutLabels is the graph without classes, tasks, values and splits, as one for prediction.
func (g *Graph) WithoutLabels() *Graph {
	with := *g
	with.Classes, with.NumClasses, with.Tasks, with.Values = nil, 0, Matrix{}, Matrix{}
	with.Train, with.Valid, with.Test = nil, nil, nil
	with.Schema.Classes, with.Schema.Outputs = nil, nil
	return &with
}
