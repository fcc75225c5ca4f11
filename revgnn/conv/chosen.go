package conv

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

// chosenOf is the number of x [n, d] in the chosen row of each channel: [N, d].
func chosenOf(x, row *graph.Node, n int) *graph.Node {
	return graph.Gather(graph.Reshape(x, x.Shape().Size()), graph.InsertAxes(flatIndex(row, n), -1))
}

// flatIndex is the position of (row[i, c], c) in a tensor of n rows and as many columns c as row has, counted row by
// row. It is int64 where int32 is too small.
func flatIndex(row *graph.Node, n int) *graph.Node {
	d := row.Shape().Dim(1)
	if n*d > math.MaxInt32 {
		row = graph.ConvertDType(row, dtypes.Int64)
	}
	return graph.Add(graph.MulScalar(row, d), graph.Iota(row.Graph(), row.Shape(), 1))
}

// at is the element i of a list, or nil past its end.
func at(nodes []*graph.Node, i int) *graph.Node {
	if i < len(nodes) {
		return nodes[i]
	}
	return nil
}
