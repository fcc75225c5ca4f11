package xla

import (
	"strings"
	"testing"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	. "github.com/gomlx/gomlx/core/graph"
)

// newton counts Newton's steps for √x, and stops when a step changes little. It holds a scalar, a reduction and rows.
func newton(most int) func(in []*Node) []*Node {
	return func(in []*Node) []*Node {
		g := in[0].Graph()
		x := AddScalar(in[0], 2)
		far := AddScalar(ReduceAllSum(ZerosLike(x)), 1)
		rows := BroadcastToDims(ScalarZero(g, dtypes.Float64), append([]int{most}, x.Shape().Dimensions...)...)
		out := Iterate(most, []*Node{OnesLike(x), x, far, Const(g, int32(0)), rows},
			func(state []*Node) *Node { return GreaterThan(state[2], Const(g, 1e-3)) },
			func(state []*Node) []*Node {
				y, x := state[0], state[1]
				next := MulScalar(Add(y, Div(x, y)), 0.5)
				return []*Node{next, x, ReduceAllMax(Abs(Sub(next, y))), AddScalar(state[3], 1),
					SetRow(state[4], state[3], next)}
			})
		return []*Node{out[0], out[2], ConvertDType(out[3], dtypes.Float64), out[4]}
	}
}

func TestIterate(t *testing.T) {
	const most = 20
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		for _, c := range []struct {
			name string
			most int
		}{{"early exit", most}, {"cap", 2}} {
			t.Run(c.name, func(t *testing.T) {
				got, _ := run(t, backend, newton(c.most), filled(1, 2, 3))
				x := filled(1, 2, 3).Value().([][]float64)
				y := []float64{1, 1, 1, 1, 1, 1}
				rows := make([]float64, 6*c.most)
				far, turns := 1.0, 0
				for ; turns < c.most && far > 1e-3; turns++ {
					far = 0
					for i := range y {
						next := (y[i] + (x[i/3][i%3]+2)/y[i]) / 2
						far = max(far, next-y[i], y[i]-next)
						y[i], rows[6*turns+i] = next, next
					}
				}
				if c.most == most && turns >= most {
					t.Fatalf("no early exit in %d turns", turns)
				}
				near(t, "state", got, [][]float64{y, {far}, {float64(turns)}, rows})
			})
		}
	})
}

// TestIterateMemory compares the temporary memory of an iteration at two caps.
func TestIterateMemory(t *testing.T) {
	backend := onXLA(t)
	temporary := map[int]int64{}
	for _, most := range []int{4, 400} {
		_, g := run(t, backend, func(in []*Node) []*Node {
			return Iterate(most, in, func(state []*Node) *Node {
				return LessThan(ReduceAllMax(state[0]), Const(state[0].Graph(), 9.0))
			},
				func(state []*Node) []*Node { return []*Node{AddScalar(state[0], 1)} })
		}, filled(1, 50))
		memory, err := CompiledMemory(g)
		if err != nil {
			t.Fatal(err)
		}
		temporary[most] = memory.Temporary
	}
	if temporary[4] != temporary[400] {
		t.Errorf("temporary memory is %d bytes at a cap of 4 and %d at 400", temporary[4], temporary[400])
	}
}

func TestIterateArguments(t *testing.T) {
	always := func(state []*Node) *Node { return Const(state[0].Graph(), true) }
	same := func(state []*Node) []*Node { return state }
	cases := []struct {
		name, want string
		build      func(in []*Node)
	}{
		{"most", "an iteration of at most 0 turns; use at least 1", func(in []*Node) { Iterate(0, in, always, same) }},
		{"no state", "an iteration without a state", func([]*Node) { Iterate(3, nil, always, same) }},
		{"count", "an iteration's body gave 2 states; there must be 1",
			func(in []*Node) { Iterate(3, in, always, func(s []*Node) []*Node { return []*Node{s[0], s[0]} }) }},
		{"shape", "an iteration's body gave states of which number 0 has shape (Float64); it must be (Float64)[2]",
			func(in []*Node) {
				Iterate(3, in, always, func(s []*Node) []*Node { return []*Node{ReduceAllSum(s[0])} })
			}},
	}
	onBackends(t, func(t *testing.T, backend compute.Backend) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				if err := build(backend, c.build, filled(1, 2)); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error %v, want %q", err, c.want)
				}
			})
		}
	})
}
