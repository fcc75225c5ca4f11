package viz

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/mattn/go-isatty"
)

// Follow shows a run that another process trains, as Live shows one of this process, until it ends. It is for cells:
// the notebook's stop button ends the watching alone, and the cell with it, and an error, as of a directory without
// a run, ends the cell with one line. The run is returned as it is at the end.
//
// It reads what the run adds to its record, and asks nothing of the process that trains. A drawing that takes long is
// followed by a rest of two hundred times as long, five seconds at most, so that watching leaves the training its time.
//
// In a process that was launched for another run, Follow returns at once: see run.Launched.
func Follow(directory string) *run.Run {
	ctx, stop := cell.Interruptible(context.Background())
	defer stop()
	return cell.Must(FollowContext(ctx, directory))
}

// FollowContext is Follow for programs: a context that is cancelled ends the watching, with an error that wraps
// context.Canceled.
func FollowContext(ctx context.Context, directory string) (*run.Run, error) {
	if _, is := run.Launched(); is {
		return run.Open(directory)
	}
	f := &follower{directory: directory, live: live{to: gonb{}, now: time.Now,
		tty: isatty.IsTerminal(os.Stdout.Fd())}}
	return f.watch(ctx)
}

// How long a follower rests after it has looked.
const (
	restShare = 200
	restLeast = liveEvery
	restMost  = 5 * time.Second
)

// follower shows the run of another process.
type follower struct {
	directory string
	live
	run   *run.Run
	begun bool
	taken int // how many records are shown
}

// watch shows the run until it ends.
func (f *follower) watch(ctx context.Context) (*run.Run, error) {
	if err := f.open(ctx); err != nil {
		return nil, err
	}
	id := "kilolayer-live-" + gonbui.UniqueId()
	f.introduce(f.run.Info())
	for from := 0; ; {
		looked := time.Now()
		f.update(id, from)
		if !f.run.IsWritten() {
			var why error
			if reason := f.run.Reason(); reason != "" && f.run.Status() != run.Complete {
				why = errors.New(reason)
			}
			f.Finished(f.run.Status(), why)
			return f.run, nil
		}
		if !f.rest(ctx, time.Since(looked)) {
			f.draw(true)
			if f.to.notebook() {
				f.to.sync()
			}
			return f.run, fmt.Errorf("viz: the watching ended, and %s goes on: %w", f.directory, ctx.Err())
		}
		var err error
		if from, err = f.run.Refresh(); err != nil {
			if _, writes := run.Writer(f.directory); !writes {
				return nil, err
			}
			from = len(f.run.History()) // its files are being replaced, as by WithRestart
		}
	}
}

// open waits until the run has a record, which it has when its data is read.
func (f *follower) open(ctx context.Context) (err error) {
	defer waiting.While(ctx, "waiting for "+f.directory+" to begin")()
	for !run.Exists(f.directory) {
		if _, writes := run.Writer(f.directory); !writes {
			break // what is there tells why
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("viz: the watching ended before %s began: %w", f.directory, ctx.Err())
		case <-time.After(restLeast):
		}
	}
	f.run, err = run.Open(f.directory)
	return err
}

// update takes the records from a place on, and draws where something is new and the last drawing is old enough.
func (f *follower) update(id string, from int) {
	history := f.run.History()
	switch {
	case !f.begun || from < f.taken || f.memory != f.run.Profile():
		f.begin(id, f.run.Info(), f.run.Profile(), history)
	case from == len(history):
		return
	default:
		for _, r := range history[from:] {
			f.take(r)
		}
	}
	f.begun, f.taken = true, len(history)
	if f.run.IsWritten() && f.due() {
		f.draw(false)
	}
}

// rest waits so long that looking takes a small share of the time, or until the run has ended. It is false when the
// context is cancelled.
func (f *follower) rest(ctx context.Context, took time.Duration) bool {
	until := time.Now().Add(min(max(took*restShare, restLeast), restMost))
	for time.Now().Before(until) {
		select {
		case <-ctx.Done():
			return false
		case <-time.After(restLeast):
		}
		if _, writes := run.Writer(f.directory); !writes {
			return true
		}
	}
	return ctx.Err() == nil
}
