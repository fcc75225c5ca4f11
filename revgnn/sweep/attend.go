package sweep

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// How a cluster's jobs are watched. Tests are less patient.
var (
	// patience is how long a cluster may be silent, as while its head starts again.
	patience = 5 * time.Minute
	// leaving is how long a run that is asked to end may take for its step and its checkpoint.
	leaving = 30 * time.Second
	// parting is how long a cluster may be silent that is to stop a job.
	parting = 10 * time.Second
)

// phase is how far a job of a cluster is.
type phase int

const (
	queued phase = iota
	running
	ended
)

// attendance is what it takes to wait for a job of a cluster.
type attendance struct {
	// look tells how far the job is. The error is that of the question, and how it ended where it has.
	look  func(ctx context.Context) (phase, error)
	stop  func(ctx context.Context) error // ends the job at once, or nearly so
	every time.Duration                   // it is looked at
	apart bool                            // from the run's directory, so that no word left there reaches it
}

// until waits until the job has ended, and returns how. A cancelled context ends it: first with a checkpoint.
func (a attendance) until(ctx context.Context, j job) error {
	var silent, asked time.Time
	told := false
	calls := context.WithoutCancel(ctx)
	for {
		at, err := a.look(calls)
		switch {
		case at == ended:
			return err
		case err == nil:
			silent = time.Time{}
		case silent.IsZero():
			silent = time.Now()
		case time.Since(silent) > patience:
			return out("%v for %v; the same call goes on once that works again", err, patience)
		}
		if at == running && !told {
			told = true
			j.running()
		}
		if ctx.Err() != nil {
			switch {
			case errors.Is(context.Cause(ctx), errOut), !silent.IsZero() && time.Since(silent) > parting:
				return ctx.Err() // the next call finds the job
			case at == running && !a.apart && run.Exists(j.Dir) && (asked.IsZero() || time.Since(asked) < leaving):
				if asked.IsZero() {
					asked = time.Now()
				}
				_ = run.RequestStop(j.Dir) // again, as a run that begins takes the file for an old one
			case err == nil:
				_ = a.stop(calls) // looked at again
			}
		}
		pause := time.After(a.every)
		select {
		case <-pause:
		case <-firstTime(ctx, asked):
		}
	}
}

// firstTime is when a context ends, unless that was seen.
func firstTime(ctx context.Context, seen time.Time) <-chan struct{} {
	if !seen.IsZero() || ctx.Err() != nil {
		return nil
	}
	return ctx.Done()
}

// left is the name of the job that an earlier call of the sweep left, where that is in this cluster, by its mark, and
// has not ended: what an ended one reached is known.
func (j job) left(ctx context.Context, mark string,
	look func(ctx context.Context, id, dir string) (phase, error)) (id string, left bool) {
	if id, left = strings.CutPrefix(j.id, mark); left {
		at, _ := look(ctx, id, j.Dir)
		left = at != ended
	}
	return id, left
}

// trainsOn tells whether an error leaves the job as it is, for the next call to find.
func trainsOn(ctx context.Context, err error) bool {
	return errors.Is(err, errOut) || ctx.Err() != nil && errors.Is(err, ctx.Err())
}

// unseen is the error of workers with a node that does not see the sweep's directory, and what else can be done.
func unseen(w Workers, dir, or string) error {
	return unfit("a node of %v does not see %s; use a directory that all nodes share, under the same name%s", w, dir,
		or)
}

// failed is why a job ended with an exit status: the program's own words, which are in the run's directory.
func failed(dir, job string, exit int) error {
	if said := run.LastLine(dir); said != "" {
		return errors.New(said)
	}
	return fmt.Errorf("sweep: %s ended with exit status %d", job, exit)
}
