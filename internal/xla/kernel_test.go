package xla

import (
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// sumByRow adds up rows of x by the kernel: the edges lead to rows, and columns says what they read.
func sumByRow(x, row, column *graph.Node, rows int) *graph.Node {
	return Kernel("sum", []*graph.Node{x, row, column}, []shapes.Shape{
		shapes.Make(x.DType(), rows, x.Shape().Dim(1))}, 0)[0]
}

// TestKernel calls a kernel in a program, and in the body of a loop.
func TestKernel(t *testing.T) {
	t.Setenv(envKernels, "on")
	backend := onXLA(t)
	if !hasKernels(backend) {
		t.Fatal("the CPU plugin takes no kernels")
	}
	cases := []struct {
		name  string
		turns int
		want  []float64
	}{
		{"once", 0, []float64{4, 6, 0, 0, 1, 2}},
		{"in a loop", 2, []float64{4, 6, 0, 0, 4, 6}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := graph.MustExecOnce(backend, func(x, row, column *graph.Node) *graph.Node {
				if c.turns == 0 {
					return sumByRow(x, row, column, 3)
				}
				return while(c.turns, lists{{x}, {row, column}}, func(l lists) lists {
					return lists{{sumByRow(l[0][0], l[1][0], l[1][1], 3)}, l[1]}
				})[0][0]
			}, [][]float64{{1, 2}, {3, 4}, {5, 6}}, []int32{0, 0, 2}, []int32{0, 1, 0})
			var flat []float64
			for _, row := range got.Value().([][]float64) {
				flat = append(flat, row...)
			}
			if !slices.Equal(flat, c.want) {
				t.Errorf("got %v, want %v", flat, c.want)
			}
		})
	}
}

// TestKernelRefuses reads the errors of calls that can't be right.
func TestKernelRefuses(t *testing.T) {
	backend := onXLA(t)
	cases := []struct {
		name, want string
		row        []int32
		column     []int32
	}{
		{"column", "has an end that is not among", []int32{0, 1}, []int32{0, 9}},
		{"negative row", "has an end that is not among", []int32{-1, 1}, []int32{0, 0}},
		{"not sorted", "the edges are not in order", []int32{1, 0}, []int32{0, 0}},
		{"lengths", "column is of type 4 with 1 rows", []int32{0, 0}, []int32{0}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := Try(func() error {
				_, err := graph.CallOnce(backend, func(x, row, column *graph.Node) *graph.Node {
					return sumByRow(x, row, column, 2)
				}, [][]float32{{1}, {2}}, c.row, c.column)
				return err
			})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v lacks %q", err, c.want)
			}
			if err != nil && strings.Count(strings.TrimSpace(err.Error()), "\n") > 0 {
				t.Errorf("error of several lines: %v", err)
			}
		})
	}
}

// TestKernelCloned rebuilds a part of a graph that has a call in it.
func TestKernelCloned(t *testing.T) {
	backend := onXLA(t)
	got := graph.MustExecOnce(backend, func(x, row, column *graph.Node) *graph.Node {
		part := Between(x, sumByRow(x, row, column, 2))
		return part.Apply(graph.MulScalar(x, 10), part.Reads)
	}, [][]float64{{1}, {2}}, []int32{0, 0}, []int32{0, 1})
	if want := [][]float64{{30}, {0}}; got.Value().([][]float64)[0][0] != want[0][0] {
		t.Errorf("got %v, want %v", got.Value(), want)
	}
}
