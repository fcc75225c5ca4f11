package xla

import (
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

// TestCustomVJP takes three inputs, one of integers, to three outputs, and gives gradients that are not the
// functions' own: so a gradient that went another way shows.
func TestCustomVJP(t *testing.T) {
	forward := func(in []*Node) []*Node {
		x, y, i := in[0], in[1], in[2]
		rows := Gather(x, InsertAxes(i, -1))
		return []*Node{Mul(rows, y), Sub(x, y), AddScalar(i, 1)}
	}
	backward := func(in, out, gradients []*Node) []*Node {
		// 2·first + 3·second for x; the outputs and y itself reach y.
		return []*Node{Add(MulScalar(gradients[0], 2), MulScalar(gradients[1], 3)),
			Add(Add(gradients[0], out[0]), in[1]), nil}
	}
	cases := []struct {
		name string
		loss func(out []*Node) *Node
		want func(x, y, product *Node) []*Node
	}{
		{"both outputs",
			func(out []*Node) *Node {
				return Add(ReduceAllSum(MulScalar(out[0], 5)), ReduceAllSum(MulScalar(out[1], 7)))
			},
			func(x, y, product *Node) []*Node {
				return []*Node{AddScalar(ZerosLike(x), 2*5+3*7), AddScalar(Add(product, y), 5)}
			}},
		{"one output unused",
			func(out []*Node) *Node { return ReduceAllSum(MulScalar(out[1], 7)) },
			func(x, y, product *Node) []*Node { return []*Node{AddScalar(ZerosLike(x), 3*7), Add(product, y)} }},
		{"the integers used",
			func(out []*Node) *Node {
				return ReduceAllSum(Mul(out[0],
					ExpandAndBroadcast(ConvertDType(out[2], dtypes.Float64), out[0].Shape().Dimensions, []int{1})))
			},
			func(x, y, product *Node) []*Node {
				scale := ExpandAndBroadcast(Const(x.Graph(), []float64{2, 1, 3}), x.Shape().Dimensions, []int{1})
				return []*Node{MulScalar(scale, 2), Add(scale, Add(product, y))}
			}},
	}
	inputs := func() []any { return []any{filled(1, 3, 2), filled(2, 3, 2), []int32{1, 0, 2}} }
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				got, _ := run(t, backend, func(in []*Node) []*Node {
					given := append([]*Node(nil), in...)
					out := CustomVJP(given, forward, backward)
					given[0], given[1] = nil, nil // what the caller does later must not matter
					return append([]*Node{out[0], out[1]}, Gradient(c.loss(out), in[0], in[1])...)
				}, inputs()...)
				want := reference(t, func(in []*Node) []*Node {
					out := forward(in)
					return append([]*Node{out[0], out[1]}, c.want(in[0], in[1], out[0])...)
				}, inputs()...)
				near(t, "outputs and gradients", got, want)
			})
		}
	})
}

// TestCustomVJPWithoutOwnGradient differentiates an operation that has no gradient in the library.
func TestCustomVJPWithoutOwnGradient(t *testing.T) {
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		got, _ := run(t, backend, func(in []*Node) []*Node {
			x := AddScalar(Square(in[0]), 1)
			out := CustomVJP([]*Node{x},
				func(in []*Node) []*Node { return []*Node{Rsqrt(in[0])} },
				func(in, out, g []*Node) []*Node {
					return []*Node{Mul(g[0], MulScalar(Div(out[0], in[0]), -0.5))}
				})
			return Gradient(ReduceAllSum(out[0]), in[0])
		}, filled(1, 4))
		want := reference(t, func(in []*Node) []*Node {
			return Gradient(ReduceAllSum(Reciprocal(Sqrt(AddScalar(Square(in[0]), 1)))), in[0])
		}, filled(1, 4))
		near(t, "gradient", got, want)
	})
}

func TestCustomVJPArguments(t *testing.T) {
	backend, err := Go()
	if err != nil {
		t.Fatal(err)
	}
	const want = "a custom gradient returned 1 gradients for 2 inputs"
	err = build(backend, func(in []*Node) {
		out := CustomVJP(in, func(in []*Node) []*Node { return []*Node{Add(in[0], in[1])} },
			func(in, out, g []*Node) []*Node { return g })
		Gradient(ReduceAllSum(out[0]), in...)
	}, filled(1, 2), filled(2, 2))
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}

func TestUnstack(t *testing.T) {
	cases := []struct {
		name string
		dims []int
	}{
		{"vector", []int{4}},
		{"matrix", []int{3, 2}},
		{"one row", []int{1, 2, 2}},
	}
	// The last part is used twice and the first not at all where there are more.
	loss := func(parts []*Node) *Node {
		last := parts[len(parts)-1]
		sum := ReduceAllSum(Mul(Square(last), last))
		for i, part := range parts[1:] {
			sum = Add(sum, ReduceAllSum(MulScalar(part, float64(i+2))))
		}
		return sum
	}
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				got, _ := run(t, backend, func(in []*Node) []*Node {
					parts := Unstack(in[0])
					return append([]*Node{parts[0], parts[len(parts)-1]}, Gradient(loss(parts), in[0])...)
				}, filled(1, c.dims...))
				want := reference(t, func(in []*Node) []*Node {
					parts := make([]*Node, c.dims[0])
					for i := range parts {
						parts[i] = Reshape(SliceAxis(in[0], 0, AxisElem(i)), c.dims[1:]...)
					}
					return append([]*Node{parts[0], parts[len(parts)-1]}, Gradient(loss(parts), in[0])...)
				}, filled(1, c.dims...))
				near(t, "parts and gradient", got, want)
			})
		}
	})
}
