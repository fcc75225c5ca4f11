package datasets

// edges is a list of edges that replaces those of a graph: from where to where, and which edge of the graph each was.
type edges struct {
	source, target []int32
	from           []int32 // −1 for an edge that is new
}

func newEdges(room int) *edges {
	return &edges{make([]int32, 0, room), make([]int32, 0, room), make([]int32, 0, room)}
}

func (l *edges) add(source, target, from int32) {
	l.source, l.target, l.from = append(l.source, source), append(l.target, target), append(l.from, from)
}

// setEdges replaces the edges of g by a list that was made of them. New edges have the features of a row; they weigh 1,
// and their time is 0.
func (g *Graph) setEdges(l *edges, row []float32) {
	old := *g
	g.Source, g.Target = l.source, l.target
	if old.EdgeFeatures.Cols > 0 {
		g.EdgeFeatures = newMatrix(len(l.from), old.EdgeFeatures.Cols)
		for e, from := range l.from {
			features := row
			if from >= 0 {
				features = old.EdgeFeatures.Row(int(from))
			}
			copy(g.EdgeFeatures.Row(e), features)
		}
	}
	g.EdgeWeights = picked(old.EdgeWeights, l.from, 1)
	g.EdgeTimes = picked(old.EdgeTimes, l.from, 0)
}

// picked is a value for each place in from, which is −1 where the value is new; nil stays nil.
func picked[T any](values []T, from []int32, fresh T) []T {
	if values == nil {
		return nil
	}
	list := make([]T, len(from))
	for i, place := range from {
		if list[i] = fresh; place >= 0 {
			list[i] = values[place]
		}
	}
	return list
}
