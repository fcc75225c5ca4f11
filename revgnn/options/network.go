package options

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Family says how the layers of a network are coupled.
type Family string

const (
	// Residual layers are Y = F(X) + X over all channels.
	Residual Family = "residual"
	// Reversible layers split the channels into groups: Y₀ = X₂ + … + X_G, Yᵢ = Fᵢ(Yᵢ₋₁) + Xᵢ (paper, section 3.1).
	Reversible Family = "reversible"
	// Equilibrium networks have one block in place of layers, and solve Z* = F(Z*, X) (paper, section 3.3).
	Equilibrium Family = "equilibrium"
)

// Backward says how a network's gradient gets at what the layers computed. The network is the same in each mode, and so
// is the gradient of all but Phantom.
type Backward string

const (
	// Invert rebuilds the input of each layer from its output. Memory does not grow with depth. Reversible layers alone
	// have an inverse.
	Invert Backward = "invert"
	// Recompute keeps the input of each layer, [N, C], and evaluates the layer again. For an equilibrium network it
	// differentiates plain iteration, with as many turns as the solver may take.
	Recompute Backward = "recompute"
	// Store keeps everything that the gradient reads, as plain automatic differentiation does. The layers are written
	// out one by one, so compile time and memory grow with depth. For an equilibrium network it does so with the turns
	// of plain iteration.
	Store Backward = "store"
	// Implicit solves a linear system at an equilibrium network's solution. Nothing of the search is kept.
	Implicit Backward = "implicit"
	// Phantom differentiates a few evaluations at an equilibrium network's solution as they stand. It is not the whole
	// gradient.
	Phantom Backward = "phantom"
)

// Modes lists the backward modes of each family, the cheapest in memory first.
var Modes = map[Family][]Backward{
	Residual:    {Recompute, Store},
	Reversible:  {Invert, Recompute, Store},
	Equilibrium: {Implicit, Phantom, Recompute, Store},
}

// Network is the options of a network. What it takes from its graph, the widths of inputs and outputs, is not among
// them.
type Network struct {
	// Family says how the layers are coupled.
	Family Family `json:"family" oneof:"residual,reversible,equilibrium"`
	// Operator is the graph convolution of the layers.
	Operator Operator `json:"operator"`
	// First and Last are convolutions in place of the linear encoder of the nodes and of the linear head. Depth counts
	// them.
	First Operator `json:"first operator,omitzero" for:"residual reversible"`
	Last  Operator `json:"last operator,omitzero" for:"residual reversible"`
	// Depth is the number of layers L.
	Depth int `json:"depth,omitzero" range:"[1,inf)" default:"residual=7 reversible=7" for:"residual reversible"`
	// Channels is the width C of the network, over all groups.
	Channels int `json:"channels" range:"[1,inf)" default:"64"`
	// Groups is the number of groups G that share the channels. A reversible layer has at least 2.
	Groups int `json:"groups,omitzero" range:"[1,inf)" default:"residual=1 reversible=2 equilibrium=1" for:"reversible equilibrium"`
	// Dropout is the rate of the mask that all layers of a step share.
	Dropout float64 `json:"dropout" range:"[0,1)"`
	// InputDropout is the rate at which numbers of the nodes' inputs are set to 0 in training.
	InputDropout float64 `json:"input dropout,omitzero" range:"[0,1)"`
	// Tied makes all layers share one set of parameters (paper, section 3.2).
	Tied bool `json:"tied,omitzero" for:"residual reversible"`
	// OwnFirstLayer gives the first of tied layers parameters of its own.
	OwnFirstLayer bool `json:"own first layer,omitzero" for:"residual reversible"`
	// Backward says how the gradient is computed.
	Backward Backward `json:"backward" oneof:"invert,recompute,store,implicit,phantom" default:"residual=recompute reversible=invert equilibrium=implicit"`
	// Solver is how the equilibrium is sought, and BackwardSolver how the linear system of the implicit gradient is
	// solved.
	Solver         *Solver `json:"solver,omitzero" for:"equilibrium" takes:"a solver such as solver.Anderson()"`
	BackwardSolver *Solver `json:"backward solver,omitzero" for:"equilibrium" takes:"a solver such as solver.Anderson()"`
	// PhantomSteps is how many evaluations Phantom differentiates. 0 stands for DefaultPhantomSteps.
	PhantomSteps int `json:"phantom steps,omitzero" range:"[0,inf)" for:"equilibrium"`
	// JacobianPenalty is the weight of ‖∂F/∂Z‖²/(N·C) in the loss (Bai et al. 2021, arXiv:2106.14342); 0 leaves it out.
	JacobianPenalty float64 `json:"jacobian penalty,omitzero" range:"[0,inf)" for:"equilibrium"`
	// LabelInput gives the labels of training nodes to the network as inputs.
	LabelInput bool `json:"label input,omitzero"`
	// LabelReuse is how often predictions stand in for the labels that are not given; 0 for never.
	LabelReuse int `json:"label reuse,omitzero" range:"[0,inf)"`
	// Float64 computes in double precision: twice the memory, for checks.
	Float64 bool `json:"float64,omitzero"`
	// Seed is what the parameters start from.
	Seed uint64 `json:"seed"`
}

