package revgnn

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// What F must not hold: evaluated again in the backward pass it would give something else, or learn twice.
const (
	ownRandomness = "draws random numbers in Apply, which the backward pass would draw anew; draw them in Prepare with edges.Mask"
	ownStatistics = "takes batch statistics in Apply, which the backward pass would take twice; use conv.LayerNorm"
)

// probe builds the operator once on a tiny graph, so that one that can't serve is refused before anything runs. It takes the
// pure-Go backend, which starts at once; an operation that is missing there is left to the backend that will run it.
func (c convolution) probe() error {
	if f, ok := c.operator.(conv.Fitter); ok {
		if err := f.Fits(c.in, c.out); err != nil {
			return err
		}
	}
	backend, err := xla.Go()
	if err != nil {
		return err
	}
	g := graph.NewGraph(backend, "probe")
	defer g.Finalize()
	const nodes, edges = 3, 4
	float := func(name string, dims ...int) *graph.Node {
		return graph.Parameter(g, name, shapes.Make(dtypes.Float32, dims...))
	}
	err = xla.Try(func() error {
		x := float("x", nodes, c.in)
		e := &conv.Edges{NumNodes: nodes, Source: graph.Parameter(g, "source", shapes.Make(dtypes.Int32, edges)),
			Target: graph.Parameter(g, "target", shapes.Make(dtypes.Int32, edges)),
			Mask:   func(_ float64, dims ...int) *graph.Node { return float(fmt.Sprint("mask", len(g.Nodes())), dims...) }}
		if c.edge > 0 {
			e.Embedding = &conv.Embedding{Features: float("features", edges, c.edge)}
		}
		var params []*graph.Node
		for _, p := range c.parameters() {
			params = append(params, float("parameter "+p.Name, p.Shape...))
		}
		prepared := c.operator.Prepare(e, x)
		before := len(g.Nodes())
		c.apply(x, e, prepared, params)
		for _, node := range g.Nodes()[before:] {
			if node.Type() == graph.NodeTypeRNGBitGenerator {
				return fmt.Errorf("the operator %s %s", c.operator, ownRandomness)
			}
		}
		return nil
	})
	if !errors.Is(err, compute.ErrNotImplemented) {
		return err
	}
	if strings.Contains(err.Error(), graph.NodeTypeBatchNormForTraining.String()) {
		return fmt.Errorf("the operator %s %s", c.operator, ownStatistics)
	}
	return nil
}
