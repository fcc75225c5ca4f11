package xla

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	. "github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// onBackends runs a test on XLA and on the pure-Go backend.
func onBackends(t *testing.T, test func(t *testing.T, backend compute.Backend)) {
	t.Helper()
	for name, start := range map[string]func() (compute.Backend, error){"xla": Default, "go": Go} {
		t.Run(name, func(t *testing.T) {
			backend, err := start()
			if err != nil {
				t.Fatal(err)
			}
			test(t, backend)
		})
	}
}

// onXLA returns the XLA backend.
func onXLA(t *testing.T) compute.Backend {
	t.Helper()
	backend, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	if !isXLA(backend) {
		t.Fatalf("the backend is %s; unset %s and %s for this test", backend.Name(), envBackend, envGoMLX)
	}
	return backend
}

// run runs a graph of the inputs and returns its outputs and the graph.
func run(t *testing.T, backend compute.Backend, build func(in []*Node) []*Node, inputs ...any) ([][]float64, *Graph) {
	t.Helper()
	exec, err := NewExec(backend, build)
	if err != nil {
		t.Fatal(err)
	}
	outputs, g, err := exec.CallWithGraph(inputs...)
	if err != nil {
		t.Fatalf("%v", oneLine{err})
	}
	values := make([][]float64, len(outputs))
	for i, output := range outputs {
		if values[i], err = tensors.CopyFlatData[float64](output); err != nil {
			t.Fatal(err)
		}
	}
	return values, g
}

// reference runs a graph without loops on the pure-Go backend, which compiles in no time.
func reference(t *testing.T, build func(in []*Node) []*Node, inputs ...any) [][]float64 {
	t.Helper()
	backend, err := Go()
	if err != nil {
		t.Fatal(err)
	}
	values, _ := run(t, backend, build, inputs...)
	return values
}

// near fails when two lists of tensors differ by more than float64's rounding over a few layers.
func near(t *testing.T, what string, got, want [][]float64) {
	t.Helper()
	const tolerance = 1e-12
	if len(got) != len(want) {
		t.Fatalf("%s: %d tensors, want %d", what, len(got), len(want))
	}
	for i := range got {
		if len(got[i]) != len(want[i]) {
			t.Fatalf("%s: tensor %d has %d values, want %d", what, i, len(got[i]), len(want[i]))
		}
		for j := range got[i] {
			if d := math.Abs(got[i][j] - want[i][j]); !(d <= tolerance*max(1, math.Abs(want[i][j]))) {
				t.Fatalf("%s: tensor %d at %d is %v, want %v", what, i, j, got[i][j], want[i][j])
			}
		}
	}
}

// filled returns a tensor of numbers between -1 and 1 that repeat nowhere.
func filled(seed float64, dims ...int) *tensors.Tensor {
	n := 1
	for _, d := range dims {
		n *= d
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = math.Sin(seed + 1.7*float64(i))
	}
	return tensors.FromFlatDataAndDimensions(values, dims...)
}

const (
	nodes    = 5
	channels = 3
)

// The layer of the tests: a' = a + f(b), b' = b + h(a'). f and h hold reductions, scalars, integers and every kind of
// value.
func f(b *Node, v Values) *Node {
	x := MulScalar(MatMul(b, v.Params[0]), 0.5)
	x = Sub(x, ReduceAndKeep(x, ReduceMean, -1))
	x = Tanh(Add(x, ExpandLeftToRank(v.Tied[0], 2)))
	return Mul(Gather(x, InsertAxes(v.Shared[0], -1)), v.Shared[1])
}

func h(a *Node, v Values) *Node {
	return Mul(Sigmoid(AddScalar(a, 0.5)), AddScalar(ExpandLeftToRank(v.Params[1], 2), 2))
}

func couplingForward(state []*Node, v Values) []*Node {
	a := Add(state[0], f(state[1], v))
	return []*Node{a, Add(state[1], h(a, v))}
}

