package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/units"
)

// fitting is a partition of a graph in one piece, or one into as few parts as are estimated to fit the device.
func (m *Model) fitting(whole *datasets.Partition) (*datasets.Partition, error) {
	backend, err := xla.Default()
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	device := xla.Describe(backend)
	parts := m.partsThatFit(device, whole)
	if parts <= 1 {
		return whole, m.fits(device, whole)
	}
	cut, err := whole.Cut(parts, 0)
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	return cut, nil
}

// partsThatFit is into how many parts a partition is to be cut so that each is estimated to fit the device: those that it
// has where they do, 0 where none would.
func (m *Model) partsThatFit(device xla.Device, p *datasets.Partition) int {
	nodes, edges, parts := p.PaddedNodes(), p.PaddedEdges(), p.Parts()
	if device.Bytes == 0 || m.spec.EvaluationBytes(nodes, edges) <= device.Bytes {
		return parts
	}
	if m.spec.EvaluationBytes(1, 1) > device.Bytes {
		return 0
	}
	for more := parts + 1; more < parts*nodes; more++ {
		times := float64(more) / float64(parts)
		// An edge is inside a part when both its nodes are.
		if m.spec.EvaluationBytes(int(float64(nodes)/times)+1, int(float64(edges)/(times*times))+1) <= device.Bytes {
			return more
		}
	}
	return 0
}

// fits refuses a partition whose parts are estimated to take more memory than the device has, where that is known.
func (m *Model) fits(device xla.Device, p *datasets.Partition) error {
	nodes, edges, parts := p.PaddedNodes(), p.PaddedEdges(), p.Parts()
	need := m.spec.EvaluationBytes(nodes, edges)
	fit := m.partsThatFit(device, p)
	if fit == parts {
		return nil
	}
	what := "the whole graph"
	if parts > 1 {
		what = fmt.Sprintf("each of %d parts", parts)
	}
	does := fmt.Sprintf("revgnn: about %s of memory for %s, and the device (%s) has %s", units.Bytes(need), what,
		device.Name, units.Bytes(device.Bytes))
	if fit > 0 {
		return fmt.Errorf("%s; use WithParts(%d)", does, fit)
	}
	return fmt.Errorf("%s, of which the parameters alone take %s; use a smaller network", does,
		units.Bytes(m.Parameters()*int64(m.spec.DType().Size())))
}