// DefaultPhantomSteps is how many evaluations Phantom differentiates unless told.
const DefaultPhantomSteps = 5

// NewNetwork is the options of a family with its defaults. The operator is left open.
func NewNetwork(family Family) Network {
	n := Network{Family: family}
	setDefaults(&n)
	if family == Equilibrium {
		forward, backward := NewSolver(Anderson), NewSolver(Anderson)
		// At 1e-5 forward, converged gradients were up to 3.5e-3 off: where ReLU leaves a node little, the last
		// normalization makes much of the state's error.
		forward.Tolerance = 1e-6
		n.Solver, n.BackwardSolver = &forward, &backward
	}
	return n
}

func (n *Network) kind() string { return string(n.Family) }

// Name is the network in a few words, without its size: "weight-tied reversible GEN(max)", "equilibrium GCN".
func (n Network) Name() string {
	words := []string{string(n.Family), n.Operator.Name}
	if n.Tied {
		words = slices.Insert(words, 0, "weight-tied")
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// HasEnds tells whether convolutions stand in place of the encoder and the head.
func (n Network) HasEnds() bool { return !n.First.IsZero() }

// Layers is how many layers stand between the encoder and the head, of whatever form these are.
func (n Network) Layers() int {
	if n.HasEnds() {
		return n.Depth - 2
	}
	return n.Depth
}

// Turns is how many evaluations of the block are written out where everything is stored.
func (n Network) Turns() int {
	if n.Family == Equilibrium {
		return n.Solver.Iterations
	}
	return n.Layers()
}

// Phantoms is how many evaluations Phantom differentiates.
func (n Network) Phantoms() int {
	if n.PhantomSteps == 0 {
		return DefaultPhantomSteps
	}
	return n.PhantomSteps
}

// LeastTolerance is the least relative tolerance that the network's type of numbers can reach in a solve.
func (n Network) LeastTolerance() float64 {
	if n.Float64 {
		return LeastTolerance64
	}
	return LeastTolerance32
}

// Validate names the first option that is out of range, that has no meaning for the family, or none together with the
// others.
func (n Network) Validate() error {
	if Modes[n.Family] == nil {
		return fmt.Errorf("unknown family %q; use %s, %s or %s", n.Family, Residual, Reversible, Equilibrium)
	}
	if err := validate(&n); err != nil {
		return err
	}
	switch {
	case n.Operator.IsZero():
		return fmt.Errorf("no operator; give one, as in revgnn.Reversible(conv.GEN())")
	case n.Family == Reversible && n.Groups < 2:
		return fmt.Errorf("%d groups; a reversible layer needs at least 2", n.Groups)
	case n.Groups < 1:
		return fmt.Errorf("%d groups; use 1, as a %s network has", n.Groups, n.Family)
	case n.Channels%n.Groups != 0:
		return fmt.Errorf("%d channels do not split into %d groups; use a multiple of %d channels", n.Channels,
			n.Groups, n.Groups)
	case n.Backward == Invert && n.Family == Residual:
		return fmt.Errorf("a residual layer has no inverse; use revgnn.Recompute or revgnn.Store, or revgnn.Reversible")
	case !slices.Contains(Modes[n.Family], n.Backward):
		return fmt.Errorf("the backward mode %q for %s networks; use %s", n.Backward, n.Family, orList(Modes[n.Family]))
	case n.LabelReuse > 0 && !n.LabelInput:
		return fmt.Errorf("a label reuse of %d without label input, so there are no label columns to fill; "+
			"add \"label input\" (WithLabelInput)", n.LabelReuse)
	case n.First.IsZero() != n.Last.IsZero():
		return fmt.Errorf("one of \"first operator\" and \"last operator\" alone; give both")
	case n.Family == Equilibrium:
		return n.validateEquilibrium()
	case n.HasEnds():
		return n.validateEnds()
	case n.OwnFirstLayer && !n.Tied:
		return fmt.Errorf("an own first layer without tied weights; all layers have parameters of their own already")
	case n.OwnFirstLayer && n.Depth < 2:
		return fmt.Errorf("an own first layer at a depth of 1 leaves no tied layer; use at least 2 layers")
	}
	return nil
}

func (n Network) validateEquilibrium() error {
	for _, s := range []*Solver{n.Solver, n.BackwardSolver} {
		if s == nil {
			return fmt.Errorf("an equilibrium network without a solver; give it two")
		}
		if err := s.Validate(n.LeastTolerance()); err != nil {
			return err
		}
	}
	if n.PhantomSteps > 0 && n.Backward != Phantom {
		return fmt.Errorf("%d phantom steps with the backward mode %q; leave them out, or use revgnn.Phantom",
			n.PhantomSteps, n.Backward)
	}
	return nil
}

// validateEnds holds the depth against convolutional ends, which are two of the layers.
func (n Network) validateEnds() error {
	switch {
	case n.Depth < 2:
		return fmt.Errorf("a depth of %d layers with convolutional ends, which are two of them; use at least 2",
			n.Depth)
	case n.OwnFirstLayer:
		return fmt.Errorf("an own first layer together with convolutional ends, whose first layer has parameters of " +
			"its own " +
			"already; leave one out")
	case n.Tied && n.Depth < 3:
		return fmt.Errorf("tied weights at a depth of %d with convolutional ends leave no tied layer; use at least "+
			"3 layers",
			n.Depth)
	}
	return nil
}

// orList names backward modes as in "revgnn.Recompute or revgnn.Store".
func orList(modes []Backward) string {
	names := make([]string, len(modes))
	for i, mode := range modes {
		names[i] = "revgnn." + strings.ToUpper(string(mode[:1])) + string(mode[1:])
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// behind lists the options that stand behind another: "iterations", the most evaluations of both solvers, which the
// paper sets alike.
func (n *Network) behind(name string) []Field {
	if name != "backward solver" {
		return nil
	}
	f := Field{Name: "iterations", of: n, part: true, tag: `for:"equilibrium" range:"[1,inf)"`}
	f.get = func() any {
		if n.Solver == nil {
			return 0
		}
		return n.Solver.Iterations
	}
	f.set = func(value any) error {
		var most int
		if err := setWhole(&most, reflect.ValueOf(value), intervalOf(f.tag.Get("range"))); err != nil {
			return err
		}
		for _, solver := range []**Solver{&n.Solver, &n.BackwardSolver} {
			if *solver != nil {
				changed := **solver // other networks may share the one that it points to
				changed.Iterations = most
				*solver = &changed
			}
		}
		return nil
	}
	return []Field{f}
}
