package datasets

import (
	"fmt"

	"github.com/kilolayer/kilolayer/cell"
)

// Transformed is a graph on its way through transforms. [Graph.Transform] starts it, each step returns it changed, and
// the last call is Done or Must.
type Transformed struct {
	graph *Graph
	err   error
}

// Transform starts a chain of transforms:
//
//	g := datasets.Karate().Must().Transform().ToUndirected().AddSelfLoops().LargestComponent().Must()
//
// The steps are done in the order they are written in. They never change g; what a step leaves as it is, the new graph
// shares with the old. The first step that fails is named in the error, and those after it are not done. The graph must
// be valid, as every builder's is.
func (g *Graph) Transform() *Transformed {
	with := *g
	return &Transformed{graph: &with}
}

// Done returns the graph, or the error of the first step that failed.
func (t *Transformed) Done() (*Graph, error) {
	if t.err != nil {
		return nil, t.err
	}
	return t.graph, nil
}

// Must is Done for notebook cells; see [Source].
func (t *Transformed) Must() *Graph { return cell.Must(t.Done()) }

// step applies a change to a copy of the graph that shares its arrays: change replaces arrays and never writes into
// one.
func (t *Transformed) step(change func(g *Graph) error, name string, arguments ...any) *Transformed {
	if t.err != nil {
		return t
	}
	with := *t.graph
	if err := change(&with); err != nil {
		return &Transformed{err: fmt.Errorf("datasets: graph %q: %s: %w", with.Name, fmt.Sprintf(name, arguments...),
			err)}
	}
	return &Transformed{graph: &with}
}
