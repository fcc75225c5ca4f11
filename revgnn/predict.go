package revgnn

import (
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/metrics"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Scores are a metric on the splits of a graph. A split that cannot be judged, being empty or without labels of both
// kinds, is nil; it is NaN where logits are not finite.
type Scores struct {
	Metric             string // "accuracy" or "rocauc"
	Train, Valid, Test *float64
	Solve              *run.Solve // the search for an equilibrium; nil for other networks
}

// String is the scores in a line.
func (s Scores) String() string {
	text := s.Metric
	for _, split := range []struct {
		name  string
		value *float64
	}{{"train", s.Train}, {"valid", s.Valid}, {"test", s.Test}} {
		if split.value != nil {
			text += fmt.Sprintf(" %s %.4f", split.name, *split.value)
		}
	}
	if s.Solve.Failed() {
		text += fmt.Sprintf(" (the solve: %s after %d evaluations, residual %.2g)", s.Solve.Status, s.Solve.Evaluations, s.Solve.Residual)
	}
	return text
}

// Predict computes the logits of all nodes, [N, outputs], with the whole graph in one piece and without dropout. Those of
// an equilibrium network are its best iterate's; Evaluate tells whether the solve converged.
func (m *Model) Predict(g *datasets.Graph) (datasets.Matrix, error) {
	logits, _, err := m.predict(g, (*Model).logits)
	return logits, err
}

// MustPredict is Predict for notebook cells: on an error it prints one line and ends the program.
func (m *Model) MustPredict(g *datasets.Graph) datasets.Matrix { return must(m.Predict(g)) }

// predict computes an output for all nodes, with the whole graph in one piece.
func (m *Model) predict(g *datasets.Graph, of output) (datasets.Matrix, *run.Solve, error) {
	d, partition, err := m.inOnePart(g)
	if err != nil {
		return datasets.Matrix{}, nil, err
	}
	p, err := newPredictor(m, d, m.parameters(), partition, of)
	if err != nil {
		return datasets.Matrix{}, nil, err
	}
	p.saying = sayBuilding
	defer p.close()
	return p.compute()
}

// Evaluate scores the model on the splits of a graph, in one piece.
func (m *Model) Evaluate(g *datasets.Graph) (Scores, error) {
	logits, solve, err := m.predict(g, (*Model).logits)
	if err != nil {
		return Scores{}, err
	}
	s := score(g, logits)
	s.Solve = solve
	return s, nil
}

// MustEvaluate is Evaluate for notebook cells: on an error it prints one line and ends the program.
func (m *Model) MustEvaluate(g *datasets.Graph) Scores { return must(m.Evaluate(g)) }

// predictor computes an output of the network part by part, with the parameters of a store.
type predictor struct {
	model     *Model
	output    output
	data      *data
	store     *model.Store
	backend   compute.Backend
	partition *datasets.Partition  // may be set to a redrawn one between calls: the parts' shape stays
	exec      *model.Exec          // nil until the first call
	saying    func() (done func()) // that the network is built; nil where nothing is to be said

	whole       *datasets.Part    // a graph in one piece, which is the same at each call; nil until the first
	wholeInputs []*tensors.Tensor // kept on the host; close frees them
}

func newPredictor(m *Model, d *data, store *model.Store, partition *datasets.Partition, of output) (*predictor, error) {
	backend, err := xla.Default()
	if err != nil {
		return nil, fmt.Errorf("revgnn: %w", err)
	}
	return &predictor{model: m, output: of, data: d, store: store, backend: backend, partition: partition}, nil
}

// compute evaluates the network without dropout. The first call compiles. The solve is that of an equilibrium network: of
// several parts', the worst.
func (p *predictor) compute() (all datasets.Matrix, solve *run.Solve, err error) {
	first := p.exec == nil
	err = try(func() error {
		if first {
			var err error
			p.exec, err = model.NewExec(p.backend, p.store, func(scope *model.Scope, in []*graph.Node) []*graph.Node {
				out := p.model.evaluation(scope.Store(), in, p.output)
				out[0] = graph.ConvertDType(out[0], dtypes.Float32)
				return out
			})
			if err != nil {
				return err
			}
		}
		for i := range p.partition.Parts() {
			part, inputs := p.part(i)
			var in []any
			var list []shapes.Shape
			for _, t := range inputs {
				in, list = append(in, t), append(list, t.Shape())
			}
			if first && i == 0 {
				if err := p.build(list); err != nil {
					return err
				}
			}
			out, err := p.exec.Exec(in...)
			if err != nil {
				return err
			}
			rows, cols := tensors.MustCopyFlatData[float32](out[0]), out[0].Shape().Dim(1)
			if all.Cols == 0 {
				all = datasets.Matrix{Data: make([]float32, p.data.graph.NumNodes*cols), Cols: cols}
			}
			for i, node := range part.Nodes[:part.NumNodes] {
				copy(all.Row(int(node)), rows[i*cols:(i+1)*cols])
			}
			if len(out) > 1 {
				solve = worse(solve, readSolve(tensors.MustCopyFlatData[float64](out[1])))
			}
			for _, t := range out {
				t.MustFinalizeAll()
			}
			if err := p.leave(inputs); err != nil {
				return err
			}
		}
		return nil
	})
	return all, solve, err
}

// part is a part of the partition and its inputs. Those of a graph in one piece are made once.
func (p *predictor) part(i int) (*datasets.Part, []*tensors.Tensor) {
	if p.whole != nil {
		return p.whole, p.wholeInputs
	}
	part := p.partition.Part(i)
	inputs := p.data.inputs(part, p.model.dtype())
	if p.partition.Parts() == 1 {
		p.whole, p.wholeInputs = part, inputs
	}
	return part, inputs
}

// leave frees a part's inputs. Those of a graph in one piece are freed on the device alone, where a training's steps need the
// memory; a CPU shares them with the host.
func (p *predictor) leave(inputs []*tensors.Tensor) error {
	for _, t := range inputs {
		if p.whole == nil {
			t.MustFinalizeAll()
			continue
		}
		if err := t.InvalidateOnDevice(); err != nil {
			return err
		}
	}
	return nil
}

// sayBuilding says that a network is built, where that takes a while.
func sayBuilding() (done func()) { return waiting.While("building the network") }

// build compiles for inputs of these shapes, which the first Exec would do without a word.
func (p *predictor) build(list []shapes.Shape) error {
	if p.saying != nil {
		defer p.saying()()
	}
	_, err := p.exec.Compile(list...)
	return err
}

// close frees the compiled program and the inputs.
func (p *predictor) close() {
	for _, t := range p.wholeInputs {
		t.MustFinalizeAll()
	}
	p.whole, p.wholeInputs = nil, nil
	if p.exec != nil {
		p.exec.Finalize()
		p.exec = nil
	}
}

// score measures logits on the splits: the accuracy of classes, or the ROC-AUC of tasks.
func score(g *datasets.Graph, logits datasets.Matrix) Scores {
	on := func(nodes []int32) *float64 {
		if len(nodes) == 0 {
			return nil
		}
		var value float64
		var err error
		if g.Tasks.Cols > 0 {
			labels := make([]float32, 0, len(nodes)*logits.Cols)
			scores := make([]float32, 0, len(nodes)*logits.Cols)
			for _, node := range nodes {
				labels = append(labels, g.Tasks.Row(int(node))...)
				scores = append(scores, logits.Row(int(node))...)
			}
			value, err = metrics.ROCAUC(labels, scores, logits.Cols)
		} else {
			value, err = metrics.Accuracy(g.Classes, logits.Data, logits.Cols, nodes)
		}
		if err != nil && finite(logits.Data) {
			return nil
		}
		if err != nil {
			value = math.NaN()
		}
		return &value
	}
	return Scores{Metric: g.Metric(), Train: on(g.Train), Valid: on(g.Valid), Test: on(g.Test)}
}

func finite(values []float32) bool {
	for _, v := range values {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return false
		}
	}
	return true
}
