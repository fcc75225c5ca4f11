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
func adam(t *testing.T, backend compute.Backend, inPlace bool) ([][]float64, Compiled, *Graph) {
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
	return [][]float64{losses, weights}, memory, g
}

// TestUpdateInPlace trains with and without and compares losses and weights.
func TestUpdateInPlace(t *testing.T) {
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		want, before, _ := adam(t, backend, false)
		got, after, g := adam(t, backend, true)
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
		const donor = "jax.buffer_donor"
		if (*inputAttributes(g.GetParameterByName("/w")))[donor] != true {
			t.Errorf("the weights lack %s: %v", donor, *inputAttributes(g.GetParameterByName("/w")))
		}
		if _, set := (*inputAttributes(g.GetParameterByName("/fixed")))[donor]; set {
			t.Errorf("a variable that does not change has %s", donor)
		}
	})
}
