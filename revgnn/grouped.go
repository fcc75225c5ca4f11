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
type coupling struct {
	groups int
	block  block
}

// layer gives the coupling to a loop. The stacked parameters of a layer are [G, …] each.
func (c coupling) layer() xla.Layer {
	return xla.Layer{Forward: c.forward, Backward: c.backward}
}

// forward maps X to Y.
func (c coupling) forward(x []*graph.Node, v xla.Values) []*graph.Node {
	params := c.split(v.Params)
	y := make([]*graph.Node, c.groups)
	previous := sum(x[1:])
	for i := range c.groups {
		y[i] = graph.Add(c.block.apply(i, previous, params[i], v), x[i])
		previous = y[i]
	}
	return y
}

// inverse maps Y back to X.
func (c coupling) inverse(y []*graph.Node, v xla.Values) []*graph.Node {
	params := c.split(v.Params)
	x := make([]*graph.Node, c.groups)
	for i := c.groups - 1; i >= 1; i-- {
		x[i] = graph.Sub(y[i], c.block.apply(i, y[i-1], params[i], v))
	}
	x[0] = graph.Sub(y[0], c.block.apply(0, sum(x[1:]), params[0], v))
	return x
}

// backward inverts and differentiates at once: the evaluation of Fᵢ that rebuilds Xᵢ is the one that is differentiated.
func (c coupling) backward(y, dy []*graph.Node, v xla.Values) xla.Before {
	params := c.split(v.Params)
	x := make([]*graph.Node, c.groups)
	dx := append([]*graph.Node(nil), dy...)
	dparams := make([][]*graph.Node, c.groups)
	var dtied []*graph.Node
	for i := c.groups - 1; i >= 0; i-- {
		var previous *graph.Node
		if i > 0 {
			previous = y[i-1]
		} else {
			previous = sum(x[1:])
		}
		if i < c.groups-1 {
			// Nothing else makes a group wait for the one before. One after the other they share memory.
			previous = graph.SchedulingBarrier(previous, dx[i], x[i+1])
		}
		f, df := c.differentiate(i, previous, dx[i], params[i], v)
		x[i] = graph.Sub(y[i], f)
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
	return xla.Before{State: x, Gradient: dx, Params: join(dparams), Tied: dtied}
}

// differentiate evaluates Fᵢ at input and returns its vector-Jacobian product with cotangent.
func (c coupling) differentiate(i int, input, cotangent *graph.Node, params []*graph.Node,
	v xla.Values) (*graph.Node, xla.Before) {
	// Identity, so that the paths that end in these very nodes are differentiated.
	at := graph.Identity(input)
	p := identities(params)
	v.Tied = identities(v.Tied)
	f := c.block.apply(i, at, p, v)
	wanted := append(append([]*graph.Node{at}, p...), v.Tied...)
	gradients := graph.Gradient(graph.ReduceAllSum(graph.Mul(f, graph.StopGradient(cotangent))), wanted...)
	return f, xla.Before{Gradient: gradients[:1], Params: gradients[1 : 1+len(p)], Tied: gradients[1+len(p):]}
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

func identities(nodes []*graph.Node) []*graph.Node {
	out := make([]*graph.Node, len(nodes))
	for i, node := range nodes {
		out[i] = graph.Identity(node)
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
