package revgnn

import (
	"fmt"
	"runtime"
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/xla"
)

// placed is the data of a part, as tensors. That of a graph in one piece lies on the device once, for all steps of a
// training and for its evaluations; that of other parts is made for one computation. A CPU computes on the arrays that
// it is made of, where it can.
type placed struct {
	data    *net.Data
	backend compute.Backend
	device  int     // of the backend, that computes on it
	teacher teacher // nil without one

	part     *datasets.Part    // without what the tensors hold; nil before they are made
	fixed    []*tensors.Tensor // net.Data.Fixed
	labels   []*tensors.Tensor // to learn; nil where each step has others, and for an evaluation
	taught   []*tensors.Tensor // of the teacher
	giveBack []func()          // ends the loan of arrays
}

// teacher makes the tensors that a step learns from besides the labels.
type teacher interface {
	tensors(part *datasets.Part, dtype dtypes.DType) []*tensors.Tensor
}

// place makes the tensors. Those of a training have labels to learn.
func (d *placed) place(part *datasets.Part, training bool) {
	d.part = part
	d.fixed = d.data.Fixed(part, d.floats)
	if training {
		if d.teacher != nil {
			d.taught = d.teacher.tensors(part, d.data.DType())
		}
		if !d.data.LabelInput() {
			d.labels = d.data.Labels(part)
		}
	}
	part.NodeFeatures, part.EdgeFeatures, part.EdgeWeights = datasets.Matrix{}, datasets.Matrix{}, nil
	part.Source, part.Target = nil, nil
}

// stay places a graph in one piece, once, on the device alone.
func (d *placed) stay(partition *datasets.Partition, training bool) error {
	if d.part != nil {
		return nil
	}
	d.place(partition.Part(0), training)
	size := int64(0)
	for _, t := range d.all() {
		size += t.ByteSize()
		if err := t.ToDevice(d.backend, 0); err != nil {
			return fmt.Errorf("revgnn: the graph's data can't be put on the device: %w", err)
		}
	}
	if 2*size > worthwhile(xla.Resident()) { // what loading the graph and making its tensors left
		returnMemory()
	}
	return nil
}

// floats makes a tensor of numbers where they are, if the backend can read them there, else of a copy.
func (d *placed) floats(values []float32, dtype dtypes.DType, dims ...int) *tensors.Tensor {
	if dtype == dtypes.Float32 {
		if lent, giveBack := xla.Lend(d.backend, d.device, values, dims...); lent != nil {
			d.giveBack = append(d.giveBack, giveBack)
			return lent
		}
	}
	return net.Floats(values, dtype, dims...)
}

// all lists the tensors that stay.
func (d *placed) all() []*tensors.Tensor { return slices.Concat(d.fixed, d.labels, d.taught) }

// batch is that of a training's step. What of it stays is the same at each.
func (d *placed) batch(seed uint64, number int) train.Batch {
	if d.labels != nil {
		return train.Batch{Inputs: d.fixed, Labels: slices.Concat(d.labels, d.taught)}
	}
	given, labels := d.data.Step(d.part, seed, number)
	return train.Batch{Inputs: net.Together(d.fixed, given), Labels: append(labels, d.taught...)}
}

// inputs are those of an evaluation. What of them stays is the same at each.
func (d *placed) inputs() []*tensors.Tensor { return net.Together(d.fixed, d.data.Given(d.part)) }

// leave frees those of the tensors that do not stay.
func (d *placed) leave(list []*tensors.Tensor) {
	for _, t := range list {
		if !slices.Contains(d.all(), t) {
			t.MustFinalizeAll()
		}
	}
}

// free frees all tensors.
func (d *placed) free() {
	for _, t := range d.all() {
		t.MustFinalizeAll()
	}
	for _, end := range d.giveBack {
		end()
	}
	d.part, d.fixed, d.labels, d.taught, d.giveBack = nil, nil, nil, nil, nil
}

// garbage counts bytes of parts that were made and are soon no longer used.
type garbage int64

// add counts the arrays of a part, and runs Go's collector when they are many: by itself that would wait until they are
// as many as all bytes in use, the graph's with them.
func (g *garbage) add(list []*tensors.Tensor) {
	const many = 16 << 20
	for _, t := range list {
		*g += garbage(t.ByteSize())
	}
	if *g >= many {
		runtime.GC()
		*g = 0
	}
}
