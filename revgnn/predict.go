package revgnn

import (
	"context"
	"errors"
	"fmt"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/internal/fault"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Predict computes the logits of all nodes, [N, outputs], without dropout. Those of an equilibrium network are its best
// iterate's; Evaluate tells whether the solve converged.
//
// The graph needs no labels, and may be another one than that of the training: with new nodes, or with its columns in
// another order, as features are found by their names. It is computed in one piece where it fits the device's memory,
// and else in as few random parts as fit, where edges between parts do not count.
//
// For real numbers they are the predicted values, in the units of the graph that the model was trained on; those of a
// model that was not trained are not scaled.
func (m *Model) Predict(g *datasets.Graph) cell.Task[datasets.Matrix] {
	return m.computed(g, (*net.Pass).Logits, m.scale)
}

// Embed computes the nodes' embeddings, [N, channels]: the state that the head maps to logits, which is after the last
// normalization and its ReLU and before the linear map or the last convolution. An equilibrium network has no such
// normalization; its embedding is the ReLU of its best iterate. The graph is as in Predict, and there is no dropout.
func (m *Model) Embed(g *datasets.Graph) cell.Task[datasets.Matrix] {
	return m.computed(g, (*net.Pass).Embedding, func() *net.Scale { return nil })
}

// computed computes an output for all nodes and scales it.
func (m *Model) computed(g *datasets.Graph, of output, scale func() *net.Scale) cell.Task[datasets.Matrix] {
	return cell.NewTask(func(ctx context.Context) (datasets.Matrix, error) {
		d, partition, err := m.predicted(g)
		if err != nil {
			return datasets.Matrix{}, err
		}
		partition, device, err := m.fitting(partition)
		if err != nil {
			return datasets.Matrix{}, err
		}
		p, err := newPredictor(m.spec, d, m.values(), partition, of)
		if err != nil {
			return datasets.Matrix{}, err
		}
		defer p.close()
		p.scale = scale()
		rows, _, err := p.compute(ctx)
		return rows, m.ranOut(err, device, partition, bySubgraph)
	})
}

// predicted reads a graph to predict for.
func (m *Model) predicted(g *datasets.Graph) (*net.Data, *datasets.Partition, error) {
	switch {
	case m == nil:
		return nil, nil, errors.New("revgnn: no model; give one to predict with")
	case g == nil:
		return nil, nil, errors.New("revgnn: no graph; give one to predict")
	}
	if !m.spec.Options().LabelInput { // a class that is new is none of a prediction's business
		g = g.WithoutLabels()
	}
	return m.inOnePart(g)
}

// output is what of a network is computed, a row per node.
type output func(*net.Pass) *graph.Node

// rowsOf builds an output without dropout. For an equilibrium network it gives the outcome of the solve as well.
func rowsOf(spec *net.Spec, store *model.Store, in []*graph.Node, of output) []*graph.Node {
	var outcome []*graph.Node
	p := net.NewPass(spec, store, in)
	p.Solves.Forward = func(o *graph.Node) { outcome = []*graph.Node{o} }
	rows := of(p)
	return append([]*graph.Node{rows}, outcome...)
}

// program is the output in float32 as a program of a backend's.
func (of output) program(backend compute.Backend, spec *net.Spec, store *model.Store) (*model.Exec, error) {
	return model.NewExec(backend, store, func(scope *model.Scope, in []*graph.Node) []*graph.Node {
		out := rowsOf(spec, scope.Store(), in, of)
		out[0] = graph.ConvertDType(out[0], dtypes.Float32)
		return out
	})
}

// predictor computes an output of the network part by part, with the parameters of a store.
type predictor struct {
	spec      *net.Spec
	output    output
	data      *net.Data
	store     *model.Store
	backend   compute.Backend
	partition *datasets.Partition // may be set to a redrawn one between calls: the parts' shape stays
	exec      *model.Exec         // nil until the first call
	built     bool                // exec is compiled
	devices   int                 // that compute a part each at once; no more than there are parts
	scale     *net.Scale          // of the output's columns; nil leaves them as they are

	garbage garbage

	whole *placed // a training's graph in one piece, whose data the evaluations share; nil for data of one's own
}

func newPredictor(spec *net.Spec, d *net.Data, store *model.Store, partition *datasets.Partition,
	of output) (*predictor, error) {
	backend, err := xla.Default()
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	return &predictor{spec: spec, output: of, data: d, store: store, backend: backend, partition: partition,
		devices: 1}, nil
}

// compute evaluates the network without dropout. The first call compiles. The solve is that of an equilibrium network:
// of several parts', the worst.
func (p *predictor) compute(ctx context.Context) (all datasets.Matrix, solve *run.Solve, err error) {
	err = fault.Try(func() error {
		if p.exec == nil {
			var err error
			if p.exec, err = p.output.program(p.backend, p.spec, p.store); err != nil {
				return err
			}
		}
		for first := 0; first < p.partition.Parts(); first += p.devices {
			if err := ctx.Err(); err != nil {
				return err
			}
			parts, err := p.parts(ctx, first)
			if err != nil {
				return err
			}
			for _, one := range parts {
				if all.Cols == 0 {
					all = datasets.Matrix{Data: make([]float32, p.data.Graph.NumNodes*one.cols), Cols: one.cols}
				}
				for i, node := range one.nodes {
					for column, v := range one.rows[i*one.cols : (i+1)*one.cols] {
						all.Row(int(node))[column] = float32(p.scale.Value(float64(v), column))
					}
				}
				solve = net.Worse(solve, one.solve)
			}
		}
		return nil
	})
	return all, solve, err
}

// partOutput is what a part gave: a row for each of its nodes.
type partOutput struct {
	nodes []int32
	rows  []float32
	cols  int
	solve *run.Solve
}

// parts computes those of the partition from a first on, one on each device. Their data is freed at once, but that
// which a training's steps share. Where fewer are left than devices, the others compute the last one as well.
func (p *predictor) parts(ctx context.Context, first int) (list []partOutput, err error) {
	var in []any
	var of []*datasets.Part
	var inputShapes []shapes.Shape // of the first one's inputs
	for device := range p.devices {
		part, inputs, free, err := p.inputs(min(first+device, p.partition.Parts()-1), device)
		if err != nil {
			return nil, err
		}
		defer free()
		of = append(of, part)
		for _, t := range inputs {
			if in = append(in, t); device == 0 {
				inputShapes = append(inputShapes, t.Shape())
			}
		}
	}
	if !p.built {
		if err := p.build(ctx, inputShapes); err != nil {
			return nil, err
		}
		p.built = true
	}
	out, err := p.exec.Exec(in...)
	if err != nil {
		return nil, err
	}
	each := len(out) / p.devices
	for device, part := range of[:min(p.devices, p.partition.Parts()-first)] {
		rows := out[device*each]
		one := partOutput{nodes: part.Nodes[:part.NumNodes], rows: tensors.MustCopyFlatData[float32](rows),
			cols: rows.Shape().Dim(1)}
		if each > 1 {
			one.solve = net.ReadSolve(tensors.MustCopyFlatData[float64](out[device*each+1]))
		}
		list = append(list, one)
	}
	for _, t := range out {
		t.MustFinalizeAll()
	}
	return list, nil
}

// inputs makes those of part i on a device, and what frees them. A graph in one piece is shared with a training's
// steps, or made for this call alone: between evaluations on data of their own, a training's steps need the memory.
func (p *predictor) inputs(i, device int) (part *datasets.Part, list []*tensors.Tensor, free func(), err error) {
	d := p.whole
	if d == nil {
		d = &placed{data: p.data, backend: p.backend, device: device}
		d.place(p.partition.Part(i), false)
		p.garbage.add(d.fixed)
	} else if err := d.stay(p.partition, true); err != nil {
		return nil, nil, nil, err
	}
	list = d.inputs()
	return d.part, list, func() {
		d.leave(list)
		if p.whole == nil {
			d.free()
		}
	}, nil
}

// build compiles for inputs of these shapes, which the first Exec would do without a word.
func (p *predictor) build(ctx context.Context, list []shapes.Shape) error {
	defer waiting.While(ctx, "building the network")()
	_, err := xla.Compile(p.exec, p.devices, list)
	return err
}

// close frees the compiled program.
func (p *predictor) close() {
	if p.exec != nil {
		p.exec.Finalize()
		p.exec = nil
	}
}