var coupling = Layer{
	Forward: couplingForward,
	Backward: func(state, gradient []*Node, v Values) Before {
		a := state[0]
		b := Sub(state[1], h(a, v))
		before := []*Node{Sub(a, f(b, v)), b}
		in := slices.Concat(before, v.Params, v.Tied)
		for i := range in {
			in[i] = Identity(in[i])
		}
		out := couplingForward(in[:2], Values{in[2:4], in[4:5], v.Shared})
		loss := Add(ReduceAllSum(Mul(out[0], StopGradient(gradient[0]))),
			ReduceAllSum(Mul(out[1], StopGradient(gradient[1]))))
		g := Gradient(loss, in...)
		return Before{State: before, Gradient: g[:2], Params: g[2:4], Tied: g[4:5]}
	},
}

// couplingInputs are the inputs of a graph over depth layers: state, stacked and tied parameters, shared values.
func couplingInputs(depth int) []any {
	return []any{
		filled(1, nodes, channels), filled(2, nodes, channels),
		filled(3, depth, channels, channels), filled(4, depth, channels),
		filled(5, channels),
		[]int32{4, 0, 2, 2, 1}, filled(6, nodes, channels),
	}
}

// stack applies depth layers to the inputs.
type stack func(depth int, state []*Node, v Values) []*Node

func plain(depth int, state []*Node, v Values) []*Node {
	for l := range depth {
		row := make([]*Node, len(v.Params))
		for i, p := range v.Params {
			row[i] = Reshape(SliceAxis(p, 0, AxisElem(l)), p.Shape().Dimensions[1:]...)
		}
		state = couplingForward(state, Values{row, v.Tied, v.Shared})
	}
	return state
}

func looped(depth int, state []*Node, v Values) []*Node { return Loop(depth, coupling, state, v, nil) }

func recomputed(depth int, state []*Node, v Values) []*Node {
	return Recomputed(depth, couplingForward, state, v, nil)
}

func values(in []*Node) ([]*Node, Values) { return in[:2], Values{in[2:4], in[4:5], in[5:7]} }

// valueAndGradients returns the layers' outputs, a loss and its gradients by everything that has one. The same
// scalars and reductions stand before, in and behind the layers.
func valueAndGradients(depth int, layers stack) func(in []*Node) []*Node {
	return func(in []*Node) []*Node {
		in = slices.Clone(in)
		in[0] = AddScalar(Sub(in[0], ReduceAndKeep(in[0], ReduceMean, -1)), 0.5)
		state, v := values(in)
		out := layers(depth, state, v)
		loss := ReduceAllMean(Square(AddScalar(MulScalar(out[0], 2), 0.5)))
		loss = Add(loss, ReduceAllSum(Mul(out[1], Sub(out[0], ReduceAndKeep(out[0], ReduceMean, -1)))))
		return slices.Concat(out, []*Node{loss}, Gradient(loss, in[:5]...))
	}
}

func TestLoop(t *testing.T) {
	twice := func(layers stack) stack {
		return func(depth int, state []*Node, v Values) []*Node {
			state = layers(depth, state, v)
			state[0] = MulScalar(state[0], 0.5)
			return layers(depth, state, v)
		}
	}
	cases := []struct {
		name      string
		depths    []int
		got, want stack
	}{
		{"one", []int{1, 3, 8}, looped, plain},
		{"two in a graph", []int{3}, twice(looped), twice(plain)},
		{"recomputed", []int{1, 3, 8}, recomputed, plain},
		{"only one output is used", []int{3},
			func(depth int, state []*Node, v Values) []*Node {
				out := looped(depth, state, v)
				return []*Node{out[0], OnesLike(out[1])}
			},
			func(depth int, state []*Node, v Values) []*Node {
				out := plain(depth, state, v)
				return []*Node{out[0], OnesLike(out[1])}
			}},
	}
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		for _, c := range cases {
			for _, depth := range c.depths {
				t.Run(fmt.Sprintf("%s, depth %d", c.name, depth), func(t *testing.T) {
					want := reference(t, valueAndGradients(depth, c.want), couplingInputs(depth)...)
					got, _ := run(t, backend, valueAndGradients(depth, c.got), couplingInputs(depth)...)
					near(t, "outputs, loss and gradients", got, want)
				})
			}
		}
	})
}

