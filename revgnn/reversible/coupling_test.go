package reversible

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net/nettest"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

const nodes, channels = 12, 12

// mixed is a coupling whose function reads all it can: parameters, a learned shared value, a mask and integers, by
// group.
func mixed(depth, groups int) Coupling {
	width := channels / groups
	return Coupling{Depth: depth, Groups: groups, Seed: 3,
		Parameters: append(conv.Norm("norm", width), conv.Linear("linear", width, width)...),
		F: func(group int, x *graph.Node, params, shared []*graph.Node) *graph.Node {
			bias, mask, order := shared[0], shared[1], shared[2]
			h := conv.ReLU(conv.LayerNorm(x, params[0], params[1]))
			h = graph.Mul(h, graph.Slice(mask, graph.AxisRange(), graph.AxisRange(group*width, (group+1)*width)))
			h = graph.Gather(h, graph.InsertAxes(order, -1))
			return graph.Add(conv.Affine(h, params[2], params[3]), graph.BroadcastToDims(graph.Reshape(bias, 1, 1),
				nodes, width))
		}}
}

// values are a state, a learned number, a mask and an order of the nodes.
func values(rng *rand.Rand) []any {
	x, mask := make([]float64, nodes*channels), make([]float64, nodes*channels)
	for i := range x {
		x[i], mask[i] = rng.NormFloat64(), 2*float64(rng.IntN(2))
	}
	order := make([]int32, nodes)
	for i, k := range rng.Perm(nodes) {
		order[i] = int32(k)
	}
	return []any{tensors.FromFlatDataAndDimensions(x, nodes, channels), tensors.FromScalar(0.5),
		tensors.FromFlatDataAndDimensions(mask, nodes, channels), tensors.FromFlatDataAndDimensions(order, nodes)}
}

// gradientsOf are the output, the gradients by all that has one, and the input rebuilt from the output.
func gradientsOf(t *testing.T, backend compute.Backend, c Coupling, in []any) []nettest.Array {
	t.Helper()
	store := model.NewStore()
	exec, err := model.NewExec(backend, store, func(scope *model.Scope, in []*graph.Node) []*graph.Node {
		mask := graph.StopGradient(in[2])
		y := c.Apply(scope, in[0], in[1], mask, in[3])
		by := []*graph.Node{in[0], in[1]}
		for _, p := range c.Parameters {
			by = append(by, scope.GetVariable(p.Name).NodeValue(y.Graph()))
		}
		back := c.Rebuild(scope, y, in[1], mask, in[3])
		list := append([]*graph.Node{back, y}, graph.Gradient(graph.ReduceAllSum(graph.Square(y)), by...)...)
		return list
	})
	if err != nil {
		t.Fatal(err)
	}
	defer exec.Finalize()
	out, err := exec.Exec(in...)
	if err != nil {
		t.Fatal(err)
	}
	var list []nettest.Array
	for _, tensor := range out {
		list = append(list, golden.FromTensor(tensor))
	}
	return list
}

// TestGradients holds each mode against plain automatic differentiation, and the rebuilt input against the true one.
func TestGradients(t *testing.T) {
	in := func() []any { return values(rand.New(rand.NewPCG(1, 2))) } // values belong to one backend
	for _, c := range []struct {
		name   string
		groups int
		tied   bool
	}{{"two groups", 2, false}, {"three tied groups", 3, true}} {
		plain := mixed(5, c.groups)
		plain.Tied, plain.Backward = c.tied, options.Store
		// Which writes layers out without compiling them.
		want := gradientsOf(t, nettest.Started(t, xla.Go), plain, in())
		for _, backend := range nettest.BothBackends {
			for _, mode := range []options.Backward{"", options.Recompute} {
				t.Run(strings.Join([]string{c.name, backend.Name, string(mode)}, ","), func(t *testing.T) {
					own := plain
					own.Backward = mode
					in := in()
					got := gradientsOf(t, nettest.Started(t, backend.Start), own, in)
					for i := range want {
						nettest.Near(t, "a result", got[i], want[i], 1e-10)
					}
					nettest.Near(t, "the input rebuilt", got[0], golden.FromTensor(in[0].(*tensors.Tensor)), 1e-10)
				})
			}
		}
	}
}

// TestGradientsTell: a gradient that is wrong is seen, as where a value that is learned is taken for data.
func TestGradientsTell(t *testing.T) {
	in := values(rand.New(rand.NewPCG(1, 2)))
	right, wrong := mixed(5, 2), mixed(5, 2)
	inner := wrong.F
	wrong.F = func(group int, x *graph.Node, params, shared []*graph.Node) *graph.Node {
		return inner(group, x, params, append([]*graph.Node{graph.StopGradient(shared[0])}, shared[1:]...))
	}
	got, want := gradientsOf(t, nettest.Started(t, xla.Go), wrong, in), gradientsOf(t, nettest.Started(t, xla.Go),
		right, in)
	if d := nettest.Difference(got[3], want[3]); !(d > 0.1) {
		t.Errorf("the gradient by the shared value is off by %g only", d)
	}
}

