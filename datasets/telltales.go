package datasets

import "slices"

// source is a feature of a graph as it was before its categories became columns: a column, or those of all categories.
type source struct {
	name    string
	columns []int // of NodeFeatures; nil for the species
	species []int32
}

// value is the source's for a node: the number, or which of the categories it is.
func (s source) value(m Matrix, node int32) float32 {
	switch {
	case s.species != nil:
		return float32(s.species[node])
	case len(s.columns) == 1:
		return m.Row(int(node))[s.columns[0]]
	}
	row := m.Row(int(node))
	for i, column := range s.columns {
		if row[column] != 0 {
			return float32(i)
		}
	}
	return -1
}

// sources lists what a network reads of nodes: each column, before them what several columns of categories are from.
func (g *Graph) sources() []source {
	var all []source
	if g.Species != nil {
		all = append(all, source{name: "species", species: g.Species})
	}
	places := make(map[string]int) // of the categories' sources in all
	for column, f := range g.Schema.NodeFeatures {
		if f.Category == "" {
			continue
		}
		at, ok := places[f.Name]
		if !ok {
			at = len(all)
			places[f.Name] = at
			all = append(all, source{name: f.Name})
		}
		all[at].columns = append(all[at].columns, column)
	}
	for column := range g.NodeFeatures.Cols {
		all = append(all, source{name: featureNames(g.Schema.NodeFeatures, []int{column})[0], columns: []int{column}})
	}
	return all
}

// tellTales finds the features that tell the target by themselves: of all labelled nodes, or else of those that train.
func (g *Graph) tellTales() []Concern {
	sources := g.sources()
	if len(sources) == 0 || g.Labels() == NoLabels {
		return nil
	}
	every := make([]int32, g.NumNodes)
	for i := range every {
		every[i] = int32(i)
	}
	if found := g.tellTalesAmong(sources, every); found != nil {
		return found
	}
	found := g.tellTalesAmong(sources, g.Train)
	for i := range found {
		found[i].training = true
	}
	return found
}

// tellTalesAmong looks at some of the nodes.
func (g *Graph) tellTalesAmong(sources []source, nodes []int32) (found []Concern) {
	switch g.Labels() {
	case ClassLabels:
		of := g.labelledOf(nodes)
		for _, t := range g.tellers(sources, of, func(of []int32) decision {
			return newClassTeller(pick(g.Classes, of), g.NumClasses, len(sources)).tells
		}) {
			c := t.concern(len(of), ClassLabels)
			if t.class >= 0 {
				c.Targets = []string{nameOf(g.Schema.Classes, t.class)}
			}
			found = append(found, c)
		}
	case TaskLabels:
		found = g.tellColumns(g.Tasks, sources, nodes, TaskLabels, func(values, labels []float32) bool {
			return tellsTask(values, labels, len(sources))
		})
	case ValueLabels:
		found = g.tellColumns(g.Values, sources, nodes, ValueLabels, tellsValue)
	}
	return found
}

// tellColumns looks for each task, or each real number, at the nodes that are labelled for it.
func (g *Graph) tellColumns(targets Matrix, sources []source, nodes []int32, kind Labels,
	tells func(values, targets []float32) bool) (found []Concern) {
	for target := range targets.Cols {
		var of []int32
		for _, node := range nodes {
			if !isNaN(targets.Row(int(node))[target]) {
				of = append(of, node)
			}
		}
		for _, t := range g.tellers(sources, of, func(of []int32) decision {
			labels := make([]float32, len(of))
			for i, node := range of {
				labels[i] = targets.Row(int(node))[target]
			}
			return func(values []float32) (told, bool) { return told{-1, len(of)}, tells(values, labels) }
		}) {
			c := t.concern(len(of), kind)
			c.Targets = []string{nameOf(g.Schema.Outputs, target)}
			found = append(found, c)
		}
	}
	return found
}

func pick(from, nodes []int32) []int32 {
	picked := make([]int32, len(nodes))
	for i, node := range nodes {
		picked[i] = from[node]
	}
	return picked
}

func (g *Graph) labelledOf(nodes []int32) (labelled []int32) {
	for _, node := range nodes {
		if g.IsLabelled(node) {
			labelled = append(labelled, node)
		}
	}
	return labelled
}

// decision says what a feature's values of certain nodes tell of their targets, and whether that is something.
type decision func(values []float32) (told, bool)

// tale is what some sources tell alike.
type tale struct {
	told
	names []string
}

func (t tale) concern(nodes int, kind Labels) Concern {
	return Concern{Kind: TellTale, kind: kind, Columns: t.names, Found: t.nodes, All: nodes}
}

// tellers finds what sources tell of the targets of some nodes. A source is tried on some of them first. deciding makes
// what decides for certain nodes, for one goroutine.
func (g *Graph) tellers(sources []source, of []int32, deciding func(of []int32) decision) []tale {
	if len(of) < 2 {
		return nil
	}
	some := of
	if len(of) > sampled {
		some = make([]int32, sampled)
		for i := range some {
			some[i] = of[i*len(of)/sampled]
		}
	}
	const together = 16 // columns in a line of a processor's cache
	tells, found := make([]told, len(sources)), make([]bool, len(sources))
	inParallel(len(sources), together, func(from, to int) {
		values := make([][]float32, to-from)
		for i := range values {
			values[i] = make([]float32, len(some))
		}
		for i, node := range some {
			for s := from; s < to; s++ {
				values[s-from][i] = sources[s].value(g.NodeFeatures, node)
			}
		}
		first := deciding(some)
		for s := from; s < to; s++ {
			tells[s], found[s] = first(values[s-from])
			if found[s] && len(some) < len(of) {
				all := make([]float32, len(of))
				for i, node := range of {
					all[i] = sources[s].value(g.NodeFeatures, node)
				}
				tells[s], found[s] = deciding(of)(all)
			}
		}
	})
	return tales(sources, tells, found)
}

// tales joins the sources that tell the same. What the columns of a category tell is left out where all together do.
func tales(sources []source, tells []told, found []bool) (joined []tale) {
	covered := make(map[int]bool) // columns
	for i, s := range sources {
		if !found[i] || len(s.columns) == 1 && covered[s.columns[0]] {
			continue
		}
		if len(s.columns) > 1 {
			for _, column := range s.columns {
				covered[column] = true
			}
		}
		at := slices.IndexFunc(joined, func(t tale) bool { return t.class == tells[i].class })
		if at < 0 {
			at = len(joined)
			joined = append(joined, tale{told: tells[i]})
		}
		joined[at].nodes = min(joined[at].nodes, tells[i].nodes)
		joined[at].names = append(joined[at].names, s.name)
	}
	return joined
}
