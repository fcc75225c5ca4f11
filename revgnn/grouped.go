package revgnn

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// coupling is one layer of the grouped reversible network (paper, section 3.1): the state is X₁ … X_G, each [N, C/G],
//
//	Y₀ = X₂ + … + X_G,  Yᵢ = Fᵢ(Yᵢ₋₁) + Xᵢ
//
// and its inverse walks from i = G down to 1 with Xᵢ = Yᵢ − Fᵢ(Yᵢ₋₁).
//
// With one group it is the plain residual layer, Y = F(X) + X, which has no inverse.
type coupling struct {
	groups int
	block  block
	tied   bool // the layers share their parameters, which are the first of the tied values
}

// layer gives the coupling to a loop. The parameters of a layer are [G, …] each.
func (c coupling) layer() xla.Layer {
	return xla.Layer{Forward: c.forward, Backward: c.backward}
}

// parameters cuts the layer's own off from the other values: one list a group.
func (c coupling) parameters(v xla.Values) ([][]*graph.Node, xla.Values) {
	if !c.tied {
		return c.split(v.Params), xla.Values{Tied: v.Tied, Shared: v.Shared}
	}
	n := len(c.block.parameters())
	return c.split(v.Tied[:n]), xla.Values{Tied: v.Tied[n:], Shared: v.Shared}
}

// start is Y₀.
func (c coupling) start(x []*graph.Node) *graph.Node {
	if c.groups == 1 {
		return x[0]
	}
	return sum(x[1:])
}

// forward maps X to Y.
func (c coupling) forward(x []*graph.Node, v xla.Values) []*graph.Node {
	params, v := c.parameters(v)
	y := make([]*graph.Node, c.groups)
	previous := c.start(x)
	for i := range c.groups {
		y[i] = graph.Add(c.block.apply(i, previous, params[i], v), x[i])
		previous = y[i]
	}
	return y
}

// inverse maps Y back to X.
func (c coupling) inverse(y []*graph.Node, v xla.Values) []*graph.Node {
	params, v := c.parameters(v)
	x := make([]*graph.Node, c.groups)
	for i := c.groups - 1; i >= 1; i-- {
		x[i] = graph.Sub(y[i], c.block.apply(i, y[i-1], params[i], v))
	}
	x[0] = graph.Sub(y[0], c.block.apply(0, c.start(x), params[0], v))
	return x
}

// backward inverts and differentiates at once: the evaluation of Fᵢ that rebuilds Xᵢ is the one that is differentiated.
func (c coupling) backward(y, dy []*graph.Node, v xla.Values) xla.Before {
	params, v := c.parameters(v)
	x := make([]*graph.Node, c.groups)
	dx := append([]*graph.Node(nil), dy...)
	dparams := make([][]*graph.Node, c.groups)
	var dtied []*graph.Node
	for i := c.groups - 1; i >= 0; i-- {
		var previous *graph.Node
		if i > 0 {
			previous = y[i-1]
		} else {
			previous = c.start(x)
		}
		if i < c.groups-1 {
			// Nothing else makes a group wait for the one before. One after the other they share memory.
			previous = graph.SchedulingBarrier(previous, dx[i], x[i+1])
		}
		f, df := xla.Differentiate(func(state []*graph.Node, v xla.Values) []*graph.Node {
			return []*graph.Node{c.block.apply(i, state[0], v.Params, v)}
		}, []*graph.Node{previous}, dx[i:i+1], xla.Values{Params: params[i], Tied: v.Tied, Shared: v.Shared})
		x[i] = graph.Sub(y[i], f[0])
		dprevious := df.Gradient[0]
		if i > 0 {
			dx[i-1] = graph.Add(dx[i-1], dprevious)
		} else {
			for j := 1; j < c.groups; j++ {
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
	if c.tied {
		return xla.Before{State: x, Gradient: dx, Tied: append(join(dparams), dtied...)}
	}
	return xla.Before{State: x, Gradient: dx, Params: join(dparams), Tied: dtied}
}

// split cuts each [G, …] parameter into its groups: one list a group.
func (c coupling) split(params []*graph.Node) [][]*graph.Node {
	byGroup := make([][]*graph.Node, c.groups)
	for _, p := range params {
		dims := p.Shape().Dimensions[1:]
		for i := range c.groups {
			byGroup[i] = append(byGroup[i], graph.Reshape(graph.SliceAxis(p, 0, graph.AxisElem(i)), dims...))
		}
	}
	return byGroup
}

// join stacks the groups' lists into one list of [G, …].
func join(byGroup [][]*graph.Node) []*graph.Node {
	out := make([]*graph.Node, len(byGroup[0]))
	for k := range out {
		parts := make([]*graph.Node, len(byGroup))
		for i := range byGroup {
			parts[i] = graph.InsertAxes(byGroup[i][k], 0)
		}
		out[k] = graph.Concatenate(parts, 0)
	}
	return out
}

func sum(nodes []*graph.Node) *graph.Node {
	total := nodes[0]
	for _, node := range nodes[1:] {
		total = graph.Add(total, node)
	}
	return total
}
