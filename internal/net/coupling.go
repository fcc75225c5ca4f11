package net

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// Coupling is one layer of the grouped reversible network (paper, section 3.1): the state is X₁ … X_G, each [N, C/G],
//
//	Y₀ = X₂ + … + X_G,  Yᵢ = Fᵢ(Yᵢ₋₁) + Xᵢ
//
// and its inverse walks from i = G down to 1 with Xᵢ = Yᵢ − Fᵢ(Yᵢ₋₁).
//
// With one group it is the plain residual layer, Y = F(X) + X, which has no inverse.
type Coupling struct {
	Groups int
	// F is Fᵢ of the group i, counted from 0, of a state x [N, C/G]. params are that group's, in the order of
	// Parameters, and values holds what all layers read besides.
	F func(i int, x *graph.Node, params []*graph.Node, values xla.Values) *graph.Node
	// Parameters are those of one F. A layer has each of them once per group, in one tensor [G, …].
	Parameters []conv.Parameter
	// Tied tells that the layers share their parameters, which are then the first of the tied values.
	Tied bool
}

// layer gives the coupling to a loop. The parameters of a layer are [G, …] each.
func (c Coupling) layer() xla.Layer {
	return xla.Layer{Forward: c.Forward, Backward: c.backward}
}

// parameters cuts the layer's own off from the other values: one list per group.
func (c Coupling) parameters(v xla.Values) ([][]*graph.Node, xla.Values) {
	if !c.Tied {
		return split(v.Params, c.Groups), xla.Values{Tied: v.Tied, Shared: v.Shared}
	}
	n := len(c.Parameters)
	return split(v.Tied[:n], c.Groups), xla.Values{Tied: v.Tied[n:], Shared: v.Shared}
}

// Forward maps X to Y.
func (c Coupling) Forward(x []*graph.Node, v xla.Values) []*graph.Node {
	params, v := c.parameters(v)
	y := make([]*graph.Node, c.Groups)
	previous := start(x)
	for i := range c.Groups {
		y[i] = graph.Add(c.F(i, previous, params[i], v), x[i])
		previous = y[i]
	}
	return y
}

// Inverse maps Y back to X.
func (c Coupling) Inverse(y []*graph.Node, v xla.Values) []*graph.Node {
	params, v := c.parameters(v)
	x := make([]*graph.Node, c.Groups)
	for i := c.Groups - 1; i >= 1; i-- {
		x[i] = graph.Sub(y[i], c.F(i, y[i-1], params[i], v))
	}
	x[0] = graph.Sub(y[0], c.F(0, start(x), params[0], v))
	return x
}

// later returns a state and a group's parameters as they are, but not computed with before others are known. Where
// there are parameters it is them that wait: what waits is copied, and they are small.
func later(state *graph.Node, params []*graph.Node, before ...*graph.Node) (*graph.Node, []*graph.Node) {
	if len(params) == 0 {
		return graph.SchedulingBarrier(state, before...), params
	}
	return state, after(params, before...)
}

// backward inverts and differentiates at once: the evaluation of Fᵢ that rebuilds Xᵢ is the one that is differentiated.
func (c Coupling) backward(y, dy []*graph.Node, v xla.Values) xla.Before {
	params, v := c.parameters(v)
	x := make([]*graph.Node, c.Groups)
	dx := append([]*graph.Node(nil), dy...)
	dparams := make([][]*graph.Node, c.Groups)
	var dtied []*graph.Node
	for i := c.Groups - 1; i >= 0; i-- {
		var previous *graph.Node
		if i > 0 {
			previous = y[i-1]
		} else {
			previous = start(x)
		}
		if i < c.Groups-1 {
			// Nothing else makes a group wait for the one before. One after the other they share memory, and where the
			// gradient at a group has no reader left, the layer's next one is written over it.
			previous, params[i] = later(previous, params[i], append(dparams[i+1], dx[i], x[i+1])...)
		}
		_, df := xla.Differentiate(func(state []*graph.Node, v xla.Values) []*graph.Node {
			return []*graph.Node{c.F(i, state[0], v.Params, v)}
		}, []*graph.Node{previous}, func(f []*graph.Node) []*graph.Node {
			x[i] = graph.Sub(y[i], f[0])
			return dx[i : i+1]
		}, xla.Values{Params: params[i], Tied: v.Tied, Shared: v.Shared})
		dprevious := df.Gradient[0]
		if i > 0 {
			dx[i-1] = graph.Add(dx[i-1], dprevious)
		} else {
			for j := 1; j < c.Groups; j++ {
				dx[j] = graph.Add(dx[j], dprevious)
			}
		}
		dparams[i] = df.Params
		if dtied == nil {
			dtied = df.Tied
		} else {
			for k, d := range df.Tied {
				dtied[k] = graph.Add(dtied[k], d)
			}
		}
	}
	if c.Tied {
		return xla.Before{State: x, Gradient: dx, Tied: append(join(dparams), dtied...)}
	}
	return xla.Before{State: x, Gradient: dx, Params: join(dparams), Tied: dtied}
}
