package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/units"
)

// fits refuses a partition whose parts are estimated to take more memory than the device has, where that is known.
func (m *Model) fits(device xla.Device, p *datasets.Partition) error {
	nodes, edges, parts := p.PaddedNodes(), p.PaddedEdges(), p.Parts()
	need := m.spec.EvaluationBytes(nodes, edges)
	if device.Bytes == 0 || need <= device.Bytes {
		return nil
	}
	what := "the whole graph"
	if parts > 1 {
		what = fmt.Sprintf("each of %d parts", parts)
	}
	does := fmt.Sprintf("revgnn: about %s of memory for %s, and the device (%s) has %s", units.Bytes(need), what,
		device.Name, units.Bytes(device.Bytes))
	if m.spec.EvaluationBytes(1, 1) <= device.Bytes {
		for more := parts + 1; more < parts*nodes; more++ {
			times := float64(more) / float64(parts)
			// An edge is inside a part when both its nodes are.
			if m.spec.EvaluationBytes(int(float64(nodes)/times)+1,
				int(float64(edges)/(times*times))+1) <= device.Bytes {
				return fmt.Errorf("%s; use WithParts(%d)", does, more)
			}
		}
	}
	return fmt.Errorf("%s, of which the parameters alone take %s; use a smaller network", does,
		units.Bytes(m.Parameters()*int64(m.spec.DType().Size())))
}
