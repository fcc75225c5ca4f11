package xla

import (
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
)

func TestScan(t *testing.T) {
	const depth = 4
	shape := shapes.Make(dtypes.Float64, nodes, channels)
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		got, _ := run(t, backend, func(in []*Node) []*Node {
			state, v := values(in)
			final, inputs := Scan(depth, func(state []*Node, v Values) (next, given []*Node) {
				return couplingForward(state, v), state
			}, []shapes.Shape{shape, shape}, state, v)
			return append(final, inputs...)
		}, couplingInputs(depth)...)
		want := reference(t, func(in []*Node) []*Node {
			state, v := values(in)
			var inputs [2][]*Node
			for l := range depth {
				row := v
				row.Params = nil
				for _, p := range v.Params {
					row.Params = append(row.Params, Reshape(SliceAxis(p, 0, AxisElem(l)), p.Shape().Dimensions[1:]...))
				}
				for i := range inputs {
					inputs[i] = append(inputs[i], InsertAxes(state[i], 0))
				}
				state = couplingForward(state, row)
			}
			return append(state, Concatenate(inputs[0], 0), Concatenate(inputs[1], 0))
		}, couplingInputs(depth)...)
		near(t, "the final state and the layers' inputs", got, want)
	})
}
