package norm

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/internal/xla/quickly"
)

func TestMain(m *testing.M) { quickly.Run(m) }

const (
	rows     = 40
	channels = 3 * 23 // no multiple of a vector
	rate     = 0.25
)

// numbers are those of a normalization, as tensors: x, gain, offset, the gradient of the result, and what is kept.
func numbers() (in []*tensors.Tensor) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, shape := range [][]int{{rows, channels}, {channels}, {channels}, {rows, channels}} {
		values := make([]float64, shape[0]*max(1, append(shape, 1)[1]))
		for i := range values {
			values[i] = rng.NormFloat64()
		}
		in = append(in, tensors.FromFlatDataAndDimensions(values, shape...))
	}
	kept := make([]bool, rows*channels)
	for i := range kept {
		kept[i] = rng.Float64() >= rate
	}
	return append(in, tensors.FromFlatDataAndDimensions(kept, rows, channels))
}

// TestKernels holds the kernels against operations: the result, its gradients, and the gradients of these.
func TestKernels(t *testing.T) {
	backend, err := xla.Default()
	if err != nil {
		t.Fatal(err)
	}
	if !xla.Kernels() {
		t.Skip("kernels are for a CPU")
	}
	for _, parts := range []int{1, 3} {
		for _, c := range []struct {
			name          string
			relu, dropout bool
		}{{"alone", false, false}, {"ReLU", true, false}, {"dropout", false, true}, {"both", true, true}} {
			t.Run(fmt.Sprintf("%s, %d parts", c.name, parts), func(t *testing.T) {
				results := func(kernels string) [][]float64 {
					t.Setenv("KILOLAYER_KERNELS", kernels)
					var args []any
					for _, value := range numbers() {
						args = append(args, value)
					}
					out, err := graph.CallOnceN(backend, func(in []*graph.Node) []*graph.Node {
						n := Norm{Gain: in[1], Offset: in[2], ReLU: c.relu, Rate: rate}
						if c.dropout {
							n.Kept = in[4]
						}
						list := []*graph.Node{in[0]}
						if parts > 1 {
							list = xla.Unstack(graph.TransposeAllAxes(graph.Reshape(in[0], rows, parts, -1), 1, 0, 2))
						}
						y := n.Of(list...)
						by := in[:3]
						first := graph.Gradient(graph.ReduceAllSum(graph.Mul(y, in[3])), by...)
						all := append([]*graph.Node{y}, first...)
						var square *graph.Node
						for _, gradient := range first {
							sum := graph.ReduceAllSum(graph.Square(gradient))
							if square != nil {
								sum = graph.Add(square, sum)
							}
							square = sum
						}
						return append(all, graph.Gradient(square, by...)...)
					}, args...)
					if err != nil {
						t.Fatal(err)
					}
					var flat [][]float64
					for _, tensor := range out {
						flat = append(flat, tensors.MustCopyFlatData[float64](tensor))
					}
					return flat
				}
				with, without := results("on"), results("off")
				for i, name := range []string{"y", "by x", "by gain", "by offset", "twice by x", "twice by gain",
					"twice by offset"} {
					for k, want := range without[i] {
						if got := with[i][k]; !(math.Abs(got-want) <= 1e-9*(1+math.Abs(want))) {
							t.Fatalf("%s[%d] is %g with kernels and %g without", name, k, got, want)
						}
					}
				}
			})
		}
	}
}

// ExampleNorm_Of normalizes a row whose mean is 4 and whose variance is 1.
func ExampleNorm_Of() {
	backend, err := xla.Default()
	if err != nil {
		fmt.Println(err)
		return
	}
	y := graph.MustExecOnce(backend, func(x, gain, offset *graph.Node) *graph.Node {
		return Norm{Gain: gain, Offset: offset, ReLU: true}.Of(x)
	}, [][]float32{{3, 5}}, []float32{2, 2}, []float32{0, 1})
	fmt.Printf("%.3f\n", y.Value())
	// Output: [[0.000 3.000]]
}
