package conv

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// sliceChannels is the largest number of channels that a slice of several heads has, and a slice of a wider head.
const sliceChannels = 64

// span is some channels of some heads.
type span struct{ head, heads, channel, channels int }

// spans cuts H heads of D channels: into heads, several where they are narrow, and wide ones into channels.
func spans(heads, channels int) []span {
	var list []span
	together := max(1, sliceChannels/channels)
	for h := 0; h < heads; h += together {
		for c := 0; c < channels; c += sliceChannels {
			list = append(list, span{h, min(together, heads-h), c, min(sliceChannels, channels-c)})
		}
	}
	return list
}

// of cuts the slice out of x: [n, H, D], or [n, H] that all channels of a head share.
func (s span) of(x *graph.Node) *graph.Node {
	x = graph.SliceAxis(x, 1, graph.AxisRange(s.head, s.head+s.heads))
	if x.Rank() == 3 {
		x = graph.SliceAxis(x, 2, graph.AxisRange(s.channel, s.channel+s.channels))
	}
	return x
}

// join is the inverse of span.of: channels lie beside each other, and what the channels of a head share is added up.
func join(list []span, parts []*graph.Node) *graph.Node {
	var byHead []*graph.Node
	for i := 0; i < len(list); {
		first := i
		for i < len(list) && list[i].head == list[first].head {
			i++
		}
		head := parts[first]
		switch {
		case i-first == 1:
		case head.Rank() == 3:
			head = graph.Concatenate(parts[first:i], 2)
		default:
			for _, part := range parts[first+1 : i] {
				head = graph.Add(head, part)
			}
		}
		byHead = append(byHead, head)
	}
	if len(byHead) == 1 {
		return byHead[0]
	}
	return graph.Concatenate(byHead, 1)
}

// inSlices computes f, which works on each channel of each head by itself, one slice after the other, and its gradient
// in the same way. Tensors per edge are as wide as one slice then, not as all heads, and none is kept for the gradient.
//
// The first of the inputs is [N, H, D]; others and the result are [n, H, D], or [n, H]: then the result is the sum over
// a head's channels.
func inSlices(in []*graph.Node, f func(in []*graph.Node) *graph.Node) *graph.Node {
	list := spans(in[0].Shape().Dim(1), in[0].Shape().Dim(2))
	// Nothing else makes a slice wait for the one before. One after the other they share memory.
	cut := func(s span, in, before []*graph.Node) []*graph.Node {
		out := make([]*graph.Node, len(in))
		for i, x := range in {
			if before != nil {
				x = graph.SchedulingBarrier(x, before...)
			}
			out[i] = s.of(x)
		}
		return out
	}
	forward := func(in []*graph.Node) []*graph.Node {
		var parts, before []*graph.Node
		for _, s := range list {
			part := f(cut(s, in, before))
			parts, before = append(parts, part), []*graph.Node{part}
		}
		return []*graph.Node{join(list, parts)}
	}
	backward := func(in, _, gradients []*graph.Node) []*graph.Node {
		parts := make([][]*graph.Node, len(in))
		var before []*graph.Node
		for _, s := range list {
			at := cut(s, append(append([]*graph.Node(nil), in...), gradients[0]), before)
			at, gradient := at[:len(in)], at[len(in)]
			before = graph.Gradient(graph.ReduceAllSum(graph.Mul(f(at), gradient)), at...)
			for i, part := range before {
				parts[i] = append(parts[i], part)
			}
		}
		out := make([]*graph.Node, len(in))
		for i := range out {
			out[i] = join(list, parts[i])
		}
		return out
	}
	return xla.CustomVJP(in, forward, backward)[0]
}

// weightedSum adds up the values [N, H, D] at the sources of each target's edges, times the weights [E, H]: [N, H, D].
func weightedSum(values, weights *graph.Node, edges *Edges) *graph.Node {
	if edges.fused(values) {
		return edges.sumOfSources(values, weights)
	}
	return inSlices([]*graph.Node{values, weights}, func(in []*graph.Node) *graph.Node {
		return edges.SumByTarget(graph.Mul(edges.GatherSource(in[0]), graph.InsertAxes(in[1], -1)))
	})
}
