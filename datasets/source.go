package datasets

// Source is what every builder of this package ends in.
type Source interface {
	// Done returns the graph, or an error that says what to change.
	Done() (*Graph, error)
	// Must is Done for notebook cells: an error is printed as one line and ends the program with exit status 1.
	Must() *Graph
}

// valid returns g, or what is wrong with it.
func valid(g *Graph) (*Graph, error) {
	if err := g.Validate(); err != nil {
		return nil, err
	}
	return g, nil
}
