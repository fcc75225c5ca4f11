package revgnn

import (
	"iter"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gomlx/gomlx/ml/train"
	"github.com/kilolayer/kilolayer/datasets"
)

// loader yields the parts of each epoch's partition as batches, forever, from any step on. A step's batch depends on the
// seed and the step alone.
type loader struct {
	data  *data
	model *Model
	seed  uint64
	base  *datasets.Partition
	next  int // step to yield, counted from 0

	distillation *distillation // nil without a teacher

	waited time.Duration                           // for the batch last yielded, which was not ready before
	before func(step int, batch train.Batch) error // looks at a step's batch before it is yielded; nil when nothing does

	epoch     int // of partition, from 1; 0 at the start
	partition *datasets.Partition
	only      *datasets.Part // where there is one
	whole     *train.Batch   // kept on the host when it is the same at each step
}

// Name implements train.Dataset.
func (l *loader) Name() string { return l.data.graph.Name }

// Iter implements train.Dataset. While the caller works on one batch, the next is prepared, and no further one: the host
// holds two batches at most, and during the first step of an epoch the next partition beside the old one. When the caller
// stops, the batch prepared is freed.
func (l *loader) Iter() iter.Seq2[train.Batch, error] {
	return func(yield func(train.Batch, error) bool) {
		prepared, stop := make(chan preparation), make(chan struct{})
		var preparing sync.WaitGroup
		preparing.Go(func() { l.prepare(l.next, prepared, stop) })
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
			l.waited = time.Since(asked)
			if p.err == nil && l.before != nil {
				p.err = l.before(l.next, p.batch)
			}
			if !yield(p.batch, p.err) || p.err != nil {
				return
			}
			l.next++
		}
	}
}

// preparation is a batch, or why there is none.
type preparation struct {
	batch train.Batch
	err   error
}

// prepare sends the batches from a step on, until stop is closed or there is an error, and closes prepared. A panic becomes
// an error: here nothing else would catch it.
func (l *loader) prepare(step int, prepared chan<- preparation, stop <-chan struct{}) {
	defer close(prepared)
	for ; ; step++ {
		var p preparation
		p.err = try(func() (err error) {
			p.batch, err = l.batch(step)
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

// batch makes the tensors of a step. The trainer frees what it is given, so the whole graph is kept and copied.
func (l *loader) batch(step int) (train.Batch, error) {
	if l.whole != nil {
		return l.whole.Clone()
	}
	parts := l.base.Parts()
	if parts == 1 {
		if l.only == nil {
			l.only = l.base.Part(0)
		}
		batch := l.tensors(l.only, step)
		if l.data.config.LabelInput { // each step is given other labels
			return *batch, nil
		}
		l.whole = batch
		return l.whole.Clone()
	}
	if epoch := step/parts + 1; epoch != l.epoch {
		var err error
		if l.partition, err = l.base.Redraw(partitionSeed(l.seed, epoch)); err != nil {
			return train.Batch{}, err
		}
		l.epoch = epoch
	}
	return *l.tensors(l.partition.Part(step%parts), step), nil
}

func (l *loader) tensors(part *datasets.Part, step int) *train.Batch {
	dtype := l.model.dtype()
	inputs, labels := l.data.training(part, dtype, l.seed, step)
	return &train.Batch{Inputs: inputs, Labels: append(labels, l.distillation.tensors(part, dtype)...)}
}

// partitionSeed mixes the run's seed and the epoch, 0 for evaluation, so that runs of neighbouring seeds share no
// partitions.
func partitionSeed(seed uint64, epoch int) uint64 {
	return rand.NewPCG(seed, uint64(epoch)).Uint64()
}
