package revgnn

import (
	"iter"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

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

	distillation *distillation // nil without a teacher

	epoch     int // of partition, from 1; 0 at the start
	partition *datasets.Partition
	whole     *placed // a graph in one piece, which stays on the device; nil for parts
	garbage   garbage
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
			l.taken = time.Since(asked)
			if !yield(p.batch, p.err) || p.err != nil {
				return
			}
		}
	}
}

// preparation is a batch, or why there is none.
type preparation struct {
	batch train.Batch
	err   error
}

// prepare sends the batches from a number on, until stop is closed or there is an error, and closes prepared. A panic
// becomes an error: here nothing else would catch it.
func (l *loader) prepare(number int, prepared chan<- preparation, stop <-chan struct{}) {
	defer close(prepared)
	for ; ; number++ {
		var p preparation
		p.err = fault.Try(func() (err error) {
			p.batch, err = l.batch(number)
			return err
		})
		select {
		case prepared <- p:
		case <-stop:
			l.leave(p)
			return
		}
		if p.err != nil {
			return
		}
	}
}

// leave frees the tensors of a batch that no one was given, but those that stay. They are on the host alone, so it
// can't fail.
func (l *loader) leave(p preparation) {
	switch {
	case p.err != nil:
	case l.whole != nil:
		l.whole.leave(slices.Concat(p.batch.Inputs, p.batch.Labels))
	default:
		_ = p.batch.Finalize()
	}
}

// batch makes the tensors of a batch. Those of a graph in one piece stay, as placed says; the trainer frees others.
func (l *loader) batch(number int) (train.Batch, error) {
	if l.whole != nil {
		if err := l.whole.place(l.base, true); err != nil {
			return train.Batch{}, err
		}
		return l.whole.step(l.seed, number), nil
	}
	parts := l.base.Parts()
	if epoch := number/parts + 1; epoch != l.epoch {
		var err error
		if l.partition, err = l.base.Redraw(partitionSeed(l.seed, epoch)); err != nil {
			return train.Batch{}, err
		}
		l.epoch = epoch
	}
	batch := l.tensors(l.partition.Part(number%parts), number)
	l.garbage.add(slices.Concat(batch.Inputs, batch.Labels))
	return *batch, nil
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
