package sweep

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

const (
	watchEvery = 500 * time.Millisecond // the directory of a run is looked at
	freePause  = 100 * time.Millisecond // … and its lock
	// mostLosses is how often in a row a worker may be lost before the run has come further.
	mostLosses = 3
)

// errand is a run that trains elsewhere.
type errand struct {
	pool pool
	job  job
	seen progress
	had  int // epochs of the run that is to be extended
}

// do sees to it that the run is trained, and returns what its training would: nil for a complete run, the context's
// error where that ended it, and why it failed. A worker that is lost is replaced: the next one goes on from the last
// checkpoint. Where the run has come to its pause, paused is called.
func (e *errand) do(ctx context.Context, paused func()) error {
	if r, err := run.Open(e.job.Dir); err == nil && e.job.Extend {
		e.had = r.Info().Training.Epochs
	}
	for losses, far := 0, -1; ; {
		if e.job.id == "" {
			if err := e.free(ctx); err != nil {
				return err
			}
		}
		if over, err := e.over(paused); over {
			return err
		}
		left := e.job.id != ""
		err := e.watched(ctx)
		e.job.id = ""
		if over, why := e.over(paused); over {
			return why
		}
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case left && err == nil:
			continue // it had less to do
		case err == nil:
			return fault.Interrupted(context.Canceled, "sweep: %s was stopped; the same call goes on with it",
				e.job.Dir)
		case !errors.Is(err, errLost):
			return err
		}
		if step := e.step(); step > far {
			losses, far = 0, step
		}
		if losses++; losses == mostLosses {
			return fmt.Errorf("sweep: its worker was lost %d times before step %d, the last time as %w; see why, then "+
				"use WithRetry", mostLosses, max(0, far)+1, err)
		}
	}
}

// free waits until no other process writes the run, as one that an earlier call of the sweep started.
func (e *errand) free(ctx context.Context) error {
	for {
		if _, writes := run.Writer(e.job.Dir); !writes {
			return nil
		}
		e.job.running()
		look, stop := context.WithTimeout(ctx, watchEvery)
		e.follow(look)
		stop()
		if ctx.Err() != nil {
			_, err := run.StopContext(context.WithoutCancel(ctx), e.job.Dir)
			if _, writes := run.Writer(e.job.Dir); !writes {
				err = nil
			}
			return errors.Join(ctx.Err(), err)
		}
	}
}

// over tells whether the run has no steps left to take, and how it ended.
func (e *errand) over(paused func()) (over bool, why error) {
	if !run.Exists(e.job.Dir) {
		return false, nil
	}
	r, err := run.Open(e.job.Dir)
	if err != nil {
		return false, nil // the program says so
	}
	if r.Status() == run.Complete && r.Info().Training.Epochs > e.had {
		return true, nil
	}
	if _, far := scoreAt(e.job.Dir, e.job.Epochs); far {
		paused()
		return true, context.Canceled
	}
	return false, nil
}

// step is the last one that the run has taken; -1 for none.
func (e *errand) step() int {
	r, err := run.Open(e.job.Dir)
	if err != nil || len(r.History()) == 0 {
		return -1
	}
	return r.History()[len(r.History())-1].Step
}

// watched trains, and follows the run meanwhile.
func (e *errand) watched(ctx context.Context) error {
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		e.follow(watching)
		close(done)
	}()
	err := e.pool.train(ctx, e.job)
	stop()
	<-done
	return err
}

// follow tells the observers how far the run is, until a context ends, and once more then.
func (e *errand) follow(ctx context.Context) {
	var r *run.Run
	for {
		ended := ctx.Err() != nil
		from := 0
		var err error
		switch {
		case r != nil:
			from, err = r.Refresh()
		case run.Exists(e.job.Dir):
			if r, err = run.Open(e.job.Dir); err == nil {
				from = len(r.History())
				e.seen.Started(r.Info(), r.Profile(), r.History())
			}
		}
		if r != nil && err == nil {
			for _, record := range r.History()[from:] {
				e.seen.Recorded(record)
			}
		}
		if ended {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(watchEvery):
		}
	}
}
