package revgnn

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// distillation is what a step learns from a teacher.
type distillation struct {
	alpha, temperature float64

	network *Model
	logits  datasets.Matrix // of all nodes; empty until they are needed
}

// distillation reads the teacher, nil without one.
func (j *job) distillation() (*distillation, error) {
	o, of := j.options, j.model.spec.Widths()
	switch {
	case o.Alpha == 0:
		return nil, nil
	case of.Labels != options.ClassLabels:
		return nil, fmt.Errorf("revgnn: distillation of %s; it is for classes alone", of.Labels)
	case j.directory != "" && filepath.Clean(o.Teacher) == filepath.Clean(j.directory):
		return nil, fmt.Errorf("revgnn: the teacher in %s is the run itself; give the student another directory",
			o.Teacher)
	}
	r, err := run.Open(o.Teacher)
	if err != nil {
		return nil, err
	}
	if r.Status() != run.Complete {
		return nil, fmt.Errorf("revgnn: the teacher in %s is %s; train it to its end first", o.Teacher, r.Status())
	}
	teacher, err := LoadBest(o.Teacher)
	if err != nil {
		return nil, err
	}
	if its := teacher.spec.Widths(); its.Outputs != of.Outputs || its.Labels != of.Labels {
		return nil, fmt.Errorf("revgnn: the teacher in %s has %d outputs, the network has %d; use one with the same "+
			"classes",
			o.Teacher, its.Outputs, of.Outputs)
	}
	if got, want := r.Info().Data.Fingerprint, j.graph.Fingerprint(); got != want {
		return nil, fmt.Errorf("revgnn: the teacher in %s was trained on other data (%s, fingerprint %s), not on %s "+
			"(%s); "+
			"use one of the same graph", o.Teacher, r.Info().Data.Name, got, j.graph.Name, want)
	}
	return &distillation{alpha: o.Alpha, temperature: o.Temperature, network: teacher}, nil
}

// fingerprint names the teacher by its parameters, wherever they lie.
func (d *distillation) fingerprint() (string, error) {
	return fingerprint(d.network.spec, d.network.values())
}

// ask computes the teacher's logits of all nodes of a graph, in the parts of a partition.
func (d *distillation) ask(ctx context.Context, g *datasets.Graph, partition *datasets.Partition) error {
	read, err := d.network.spec.Read(g)
	if err != nil {
		return err
	}
	p, err := newPredictor(d.network.spec, read, d.network.values(), partition, (*net.Pass).Logits)
	if err != nil {
		return err
	}
	defer p.close()
	if d.logits, _, err = p.compute(ctx); err != nil {
		return err
	}
	if !finite(d.logits.Data) {
		return fmt.Errorf("revgnn: the teacher's logits are not finite; use another teacher")
	}
	return nil
}

// taughtShapes lists the tensors that follow a part's labels where there is a teacher: its logits, and which nodes are
// no padding.
func taughtShapes(dtype dtypes.DType, nodes, outputs int) []shapes.Shape {
	return []shapes.Shape{shapes.Make(dtype, nodes, outputs), shapes.Make(dtypes.Bool, nodes)}
}

// teacher is d where there is one.
func (d *distillation) teacher() teacher {
	if d == nil {
		return nil
	}
	return d
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
		net.Floats(part.Gather(d.logits).Data, dtype, n, d.logits.Cols), tensors.FromFlatDataAndDimensions(present, n),
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