// TestLoopGradientBuffer writes the parameters' gradients over memory that holds something else.
func TestLoopGradientBuffer(t *testing.T) {
	const depth = 3
	for name, layers := range map[string]func([]*Node, Values, []GradientBuffer) []*Node{
		"inverted": func(state []*Node, v Values, b []GradientBuffer) []*Node {
			return Loop(depth, coupling, state, v, b)
		},
		"recomputed": func(state []*Node, v Values, b []GradientBuffer) []*Node {
			return Recomputed(depth, couplingForward, state, v, b)
		},
	} {
		t.Run(name, func(t *testing.T) { onBackends(t, gradientBuffer(depth, layers)) })
	}
}

func gradientBuffer(depth int,
	layers func([]*Node, Values, []GradientBuffer) []*Node) func(*testing.T, compute.Backend) {
	return func(t *testing.T, backend compute.Backend) {
		want := reference(t, valueAndGradients(depth, plain), couplingInputs(depth)...)
		var stored, initial []*Node
		buffered := func(depth int, state []*Node, v Values) []*Node {
			stored = make([]*Node, len(v.Params))
			buffers := make([]GradientBuffer, len(v.Params))
			for i, p := range v.Params {
				initial = append(initial, AddScalar(p, math.NaN()))
				buffers[i] = GradientBuffer{Initial: initial[i], Store: func(gradient *Node) { stored[i] = gradient }}
			}
			return layers(state, v, buffers)
		}
		got, _ := run(t, backend, func(in []*Node) []*Node {
			out := valueAndGradients(depth, buffered)(in)
			return append(out, stored...)
		}, couplingInputs(depth)...)
		near(t, "with buffers", got, append(want, want[5], want[6]))
		for i, gradient := range stored {
			if isXLA(backend) && !slices.Contains(gradient.Inputs()[0].Inputs(), initial[i]) {
				t.Errorf("the gradient of parameter %d starts from other memory", i)
			}
		}
	}
}

// TestLoopGradientTwice differentiates two losses of one loop in one graph.
func TestLoopGradientTwice(t *testing.T) {
	const depth = 3
	build := func(layers stack) func(in []*Node) []*Node {
		return func(in []*Node) []*Node {
			state, v := values(in)
			out := layers(depth, state, v)
			first := Gradient(ReduceAllSum(out[0]), in[0], in[2], in[4])
			second := Gradient(ReduceAllSum(Square(out[1])), in[:5]...)
			return append(first, second...)
		}
	}
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		want := reference(t, build(plain), couplingInputs(depth)...)
		got, _ := run(t, backend, build(looped), couplingInputs(depth)...)
		near(t, "gradients", got, want)
	})
}

// TestLoopCheckpoint differentiates a loop inside the library's own checkpoint, which clones nodes.
func TestLoopCheckpoint(t *testing.T) {
	const depth = 3
	build := func(layers stack, checkpoint bool) func(in []*Node) []*Node {
		return func(in []*Node) []*Node {
			state, v := values(in)
			if checkpoint {
				state = []*Node{state[0].Checkpoint(), state[1]}
			}
			out := layers(depth, state, v)
			if checkpoint {
				out[0], out[1] = out[0].StopCheckpoint(), out[1].StopCheckpoint()
			}
			return Gradient(ReduceAllSum(Mul(out[0], out[1])), in[:5]...)
		}
	}
	cases := []struct {
		name   string
		layers stack
	}{
		{"loop", looped},
		{"unrolled", func(depth int, state []*Node, v Values) []*Node {
			r := rule{forward: coupling.Forward, backward: func(_, y, dy []*Node, v Values) Before {
				return coupling.Backward(y, dy, v)
			}}
			return unrolled(depth, r, state, v, nil)
		}},
	}
	backend := onXLA(t)
	want := reference(t, build(plain, false), couplingInputs(depth)...)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, _ := run(t, backend, build(c.layers, true), couplingInputs(depth)...)
			near(t, "gradients", got, want)
		})
	}
}

