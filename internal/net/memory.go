package net

import (
	"strings"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// Estimate predicts the memory of a training step on given numbers of nodes and edges, padding included, with Adam. The
// page of revgnn's Model.Estimate says what is counted. kernels tells whether programs call those of internal/kernel.
func (s *Spec) Estimate(nodes, edges int, kernels bool) run.Memory {
	o, size := s.options, int64(s.DType().Size())
	e := s.memory("estimated", nodes)
	held := s.block.convolution.held(kernels)
	group := once(held, nodes, edges)
	state := int64(nodes) * int64(o.Channels)
	e.Activations = group + 4*state
	if kernels { // which hold nothing of a normalization
		e.Activations = group + 3*state
	}
	switch {
	case o.HasEnds() && kernels && o.Backward != options.Store:
		// The first convolution is computed again, when of the layers nothing but a gradient is left.
		first, last := once(s.first.held(kernels), nodes, edges), once(s.last.held(kernels), nodes, edges)
		e.Activations = max(e.Activations, first+state, last+2*state)
	case o.HasEnds():
		// The ends and the layers take turns; of the first convolution, what it holds of the nodes is kept meanwhile.
		first, last := s.first.held(kernels), s.last.held(kernels)
		e.Activations = max(once(first, nodes, edges), group, once(last, nodes, edges)) +
			int64(nodes)*int64(first.Node) + 3*state
	}
	// The loss takes its turn before the gradient of the layers: the logits, their gradient and two more like them.
	e.Activations = max(e.Activations, 4*int64(nodes)*int64(s.widths.Outputs)+state)
	switch turns := int64(o.Turns()); {
	case o.Backward == options.Store:
		stored := int64(edges)*int64(held.StoredEdge) + int64(nodes)*int64(held.StoredNode)
		e.Activations += (turns*int64(o.Groups) - 1) * stored // that of the last group is counted
	case o.Backward == options.Recompute:
		e.Activations += turns * state
	case o.Family == options.Equilibrium:
		// Where nodes weigh more than edges, the searches need the most: the solver's steps, and F linearized.
		e.Activations = max(e.Activations+group/2, 13*state+4*int64(nodes)*int64(held.Node))
	}
	e.Activations *= size
	e.ParameterBytes = size * s.Parameters()
	for _, v := range s.variables {
		if v.Part == Stack && o.Backward != options.Store {
			e.GradientBytes += size * v.Size()
		}
	}
	e.OptimizerBytes = 2 * e.ParameterBytes // Adam's two moments
	for _, shape := range s.StepShapes(nodes, edges) {
		e.DataBytes += shape.ByteSize()
	}
	return e
}

// held is what an application of a convolution holds.
func (c convolution) held(kernels bool) conv.Held {
	if s, ok := c.operator.(conv.Sizer); ok {
		return s.Held(c.out, kernels)
	}
	return conv.Held{Edge: 4 * c.out, Node: 12 * c.out, StoredNode: 12 * c.out} // of an operator that does not say
}

// once is how many numbers a gradient holds at once.
func once(h conv.Held, nodes, edges int) int64 {
	return int64(edges)*int64(h.Edge) + int64(nodes)*int64(h.Node)
}

// EvaluationBytes estimates what an evaluation of the given numbers of nodes and edges at once holds on the device:
// parameters, the part's data, a solver's history, the logits, two of the state, and for each edge half of the tensors
// that the operator's gradient would hold, rounded up. The compiled program's own figure was from half to twice that.
func (s *Spec) EvaluationBytes(nodes, edges int, kernels bool) int64 {
	o, size := s.options, int64(s.DType().Size())
	width := o.Channels / o.Groups
	heldByEdge := 4 * width // of an operator that does not say
	if sizer, ok := s.operators.Layers.(conv.Sizer); ok {
		heldByEdge = sizer.Held(width, kernels).Edge
	}
	tensors := (heldByEdge + width - 1) / width
	numbers := s.Parameters() + int64(nodes)*int64(s.widths.Outputs+2*o.Channels) +
		int64(edges)*int64(min(heldByEdge, (tensors+1)/2*width))
	total := size * numbers
	for _, shape := range s.InputShapes(nodes, edges) {
		total += shape.ByteSize()
	}
	if o.Solver != nil {
		total += (solver.Solver{Solver: *o.Solver}).Bytes(int64(nodes)*int64(o.Channels), size)
	}
	return total
}

// Measure splits the memory of a compiled training step on the given number of nodes into its parts. The store is the
// step's, and data are the tensors that it takes.
func (s *Spec) Measure(program *graph.Graph, store *model.Store, nodes int, data []shapes.Shape) (run.Memory, error) {
	p := s.memory("compiled", nodes)
	compiled, err := xla.CompiledMemory(program)
	if err != nil {
		return p, err
	}
	// Outputs that are not written over an input are the step's own, like its scratch space: the loss.
	p.Activations = compiled.Temporary + compiled.Outputs - compiled.Aliases - p.SolverBytes
	p.GeneratedCodeBytes = compiled.GeneratedCode
	for _, shape := range data {
		p.DataBytes += shape.ByteSize()
	}
	for v := range store.IterVariables() {
		if !v.InUseByGraph(program) {
			continue
		}
		size := v.Shape().ByteSize()
		switch {
		case strings.HasPrefix(v.Path(), ParameterScope+"/"):
			p.ParameterBytes += size
		case strings.HasPrefix(v.Path(), GradientScope+"/"):
			p.GradientBytes += size
		case strings.HasPrefix(v.Path(), NormScope+"/"): // outputs of the step, like its loss
			p.Activations += size
		case strings.HasPrefix(v.Path(), SolverScope+"/"):
			p.SolverBytes += size
		default:
			p.OptimizerBytes += size
		}
	}
	device := xla.Describe(program.Backend())
	p.Device, p.DeviceBytes = device.Name, device.Bytes
	return p, nil
}

// memory starts a profile with what it is of. For an equilibrium network it has the solver's share, for so many nodes.
func (s *Spec) memory(source string, nodes int) run.Memory {
	o := s.options
	p := run.Memory{
		Family: string(o.Family), Depth: o.Depth, Channels: o.Channels, Groups: o.Groups, Backward: string(o.Backward),
		Tied: o.Tied || o.Family == options.Equilibrium, Parameters: s.Parameters(), Source: source,
	}
	if o.Family == options.Equilibrium {
		unknowns, size := int64(nodes)*int64(o.Channels), int64(s.DType().Size())
		p.SolverBytes = (solver.Solver{Solver: *o.Solver}).Bytes(unknowns, size)
		if o.Backward == options.Implicit {
			// One solve after the other: they share their memory.
			p.SolverBytes = max(p.SolverBytes, (solver.Solver{Solver: *o.BackwardSolver}).Bytes(unknowns, size))
		}
	}
	return p
}
