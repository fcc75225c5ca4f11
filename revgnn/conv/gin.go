package conv

import (
	"fmt"
	"math"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
)

// GINConv is the operator of graph isomorphism networks. Build it with GIN.
type GINConv struct {
	epsilon float64
	learned bool

	hidden    int
	ownHidden bool // hidden was given; else the MLP is as wide as the result
}

// GIN is the operator of "How Powerful are Graph Neural Networks?" (arXiv:1810.00826), node by node
//
//	x'_v = MLP((1 + ε)·x_v + Σ_u w_uv·x_u),  MLP: Linear(in, hidden), ReLU, Linear(hidden, out)
//
// with ε = 0 and as many hidden channels as out by default. w is Edges.Weight, 1 without. Edges.Embedding is not read.
func GIN() GINConv { return GINConv{} }

// WithEpsilon sets ε.
func (c GINConv) WithEpsilon(epsilon float64) GINConv { c.epsilon = epsilon; return c }

// WithLearnedEpsilon makes ε a parameter that starts at the given one.
func (c GINConv) WithLearnedEpsilon() GINConv { c.learned = true; return c }

// WithHidden sets the MLP's hidden channels.
func (c GINConv) WithHidden(channels int) GINConv { c.hidden, c.ownHidden = channels, true; return c }

// Epsilon is ε, or what it starts at where it is learned.
func (c GINConv) Epsilon() (value float64, learned bool) { return c.epsilon, c.learned }

// String names the operator and its options.
func (c GINConv) String() string {
	var parts []string
	if c.epsilon != 0 || c.learned {
		parts = append(parts, fmt.Sprintf("ε=%g", c.epsilon)+learnedMark(c.learned))
	}
	if c.ownHidden {
		parts = append(parts, fmt.Sprintf("%d hidden", c.hidden))
	}
	if parts == nil {
		return "GIN"
	}
	return "GIN(" + strings.Join(parts, ", ") + ")"
}

// Validate refuses values out of range.
func (c GINConv) Validate() error {
	switch {
	case math.IsNaN(c.epsilon) || math.IsInf(c.epsilon, 0):
		return fmt.Errorf("conv: ε = %g; use a finite one", c.epsilon)
	case c.ownHidden && c.hidden < 1:
		return fmt.Errorf("conv: %d hidden channels; use at least 1", c.hidden)
	}
	return nil
}

// Parameters implements Operator. GIN does not read the edges' embedding.
func (c GINConv) Parameters(in, out, _ int) []Parameter {
	var p []Parameter
	if c.learned {
		p = append(p, Parameter{Name: "epsilon", Shape: []int{1}, Start: Constant, Value: c.epsilon})
	}
	hidden := out
	if c.ownHidden {
		hidden = c.hidden
	}
	p = append(p, Linear("mlp.0", in, hidden)...)
	return append(p, Linear("mlp.1", hidden, out)...)
}

// Prepare implements Operator. There is nothing to prepare.
func (c GINConv) Prepare(*Edges, *graph.Node) []*graph.Node { return nil }

// UsesWeights implements Weighted.
func (c GINConv) UsesWeights() bool { return true }

// Apply implements Operator.
func (c GINConv) Apply(x *graph.Node, edges *Edges, _, params []*graph.Node) *graph.Node {
	own := graph.MulScalar(x, 1+c.epsilon)
	if c.learned {
		own = graph.Mul(x, graph.ExpandLeftToRank(graph.OnePlus(params[0]), 2))
		params = params[1:]
	}
	sum := graph.Add(own, edges.SumByTarget(edges.Weigh(edges.GatherSource(x))))
	return Affine(ReLU(Affine(sum, params[0], params[1])), params[2], params[3])
}

// Held implements Sizer, as measured on XLA's CPU compiler with as many hidden channels as out.
func (c GINConv) Held(out int, kernels bool) Held {
	if kernels {
		return heldOf(out, out, tensors{0, 4}, tensors{0, 4.5}).withEdge(1) // the edges in the order of their sources
	}
	return heldOf(out, out, tensors{1, 4}, tensors{0, 5.7})
}

// ginRecord is GIN's options as JSON. Learned is ε's.
type ginRecord struct {
	Name    string  `json:"name"`
	Learned bool    `json:"learned,omitempty"`
	Epsilon float64 `json:"epsilon,omitempty"`
	Hidden  int     `json:"hidden,omitempty"`
}

func (c GINConv) record() ginRecord {
	return ginRecord{Name: "GIN", Learned: c.learned, Epsilon: c.epsilon, Hidden: c.hidden}
}

func (r ginRecord) operator() (GINConv, error) {
	return GINConv{epsilon: r.Epsilon, learned: r.Learned, hidden: r.Hidden, ownHidden: r.Hidden != 0}, nil
}
