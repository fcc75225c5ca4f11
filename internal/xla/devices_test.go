package xla

import (
	"testing"

	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
)

// TestCompile runs a program that changes variables on one device and on two, the second of them twice: one variable is
// each device's own, the other is averaged and so the same on all.
func TestCompile(t *testing.T) {
	for _, c := range []struct {
		name      string
		inputs    []any
		own, mean []float64 // on each device
	}{
		{"one device", []any{2.0}, []float64{12}, []float64{102}},
		{"two devices", []any{2.0, 4.0}, []float64{12, 14}, []float64{103, 103}},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := model.NewStore()
			scope := store.RootScope()
			own, mean := scope.VariableWithValue("own", 10.0), scope.VariableWithValue("mean", 100.0)
			program := model.MustNewExec(onXLA(t), store, func(_ *model.Scope, x *Node) *Node {
				own.SetNodeValue(Add(own.NodeValue(x.Graph()), x))
				mean.SetNodeValue(Add(mean.NodeValue(x.Graph()), Averaged([]*Node{x})[0]))
				UpdateInPlace(x.Graph(), store)
				return x
			})
			defer program.Finalize()
			if _, err := Compile(program, len(c.inputs), []shapes.Shape{shapes.Make(own.DType())}); err != nil {
				t.Fatal(err)
			}
			call := func() {
				for i, out := range program.MustCall(c.inputs...) {
					if got := tensors.ToScalar[float64](out); got != c.inputs[i] {
						t.Errorf("the output of device %d is %v, want %v", i, got, c.inputs[i])
					}
				}
			}
			values := func(v *model.Variable) (list []float64) {
				all, err := OnDevices(v)
				if err != nil {
					t.Fatal(err)
				}
				for _, value := range all {
					list = append(list, tensors.ToScalar[float64](value))
				}
				return list
			}
			call()
			near(t, "first call", [][]float64{values(own), values(mean)}, [][]float64{c.own, c.mean})
			call()
			last := len(c.inputs) - 1
			near(t, "what the last device has after the second", [][]float64{{values(own)[last], values(mean)[last]}},
				[][]float64{{c.own[last] + c.inputs[last].(float64), 2*c.mean[last] - 100}})
			if got := tensors.ToScalar[float64](own.MustValue()); got != values(own)[0] {
				t.Errorf("its value is %v, want the first device's, %v", got, values(own)[0])
			}
		})
	}
}
