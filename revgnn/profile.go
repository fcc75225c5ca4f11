package revgnn

import (
	"fmt"
	"strings"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Estimate predicts the memory of a training step on the whole graph the model was built for. Nothing is compiled.
//
// Parameters, gradients, optimizer state and data are counted exactly. Activations are those of the reversible backward
// pass, estimated as 4 tensors a directed edge of a group's width and 16 a node of the network's, in the number's size: what
// XLA's CPU compiler takes for GEN with maximum, the largest of the operators. Profile measures it.
func (m *Model) Estimate() run.Memory {
	size := int64(m.dtype().Size())
	c := m.config
	e := m.memory("estimated")
	nodes, edges := int64(m.size.nodes+1), int64(m.size.edges)
	const edgeTensors, nodeTensors = 4, 16
	e.Activations = size * (edgeTensors*edges*int64(c.Channels/c.Groups) + nodeTensors*nodes*int64(c.Channels))
	if c.Backward == Store {
		e.Activations = e.Activations / edgeTensors * (2*int64(c.Depth*c.Groups) + edgeTensors)
	}
	e.ParameterBytes = size * m.Parameters()
	e.GradientBytes = e.ParameterBytes
	e.OptimizerBytes = 2 * e.ParameterBytes // Adam's two moments
	for _, s := range append(c.inputShapes(m.dtype(), int(nodes), int(edges)), c.labelShapes(m.dtype(), int(nodes))...) {
		e.DataBytes += s.ByteSize()
	}
	return e
}

// memory starts a profile with what it is of.
func (m *Model) memory(source string) run.Memory {
	c := m.config
	return run.Memory{
		Label: fmt.Sprintf("%d layers", c.Depth), Family: c.Family, Depth: c.Depth, Channels: c.Channels, Groups: c.Groups,
		Parameters: m.Parameters(), Source: source,
	}
}

// Profile compiles one training step on the graph, with Adam, and reads its memory. It trains nothing.
func (m *Model) Profile(g *datasets.Graph) (run.Memory, error) {
	c, err := m.Compile(g)
	if err != nil {
		return run.Memory{}, err
	}
	defer c.Close()
	return c.Memory(), nil
}

// measure splits the memory of a compiled training step into its parts.
func (m *Model) measure(program *graph.Graph, store *model.Store, data []shapes.Shape) (run.Memory, error) {
	p := m.memory("compiled")
	compiled, err := xla.CompiledMemory(program)
	if err != nil {
		return p, err
	}
	// Outputs that are not written over an input are the step's own, like its scratch space: the loss.
	p.Activations = compiled.Temporary + compiled.Outputs - compiled.Aliases
	p.GeneratedCodeBytes = compiled.GeneratedCode
	for _, s := range data {
		p.DataBytes += s.ByteSize()
	}
	for v := range store.IterVariables() {
		if !v.InUseByGraph(program) {
			continue
		}
		size := v.Shape().ByteSize()
		switch {
		case strings.HasPrefix(v.Path(), modelScope+"/"):
			p.ParameterBytes += size
		case strings.HasPrefix(v.Path(), gradientScope+"/"):
			p.GradientBytes += size
		default:
			p.OptimizerBytes += size
		}
	}
	device := xla.Describe(program.Backend())
	p.Device, p.DeviceBytes = device.Name, device.Bytes
	return p, nil
}
