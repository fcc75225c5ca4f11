package revgnn

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// mostUnrolled is the number of layers up to which Store is compiled for a comparison: XLA takes about a second for each
// two of them, and the time grows faster than the depth.
const mostUnrolled = 16

// in returns the same network, with the same parameters, in another backward mode.
func (m *Model) in(mode Backward) *Model {
	other := *m
	other.config.Backward = mode
	return &other
}

// turns is how many evaluations Store writes out.
func (c Config) turns() int {
	if c.Family == equilibrium {
		return c.Solver.Iterations
	}
	return c.layers()
}

// differentiated is a training step's loss with its gradients by parameter.
type differentiated struct {
	loss              float64
	gradients         map[string][]float64
	forward, backward *run.Solve // of an equilibrium network
}

// differentiate computes the loss of a training step on a whole graph, and its gradients. The masks are those of seed 1 at step 0, whatever the mode.
func (m *Model) differentiate(w *wholeGraph) (d differentiated, err error) {
	store := m.copyParameters()
	defer store.Finalize()
	p, err := m.lossProgram(w, store, true)
	if err != nil {
		return d, err
	}
	defer p.Finalize()
	err = try(func() error {
		out, err := p.Exec(w.values()...)
		if err != nil {
			return err
		}
		d.loss, d.gradients = numbers(out[0])[0], map[string][]float64{}
		for i, v := range m.vars {
			d.gradients[v.Name] = numbers(out[1+i])
		}
		d.forward, d.backward, err = keptSolves(store)
		return err
	})
	return d, err
}

// lossProgram computes the loss, and its gradients by all parameters.
func (m *Model) lossProgram(w *wholeGraph, store *model.Store, gradients bool) (p *model.Exec, err error) {
	s := step{model: m, seed: 1}
	err = try(func() error {
		p, err = model.NewExec(w.backend, store, func(scope *model.Scope, in []*graph.Node) []*graph.Node {
			g := in[0].Graph()
			store.SetTraining(g, true)
			loss := s.total(in[len(w.inputs):], s.network(scope, nil, in[:len(w.inputs)]))
			if !gradients {
				return []*graph.Node{loss}
			}
			var wanted []*graph.Node
			for _, v := range m.vars {
				wanted = append(wanted, store.GetVariable(modelScope+"/"+v.Name).NodeValue(g))
			}
			return append([]*graph.Node{loss}, graph.Gradient(loss, wanted...)...)
		})
		return err
	})
	return p, err
}

// numbers copies a tensor of floats, and frees it.
func numbers(t *tensors.Tensor) (list []float64) {
	defer t.MustFinalizeAll()
	if t.DType() == dtypes.Float64 {
		return tensors.MustCopyFlatData[float64](t)
	}
	for _, v := range tensors.MustCopyFlatData[float32](t) {
		list = append(list, float64(v))
	}
	return list
}

// relativeDifference is ‖got − want‖ over ‖want‖, or over floor where that is more. NaN is infinitely far.
func relativeDifference(got, want []float64, floor float64) float64 {
	var square float64
	for i, w := range want {
		square += (got[i] - w) * (got[i] - w)
	}
	switch size := max(length(want), floor); {
	case math.IsNaN(square):
		return math.Inf(1)
	case square == 0:
		return 0
	default:
		return math.Sqrt(square) / size
	}
}

// length is ‖x‖.
func length(x []float64) float64 {
	var square float64
	for _, v := range x {
		square += v * v
	}
	return math.Sqrt(square)
}

// allOf lays the gradients of all parameters out as one vector.
func (m *Model) allOf(d differentiated) (all []float64) {
	for _, v := range m.vars {
		all = append(all, d.gradients[v.Name]...)
	}
	return all
}
