package net

import (
	"math"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// TestOutputSizes holds the sizes of the layers' outputs against layers that are written out one by one, whose states
// are measured outside of the program.
func TestOutputSizes(t *testing.T) {
	g := nettest.Classes(t)
	ends := func(o *options.Network) { o.LabelInput, o.LabelReuse = true, 1 }
	for _, c := range []struct {
		name   string
		family options.Family
		change func(o *options.Network)
		first  conv.Operator
		last   conv.Operator
	}{
		{"stacked", options.Reversible, func(*options.Network) {}, nil, nil},
		{"tied", options.Reversible, func(o *options.Network) { o.Tied = true }, nil, nil},
		{"tied, own first", options.Reversible, func(o *options.Network) { o.Tied, o.OwnFirstLayer = true, true }, nil,
			nil},
		{"tied, bare first", options.Residual, func(o *options.Network) { o.Tied, o.OwnFirstLayer = true, true }, nil,
			nil},
		{"ends", options.Reversible, ends, conv.GCN(), conv.SAGE()},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := options.NewNetwork(c.family)
			o.Depth, o.Channels, o.Dropout, o.Float64 = 3, 4, 0.2, true
			c.change(&o)
			spec, err := New(o, Operators{conv.GCN(), c.first, c.last}, g)
			if err != nil {
				t.Fatal(err)
			}
			data, err := spec.Read(g)
			if err != nil {
				t.Fatal(err)
			}
			n := &network{spec: spec, store: spec.Draw(), data: data, part: nettest.Whole(t, data.Graph)}
			var count int
			out := n.compute(t, nettest.Started(t, xla.Go), func(p *Pass, _ []*graph.Node) []*graph.Node {
				p.Draws = NewDraws(1, graph.Const(p.graph(), int64(0)))
				states := writtenOut(p)
				count = len(states)
				p.Draws = NewDraws(1, graph.Const(p.graph(), int64(0)))
				return append(states, p.OutputSizes())
			})
			got := out[count].Values
			if len(got) != count || count != o.Depth {
				t.Fatalf("%d sizes of %d states, want %d", len(got), count, o.Depth)
			}
			for i, state := range out[:count] {
				values := state.Values[:len(state.Values)-state.Shape[1]] // the padding node
				square := 0.0
				for _, v := range values {
					square += v * v
				}
				if want := math.Sqrt(square / float64(len(values))); !(math.Abs(got[i]-want) <= 1e-12*want) ||
					want == 0 {
					t.Errorf("layer %d is of size %g, want %g", i+1, got[i], want)
				}
			}
		})
	}
}

// writtenOut builds the state after each layer without a loop.
func writtenOut(p *Pass) (states []*graph.Node) {
	p = p.reusing()
	h, shared := p.encode()
	last := p.lastKept(h)
	values, layout := shared.pack()
	state := GroupsOf(h, p.spec.options.Groups)
	if p.spec.options.HasEnds() {
		states = append(states, h)
	}
	if p.spec.bareFirst() {
		state = p.applyFirst(state, values, layout)
		states = append(states, state...)
	}
	for _, s := range p.segments(values, layout) {
		for i := range s.Depth {
			row := s.Values
			row.Params = nil
			for _, value := range s.Values.Params {
				row.Params = append(row.Params, xla.Unstack(value)[i])
			}
			state = s.Layer.Forward(state, row)
			states = append(states, graph.Concatenate(state, -1))
		}
	}
	if p.spec.options.HasEnds() {
		states = append(states, p.head(p.headNorm(state, last)))
	}
	return states
}
