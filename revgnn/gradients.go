package revgnn

import (
	"math"

	"github.com/kilolayer/kilolayer/internal/fault"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// mostUnrolled is the number of layers up to which Store is compiled for a comparison: XLA takes about a second for
// every two of them, and the time grows faster than the depth.
const mostUnrolled = 16

// in returns the same network, with the same parameters, in another backward mode.
func (m *Model) in(mode Backward) *Model {
	return m.with(func(o *options.Network) { o.Backward = mode })
}

// differentiated is a training step's loss with its gradients by parameter.
type differentiated struct {
	loss              float64
	gradients         map[string][]float64
	forward, backward *run.Solve // of an equilibrium network
}

// firstPass is the pass of a training step with the masks of seed 1 at step 0.
func (m *Model) firstPass(in []*graph.Node) *net.Pass {
	p := net.NewPass(m.spec, m.values(), in)
	p.Draws = net.NewDraws(1, graph.Const(in[0].Graph(), int64(0)))
	return p
}

// differentiate computes the loss of a training step on a whole graph, and its gradients. The masks are those of
// firstPass, whatever the mode.
func (m *Model) differentiate(w *wholeGraph) (d differentiated, err error) {
	store, err := m.copyValues()
	if err != nil {
		return d, err
	}
	defer store.Finalize()
	p, err := m.lossProgram(w, m.checkedStep(), store, true)
	if err != nil {
		return d, err
	}
	defer p.Finalize()
	err = fault.Try(func() error {
		out, err := p.Exec(w.values()...)
		if err != nil {
			return err
		}
		d.loss, d.gradients = numbers(out[0])[0], map[string][]float64{}
		for i, v := range m.spec.Variables() {
			d.gradients[v.Name] = numbers(out[1+i])
		}
		d.forward, d.backward, err = net.KeptSolves(store)
		return err
	})
	return d, err
}

// checkedStep is the training step that checks differentiate: with the masks of seed 1, and all else as it is by
// default.
func (m *Model) checkedStep() step {
	o := options.NewTraining()
	o.Seed = 1
	s, err := newStep(m.spec, o)
	if err != nil {
		panic(err) // the defaults are known
	}
	return s
}

// lossProgram computes the loss of a step, and its gradients by all parameters.
func (m *Model) lossProgram(w *wholeGraph, s step, store *model.Store, gradients bool) (p *model.Exec, err error) {
	err = fault.Try(func() error {
		p, err = model.NewExec(w.backend, store, func(scope *model.Scope, in []*graph.Node) []*graph.Node {
			g := in[0].Graph()
			store.SetTraining(g, true)
			loss := s.total(in[len(w.inputs):], s.network(scope, nil, in[:len(w.inputs)]))
			if !gradients {
				return []*graph.Node{loss}
			}
			var wanted []*graph.Node
			for _, v := range m.spec.Variables() {
				wanted = append(wanted, net.Parameter(store, v.Name).NodeValue(g))
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
	for _, v := range m.spec.Variables() {
		all = append(all, d.gradients[v.Name]...)
	}
	return all
}
