package xla

import (
	"testing"

	"github.com/gomlx/compute"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"
)

// adam trains a linear map for some steps and returns it, with the memory of the compiled step on XLA.
func adam(t *testing.T, backend compute.Backend, inPlace bool) ([][]float64, Compiled, *Graph, *model.Store) {
	t.Helper()
	const steps = 5
	store := model.NewStore()
	scope := store.RootScope()
	w := scope.VariableWithValue("w", filled(1, channels, channels))
	scope.VariableWithValue("fixed", filled(2, channels)).SetTrainable(false)
	adam := optimizer.Adam().LearningRate(0.1).Done()
	exec, err := model.NewExec(backend, store, func(scope *model.Scope, x *Node) *Node {
		g := x.Graph()
		fixed := store.GetVariable("/fixed").NodeValue(g)
		loss := ReduceAllMean(Square(Sub(MatMul(x, w.NodeValue(g)), ExpandLeftToRank(fixed, 2))))
		adam.UpdateGraph(scope, g, loss)
		if inPlace {
			UpdateInPlace(g, store)
		}
		return loss
	})
	if err != nil {
		t.Fatal(err)
	}
	var losses []float64
	var g *Graph
	for range steps {
		var outputs []*tensors.Tensor
		outputs, g, err = exec.CallWithGraph(filled(3, nodes, channels))
		if err != nil {
			t.Fatal(oneLine{err})
		}
		losses = append(losses, tensors.ToScalar[float64](outputs[0]))
	}
	memory, err := CompiledMemory(g)
	if err != nil && isXLA(backend) {
		t.Fatal(err)
	}
	weights, err := tensors.CopyFlatData[float64](w.MustValue())
	if err != nil {
		t.Fatal(err)
	}
	return [][]float64{losses, weights}, memory, g, store
}

// TestUpdateInPlace trains with and without and compares losses and weights.
func TestUpdateInPlace(t *testing.T) {
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		want, before, _, _ := adam(t, backend, false)
		got, after, g, store := adam(t, backend, true)
		near(t, "losses and weights", got, want)
		if got[0][len(got[0])-1] >= got[0][0] {
			t.Errorf("losses %v do not fall", got[0])
		}
		if !isXLA(backend) {
			return
		}
		// The weights and Adam's two moments.
		const least = 3 * channels * channels * 8
		if before.Aliases != 0 || after.Aliases < least {
			t.Errorf("%d bytes are written in place without the option and %d with it, want 0 and %d or more",
				before.Aliases, after.Aliases, least)
		}
		// Each output is written over one input.
		const option = "tf.aliasing_output"
		outputs := make(map[int32]string)
		for v := range store.IterVariables() {
			output, set := (*inputAttributes(g.GetParameterByName(v.Path())))[option].(int32)
			if set != v.ChangedInGraph(g) {
				t.Errorf("%s has %s: %t, and changes: %t", v.Path(), option, set, !set)
			}
			if other, used := outputs[output]; set && used {
				t.Errorf("%s and %s are both written by output %d", v.Path(), other, output)
			} else if set {
				outputs[output] = v.Path()
			}
		}
		if len(outputs) < 3 {
			t.Errorf("%v are updated in place, want the weights and two moments at least", outputs)
		}
	})
}
