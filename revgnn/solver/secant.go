package solver

import (
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
)

// history is what Anderson and Broyden know of the steps before; Picard knows nothing. Both step to
//
//	z + β·r − Σ_i γ_i·(w_i − (1−β)·t_i)  with  M·γ = T·r,  r = f(z) − z
//
// over pairs of differences s = Δz, w = Δf(z), y = w − s. Anderson takes t = y and M_ij = y_i·y_j, so γ is the least
// squares fit of r by the y. Broyden takes β = 1, t = s, and M_ij = s_i·w_j − (s_i·s_j where pair i is not younger than
// pair j): the product of his rank-one updates written as one system. The inverse of M is kept and updated when a pair
// comes or goes, so one row of M is computed per evaluation. The row and the column of a free place are zero.
type history []*graph.Node

const (
	lastState  = iota // z of the evaluation before
	lastImage         // f(z) of the evaluation before
	tests             // T [pairs, …]
	images            // W [pairs, …]
	invertedM         // M⁻¹ [pairs, pairs] in float64
	numHistory = iota
)

// leap is how many times the least residual so far a step may lead to: what sent the solve there is then forgotten, and
// it goes on with a plain step. Plain steps on a problem that Picard cannot solve grow more slowly.
const leap = 10

func (s Solver) emptyHistory(z *graph.Node) history {
	m := s.pairs()
	if m == 0 {
		return nil
	}
	g := z.Graph()
	h := make(history, numHistory)
	h[lastState], h[lastImage] = graph.ZerosLike(z), graph.ZerosLike(z)
	// Flat: a row that is shaped anew when it is read makes XLA copy all of them in each turn.
	h[tests], h[images] = zeros(g, z.DType(), m, z.Shape().Size()), zeros(g, z.DType(), m, z.Shape().Size())
	h[invertedM] = zeros(g, dtypes.Float64, m, m)
	return h
}

// step returns the next state, and the history with the pair that ends at z in the place of the oldest.
// size is ‖image‖, distance ‖residual‖, and least the least of the distances before.
func (s Solver) step(h history,
	z, image, residual, size, distance, least, evaluations *graph.Node) (*graph.Node, history) {
	m := s.pairs()
	if m == 0 {
		return image, nil
	}
	ds, dw := graph.Sub(z, h[lastState]), graph.Sub(image, h[lastImage])
	dy := graph.Sub(dw, ds)
	test := dy
	if s.Method == options.Broyden {
		test = ds
	}
	place := graph.Mod(evaluations, graph.Scalar(z.Graph(), dtypes.Int32, float64(m)))
	t, w := xla.SetRow(h[tests], place, graph.Reshape(test, -1)), xla.SetRow(h[images], place, graph.Reshape(dw, -1))

	products := dots(t, dy, residual)
	column, right := rowOf(products, 0), rowOf(products, 1) // M's new column, and T·r
	row := column
	if s.Method == options.Broyden {
		row = rowOf(dots(w, ds), 0)
	}
	unit := graph.OneHot(place, m, dtypes.Float64)
	inverse := dropPair(h[invertedM], unit)
	grown, regular := s.addPair(inverse, row, column, unit, norm(ds))
	// The first evaluation ends no pair, and what is as small as f's rounding says nothing.
	known := graph.GreaterThan(norm(dy), graph.MulScalar(size, epsilon(z.DType())))
	usable := graph.LogicalAnd(graph.LogicalAnd(regular, known), graph.IsPositive(evaluations))
	inverse = graph.Where(usable, grown, inverse)
	inverse = graph.Where(graph.GreaterThan(distance, graph.MulScalar(least, leap)), graph.ZerosLike(inverse), inverse)

	weights := times(inverse, right)
	next := graph.Sub(image, combine(weights, w, z))
	if damping := 1 - s.Mixing; s.Method == options.Anderson && damping != 0 {
		next = graph.Sub(next, graph.MulScalar(graph.Sub(residual, combine(weights, t, z)), damping))
	}
	return next, history{z, image, t, w, inverse}
}

