package revgnn

import (
	"errors"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// New builds the network of options, as those of a record or an experiment, for a graph. Residual, Reversible and
// Equilibrium are builders for the same.
func New(o options.Network, g *datasets.Graph) (*Model, error) {
	if g == nil {
		return nil, errors.New("revgnn: no graph; give one, so that the widths of inputs and outputs are known")
	}
	operators, err := net.OperatorsOf(o)
	if err != nil {
		return nil, fault.OneLine(err)
	}
	return build(o, operators, g)
}

func build(o options.Network, operators net.Operators, g *datasets.Graph) (*Model, error) {
	spec, err := net.New(o, operators, g)
	if err != nil {
		return nil, fault.OneLine(err)
	}
	return newModel(spec, graphSize{name: g.Name, nodes: g.NumNodes, edges: g.NumEdges()}, g.Schema), nil
}
