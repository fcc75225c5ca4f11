package revgnn

import (
	"context"
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// inverseBounds is how far a rebuilt input may be off. In float32 the networks of the paper stay below 1e-4 at 1001
// layers (PyTorch Geometric's reversible blocks: 4e-6 at 256); an operator with randomness of its own is off by about
// 1.
var inverseBounds = map[dtypes.DType]float64{dtypes.Float32: 1e-3, dtypes.Float64: 1e-9}

// InverseCheck is how well the inputs of the layers are rebuilt from the output of the last layer alone.
type InverseCheck = run.Inverse

// CheckInverse runs the layers of a reversible network forward on the whole graph and back again with a dropout mask,
// and compares each layer's rebuilt input with the true one. It keeps all of these: [N, C] per layer.
func CheckInverse(m *Model, g *datasets.Graph) cell.Task[InverseCheck] {
	return cell.NewTask(func(ctx context.Context) (InverseCheck, error) { return checkInverse(ctx, m, g) })
}

func checkInverse(ctx context.Context, m *Model, g *datasets.Graph) (InverseCheck, error) {
	o := m.Options()
	if o.Family != options.Reversible {
		return InverseCheck{}, fmt.Errorf("revgnn: %s networks have no inverse to check; use a reversible one",
			o.Family)
	}
	if o.Layers() == 0 {
		return InverseCheck{},
			fmt.Errorf("revgnn: a depth of 2 with convolutional ends leaves no layer to invert; use at least 3 layers")
	}
	defer waiting.While(ctx, "checking the inverse")()
	c := InverseCheck{Network: m.String(), Bound: inverseBounds[m.spec.DType()]}
	var err error
	if c.Errors, err = m.inverseErrors(g); err != nil {
		return InverseCheck{}, err
	}
	if err := ctx.Err(); err != nil {
		return InverseCheck{}, err
	}
	if c.Exact = c.Errors; o.Float64 {
		return c, nil
	}
	wide, err := m.inFloat64()
	if err != nil {
		return InverseCheck{}, err
	}
	defer wide.values().Finalize()
	c.Exact, err = wide.inverseErrors(g)
	return c, err
}

// inverseErrors measures the error of each layer's rebuilt input.
func (m *Model) inverseErrors(g *datasets.Graph) ([]float64, error) {
	w, err := m.onWhole(g)
	if err != nil {
		return nil, err
	}
	defer w.close()
	out, err := w.call(m.values(), func(in, _ []*graph.Node) []*graph.Node {
		return []*graph.Node{m.firstPass(in).RoundTrip()}
	})
	if err != nil {
		return nil, err
	}
	return tensors.CopyFlatData[float64](out[0])
}
