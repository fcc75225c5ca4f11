package reversible

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// Coupling is a stack of grouped reversible layers around a function of one's own.
type Coupling struct {
	// Depth is the number of layers L, at least 1.
	Depth int
	// Groups is the number of groups G that share the channels, at least 2.
	Groups int
	// F is the function of a group, counted from 0. It maps a state x of the group's C/G channels to one of the same
	// shape. params are the parameters of that group in that layer, in the order of Parameters, and shared the values
	// that Apply was given. It must be a function of these alone: no node of the model from outside of them, no
	// randomness, no statistics of the batch, no variables. What it draws, such as a dropout mask, is drawn before and
	// given as a shared value.
	F func(group int, x *graph.Node, params, shared []*graph.Node) *graph.Node
	// Parameters lists those of one group in one layer. Where each starts follows from Seed and its name.
	Parameters []conv.Parameter
	// Tied makes all layers share one set of parameters.
	Tied bool
	// Backward says how the gradient gets at the layers' states: options.Invert, which the empty one stands for,
	// options.Recompute or options.Store, which is plain automatic differentiation. The gradient is the same.
	Backward options.Backward
	// Seed is what the parameters start from. Two couplings of one model want two seeds.
	Seed uint64
}

// Apply runs x [N, C], or any shape whose last axis are the channels, through the layers. It is called in a model
// function. The parameters are variables of the scope, [L, G, …] each, or [G, …] where they are tied, and of the type
// of x.
//
// All layers read the shared values. One of a floating-point type has a gradient, the sum over the layers, unless it
// comes from graph.StopGradient. Integers and booleans have none.
//
// Like all that builds graphs, Apply panics with an error where something does not fit.
func (c Coupling) Apply(scope *model.Scope, x *graph.Node, shared ...*graph.Node) *graph.Node {
	c = c.checked(x, shared)
	state := c.segment(scope, x, shared).Apply(c.Backward, net.GroupsOf(x, c.Groups))
	return graph.Concatenate(state, -1)
}

// Rebuild is the inverse of Apply: it computes what went into the layers from what came out of them, with the same
// parameters and shared values. It has no gradient.
func (c Coupling) Rebuild(scope *model.Scope, y *graph.Node, shared ...*graph.Node) *graph.Node {
	c = c.checked(y, shared)
	s := c.segment(scope, y, shared)
	values := s.Values
	values.Params = nil
	for _, p := range s.Values.Params {
		values.Params = append(values.Params, graph.Reverse(p, 0))
	}
	back := xla.Layer{Forward: s.Layer.Inverse}
	state := xla.Loop(c.Depth, back, net.GroupsOf(graph.StopGradient(y), c.Groups), values, nil)
	return graph.StopGradient(graph.Concatenate(state, -1))
}

// Validate names the first field that is out of range.
func (c Coupling) Validate() error {
	switch {
	case c.Depth < 1:
		return fmt.Errorf("reversible: a depth of %d layers; use at least 1", c.Depth)
	case c.Groups < 2:
		return fmt.Errorf("reversible: %d groups; a reversible layer needs at least 2", c.Groups)
	case c.F == nil:
		return fmt.Errorf("reversible: no function; give F")
	case c.Backward != "" && !slices.Contains(options.Modes[options.Reversible], c.Backward):
		return fmt.Errorf("reversible: the backward mode %q; use options.Invert, options.Recompute or options.Store",
			c.Backward)
	}
	for i, p := range c.Parameters {
		same := func(other conv.Parameter) bool { return other.Name == p.Name }
		switch {
		case p.Name == "":
			return fmt.Errorf("reversible: parameter %d has no name; give each one of its own", i+1)
		case slices.ContainsFunc(c.Parameters[:i], same):
			return fmt.Errorf("reversible: two parameters are called %q; give each a name of its own", p.Name)
		case slices.ContainsFunc(p.Shape, func(d int) bool { return d < 1 }):
			return fmt.Errorf("reversible: the parameter %q has the shape %v; use dimensions of at least 1", p.Name,
				p.Shape)
		case p.Start == conv.Uniform && p.FanIn < 1:
			return fmt.Errorf("reversible: the parameter %q starts uniform in ±1/√FanIn and its FanIn is %d; "+
				"use at least 1", p.Name, p.FanIn)
		}
	}
	return nil
}

