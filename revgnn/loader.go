package revgnn

import (
	"iter"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/net"
)

// loader makes the batches of a training, each a part of its epoch's partition, from any batch on. A batch depends on
// its number and the seed alone.
type loader struct {
	data  *net.Data
	spec  *net.Spec
	seed  uint64
	base  *datasets.Partition
	taken time.Duration // how long the last batch was waited for
	empty bool          // whether there is nothing to learn from the last batch

	distillation *distillation // nil without a teacher

	epoch     int // of partition, from 1; 0 at the start
	partition *datasets.Partition
	only      *datasets.Part // where there is one
	whole     *train.Batch   // kept on the host when it is the same at each step
}

// from yields the batches from a number on, counted from 0, forever. While the caller works on one batch, the next is
// prepared, and no further one: the host holds two batches at most, and during the first batch of an epoch the next
// partition beside the old one. When the caller stops, the batch that is prepared is freed.
func (l *loader) from(number int) iter.Seq2[train.Batch, error] {
	return func(yield func(train.Batch, error) bool) {
		prepared, stop := make(chan preparation), make(chan struct{})
		var preparing sync.WaitGroup
		preparing.Go(func() { l.prepare(number, prepared, stop) })
		defer func() {
			close(stop)
			preparing.Wait() // then nothing reads or writes l any more
		}()
		for {
			asked := time.Now()
			p, more := <-prepared
			if !more {
				return
			}
			l.taken, l.empty = time.Since(asked), p.empty
			if !yield(p.batch, p.err) || p.err != nil {
				return
			}
		}
	}
}

// preparation is a batch, or why there is none.
type preparation struct {
	batch train.Batch
	empty bool
	err   error
}

// prepare sends the batches from a number on, until stop is closed or there is an error, and closes prepared. A panic
// becomes an error: here nothing else would catch it.
func (l *loader) prepare(number int, prepared chan<- preparation, stop <-chan struct{}) {
	defer close(prepared)
	for ; ; number++ {
		var p preparation
		p.err = fault.Try(func() (err error) {
			if p.batch, err = l.batch(number); err == nil {
				p.empty, err = l.isEmpty(p.batch)
			}
			return err
		})
		select {
		case prepared <- p:
		case <-stop:
			p.free()
			return
		}
		if p.err != nil {
			return
		}
	}
}

// free frees the tensors of a batch that no one was given. They are on the host alone, so it can't fail.
func (p preparation) free() {
	if p.err == nil {
		_ = p.batch.Finalize()
	}
}

// batch makes the tensors of a batch. The trainer frees what it is given, so the whole graph is kept and copied.
func (l *loader) batch(number int) (train.Batch, error) {
	if l.whole != nil {
		return l.whole.Clone()
	}
	parts := l.base.Parts()
	if parts == 1 {
		if l.only == nil {
			l.only = l.base.Part(0)
		}
		batch := l.tensors(l.only, number)
		if l.spec.Options().LabelInput { // each step is given other labels
			return *batch, nil
		}
		l.whole = batch
		return l.whole.Clone()
	}
	if epoch := number/parts + 1; epoch != l.epoch {
		var err error
		if l.partition, err = l.base.Redraw(partitionSeed(l.seed, epoch)); err != nil {
			return train.Batch{}, err
		}
		l.epoch = epoch
	}
	return *l.tensors(l.partition.Part(number%parts), number), nil
}

// isEmpty tells whether there is nothing to learn from a batch: no label counts in its loss, and there is no teacher. A
// graph in one piece is never empty.
func (l *loader) isEmpty(batch train.Batch) (empty bool, err error) {
	if l.base.Parts() == 1 || l.distillation != nil {
		return false, nil
	}
	err = tensors.ConstFlatData(batch.Labels[1], func(counts []bool) { empty = !slices.Contains(counts, true) })
	return empty, err
}

func (l *loader) tensors(part *datasets.Part, number int) *train.Batch {
	inputs, labels := l.data.Training(part, l.seed, number)
	return &train.Batch{Inputs: inputs, Labels: append(labels, l.distillation.tensors(part, l.spec.DType())...)}
}

// partitionSeed mixes the run's seed and the epoch, 0 for evaluation, so that runs of neighbouring seeds share no
// partitions.
func partitionSeed(seed uint64, epoch int) uint64 {
	return rand.NewPCG(seed, uint64(epoch)).Uint64()
}