// dropPair takes the pair at a place, given as a unit vector, out of M: its inverse without that row and column.
func dropPair(inverse, unit *graph.Node) *graph.Node {
	column, row := times(inverse, unit), times(graph.Transpose(inverse, 0, 1), unit)
	pivot := dot(column, unit)
	none := graph.Equal(pivot, graph.ZerosLike(pivot))
	inverse = graph.Sub(inverse, graph.Div(outer(column, row), graph.Where(none, graph.OnesLike(pivot), pivot)))
	others := graph.OneMinus(unit) // exact zeros in the place, whatever the rounding
	return graph.Mul(inverse, outer(others, others))
}

// addPair puts a pair with its row and column of M into a free place, by the Schur complement of what is there. A pair
// that says nothing new, such as a step that changed nothing, makes M singular: regular is false then.
func (s Solver) addPair(inverse, row, column, unit, step *graph.Node) (grown, regular *graph.Node) {
	// Below it a complement is rounding: that of the inner products for Anderson, whose ridge is there for that.
	// Broyden's complement over ‖s‖² is how much of a step his matrix keeps, and a small one would be a leap.
	const leastBroyden = 1e-6
	left, right := times(inverse, column), times(graph.Transpose(inverse, 0, 1), row)
	diagonal := dot(column, unit)
	complement := graph.Sub(diagonal, dot(row, left))
	if s.Method == options.Anderson {
		ridge := graph.MulScalar(diagonal, s.Ridge)
		complement = graph.Add(graph.Max(complement, graph.ZerosLike(complement)), ridge)
		regular = graph.IsPositive(complement)
	} else {
		regular = graph.GreaterThan(graph.Abs(complement), graph.MulScalar(graph.Square(step), leastBroyden))
	}
	divisor := graph.Where(regular, complement, graph.OnesLike(complement))
	return graph.Add(inverse, graph.Div(outer(graph.Sub(left, unit), graph.Sub(right, unit)), divisor)), regular
}

// epsilon is the distance from 1 to the next number.
func epsilon(dtype dtypes.DType) float64 {
	if dtype == dtypes.Float32 {
		return 0x1p-23
	}
	return 0x1p-52
}

func rowOf(matrix *graph.Node, i int) *graph.Node {
	return graph.Reshape(graph.SliceAxis(matrix, 0, graph.AxisElem(i)), -1)
}

func times(matrix, vector *graph.Node) *graph.Node {
	return graph.ReduceSum(graph.Mul(matrix, graph.InsertAxes(vector, 0)), 1)
}

func dot(a, b *graph.Node) *graph.Node { return graph.ReduceAllSum(graph.Mul(a, b)) }

func outer(a, b *graph.Node) *graph.Node {
	return graph.Mul(graph.InsertAxes(a, 1), graph.InsertAxes(b, 0))
}

// dots is a history [m, n] times vectors […]: the inner products [vectors, m] in float64.
func dots(stacked *graph.Node, vectors ...*graph.Node) *graph.Node {
	rows := make([]*graph.Node, len(vectors))
	for i, vector := range vectors {
		rows[i] = graph.Reshape(vector, 1, -1)
	}
	products := graph.DotGeneral(graph.Concatenate(rows, 0), []int{1}, nil, stacked, []int{1}, nil)
	return graph.ConvertDType(products, dtypes.Float64)
}

// combine is Σ weights_i·stacked_i of a history [m, n], of the shape and type of like.
func combine(weights, stacked, like *graph.Node) *graph.Node {
	// Read after the weights are known, so that the row that was just written is not written again for this.
	stacked = graph.SchedulingBarrier(stacked, weights)
	row := graph.InsertAxes(graph.ConvertDType(weights, stacked.DType()), 0)
	return graph.Reshape(graph.Dot(row, stacked).MatMul(), like.Shape().Dimensions...)
}

func zeros(g *graph.Graph, dtype dtypes.DType, dims ...int) *graph.Node {
	return graph.Zeros(g, shapes.Make(dtype, dims...))
}