// TestLoopConstantTensor uses one tensor as a constant outside and inside of a loop's body.
func TestLoopConstantTensor(t *testing.T) {
	const depth = 3
	constant := filled(7, nodes, channels)
	layer := Layer{
		Forward: func(state []*Node, v Values) []*Node {
			return []*Node{Add(state[0], ConstCachedTensor(state[0].Graph(), constant))}
		},
	}
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		got, _ := run(t, backend, func(in []*Node) []*Node {
			x := ConstCachedTensor(in[0].Graph(), constant)
			out := Loop(depth, layer, []*Node{Add(in[0], x)}, Values{}, nil)
			return []*Node{Sub(out[0], MulScalar(ConstCachedTensor(in[0].Graph(), constant), depth+1))}
		}, filled(1, nodes, channels))
		want := reference(t, func(in []*Node) []*Node { return in }, filled(1, nodes, channels))
		near(t, "value", got, want)
	})
}

// TestLoopMemory compares the temporary memory of a compiled gradient at two depths.
func TestLoopMemory(t *testing.T) {
	backend := onXLA(t)
	temporary := make(map[int]int64)
	for _, depth := range []int{4, 64} {
		var stored [2]*Node
		_, g := run(t, backend, func(in []*Node) []*Node {
			state, v := values(in[:7])
			out := Loop(depth, coupling, state, v, []GradientBuffer{
				{Initial: in[7], Store: func(n *Node) { stored[0] = n }},
				{Initial: in[8], Store: func(n *Node) { stored[1] = n }},
			})
			Gradient(ReduceAllSum(Mul(out[0], out[1])), v.Params...)
			return stored[:]
		}, append(couplingInputs(depth), filled(8, depth, channels, channels), filled(9, depth, channels))...)
		memory, err := CompiledMemory(g)
		if err != nil {
			t.Fatal(err)
		}
		if memory.Temporary <= 0 || memory.Inputs <= 0 || memory.Outputs <= 0 {
			t.Fatalf("depth %d: %+v", depth, memory)
		}
		temporary[depth] = memory.Temporary
		if gradients := int64(depth * channels * (channels + 1) * 8); memory.Outputs < gradients {
			t.Fatalf("depth %d: %+v holds no gradients of %d bytes", depth, memory, gradients)
		}
	}
	if temporary[4] != temporary[64] {
		t.Errorf("temporary memory is %d bytes at depth 4 and %d at depth 64", temporary[4], temporary[64])
	}
}

// TestRecomputedMemory: a gradient keeps the layers' inputs and nothing else that grows, and a value keeps nothing.
func TestRecomputedMemory(t *testing.T) {
	backend := onXLA(t)
	const shallow, deep = 4, 64
	for _, c := range []struct {
		name     string
		gradient bool
		growth   int64 // bytes a layer
	}{
		{"gradient", true, 2 * nodes * channels * 8},
		{"value", false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			temporary := map[int]int64{}
			for _, depth := range []int{shallow, deep} {
				_, g := run(t, backend, func(in []*Node) []*Node {
					state, v := values(in)
					out := recomputed(depth, state, v)
					if c.gradient {
						return Gradient(ReduceAllSum(Mul(out[0], out[1])), state...)
					}
					return out
				}, couplingInputs(depth)...)
				memory, err := CompiledMemory(g)
				if err != nil {
					t.Fatal(err)
				}
				temporary[depth] = memory.Temporary
			}
			// XLA places each tensor at a multiple of 64 bytes.
			const slack = 4 * 64
			grown, want := temporary[deep]-temporary[shallow], (deep-shallow)*c.growth
			if grown < want-slack || grown > want+slack {
				t.Errorf("%d layers more take %d bytes more, want %d", deep-shallow, grown, want)
			}
		})
	}
}

