package revgnn

import (
	"strings"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Estimate predicts the memory of a training step on the whole graph the model was built for. Nothing is compiled.
//
// Parameters, gradients, optimizer state, data and a solver's history are counted exactly. Gradients are those of stacked
// layers, which the loops write into memory of their own; all others are activations of the step. Activations are
// estimated from the tensors that one operator's gradient holds, as the operator states them, and 4 of the state's size:
//
//	Invert     those of one group
//	Recompute  the same, and each layer's input
//	Store      the same, and in each layer those of the nodes; an operator whose gradient reads its messages keeps more
//	Implicit   half as much again, since F is linearized as a whole
//
// Convolutional ends count where they hold more than a layer; what the first one holds of the nodes comes on top.
//
// Profile measures them.
func (m *Model) Estimate() run.Memory {
	size := int64(m.dtype().Size())
	c := m.config
	nodes, edges := int64(m.size.nodes+1), int64(m.size.edges)
	e := m.memory("estimated", nodes)
	held := func(f convolution) (values int64, byNode int) {
		byEdge, byNode := 4*f.out, 12*f.out // of an operator that does not say
		if s, ok := f.operator.(conv.Sizer); ok {
			byEdge, byNode = s.Held(f.out)
		}
		return edges*int64(byEdge) + nodes*int64(byNode), byNode
	}
	state := nodes * int64(c.Channels)
	group, heldByNode := held(m.block.convolution())
	e.Activations = group + 4*state
	if c.hasEnds() {
		// The ends and the layers take turns; of the first convolution, what it holds of the nodes is kept meanwhile.
		firstHeld, firstByNode := held(m.first)
		lastHeld, _ := held(m.last)
		e.Activations = max(firstHeld, group, lastHeld) + nodes*int64(firstByNode) + 4*state
	}
	switch turns := int64(c.turns()); {
	case c.Backward == Store:
		e.Activations += turns * nodes * int64(c.Groups*heldByNode)
	case c.Backward == Recompute:
		e.Activations += turns * state
	case c.Family == equilibrium:
		e.Activations += group / 2
	}
	e.Activations *= size
	e.ParameterBytes = size * m.Parameters()
	for _, v := range m.vars {
		if v.part == stack && c.Backward != Store {
			e.GradientBytes += size * v.size()
		}
	}
	e.OptimizerBytes = 2 * e.ParameterBytes // Adam's two moments
	for _, s := range c.stepShapes(m.dtype(), int(nodes), int(edges)) {
		e.DataBytes += s.ByteSize()
	}
	return e
}

// estimateStep is Estimate for a training's step: on one of so many parts, with the state of its optimizer and, where it has
// a teacher, the teacher's logits.
func (m *Model) estimateStep(parts int, o Optimizer, taught bool) run.Memory {
	part := *m
	part.size = m.size.part(parts)
	e := part.Estimate()
	e.OptimizerBytes = o.moments() * e.ParameterBytes
	if taught {
		for _, s := range taughtShapes(m.dtype(), part.size.nodes+1, m.config.Outputs) {
			e.DataBytes += s.ByteSize()
		}
	}
	return e
}

// part is the size of one of so many parts, as datasets.Graph.Partition pads them but for the one node of padding. Parts are
// random, so both ends of an edge are in the same one at a chance of one in parts; padding takes up to a tenth more.
func (s graphSize) part(parts int) graphSize {
	if parts > 1 {
		s.nodes = (s.nodes + parts - 1) / parts
		s.edges = s.edges/parts*11/(10*parts) + 1
	}
	return s
}

// memory starts a profile with what it is of. For an equilibrium network it has the solver's part, of n nodes.
func (m *Model) memory(source string, nodes int64) run.Memory {
	c := m.config
	p := run.Memory{
		Family: c.Family, Depth: c.Depth, Channels: c.Channels, Groups: c.Groups, Tied: c.Tied, Backward: string(c.Backward),
		Parameters: m.Parameters(), Source: source,
	}
	if c.Family == equilibrium {
		unknowns, size := nodes*int64(c.Channels), int64(m.dtype().Size())
		p.SolverBytes = c.Solver.Bytes(unknowns, size)
		if c.Backward == Implicit {
			// One solve after the other: they share their memory.
			p.SolverBytes = max(p.SolverBytes, c.BackwardSolver.Bytes(unknowns, size))
		}
	}
	return p
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

// MustProfile is Profile for notebook cells: on an error it prints one line and ends the program.
func (m *Model) MustProfile(g *datasets.Graph) run.Memory { return must(m.Profile(g)) }

// measure splits the memory of a training step, compiled for so many nodes, into its parts.
func (m *Model) measure(program *graph.Graph, store *model.Store, nodes int, data []shapes.Shape) (run.Memory, error) {
	p := m.memory("compiled", int64(nodes))
	compiled, err := xla.CompiledMemory(program)
	if err != nil {
		return p, err
	}
	// Outputs that are not written over an input are the step's own, like its scratch space: the loss.
	p.Activations = compiled.Temporary + compiled.Outputs - compiled.Aliases - p.SolverBytes
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
		case strings.HasPrefix(v.Path(), normsScope+"/"): // outputs of the step, like its loss
			p.Activations += size
		case strings.HasPrefix(v.Path(), solverScope+"/"):
			p.SolverBytes += size
		default:
			p.OptimizerBytes += size
		}
	}
	device := xla.Describe(program.Backend())
	p.Device, p.DeviceBytes = device.Name, device.Bytes
	return p, nil
}
