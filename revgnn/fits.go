package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/units"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// evaluationBytes estimates what an evaluation of so many nodes and edges at once holds on the device: parameters, the
// part's data, a solver's history, the logits, two of the state, and for each edge half of the tensors that the
// operator's gradient would hold, rounded up. The compiled program's own figure was from half to twice that.
func (m *Model) evaluationBytes(nodes, edges int) int64 {
	c, size := m.config, int64(m.dtype().Size())
	width := c.Channels / c.Groups
	heldByEdge := 4 * width // of an operator that does not say
	if s, ok := m.operator.(conv.Sizer); ok {
		heldByEdge, _ = s.Held(width)
	}
	tensors := (heldByEdge + width - 1) / width
	numbers := m.Parameters() + int64(nodes)*int64(c.Outputs+2*c.Channels) +
		int64(edges)*int64(min(heldByEdge, (tensors+1)/2*width))
	total := size * numbers
	for _, s := range c.inputShapes(m.dtype(), nodes, edges) {
		total += s.ByteSize()
	}
	if c.Solver != nil {
		total += c.Solver.Bytes(int64(nodes)*int64(c.Channels), size)
	}
	return total
}

// fits refuses a partition whose parts are estimated to take more memory than the device has, where that is known.
func (m *Model) fits(device xla.Device, p *datasets.Partition) error {
	nodes, edges, parts := p.PaddedNodes(), p.PaddedEdges(), p.Parts()
	need := m.evaluationBytes(nodes, edges)
	if device.Bytes == 0 || need <= device.Bytes {
		return nil
	}
	what := "the whole graph"
	if parts > 1 {
		what = fmt.Sprintf("each of %d parts", parts)
	}
	does := fmt.Sprintf("revgnn: about %s of memory for %s, and the device (%s) has %s", units.Bytes(need), what, device.Name,
		units.Bytes(device.Bytes))
	if m.evaluationBytes(1, 1) <= device.Bytes {
		for more := parts + 1; more < parts*nodes; more++ {
			times := float64(more) / float64(parts)
			// An edge is inside a part when both its nodes are.
			if m.evaluationBytes(int(float64(nodes)/times)+1, int(float64(edges)/(times*times))+1) <= device.Bytes {
				return fmt.Errorf("%s; use WithParts(%d)", does, more)
			}
		}
	}
	return fmt.Errorf("%s, of which the parameters alone take %s; use a smaller network", does,
		units.Bytes(m.Parameters()*int64(m.dtype().Size())))
}