func TestCompiledMemoryErrors(t *testing.T) {
	cases := []struct {
		name, want string
		start      func() (compute.Backend, error)
		compile    bool
	}{
		{"pure Go", "does not report the memory", Go, true},
		{"not compiled", "before it was compiled", Default, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			backend, err := c.start()
			if err != nil {
				t.Fatal(err)
			}
			g := NewGraph(backend, "test")
			Parameter(g, "x", shapes.Make(dtypes.Float64, 2))
			if _, err := CompiledMemory(g); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// TestLoopArguments builds loops that can't be, on both backends, and reads the error.
func TestLoopArguments(t *testing.T) {
	const depth = 3
	forward := func(change func(out []*Node) []*Node) Layer {
		return Layer{Forward: func(state []*Node, v Values) []*Node { return change(couplingForward(state, v)) },
			Backward: coupling.Backward}
	}
	backward := func(change func(b *Before)) Layer {
		return Layer{Forward: couplingForward, Backward: func(state, gradient []*Node, v Values) Before {
			b := coupling.Backward(state, gradient, v)
			change(&b)
			return b
		}}
	}
	cases := []struct {
		name, want string
		build      func(state []*Node, v Values) []*Node
	}{
		{"depth 0", "a loop over 0 layers; use at least 1",
			func(state []*Node, v Values) []*Node { return Loop(0, coupling, state, v, nil) }},
		{"no state", "a loop without a state",
			func(state []*Node, v Values) []*Node { return Loop(depth, coupling, nil, v, nil) }},
		{"first axis",
			"a stacked parameter of shape (Float64)[3, 3, 3] in a loop over 4 layers; its first axis must be 4",
			func(state []*Node, v Values) []*Node { return Loop(4, coupling, state, v, nil) }},
		{"scalar parameter", "its first axis must be 3",
			func(state []*Node, v Values) []*Node {
				return Loop(depth, coupling, state, Values{Params: []*Node{ReduceAllSum(v.Params[0])}}, nil)
			}},
		{"too few buffers", "a loop's caller gave 1 gradient buffers; there must be 2",
			func(state []*Node, v Values) []*Node {
				return Loop(depth, coupling, state, v, []GradientBuffer{{Initial: v.Params[0]}})
			}},
		{"shape of a buffer", "gradient buffers of which number 1 has shape",
			func(state []*Node, v Values) []*Node {
				return Loop(depth, coupling, state, v, []GradientBuffer{{Initial: v.Params[0]}, {Initial: v.Params[0]}})
			}},
		{"Forward's count", "Forward gave 1 states; there must be 2",
			func(state []*Node, v Values) []*Node {
				return Loop(depth, forward(func(out []*Node) []*Node { return out[:1] }), state, v, nil)
			}},
		{"Forward's shape",
			"Forward gave states of which number 0 has shape (Float64)[3, 5]; it must be (Float64)[5, 3]",
			func(state []*Node, v Values) []*Node {
				return Loop(depth, forward(func(out []*Node) []*Node {
					return []*Node{Transpose(out[0], 0, 1), out[1]}
				}), state, v, nil)
			}},
		{"Backward's parameters", "Backward gave 1 gradients of stacked parameters; there must be 2",
			func(state []*Node, v Values) []*Node {
				return Loop(depth, backward(func(b *Before) { b.Params = b.Params[:1] }), state, v, nil)
			}},
		{"Backward's nil", "Backward gave gradients of tied values of which number 0 is nil; use zeros",
			func(state []*Node, v Values) []*Node {
				return Loop(depth, backward(func(b *Before) { b.Tied = []*Node{nil} }), state, v, nil)
			}},
	}
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				err := build(backend, func(in []*Node) {
					state, v := values(in)
					out := c.build(state, v)
					Gradient(ReduceAllSum(Add(out[0], out[1])), in[:5]...)
				}, couplingInputs(depth)...)
				if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
					t.Errorf("error %v, want one line with %q", err, c.want)
				}
			})
		}
	})
}

// TestLoopInLoop refuses a loop inside a layer on XLA.
func TestLoopInLoop(t *testing.T) {
	inner := Layer{Forward: func(state []*Node, v Values) []*Node { return []*Node{AddScalar(state[0], 1)} }}
	outer := Layer{Forward: func(state []*Node, v Values) []*Node { return Loop(2, inner, state, v, nil) }}
	const want = "a loop inside a layer of another loop"
	err := build(onXLA(t), func(in []*Node) { Loop(2, outer, in, Values{}, nil) }, filled(1, nodes))
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %q", err, want)
	}
}

// build builds a graph of the inputs' shapes and returns what went wrong.
func build(backend compute.Backend, graph func(in []*Node), inputs ...any) error {
	g := NewGraph(backend, "test")
	in := make([]*Node, len(inputs))
	for i, input := range inputs {
		tensor, ok := input.(*tensors.Tensor)
		if !ok {
			tensor = tensors.FromValue(input.([]int32))
		}
		in[i] = Parameter(g, fmt.Sprintf("in%d", i), tensor.Shape())
	}
	return Try(func() error {
		graph(in)
		return nil
	})
}
