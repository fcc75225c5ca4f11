package revgnn

import "github.com/kilolayer/kilolayer/revgnn/run"

// Info is what the record of a run says of the network and of the graph it was built for; what only a training knows is
// empty. viz.Model draws it.
func (m *Model) Info() run.Info {
	c := m.config
	info := run.Info{
		Model: run.Model{Family: c.Family, Operator: m.operator.String(), Depth: c.Depth,
			Channels: c.Channels, Groups: c.Groups, Tied: c.Tied, Parameters: m.Parameters()},
		Data: run.Data{Name: m.size.name, Nodes: m.size.nodes, Edges: m.size.edges},
	}
	// Both are written from JSON that was checked when the model was built; without them the rest still stands.
	info.Model.Config, _ = c.asMap()
	info.Model.Fingerprint, _ = c.fingerprint()
	return info
}
