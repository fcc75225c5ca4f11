package revgnn

import (
	"context"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Estimate predicts the memory of a training step on the whole graph the model was built for. Nothing is compiled.
//
// Parameters, gradients, optimizer state, data and a solver's history are counted exactly. Gradients are those of
// stacked layers, which the loops write into memory of their own; all others are activations of the step. Activations
// are estimated from the tensors that one operator's gradient holds, as the operator states them, and 3 or 4 of the
// state's size:
//
//	Invert     those of one group
//	Recompute  the same, and the input of each layer
//	Store      the same, and of each other layer what it keeps until its gradient
//	Implicit   half as much again, since F is linearized as a whole; for few edges per node, what the searches hold
//
// Convolutional ends count where they hold more than a layer; what the first one holds of the nodes comes on top.
//
// Where programs will call kernels, which work on edges without a tensor per edge, the estimate is with those. Profile
// measures all of it.
func (m *Model) Estimate() run.Memory {
	return m.spec.Estimate(m.size.nodes+1, m.size.edges, xla.Kernels())
}

// EstimateTraining is Estimate for a step of a training: on one part of several, with the state of its optimizer and,
// where it has a teacher, the teacher's logits.
func (m *Model) EstimateTraining(o options.Training) run.Memory {
	return m.estimateTraining(o, xla.Kernels())
}

// estimateTraining is EstimateTraining for a device whose programs call kernels, or do not.
func (m *Model) estimateTraining(o options.Training, kernels bool) run.Memory {
	size := m.size.part(o.Parts)
	e := m.spec.Estimate(size.nodes+1, size.edges, kernels)
	e.OptimizerBytes = moments(o.Optimizer) * e.ParameterBytes
	if o.Accumulate > max(1, o.Devices) {
		e.OptimizerBytes += e.ParameterBytes // the sums of the gradients
	}
	if o.Alpha > 0 {
		for _, s := range taughtShapes(m.spec.DType(), size.nodes+1, m.spec.Widths().Outputs) {
			e.DataBytes += s.ByteSize()
		}
	}
	return e
}

// part is the size of one part of several, as datasets.Graph.Partition pads them but for the one node of padding. Parts
// are random, so both ends of an edge are in the same one at a chance of one in parts; padding takes up to a tenth
// more.
func (s graphSize) part(parts int) graphSize {
	if parts > 1 {
		s.nodes = (s.nodes + parts - 1) / parts
		s.edges = s.edges/parts*11/(10*parts) + 1
	}
	return s
}

// ForSize is the model for estimates of a graph of another size than the one that it was built for.
func (m *Model) ForSize(name string, nodes, edges int) *Model {
	return &Model{spec: m.spec, size: graphSize{name: name, nodes: nodes, edges: edges}, parameters: m.parameters}
}

// Profile compiles one training step on the whole graph, with the options that Train has by default, and reads its
// memory. It trains nothing.
func (m *Model) Profile(g *datasets.Graph) cell.Task[run.Memory] {
	return cell.NewTask(func(ctx context.Context) (run.Memory, error) {
		c, err := m.Compile(g).WithContext(ctx).Done()
		if err != nil {
			return run.Memory{}, err
		}
		defer c.Close()
		return c.Memory(), nil
	})
}
