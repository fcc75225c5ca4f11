package reversible

import (
	"fmt"
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/table"
)

// How far results may be off in float64, relative to their size in the l2 norm: rounding of 1e-16 through a thousand
// layers.
const (
	inverseBound  = 1e-9
	gradientBound = 1e-8
)

// writtenOut is how many layers Check writes out for the gradient of plain automatic differentiation, which takes long
// to compile.
const writtenOut = 8

// Check is how well a coupling can be inverted and differentiated.
type Check struct {
	// Inverse is the error of each layer's input as it is rebuilt from the output of the last layer, relative, in the
	// l2 norm.
	Inverse []float64
	// Gradients are compared with those of plain automatic differentiation.
	Gradients []Gradient
}

// Gradient is a gradient in the coupling's backward mode.
type Gradient struct {
	Of         string  // a parameter's name, "x", or "shared 0" and so on
	Difference float64 // from plain automatic differentiation, relative in the l2 norm; absolute where that is 0
}

// Check computes the coupling in float64, with the parameters it starts from, on values of one's own: the state x and
// the shared values, of which those of floating-point types are converted. It compares the inputs of all layers with
// what is rebuilt of them, and the gradients of the first 8 layers with those of the same layers written out.
func (c Coupling) Check(x *tensors.Tensor, shared ...*tensors.Tensor) (Check, error) {
	var check Check
	err := xla.Try(func() (err error) {
		backend, err := xla.Default()
		if err != nil {
			return err
		}
		in := []any{wide(x)}
		for _, value := range shared {
			in = append(in, wide(value))
		}
		run := func(f func(scope *model.Scope, in []*graph.Node) []*graph.Node) ([]*tensors.Tensor, error) {
			exec, err := model.NewExec(backend, model.NewStore(), f)
			if err != nil {
				return nil, err
			}
			defer exec.Finalize()
			return exec.Exec(in...)
		}
		out, err := run(func(scope *model.Scope, in []*graph.Node) []*graph.Node {
			c := c.checked(in[0], in[1:])
			segments := []net.Segment{c.segment(scope, in[0], in[1:])}
			return []*graph.Node{net.RoundTrip(segments, net.GroupsOf(in[0], c.Groups))}
		})
		if err != nil {
			return err
		}
		if check.Inverse, err = tensors.CopyFlatData[float64](out[0]); err != nil {
			return err
		}
		few := c
		few.Depth = min(c.Depth, writtenOut)
		var names []string
		gradients := func(mode options.Backward) ([]*tensors.Tensor, error) {
			few.Backward = mode
			return run(func(scope *model.Scope, in []*graph.Node) (list []*graph.Node) {
				names, list = few.gradients(scope, in)
				return list
			})
		}
		got, err := gradients(c.Backward)
		if err != nil {
			return err
		}
		want, err := gradients(options.Store)
		if err != nil {
			return err
		}
		for i, name := range names {
			d, err := difference(got[i], want[i])
			if err != nil {
				return err
			}
			check.Gradients = append(check.Gradients, Gradient{name, d})
		}
		return nil
	})
	return check, err
}

// gradients differentiates a sum of the output, whose entries have factors from 1 to 2, by all that has a gradient.
func (c Coupling) gradients(scope *model.Scope, in []*graph.Node) (names []string, list []*graph.Node) {
	y := c.Apply(scope, in[0], in[1:]...)
	g := y.Graph()
	factors := graph.AddScalar(graph.DivScalar(graph.IotaFull(g, y.Shape()), float64(y.Shape().Size())), 1)
	by := []*graph.Node{in[0]}
	names = []string{"x"}
	for i, value := range in[1:] {
		if value.DType().IsFloat() {
			names, by = append(names, fmt.Sprint("shared ", i)), append(by, value)
		}
	}
	for _, p := range c.Parameters {
		names, by = append(names, p.Name), append(by, scope.GetVariable(p.Name).NodeValue(g))
	}
	return names, graph.Gradient(graph.ReduceAllSum(graph.Mul(y, factors)), by...)
}

// wide is a tensor in float64 where it is of a floating-point type.
func wide(t *tensors.Tensor) *tensors.Tensor {
	if t.DType() != dtypes.Float32 {
		return t
	}
	return net.Floats(tensors.MustCopyFlatData[float32](t), dtypes.Float64, t.Shape().Dimensions...)
}

// difference is ‖got − want‖ over ‖want‖, or ‖got‖ where that is 0. What is not a number is infinitely far.
func difference(got, want *tensors.Tensor) (float64, error) {
	g, err := tensors.CopyFlatData[float64](got)
	if err != nil {
		return 0, err
	}
	w, err := tensors.CopyFlatData[float64](want)
	if err != nil {
		return 0, err
	}
	var apart, size float64
	for i := range w {
		apart += (g[i] - w[i]) * (g[i] - w[i])
		size += w[i] * w[i]
	}
	switch {
	case math.IsNaN(apart):
		return math.Inf(1), nil
	case size == 0:
		return math.Sqrt(apart), nil
	}
	return math.Sqrt(apart / size), nil
}

// Passed tells whether each layer's input is rebuilt to 1e-9, and each gradient is that of plain automatic
// differentiation to 1e-8.
func (c Check) Passed() bool {
	for _, off := range c.Inverse {
		if !(off <= inverseBound) {
			return false
		}
	}
	for _, g := range c.Gradients {
		if !(g.Difference <= gradientBound) {
			return false
		}
	}
	return true
}

// String is the table as text.
func (c Check) String() string { return c.Table().String() }

// Table lists the largest error of the inverse, and the gradients.
func (c Check) Table() table.Table {
	verdict := map[bool]string{true: "pass", false: "fail"}
	largest := 0.0
	for _, off := range c.Inverse {
		if !(off <= largest) { // NaN as well
			largest = off
		}
	}
	t := table.Table{Title: "Coupling: " + verdict[c.Passed()], Columns: []string{"what", "off by", "at most"}}
	row := func(what string, off, most float64) {
		t.Rows = append(t.Rows, []string{what, fmt.Sprintf("%.2g", off), fmt.Sprint(most)})
	}
	row(fmt.Sprintf("inputs of %d layers rebuilt", len(c.Inverse)), largest, inverseBound)
	for _, g := range c.Gradients {
		row("gradient by "+g.Of, g.Difference, gradientBound)
	}
	return t
}
