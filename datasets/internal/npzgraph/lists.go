package npzgraph

import "strings"

// readList reads [2, E] or [E, 2].
func (g *graph) readList(name string) error {
	list, shape, err := g.archive.IntRows(name)
	if err != nil {
		return err
	}
	if shape[0] != 2 && shape[1] != 2 {
		return g.archive.Errorf(name, "has shape %v; want [2, E] or [E, 2]", shape)
	}
	g.from(name, "[2, E]: sources and targets")
	if shape[0] == 2 {
		count := shape[1]
		g.addEdges(list[:count], list[count:])
		return nil
	}
	g.note = "[E, 2]: a source and a target each"
	g.edges = make([]edge, shape[0])
	for e := range g.edges {
		g.edges[e] = edge{list[2*e], list[2*e+1], e}
	}
	return nil
}

// readPair reads an array of sources and one of targets.
func (g *graph) readPair(names [2]string) error {
	sources, err := g.archive.Ints(names[0])
	if err != nil {
		return err
	}
	targets, err := g.archive.Ints(names[1])
	if err != nil {
		return err
	}
	if len(sources) != len(targets) {
		return g.archive.Errorf(names[1], "has %d values; array %s has %d", len(targets), names[0], len(sources))
	}
	g.from(names[0], "sources and targets", names[1])
	g.addEdges(sources, targets)
	return nil
}

// readDense reads a matrix [N, N].
func (g *graph) readDense(name string) error {
	values, err := g.archive.Any(name)
	if err != nil {
		return err
	}
	if len(values.Shape) != 2 || values.Rows() != values.Cols() || values.Kind.IsText() {
		return g.archive.Errorf(name, "has type %q and shape %v; want numbers [N, N]", values.Kind, values.Shape)
	}
	g.nodes, g.nodesFrom = values.Rows(), name
	g.from(name, "a matrix: each entry that is not 0 is an edge from its row to its column")
	g.value, g.of = values, name
	for at := range values.Len() {
		if values.Float(at) != 0 {
			g.edges = append(g.edges, edge{at / g.nodes, at % g.nodes, at})
		}
	}
	return nil
}

func (g *graph) addEdges(sources, targets []int) {
	g.edges = make([]edge, len(sources))
	for e, source := range sources {
		g.edges[e] = edge{source, targets[e], e}
	}
}

// from says which arrays the edges are from, for errors and for the report.
func (g *graph) from(name, note string, others ...string) {
	g.ends, g.note = strings.Join(append([]string{name}, others...), ", "), note
	for _, name := range append(others, name) {
		g.used[name] = true
	}
}
