package sweep

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"sync"

	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// task is what a sweep was asked to do with its settings.
type task struct {
	of          trial
	retry       bool
	memory      *int64 // bytes; nil for any
	concurrency int
	observers   []run.SweepObserver
}

// work is one process's work on a sweep.
type work struct {
	task
	settings []Setting
	base     int64 // bytes that the process takes besides the runs

	mu     sync.Mutex // of all below, which trainings write to
	record *run.Sweep
	list   []run.SweepRun // of the settings first, then what the directory holds beside them
}

func newWork(t task, settings []Setting, record *run.Sweep) *work {
	w := &work{task: t, settings: settings, record: record, list: record.List()}
	if t.memory != nil {
		w.base = processBase()
	}
	return w
}

// train trains all runs that are not complete, in their order, each as soon as there is a place and memory for it. The
// first error that is no run's own ends all trainings, as a cancelled context does.
func (w *work) train(caller context.Context) error {
	group, ctx := errgroup.WithContext(waiting.Quiet(caller)) // the sweep tells of its runs in one block
	places, memory := semaphore.NewWeighted(int64(w.concurrency)), semaphore.NewWeighted(w.available())
	for i := range w.settings {
		if w.list[i].Status == run.Failed && !w.retry {
			continue
		}
		if places.Acquire(ctx, 1) != nil {
			break // the group's error, or the caller's context, tells why
		}
		b, bytes, err := w.build(ctx, i)
		if err != nil {
			places.Release(1)
			if err := w.fail(i, bytes, err); err != nil {
				group.Go(func() error { return err })
				break
			}
			continue
		}
		if memory.Acquire(ctx, bytes) != nil {
			break
		}
		group.Go(func() error {
			defer places.Release(1)
			defer memory.Release(bytes)
			return w.one(ctx, i, b, bytes)
		})
	}
	return cmp.Or(group.Wait(), caller.Err())
}

// available is how many bytes the runs may take together, beside the process itself.
func (w *work) available() int64 {
	if w.memory == nil {
		return math.MaxInt64
	}
	return max(0, *w.memory-w.base)
}

// errTooLarge marks a run that the sweep's memory does not suffice for.
var errTooLarge = errors.New("too large")

// build makes the training of run number i and tells the memory it needs: none for one that is complete, whose settings
// are looked at and no more.
func (w *work) build(ctx context.Context, i int) (b *revgnn.TrainBuilder, bytes int64, err error) {
	err = fault.Try(func() (err error) {
		if b, err = w.of.build(w.settings[i]); err != nil {
			return err
		}
		m, err := b.WithContext(ctx).Estimate()
		if w.list[i].Status != run.Complete {
			bytes = m.Total()
		}
		return err
	})
	if err == nil && bytes > w.available() {
		err = errTooLarge
	}
	return b, bytes, err
}

// one trains run number i. What it returns ends the sweep.
func (w *work) one(ctx context.Context, i int, b *revgnn.TrainBuilder, bytes int64) error {
	if w.list[i].Status != run.Complete {
		err := w.change(i, func(r *run.SweepRun) { r.Status, r.Reason, r.Memory = run.Running, "", bytes })
		if err != nil {
			return err
		}
	}
	err := fault.Try(func() error { // the training's own parts may be a user's
		_, err := b.WithDirectory(filepath.Join(w.record.Dir(), w.list[i].Name)).WithObserver(&progress{
			change: func(set func(*run.SweepRun)) error { return w.change(i, set) }}).Done()
		return err
	})
	switch {
	case err == nil:
		return w.change(i, func(r *run.SweepRun) { r.Status, r.Left = run.Complete, 0 })
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return cmp.Or(w.change(i, func(r *run.SweepRun) { r.Status, r.Left = run.Interrupted, 0 }), ctx.Err())
	case errors.Is(err, run.ErrAnother):
		failed := w.change(i, func(r *run.SweepRun) { r.Status, r.Left = run.Interrupted, 0 })
		return cmp.Or(failed, fmt.Errorf("sweep: ended: %w", err))
	}
	return w.fail(i, bytes, err)
}

// fail records that a run failed, or was not run.
func (w *work) fail(i int, bytes int64, why error) error {
	return w.change(i, func(r *run.SweepRun) {
		r.Status, r.Reason, r.Memory = run.Failed, why.Error(), cmp.Or(bytes, r.Memory)
		if why == errTooLarge {
			r.Status = run.NotRun
			r.Reason = fmt.Sprintf("sweep: its training step needs about %s alone, and the sweep may take %s; use "+
				"more parts or "+
				"fewer channels, or WithMemory(%d)", units.Bytes(bytes), units.Bytes(w.available()), bytes+w.base)
		}
	})
}

// change sets how far a run is, on disk as well where its status or reason changes, and tells the observers.
func (w *work) change(i int, set func(*run.SweepRun)) (err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := w.list[i]
	set(&w.list[i])
	after := w.list[i]
	if before.Status != after.Status || before.Reason != after.Reason || before.Memory != after.Memory {
		err = w.record.Set(i, after.Status, after.Reason, after.Memory)
	}
	for _, o := range w.observers {
		o.Updated(i, after)
	}
	return err
}

func (w *work) observe(tell func(run.SweepObserver)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range w.observers {
		tell(o)
	}
}
