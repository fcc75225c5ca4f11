package solver

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

// growth is how many times their first size the residual and the image may reach before a solve counts as diverged. An
// image that shrinks by as much counts as zero: see WithTolerance.
const growth = 1e6

// measured holds the norms of one evaluation.
type measured struct {
	step, image *graph.Node // ‖f(z)−z‖ and ‖f(z)‖
	worst       *graph.Node // the largest norm of a row of f(z)−z
	rows, width int         // a row's entries are width
}

func measure(image, step *graph.Node) measured {
	m := measured{rows: 1, width: image.Shape().Size(), image: norm(image)}
	squares := graph.Square(graph.ConvertDType(step, dtypes.Float64))
	if image.Rank() > 0 {
		m.rows = image.Shape().Dim(0)
		m.width /= m.rows
		squares = graph.Reshape(squares, m.rows, m.width)
		squares = graph.ReduceSum(squares, 1)
	}
	m.step, m.worst = graph.Sqrt(graph.ReduceAllSum(squares)), graph.Sqrt(graph.ReduceAllMax(squares))
	return m
}

// relative returns ‖f(z)−z‖/‖f(z)‖, and the largest row's norm over the root mean square of the rows' of f(z). size is
// ‖z0‖ + ‖f(z0)‖.
func (m measured) relative(size *graph.Node) (residual, worst *graph.Node) {
	const normal = 0x1p-1022 // the least normal float64, so that 0/0 is 0
	floor := graph.MaxScalar(graph.MulScalar(size, 1/growth), normal)
	image := graph.Max(m.image, floor)
	return graph.Div(m.step, image), graph.Div(graph.MulScalar(m.worst, math.Sqrt(float64(m.rows))), image)
}

// perEntry returns the root mean square of f(z)−z over all entries and over those of the worst row.
func (m measured) perEntry() (residual, worst *graph.Node) {
	rootMean := func(norm *graph.Node, entries int) *graph.Node {
		return graph.MulScalar(norm, 1/math.Sqrt(float64(entries)))
	}
	return rootMean(m.step, m.rows*m.width), rootMean(m.worst, m.width)
}

// norm is ‖x‖, summed in float64 so that large states do not overflow and small differences are not lost.
func norm(x *graph.Node) *graph.Node {
	return graph.Sqrt(graph.ReduceAllSum(graph.Square(graph.ConvertDType(x, dtypes.Float64))))
}
