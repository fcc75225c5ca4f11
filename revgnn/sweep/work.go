package sweep

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
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
	of        trial
	retry     bool
	restart   []func(s Setting) bool // settings that any of them takes are trained anew
	restartOf []string               // the options that these ask for
	// restartChanged trains runs anew in the place of those whose options were changed.
	restartChanged bool
	extend         bool     // goes on with runs of fewer epochs
	halving        *halving // nil to train all to their end
	memory         *int64   // bytes; nil for any
	concurrency    int      // 0 where it was not said
	workers        Workers  // nil to train in this process
	observers      []run.SweepObserver
}

// halving is how successive halving ends settings early.
type halving struct {
	factor int // one of that many goes on
	least  int // epochs before the first comparison
}

// work is one process's work on a sweep.
type work struct {
	task
	settings []Setting
	base     int64  // bytes that this process takes besides the runs, where it trains them
	extra    int64  // bytes that each run takes besides its step, in a process of its own
	pool     pool   // nil where this process trains
	given    string // the sweep's directory as the program gives it

	mu     sync.Mutex // of all below, which trainings write to
	record *run.Sweep
	list   []run.SweepRun // of the settings first, then what the directory holds beside them

	cleared, failed map[int]bool // by number of run: what was there was removed, and what failed in this process
	cancelled       []string     // how runs ended whose jobs someone else cancelled
}

func newWork(t task, settings []Setting, record *run.Sweep) *work {
	w := &work{task: t, settings: settings, record: record, list: record.List(), given: record.Dir(),
		cleared: map[int]bool{}, failed: map[int]bool{}}
	if t.memory != nil && t.workers == nil {
		w.base = processBase()
	}
	return w
}

// send has the runs trained by a pool, each in a process that takes so many bytes besides its step.
func (w *work) send(p pool, extra int64) { w.pool, w.extra = p, extra }

// atOnce is how many runs may train at the same time.
func (w *work) atOnce() int64 {
	switch {
	case w.concurrency > 0:
		return int64(w.concurrency)
	case w.pool == nil:
		return 1
	}
	return int64(cmp.Or(w.pool.places(), len(w.settings)))
}

