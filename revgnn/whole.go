package revgnn

import (
	"fmt"

	"github.com/kilolayer/kilolayer/internal/fault"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// wholeGraph is a graph in one piece, as a model reads it, and the backend to compute on.
type wholeGraph struct {
	backend        compute.Backend
	nodes          int // with padding
	inputs, labels []*tensors.Tensor
}

// inOnePart reads a graph that is computed on in one piece.
func (m *Model) inOnePart(g *datasets.Graph) (*net.Data, *datasets.Partition, error) {
	d, err := m.read(g)
	if err != nil {
		return nil, nil, err
	}
	if err := m.checkBackend(); err != nil {
		return nil, nil, err
	}
	partition, err := d.Graph.Partition(1, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("revgnn: %w", err)
	}
	return d, partition, nil
}

// onWhole makes the tensors of a training step on a whole graph, with the labels given that seed 1 draws for step 0.
// Its close frees them.
func (m *Model) onWhole(g *datasets.Graph) (*wholeGraph, error) {
	d, partition, err := m.inOnePart(g)
	if err != nil {
		return nil, err
	}
	part := partition.Part(0)
	inputs, labels := d.Training(part, 1, 0)
	return newWholeGraph(len(part.Nodes), inputs, labels)
}

// newWholeGraph is a graph of a number of nodes, with padding, whose tensors are made. Its close frees them.
func newWholeGraph(nodes int, inputs, labels []*tensors.Tensor) (*wholeGraph, error) {
	backend, err := xla.Default()
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	return &wholeGraph{backend: backend, nodes: nodes, inputs: inputs, labels: labels}, nil
}

// values lists the inputs, then the labels.
func (w *wholeGraph) values() []any {
	var list []any
	for _, t := range append(append([]*tensors.Tensor(nil), w.inputs...), w.labels...) {
		list = append(list, t)
	}
	return list
}

// shapes lists those of the values.
func (w *wholeGraph) shapes() (list []shapes.Shape) {
	for _, t := range w.values() {
		list = append(list, t.(*tensors.Tensor).Shape())
	}
	return list
}

// call computes a function of the inputs and labels once.
func (w *wholeGraph) call(store *model.Store, f func(inputs,
	labels []*graph.Node) []*graph.Node) (out []*tensors.Tensor, err error) {
	err = fault.Try(func() error {
		exec, err := model.NewExec(w.backend, store, func(_ *model.Scope, in []*graph.Node) []*graph.Node {
			return f(in[:len(w.inputs)], in[len(w.inputs):])
		})
		if err != nil {
			return err
		}
		defer exec.Finalize()
		out, err = exec.Exec(w.values()...)
		return err
	})
	return out, err
}

func (w *wholeGraph) close() {
	for _, t := range w.values() {
		t.(*tensors.Tensor).MustFinalizeAll()
	}
}