// checked is the coupling with its mode filled in, once F was tried on what it will be given. It panics where it can't
// serve.
func (c Coupling) checked(x *graph.Node, shared []*graph.Node) Coupling {
	if c.Backward == "" {
		c.Backward = options.Invert
	}
	err := c.Validate()
	if channels := x.Shape().Dim(-1); err == nil && channels%c.Groups != 0 {
		err = fmt.Errorf("reversible: %d channels do not split into %d groups; use a multiple of %d", channels,
			c.Groups, c.Groups)
	}
	if err == nil {
		err = c.try(x.Shape(), shared)
	}
	if err != nil {
		panic(err)
	}
	return c
}

// try builds F once for each group in a computation of its own.
func (c Coupling) try(x shapes.Shape, shared []*graph.Node) error {
	x = x.Clone()
	x.Dimensions[len(x.Dimensions)-1] /= c.Groups
	err := net.Try(func(g *graph.Graph) func() {
		state := graph.Parameter(g, "x", x)
		var params, values []*graph.Node
		for _, p := range c.Parameters {
			params = append(params, graph.Parameter(g, "parameter "+p.Name, shapes.Make(x.DType, p.Shape...)))
		}
		for i, value := range shared {
			values = append(values, graph.Parameter(g, fmt.Sprint("shared ", i), value.Shape()))
		}
		return func() {
			for group := range c.Groups {
				y := c.F(group, state, slices.Clone(params), slices.Clone(values))
				if y == nil || !y.Shape().Equal(x) {
					panic(fmt.Errorf("it returned %s for group %d, and must keep the shape %s", shapeOf(y), group, x))
				}
			}
		}
	})
	switch {
	case errors.Is(err, net.ErrRandom):
		return fmt.Errorf("reversible: F %w; draw them before and give them as a shared value", err)
	case errors.Is(err, net.ErrStatistics):
		return fmt.Errorf("reversible: F %w; use conv.LayerNorm", err)
	case err != nil:
		return fmt.Errorf("reversible: F failed on %s (it may read its arguments alone; give all else as a shared "+
			"value): %w", x, err)
	}
	return nil
}

func shapeOf(node *graph.Node) string {
	if node == nil {
		return "nothing"
	}
	return node.Shape().String()
}

// segment is the layers with their parameters and all that they read.
func (c Coupling) segment(scope *model.Scope, x *graph.Node, shared []*graph.Node) net.Segment {
	s := net.Segment{Depth: c.Depth}
	learned := func(node *graph.Node) bool { return node.DType().IsFloat() && !node.StopGradient() }
	for _, node := range shared {
		if learned(node) {
			s.Values.Tied = append(s.Values.Tied, node)
		} else {
			s.Values.Shared = append(s.Values.Shared, node)
		}
	}
	s.Layer = net.Coupling{Groups: c.Groups, Parameters: c.Parameters, Tied: c.Tied,
		F: func(group int, x *graph.Node, params []*graph.Node, v xla.Values) *graph.Node {
			given := make([]*graph.Node, len(shared)) // in the order of shared
			tied, data := v.Tied, v.Shared
			for i, node := range shared {
				if learned(node) {
					given[i], tied = tied[0], tied[1:]
				} else {
					given[i], data = data[0], data[1:]
				}
			}
			return c.F(group, x, params, given)
		}}
	params := c.values(scope, x)
	if c.Tied {
		s.Values.Tied = append(params, s.Values.Tied...)
	} else {
		s.Values.Params = params
	}
	return s
}

// values are the parameters as variables of the scope, which are made where they are not there yet.
func (c Coupling) values(scope *model.Scope, x *graph.Node) []*graph.Node {
	var list []*graph.Node
	for _, p := range c.Parameters {
		if c.Tied {
			p.Shape = append([]int{c.Groups}, p.Shape...)
		} else {
			p.Shape = append([]int{c.Depth, c.Groups}, p.Shape...)
		}
		v := scope.GetVariable(p.Name)
		if v == nil {
			v = scope.VariableWithValue(p.Name, net.Initial(p, c.Seed, x.DType()))
		}
		list = append(list, v.NodeValue(x.Graph()))
	}
	return list
}
