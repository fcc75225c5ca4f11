package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/units"
)

// mostBelow is how many times the memory of a compiled evaluation its estimate may be: see net.Spec.EvaluationBytes.
const mostBelow = 2

// inParts says how to compute in a number of parts, for errors.
type inParts func(parts int) string

// withParts is how an Evaluate does.
func withParts(parts int) string { return fmt.Sprintf("use WithParts(%d)", parts) }

// bySubgraph is how a prediction can be had in parts.
func bySubgraph(parts int) string {
	return fmt.Sprintf("give it subgraphs by Transform().Subgraph, about %d of them", parts)
}

// fitting is a partition of a graph in one piece, or one into as few parts as are estimated to fit the device.
func (m *Model) fitting(whole *datasets.Partition) (*datasets.Partition, xla.Device, error) {
	device, err := here()
	if err != nil {
		return nil, device, err
	}
	parts := 1
	if device.Bytes > 0 {
		parts = m.partsThatFit(device, device.Bytes, whole)
	}
	if parts <= 1 {
		return whole, device, m.fits(device, whole, bySubgraph)
	}
	cut, err := whole.Cut(parts, 0)
	if err != nil {
		return nil, device, fmt.Errorf("revgnn: %w", err)
	}
	return cut, device, nil
}

// here is the device that computes.
func here() (xla.Device, error) {
	backend, err := xla.Default()
	if err != nil {
		return xla.Device{}, fmt.Errorf("revgnn: %w", err)
	}
	return xla.Describe(backend), nil
}

// partsThatFit is into how many parts a partition is to be cut so that each is estimated to take no more than a number
// of bytes on a device: those that it has where they do, 0 where none would.
func (m *Model) partsThatFit(device xla.Device, limit int64, p *datasets.Partition) int {
	nodes, edges, parts := p.PaddedNodes(), p.PaddedEdges(), p.Parts()
	if m.evaluationBytes(device, p) <= limit {
		return parts
	}
	if m.spec.EvaluationBytes(1, 1, device.Kernels) > limit {
		return 0
	}
	for more := parts + 1; more < parts*nodes; more++ {
		times := float64(more) / float64(parts)
		// An edge is inside a part when both its nodes are.
		n, e := int(float64(nodes)/times)+1, int(float64(edges)/(times*times))+1
		if m.spec.EvaluationBytes(n, e, device.Kernels) <= limit {
			return more
		}
	}
	return 0
}

func (m *Model) evaluationBytes(device xla.Device, p *datasets.Partition) int64 {
	return m.spec.EvaluationBytes(p.PaddedNodes(), p.PaddedEdges(), device.Kernels)
}

// fits refuses a partition whose parts clearly take more memory than the device has, where that is known: by the
// estimate even if that is as far off as it may be. What is advised fits by the estimate itself.
func (m *Model) fits(device xla.Device, p *datasets.Partition, how inParts) error {
	if device.Bytes == 0 || m.evaluationBytes(device, p) <= mostBelow*device.Most() {
		return nil
	}
	return m.tooLarge(device, p, device.Bytes, "has "+units.Bytes(device.Bytes), how)
}

// ranOut makes an error of the device, that it had no memory left for an evaluation, one that tells what takes half of
// it. Other errors stay as they are.
func (m *Model) ranOut(err error, device xla.Device, p *datasets.Partition, how inParts) error {
	if !xla.OutOfMemory(err) {
		return err
	}
	return m.tooLarge(device, p, m.evaluationBytes(device, p)/2, "had less left", how)
}

// tooLarge tells how many parts take no more than a limit.
func (m *Model) tooLarge(device xla.Device, p *datasets.Partition, limit int64, has string, how inParts) error {
	what := "the whole graph"
	if parts := p.Parts(); parts > 1 {
		what = fmt.Sprintf("each of %d parts", parts)
	}
	does := fmt.Sprintf("revgnn: about %s of memory for %s, and the device (%s) %s",
		units.Bytes(m.evaluationBytes(device, p)), what, device.Name, has)
	if parts := m.partsThatFit(device, limit, p); parts > 0 {
		return fmt.Errorf("%s; %s", does, how(parts))
	}
	return fmt.Errorf("%s, of which the parameters alone take %s; use a smaller network", does,
		units.Bytes(m.Parameters()*int64(m.spec.DType().Size())))
}
