package conv

import (
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

// Sizer is an Operator that states what the gradient of one of its applications holds at once, for estimates of memory:
// so many numbers a directed edge and so many a node, for an output of the given width.
type Sizer interface {
	Held(out int) (edge, node int)
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

// Affine computes x·weight + bias.
func Affine(x, weight, bias *graph.Node) *graph.Node {
	return graph.Add(graph.Dot(x, weight).Product(), graph.ExpandLeftToRank(bias, x.Rank()))
}

// LayerNorm normalizes the last axis: gain·(x − mean)/√(variance + ε) + offset with ε = 1e-5 as in PyTorch.
func LayerNorm(x, gain, offset *graph.Node) *graph.Node {
	const epsilon = 1e-5
	centred := graph.Sub(x, graph.ReduceAndKeep(x, graph.ReduceMean, -1))
	variance := graph.ReduceAndKeep(graph.Square(centred), graph.ReduceMean, -1)
	// Sqrt and Div, since Rsqrt has no gradient in GoMLX.
	unit := graph.Div(centred, graph.Sqrt(graph.AddScalar(variance, epsilon)))
	return graph.Add(graph.Mul(unit, graph.ExpandLeftToRank(gain, x.Rank())), graph.ExpandLeftToRank(offset, x.Rank()))
}

// ReLU is max(x, 0), with gradient 0 at 0. NaN stays NaN.
func ReLU(x *graph.Node) *graph.Node {
	zeros := graph.ZerosLike(x)
	return graph.Where(graph.LessOrEqual(x, zeros), zeros, x)
}

// unit divides each row by its length ‖x‖₂, or by 1e-12 where that is larger, as PyTorch's normalize.
func unit(x *graph.Node) *graph.Node {
	const epsilon = 1e-12
	length := length(x)
	least := graph.FillScalar(x.Graph(), length.Shape(), epsilon)
	return graph.Div(x, graph.Where(graph.LessThan(length, least), least, length))
}

// length is ‖x‖₂ of each row, with gradient 0 at 0: [N, 1].
func length(x *graph.Node) *graph.Node {
	square := graph.ReduceAndKeep(graph.Square(x), graph.ReduceSum, -1)
	none := graph.IsZero(square)
	root := graph.Sqrt(graph.Where(none, graph.OnesLike(square), square)) // Sqrt has no gradient at 0
	return graph.Where(none, graph.ZerosLike(square), root)
}
