package conv

import (
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
)

func TestEdgesRefuse(t *testing.T) {
	for _, c := range []struct {
		name string
		of   func(e *Edges, x *graph.Node) *graph.Node
		want string
	}{
		{"GatherSource", (*Edges).GatherSource,
			"conv: GatherSource of values of shape [3 2]; give one row per node, [5, …]"},
		{"GatherTarget", (*Edges).GatherTarget,
			"conv: GatherTarget of values of shape [3 2]; give one row per node, [5, …]"},
		{"SumByTarget", (*Edges).SumByTarget,
			"conv: SumByTarget of values of shape [3 2]; give one row per edge, [4, …]"},
		{"MeanByTarget", (*Edges).MeanByTarget,
			"conv: MeanByTarget of values of shape [3 2]; give one row per edge, [4, …]"},
		{"MaxByTarget", (*Edges).MaxByTarget,
			"conv: MaxByTarget of values of shape [3 2]; give one row per edge, [4, …]"},
		{"SoftmaxByTarget", (*Edges).SoftmaxByTarget,
			"conv: SoftmaxByTarget of values of shape [3 2]; give one row per edge, [4, …]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := graph.CallOnce(started(t, xla.Go), func(x *graph.Node) *graph.Node {
				return c.of(smallEdges(x.Graph()), x)
			}, [][]float64{{1, 2}, {3, 4}, {5, 6}})
			if err == nil || !strings.HasSuffix(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}