// trainUntil trains runs that are not complete to the first evaluation after a number of epochs, in their order, each
// as soon as there is a place and memory for it. The first error that is no run's own ends all trainings, as a
// cancelled context does.
func (w *work) trainUntil(caller context.Context, list []int, epochs int) error {
	group, ctx := errgroup.WithContext(waiting.Quiet(caller)) // the sweep tells of its runs in one block
	places, memory := semaphore.NewWeighted(w.atOnce()), semaphore.NewWeighted(w.available())
	for _, i := range list {
		if places.Acquire(ctx, 1) != nil {
			break // the group's error, or the caller's context, tells why
		}
		p, err := w.prepare(ctx, i)
		if err == nil && p.train != nil && w.reached(i, epochs) {
			p.train = nil
		}
		if err != nil || p.train == nil {
			places.Release(1)
			if err := w.fail(i, p.bytes, err); err != nil {
				group.Go(func() error { return err })
				break
			}
			continue
		}
		taken := p.bytes + w.extra
		if memory.Acquire(ctx, taken) != nil {
			break
		}
		if w.pool != nil {
			p.train = nil // its parameters are of no use here
		}
		group.Go(func() error {
			defer places.Release(1)
			defer memory.Release(taken)
			return w.one(ctx, i, p, epochs)
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

// errTooLarge marks a run that the sweep's memory does not suffice for, errNoRoom one that no worker has room for.
var (
	errTooLarge = errors.New("too large")
	errNoRoom   = errors.New("no room")
)

// prepared is a run that is about to train.
type prepared struct {
	train  *revgnn.TrainBuilder // nil where there is nothing to train
	bytes  int64                // of its training step
	state  int64                // … of its checkpoints, about: the last one and the best one
	extend bool                 // goes on with a run of fewer epochs
}

// prepare makes the training of run number i, in the directory that is its own, and tells the memory it needs. There is
// nothing to train of a run that is complete, or that failed with the same options and is not tried again.
func (w *work) prepare(ctx context.Context, i int) (p prepared, err error) {
	w.mu.Lock()
	failed := w.failed[i]
	w.mu.Unlock()
	if failed {
		return p, nil
	}
	if err := w.clear(i); err != nil {
		return p, err
	}
	err = fault.Try(func() (err error) {
		if p.train, err = w.of.build(w.settings[i]); err != nil {
			return err
		}
		m, err := p.train.WithContext(ctx).Estimate()
		if err != nil {
			return err
		}
		p.bytes, p.state = m.Total(), 2*m.ParameterBytes+m.OptimizerBytes
		p.extend, err = w.place(i, p.train)
		return err
	})
	if err != nil {
		return prepared{}, err
	}
	r := w.list[i]
	switch {
	case r.Status == run.Complete, r.Status == run.Failed && !w.retry && run.Exists(w.directory(i)):
		return prepared{}, nil
	case p.bytes+w.extra > w.available():
		return prepared{bytes: p.bytes}, errTooLarge
	case w.pool != nil && w.pool.most() > 0 && p.bytes+w.extra > w.pool.most():
		return prepared{bytes: p.bytes}, errNoRoom
	}
	return p, nil
}

// directory is that of run number i.
func (w *work) directory(i int) string { return filepath.Join(w.record.Dir(), w.list[i].Name) }

// clear removes, once, what is to be trained anew.
func (w *work) clear(i int) (err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cleared[i] || !slices.ContainsFunc(w.restart, func(of func(Setting) bool) bool { return of(w.settings[i]) }) {
		return nil
	}
	w.cleared[i] = true
	w.list[i], err = w.record.Clear(i)
	return err
}

// place gives run number i a directory that its options fit, where there is a run already, or tells that that one is to
// be extended.
func (w *work) place(i int, b *revgnn.TrainBuilder) (extend bool, err error) {
	if !run.Exists(w.directory(i)) {
		return false, nil
	}
	about, err := b.About()
	if err != nil {
		return false, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case !w.record.Differs(i, about):
		return false, nil
	case w.extend && w.record.Extends(i, about):
		b.WithExtension()
		w.list[i].Status = run.Waiting
		return true, nil
	}
	if w.restartChanged {
		w.list[i], err = w.record.Clear(i)
	} else {
		w.list[i], err = w.record.Place(i, about)
	}
	return false, err
}

// reached tells whether run number i has had the evaluation that it would be stopped at.
func (w *work) reached(i, epochs int) bool {
	_, far := scoreAt(w.directory(i), epochs)
	return far
}

// one trains run number i. What it returns ends the sweep.
func (w *work) one(ctx context.Context, i int, p prepared, epochs int) error {
	err := w.change(i, func(r *run.SweepRun) {
		r.Status, r.Reason, r.Memory = run.Running, "", p.bytes
		if w.pool != nil {
			r.Status = run.Waiting // until a worker has it
		}
	})
	if err != nil {
		return err
	}
	until, stop := context.WithCancel(ctx)
	defer stop()
	seen := progress{change: func(set func(*run.SweepRun)) error { return w.change(i, set) }}
	err = fault.Try(func() error { // the training's own parts may be a user's
		if w.pool != nil {
			return w.errand(i, p, epochs, seen).do(until, stop)
		}
		p.train.WithContext(until).WithDirectory(w.directory(i)).WithObserver(&seen)
		_, err := p.train.WithObserver(pause{epochs, stop}).Done()
		return err
	})
	switch {
	case err == nil:
		return w.change(i, func(r *run.SweepRun) { r.Status, r.Left = run.Complete, 0 })
	case ctx.Err() == nil && until.Err() != nil && errors.Is(err, until.Err()):
		return w.change(i, func(r *run.SweepRun) { r.Status, r.Left = run.Waiting, 0 })
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return cmp.Or(w.change(i, func(r *run.SweepRun) { r.Status, r.Left = run.Interrupted, 0 }), ctx.Err())
	}
	if errors.Is(err, errOut) || errors.Is(err, errUnfit) {
		return err
	}
	if errors.Is(err, errCancelled) {
		w.mu.Lock()
		w.cancelled = append(w.cancelled, err.Error())
		w.mu.Unlock()
		return w.change(i, func(r *run.SweepRun) { r.Status, r.Left = run.Interrupted, 0 })
	}
	if fault.IsInterruption(err) { // this run alone was stopped, by run.Stop
		return w.change(i, func(r *run.SweepRun) { r.Status, r.Left = run.Interrupted, 0 })
	}
	return w.fail(i, p.bytes, err)
}

// errand is run number i for a worker.
func (w *work) errand(i int, p prepared, epochs int, seen progress) *errand {
	dir := w.directory(i)
	if there, err := filepath.Abs(dir); err == nil {
		dir = there
	}
	return &errand{pool: w.pool, seen: seen, job: job{
		assignment: assignment{Sweep: w.given, Dir: dir, Setting: w.settings[i].String(), Epochs: epochs,
			Extend: p.extend},
		memory: p.bytes + w.extra, state: p.state,
		id: w.list[i].Job,
		begun: func(id string) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.list[i].Job = id
			return w.record.SetJob(i, id)
		},
		running: func() {
			_ = w.change(i, func(r *run.SweepRun) { r.Status = run.Running }) // which is not kept on disk
		},
	}}
}

// fail records that a run failed, or was not run; without a reason it does nothing.
func (w *work) fail(i int, bytes int64, why error) error {
	if why == nil {
		return nil
	}
	w.mu.Lock()
	w.failed[i] = true
	w.mu.Unlock()
	return w.change(i, func(r *run.SweepRun) {
		r.Status, r.Reason, r.Memory = run.Failed, why.Error(), cmp.Or(bytes, r.Memory)
		switch why {
		case errTooLarge:
			r.Status = run.NotRun
			r.Reason = fmt.Sprintf("sweep: its training step needs about %s alone, and the sweep may take %s; use "+
				"more parts or "+
				"fewer channels, or WithMemory(%d)", units.Bytes(bytes), units.Bytes(w.available()-w.extra),
				bytes+w.base+w.extra)
		case errNoRoom:
			r.Status = run.NotRun
			r.Reason = fmt.Sprintf("sweep: it needs about %s, and %v gives a run at most %s; use more parts or fewer "+
				"channels", units.Bytes(bytes+w.extra), w.workers, units.Bytes(w.pool.most()))
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

// foreign is the error of a sweep of which someone else cancelled jobs.
func (w *work) foreign() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.cancelled) == 0 {
		return nil
	}
	return fmt.Errorf("sweep: %d of %d runs are not complete, as %s; the same call goes on with what is there",
		len(w.cancelled), len(w.settings), strings.TrimPrefix(w.cancelled[0], "sweep: "))
}

// allFailed is the error of a sweep without a run that did not fail.
func (w *work) allFailed() error {
	asked := w.list[:len(w.settings)]
	for _, r := range asked {
		if r.Status != run.Failed && r.Status != run.NotRun {
			return nil
		}
	}
	if len(asked) == 1 {
		return fmt.Errorf("sweep: the run failed: %s", asked[0].Reason)
	}
	return fmt.Errorf("sweep: all %d runs failed, the first, %s, with: %s", len(asked), asked[0].Name, asked[0].Reason)
}

func (w *work) observe(tell func(run.SweepObserver)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range w.observers {
		tell(o)
	}
}
