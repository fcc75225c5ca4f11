package revgnn

import (
	"fmt"
	"hash/fnv"
	"path/filepath"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// WithDistillation trains the network towards the predictions of a teacher: the run in a directory, which must be complete,
// with the parameters of its best evaluation. With p and q the teacher's and the network's probabilities, both of logits
// over the temperature T, the loss L becomes
//
//	(1 − α) L + α T² · mean over nodes and classes of p (log p − log q)
//
// The mean is over all nodes, labelled or not, and over classes, as KLDivLoss takes it by default in RevGAT's code, which
// has α 0.95 and T 0.7. The teacher's logits are computed once, without dropout, cut into the run's parts. The teacher may
// be any network for the same graph; self-distillation has one of the same shape. Classes alone have it.
func (b *TrainBuilder) WithDistillation(teacher string, alpha, temperature float64) *TrainBuilder {
	b.note("WithDistillation")
	b.teacher, b.alpha, b.temperature = teacher, alpha, temperature
	return b
}

// distillation is what a step learns from a teacher.
type distillation struct {
	alpha, temperature float64

	network *Model
	logits  datasets.Matrix // of all nodes; empty until they are needed
}

// distillation reads the teacher, nil without one.
func (b *TrainBuilder) distillation() (*distillation, error) {
	if !b.given["WithDistillation"] {
		return nil, nil
	}
	switch {
	case b.model.config.Tasks:
		return nil, fmt.Errorf("revgnn: distillation of yes/no tasks; it is for classes alone")
	case !(b.alpha > 0 && b.alpha <= 1):
		return nil, fmt.Errorf("revgnn: distillation with α = %g; use more than 0 and at most 1", b.alpha)
	case !positive(b.temperature):
		return nil, fmt.Errorf("revgnn: distillation at a temperature of %g; use a positive one", b.temperature)
	case b.directory != "" && filepath.Clean(b.teacher) == filepath.Clean(b.directory):
		return nil, fmt.Errorf("revgnn: the teacher in %s is the run itself; give the student another directory", b.teacher)
	}
	r, err := run.Open(b.teacher)
	if err != nil {
		return nil, err
	}
	if r.Status() != run.Complete {
		return nil, fmt.Errorf("revgnn: the teacher in %s is %s; train it to its end first", b.teacher, r.Status())
	}
	teacher, err := LoadBest(b.teacher)
	if err != nil {
		return nil, err
	}
	if teacher.config.Outputs != b.model.config.Outputs || teacher.config.Tasks {
		return nil, fmt.Errorf("revgnn: the teacher in %s has %d outputs, the network has %d; use one with the same classes",
			b.teacher, teacher.config.Outputs, b.model.config.Outputs)
	}
	if got, want := r.Info().Data.Fingerprint, b.graph.Fingerprint(); got != want {
		return nil, fmt.Errorf("revgnn: the teacher in %s was trained on other data (%s, fingerprint %s), not on %s (%s); "+
			"use one of the same graph", b.teacher, r.Info().Data.Name, got, b.graph.Name, want)
	}
	return &distillation{alpha: b.alpha, temperature: b.temperature, network: teacher}, nil
}

// describe names the distillation in a run's record. The teacher is known by its parameters, wherever they lie.
func (d *distillation) describe() (string, error) {
	h := fnv.New64a()
	for _, v := range d.network.vars {
		value := d.network.parameters().GetVariable(modelScope + "/" + v.Name).MustValue()
		if err := value.ConstBytes(func(data []byte) { h.Write(data) }); err != nil {
			return "", oneLine(err)
		}
	}
	return fmt.Sprintf("α %g, temperature %g, teacher %016x", d.alpha, d.temperature, h.Sum64()), nil
}

// ask computes the teacher's logits of all nodes of a graph, in the parts of a partition.
func (d *distillation) ask(g *datasets.Graph, partition *datasets.Partition) error {
	read, err := d.network.read(g)
	if err != nil {
		return err
	}
	p, err := newPredictor(d.network, read, d.network.parameters(), partition, (*Model).logits)
	if err != nil {
		return err
	}
	defer p.close()
	if d.logits, _, err = p.compute(); err != nil {
		return err
	}
	if !finite(d.logits.Data) {
		return fmt.Errorf("revgnn: the teacher's logits are not finite; use another teacher")
	}
	return nil
}

// taughtShapes lists the tensors that follow a part's labels where there is a teacher: its logits, and which nodes are no
// padding.
func taughtShapes(dtype dtypes.DType, nodes, outputs int) []shapes.Shape {
	return []shapes.Shape{shapes.Make(dtype, nodes, outputs), shapes.Make(dtypes.Bool, nodes)}
}

// tensors makes the tensors of taughtShapes; none without a teacher.
func (d *distillation) tensors(part *datasets.Part, dtype dtypes.DType) []*tensors.Tensor {
	if d == nil {
		return nil
	}
	n := len(part.Nodes)
	present := make([]bool, n)
	for i := range part.NumNodes {
		present[i] = true
	}
	return []*tensors.Tensor{
		floats(part.Gather(d.logits).Data, dtype, n, d.logits.Cols), tensors.FromFlatDataAndDimensions(present, n),
	}
}

// mix is the loss with the divergence from the teacher.
func (d *distillation) mix(loss, teacher, present, logits *graph.Node) *graph.Node {
	t, classes := d.temperature, float64(logits.Shape().Dim(1))
	p := graph.LogSoftmax(graph.DivScalar(teacher, t))
	q := graph.LogSoftmax(graph.DivScalar(logits, t))
	divergence := graph.ReduceSum(graph.Mul(graph.Exp(p), graph.Sub(p, q)), -1)
	mean := graph.DivScalar(graph.MaskedReduceAllMean(divergence, present), classes)
	return graph.Add(graph.MulScalar(loss, 1-d.alpha), graph.MulScalar(mean, d.alpha*t*t))
}