func TestCheck(t *testing.T) {
	in := values(rand.New(rand.NewPCG(5, 6)))
	x, bias, mask, order := in[0].(*tensors.Tensor), in[1].(*tensors.Tensor), in[2].(*tensors.Tensor),
		in[3].(*tensors.Tensor)
	c := mixed(40, 3)
	check, err := c.Check(x, bias, mask, order)
	if err != nil {
		t.Fatal(err)
	}
	if !check.Passed() || len(check.Inverse) != 40 || len(check.Gradients) != 7 {
		t.Errorf("%d layers\n%s", len(check.Inverse), check)
	}
	// A state that grows tenfold per layer drowns what was added to it.
	c.F = func(_ int, x *graph.Node, _, _ []*graph.Node) *graph.Node { return graph.MulScalar(x, 10) }
	if check, err = c.Check(x, bias, mask, order); err != nil || check.Passed() ||
		!strings.Contains(check.String(), "fail") {
		t.Errorf("%v\n%s", err, check)
	}
}

// TestMemory: what a step keeps does not grow with depth where layers are inverted, and does where they are recomputed.
func TestMemory(t *testing.T) {
	backend := nettest.Started(t, xla.Default)
	if backend.Name() != "xla" {
		t.Skip("without XLA the layers are written out")
	}
	temporary := func(depth int, mode options.Backward) int64 {
		c := mixed(depth, 2)
		c.Tied, c.Backward = true, mode // so that there are no gradients per layer
		exec, err := model.NewExec(backend, model.NewStore(), func(scope *model.Scope, in []*graph.Node) []*graph.Node {
			y := c.Apply(scope, in[0], in[1], graph.StopGradient(in[2]), in[3])
			return graph.Gradient(graph.ReduceAllSum(graph.Square(y)), in[0],
				scope.GetVariable("linear.weight").NodeValue(y.Graph()))
		})
		if err != nil {
			t.Fatal(err)
		}
		defer exec.Finalize()
		var list []shapes.Shape
		for _, value := range values(rand.New(rand.NewPCG(1, 2))) {
			list = append(list, value.(*tensors.Tensor).Shape())
		}
		program, err := exec.Compile(list...)
		if err != nil {
			t.Fatal(err)
		}
		memory, err := xla.CompiledMemory(program)
		if err != nil {
			t.Skip(err)
		}
		return memory.Temporary
	}
	if few, many := temporary(8, options.Invert), temporary(64, options.Invert); few != many {
		t.Errorf("8 layers take %d bytes, 64 take %d", few, many)
	}
	states := int64(56 * nodes * channels * 8)
	if few, many := temporary(8, options.Recompute), temporary(64, options.Recompute); many-few < states {
		t.Errorf("8 layers that keep their inputs take %d bytes, 64 take %d: want %d more at least", few, many, states)
	}
}

func TestRefused(t *testing.T) {
	sound := func(change func(c *Coupling)) Coupling {
		c := Coupling{Depth: 2, Groups: 2, Parameters: conv.Linear("linear", 2, 2),
			F: func(_ int, x *graph.Node, params, _ []*graph.Node) *graph.Node {
				return conv.Affine(x, params[0], params[1])
			}}
		change(&c)
		return c
	}
	var outside *graph.Node
	for _, c := range []struct {
		name     string
		coupling Coupling
		want     string
	}{
		{"no depth", sound(func(c *Coupling) { c.Depth = 0 }), "a depth of 0 layers; use at least 1"},
		{"one group", sound(func(c *Coupling) { c.Groups = 1 }), "1 groups; a reversible layer needs at least 2"},
		{"no function", sound(func(c *Coupling) { c.F = nil }), "no function; give F"},
		{"another mode", sound(func(c *Coupling) { c.Backward = options.Implicit }),
			`the backward mode "implicit"; use options.Invert`},
		{"channels", sound(func(c *Coupling) { c.Groups = 3 }),
			"4 channels do not split into 3 groups; use a multiple of 3"},
		{"one name twice", sound(func(c *Coupling) { c.Parameters = append(c.Parameters, c.Parameters[0]) }),
			`two parameters are called "linear.weight"`},
		{"no name", sound(func(c *Coupling) { c.Parameters = []conv.Parameter{{Shape: []int{2}}} }),
			"parameter 1 has no name"},
		{"no inputs", sound(func(c *Coupling) { c.Parameters = []conv.Parameter{{Name: "a", Shape: []int{2}}} }),
			"FanIn is 0"},
		{"another shape", sound(func(c *Coupling) {
			c.F = func(_ int, x *graph.Node, _, _ []*graph.Node) *graph.Node { return graph.ReduceAllSum(x) }
		}), "it returned (Float64) for group 0, and must keep the shape (Float64)[3, 2]"},
		{"random numbers", sound(func(c *Coupling) {
			c.F = func(_ int, x *graph.Node, _, _ []*graph.Node) *graph.Node {
				_, noise := graph.RandomUniform(graph.Const(x.Graph(), []uint64{1, 2, 3}), x.Shape())
				return graph.Add(x, noise)
			}
		}), "F draws random numbers, which the backward pass would draw anew; draw them before"},
		{"a node from outside", sound(func(c *Coupling) {
			c.F = func(_ int, x *graph.Node, _, _ []*graph.Node) *graph.Node { return graph.Mul(x, outside) }
		}), "it may read its arguments alone; give all else as a shared value"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := xla.Try(func() error {
				exec, err := model.NewExec(nettest.Started(t, xla.Go), model.NewStore(), func(scope *model.Scope,
					x *graph.Node) *graph.Node {
					outside = graph.Slice(x, graph.AxisRange(), graph.AxisRange(0, 2))
					return c.coupling.Apply(scope, x)
				})
				if err != nil {
					return err
				}
				defer exec.Finalize()
				_, err = exec.Exec([][]float64{{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}})
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "reversible: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}
