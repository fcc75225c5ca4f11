package conv

import (
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
)

// Operator is a graph convolution of given options.
type Operator interface {
	// String names the operator and its options, as in "GEN(max)".
	String() string

	// Parameters lists the parameters of one layer that maps in channels to out channels.
	// edge is the width of the edges' embedding, 0 when there is none.
	Parameters(in, out, edge int) []Parameter

	// Prepare computes what all layers read of the edges, such as degrees. It runs once, before the first layer.
	// like tells the type of the numbers and the graph.
	Prepare(edges *Edges, like *graph.Node) []*graph.Node

	// Apply maps x [N, in] to [N, out]. params holds the values of Parameters, in order, and prepared those of Prepare.
	// It must be a function of its inputs alone: no randomness, no statistics of the batch, no variables.
	Apply(x *graph.Node, edges *Edges, prepared, params []*graph.Node) *graph.Node
}

// Fitter is an Operator that can't map any width to any other. Fits is nil, or an error that names the value, the limit
// and what to do.
type Fitter interface {
	Fits(in, out int) error
}

// Sizer is an Operator that states what one of its applications holds, for estimates of memory, where its output has
// the given width. XLA's operations hold tensors with a row per edge; where kernels do their work, as for sums, maxima
// and attention on a CPU, hardly any.
type Sizer interface {
	Held(out int, kernels bool) Held
}

// Held counts numbers that one application of an operator holds.
type Held struct {
	// Edge and Node are what its gradient holds at once, per directed edge and per node.
	Edge, Node int

	// StoredEdge and StoredNode are what plain differentiation keeps of a layer, with its normalization, until its
	// gradient is taken.
	StoredEdge, StoredNode int
}

// tensors counts tensors of equally wide rows: with a row per edge, and with a row per node.
type tensors struct{ edge, node float64 }

// heldOf is what tensors hold whose rows have one width for edges and another one for nodes.
func heldOf(edgeWidth, nodeWidth int, once, stored tensors) Held {
	return Held{
		Edge: int(once.edge * float64(edgeWidth)), Node: int(once.node * float64(nodeWidth)),
		StoredEdge: int(stored.edge * float64(edgeWidth)), StoredNode: int(stored.node * float64(nodeWidth)),
	}
}

// withEdge adds numbers that the gradient holds for each edge.
func (h Held) withEdge(numbers int) Held {
	h.Edge += numbers
	return h
}

// Validator is an Operator with options that may be out of range or have no meaning together. Validate is nil, or an
// error that names the value, the limit and what to do. It is called before a network is built, and when an operator is
// built from its record.
type Validator interface {
	Validate() error
}

// validate asks an operator that can be asked.
func validate(operator Operator) error {
	if v, ok := operator.(Validator); ok {
		return v.Validate()
	}
	return nil
}

// Parameter is one tensor of a layer's parameters.
type Parameter struct {
	Name  string
	Shape []int
	Start Start
	FanIn int     // inputs of one output, for Uniform
	Value float64 // for Constant
}

// Start says how a parameter starts.
type Start int

const (
	Uniform Start = iota // uniform in ±1/√FanIn, as PyTorch's Linear
	Zeros
	Ones
	Constant // Value everywhere
)

// Linear lists the weight [in, out] and the bias [out] of a linear map.
func Linear(name string, in, out int) []Parameter {
	return []Parameter{
		{Name: name + ".weight", Shape: []int{in, out}, Start: Uniform, FanIn: in},
		{Name: name + ".bias", Shape: []int{out}, Start: Uniform, FanIn: in},
	}
}

// Norm lists the gain and the offset of a layer normalization.
func Norm(name string, channels int) []Parameter {
	return []Parameter{
		{Name: name + ".weight", Shape: []int{channels}, Start: Ones},
		{Name: name + ".bias", Shape: []int{channels}, Start: Zeros},
	}
}

// parameters is the values of a layer's parameters by their names. What a layer lacks is nil.
type parameters map[string]*graph.Node

// byName gives the values that Apply receives the names under which Parameters lists them.
func byName(list []Parameter, values []*graph.Node) parameters {
	if len(values) != len(list) {
		panic(fmt.Errorf("conv: %d values for the %d parameters of a layer", len(values), len(list)))
	}
	named := parameters{}
	for i, p := range list {
		named[p.Name] = values[i]
	}
	return named
}

// linear is the linear map of a name, with or without a bias.
func (p parameters) linear(name string, x *graph.Node) *graph.Node {
	return affine(x, p[name+".weight"], p[name+".bias"])
}
