package revgnn

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/train"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/net"
)

// loader makes the batches of a training, each a part of its epoch's partition, from any batch on. A batch depends on
// its number and the seed alone.
type loader struct {
	data    *net.Data
	spec    *net.Spec
	backend compute.Backend // reads arrays of parts where they are; nil copies them
	copies  compute.Backend // has memory of its own, into which batches are copied ahead; nil for one without
	devices int             // that take the batches in turn
	seed    uint64
	base    *datasets.Partition
	taken   time.Duration // how long the last batch was waited for

	distillation *distillation // nil without a teacher

	epoch     int // of partition, from 1; 0 at the start
	partition *datasets.Partition
	whole     *placed // a graph in one piece, which stays on the device; nil for parts
	garbage   garbage
}

// from yields the batches from a number on, counted from 0, forever. While the caller works on one batch for each
// device, as many are prepared, and no further ones: the host holds two batches per device at most, and during the
// first batch of an epoch the next partition beside the old one. When the caller stops, what is prepared is freed.
func (l *loader) from(number int) iter.Seq2[batch, error] {
	return func(yield func(batch, error) bool) {
		// With several devices, all but one part of a step are prepared before they are asked for.
		prepared, stop := make(chan preparation, l.devices-1), make(chan struct{})
		var preparing sync.WaitGroup
		preparing.Go(func() { l.prepare(number, prepared, stop) })
		defer func() {
			close(stop)
			preparing.Wait() // then nothing reads or writes l any more
			for p := range prepared {
				if p.err == nil {
					p.batch.leave()
				}
			}
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
	batch batch
	err   error
}

// batch is what a step takes.
type batch struct {
	train.Batch
	of    *placed
	stays bool // on the device for other steps: of a graph in one piece
	empty bool // there is nothing to learn from it
}

// values lists the batch for a program.
func (b batch) values() (list []any) {
	for _, t := range slices.Concat(b.Inputs, b.Labels) {
		list = append(list, t)
	}
	return list
}

// leave frees what does not stay.
func (b batch) leave() {
	b.of.leave(slices.Concat(b.Inputs, b.Labels))
	if !b.stays {
		b.of.free()
	}
}

// prepare sends the batches from a number on, until stop is closed or there is an error, and closes prepared. A panic
// becomes an error: here nothing else would catch it.
func (l *loader) prepare(number int, prepared chan<- preparation, stop <-chan struct{}) {
	defer close(prepared)
	for ; ; number++ {
		var p preparation
		p.err = fault.Try(func() (err error) {
			if p.batch, err = l.batch(number); err == nil {
				if p.batch.empty, err = l.isEmpty(p.batch); err == nil && !p.batch.empty {
					err = l.copyAhead(p.batch, number)
				}
			}
			return err
		})
		select {
		case prepared <- p:
		case <-stop:
			if p.err == nil {
				p.batch.leave()
			}
			return
		}
		if p.err != nil {
			return
		}
	}
}

// batch makes the tensors of a batch. Its leave frees them, but those of a graph in one piece, which stay.
func (l *loader) batch(number int) (batch, error) {
	if l.whole != nil {
		if err := l.whole.stay(l.base, true); err != nil {
			return batch{}, err
		}
		return batch{Batch: l.whole.batch(l.seed, number), of: l.whole, stays: true}, nil
	}
	parts := l.base.Parts()
	if epoch := number/parts + 1; epoch != l.epoch {
		var err error
		if l.partition, err = l.base.Redraw(partitionSeed(l.seed, epoch)); err != nil {
			return batch{}, err
		}
		l.epoch = epoch
	}
	made := l.tensors(l.partition.Part(number%parts), number)
	l.garbage.add(slices.Concat(made.Inputs, made.Labels))
	return made, nil
}

// copyAhead copies a batch into the memory of the device that takes it, while that computes the step before: a step
// would copy what is not there yet before it starts, and the device would wait.
func (l *loader) copyAhead(b batch, number int) error {
	if l.copies == nil {
		return nil
	}
	device := compute.DeviceNum(number % l.devices)
	for _, t := range slices.Concat(b.Inputs, b.Labels) {
		if err := t.MaterializeOnDevice(l.copies, false, device); err != nil {
			return fmt.Errorf("revgnn: the next part can't be copied to the device: %w", err)
		}
	}
	return nil
}

// isEmpty tells whether there is nothing to learn from a batch: no label counts in its loss, and there is no teacher. A
// graph in one piece is never empty.
func (l *loader) isEmpty(b batch) (empty bool, err error) {
	if b.stays || l.distillation != nil {
		return false, nil
	}
	err = tensors.ConstFlatData(b.Labels[1], func(counts []bool) { empty = !slices.Contains(counts, true) })
	return empty, err
}

func (l *loader) tensors(part *datasets.Part, number int) batch {
	d := &placed{data: l.data, backend: l.backend, device: number % l.devices, teacher: l.distillation.teacher()}
	d.place(part, true)
	return batch{Batch: d.batch(l.seed, number), of: d}
}

// partitionSeed mixes the run's seed and the epoch, 0 for evaluation, so that runs of neighbouring seeds share no
// partitions.
func partitionSeed(seed uint64, epoch int) uint64 {
	return rand.NewPCG(seed, uint64(epoch)).Uint64()
}
