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

// byEvaluation is how Predict's logits are had in parts.
func byEvaluation(parts int) string {
	return fmt.Sprintf("use revgnn.Evaluate(model, graph).WithParts(%d), which keeps the logits", parts)
}

// bySubgraph is how embeddings are had in parts.
func bySubgraph(parts int) string {
	return fmt.Sprintf("embed subgraphs of it by Transform().Subgraph, about %d of them", parts)
}

// fits refuses a partition whose parts clearly take more memory than the device has, where that is known: by the
// estimate even if that is as far off as it may be. What is advised fits by the estimate itself.
func (m *Model) fits(device xla.Device, p *datasets.Partition, how inParts) error {
	if device.Bytes == 0 || m.evaluationBytes(p) <= mostBelow*device.Most() {
		return nil
	}
	return m.tooLarge(device, p, device.Bytes, "has "+units.Bytes(device.Bytes), how)
}

// device is the one that computes, where the partition fits it. No parameters are drawn before.
func (m *Model) device(p *datasets.Partition, how inParts) (xla.Device, error) {
	backend, err := xla.Default()
	if err != nil {
		return xla.Device{}, fmt.Errorf("revgnn: %w", err)
	}
	device := xla.Describe(backend)
	return device, m.fits(device, p, how)
}

func (m *Model) evaluationBytes(p *datasets.Partition) int64 {
	return m.spec.EvaluationBytes(p.PaddedNodes(), p.PaddedEdges())
}

// ranOut makes an error of the device, that it had no memory left for an evaluation, one that tells what takes half of
// it. Other errors stay as they are.
func (m *Model) ranOut(err error, device xla.Device, p *datasets.Partition, how inParts) error {
	if !xla.OutOfMemory(err) {
		return err
	}
	return m.tooLarge(device, p, m.evaluationBytes(p)/2, "had less left", how)
}

// tooLarge tells how many parts take no more than a limit.
func (m *Model) tooLarge(device xla.Device, p *datasets.Partition, limit int64, has string, how inParts) error {
	nodes, edges, parts := p.PaddedNodes(), p.PaddedEdges(), p.Parts()
	what := "the whole graph"
	if parts > 1 {
		what = fmt.Sprintf("each of %d parts", parts)
	}
	does := fmt.Sprintf("revgnn: about %s of memory for %s, and the device (%s) %s", units.Bytes(m.evaluationBytes(p)),
		what, device.Name, has)
	if m.spec.EvaluationBytes(1, 1) <= limit {
		for more := parts + 1; more < parts*nodes; more++ {
			times := float64(more) / float64(parts)
			// An edge is inside a part when both its nodes are.
			if m.spec.EvaluationBytes(int(float64(nodes)/times)+1, int(float64(edges)/(times*times))+1) <= limit {
				return fmt.Errorf("%s; %s", does, how(more))
			}
		}
	}
	return fmt.Errorf("%s, of which the parameters alone take %s; use a smaller network", does,
		units.Bytes(m.Parameters()*int64(m.spec.DType().Size())))
}
