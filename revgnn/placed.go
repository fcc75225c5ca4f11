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

// placed is a graph in one piece that lies on the device once, for all steps of a training and for its evaluations. A
// CPU computes on the graph's own features where it can.
type placed struct {
	data         *net.Data
	backend      compute.Backend
	distillation *distillation // nil without a teacher

	part     *datasets.Part    // nil before it is placed; its features lie on the device alone
	fixed    []*tensors.Tensor // net.Data.Fixed
	labels   []*tensors.Tensor // to learn; nil where each step has others
	taught   []*tensors.Tensor // of the teacher
	giveBack []func()          // ends the loan of the graph's own numbers
}

// place makes the tensors, once. Those of a training have labels to learn.
func (w *placed) place(partition *datasets.Partition, training bool) error {
	if w.part != nil {
		return nil
	}
	part := partition.Part(0)
	w.part = part
	w.fixed = w.data.Fixed(part, w.floats)
	if training {
		w.taught = w.distillation.tensors(part, w.data.DType())
		if !w.data.LabelInput() {
			w.labels = w.data.Labels(part)
		}
	}
	size := int64(0)
	for _, t := range w.all() {
		size += t.ByteSize()
		if err := t.ToDevice(w.backend, 0); err != nil {
			return fmt.Errorf("revgnn: the graph's data can't be put on the device: %w", err)
		}
	}
	part.NodeFeatures, part.EdgeFeatures, part.EdgeWeights = datasets.Matrix{}, datasets.Matrix{}, nil
	part.Source, part.Target = nil, nil
	if 2*size > worthwhile(residentBytes()) { // what loading the graph and making its tensors left
		returnMemory()
	}
	return nil
}

// floats makes a tensor of the graph's own numbers where they can stay where they are, else of a copy.
func (w *placed) floats(values []float32, dtype dtypes.DType, dims ...int) *tensors.Tensor {
	if dtype == dtypes.Float32 {
		if lent, giveBack := xla.Lend(w.backend, values, dims...); lent != nil {
			w.giveBack = append(w.giveBack, giveBack)
			return lent
		}
	}
	return net.Floats(values, dtype, dims...)
}

// all lists the tensors that stay.
func (w *placed) all() []*tensors.Tensor { return slices.Concat(w.fixed, w.labels, w.taught) }

// step is the batch of a training's step. What of it stays is the same at each.
func (w *placed) step(seed uint64, number int) train.Batch {
	if w.labels != nil {
		return train.Batch{Inputs: w.fixed, Labels: slices.Concat(w.labels, w.taught)}
	}
	given, labels := w.data.Step(w.part, seed, number)
	return train.Batch{Inputs: net.Together(w.fixed, given), Labels: append(labels, w.taught...)}
}

// inputs are those of an evaluation. What of them stays is the same at each.
func (w *placed) inputs() []*tensors.Tensor { return net.Together(w.fixed, w.data.Given(w.part)) }

// leave frees those of the tensors that do not stay.
func (w *placed) leave(list []*tensors.Tensor) {
	for _, t := range list {
		if !slices.Contains(w.all(), t) {
			t.MustFinalizeAll()
		}
	}
}

// free takes the graph off the device.
func (w *placed) free() {
	for _, t := range w.all() {
		t.MustFinalizeAll()
	}
	for _, end := range w.giveBack {
		end()
	}
	w.part, w.fixed, w.labels, w.taught, w.giveBack = nil, nil, nil, nil, nil
}

// garbage counts bytes of parts that were made and are soon no longer used.
type garbage int64

// add counts the tensors of a part, and the arrays that they were made of. It runs Go's collector when they are many:
// by itself that would wait until they are as many as all bytes in use, the graph's with them.
func (g *garbage) add(list []*tensors.Tensor) {
	const many = 32 << 20
	for _, t := range list {
		*g += 2 * garbage(t.ByteSize())
	}
	if *g >= many {
		runtime.GC()
		*g = 0
	}
}
