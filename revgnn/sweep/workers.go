package sweep

import (
	"context"
	"errors"
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// Workers are where the runs of a sweep train, each in a process of its own: Processes, Ray or Slurm.
type Workers interface {
	// String names them for messages.
	String() string
	// open finds out whether they can do the work. Nothing has begun by then.
	open(ctx context.Context, f field) (pool, error)
}

// pool is what trains runs for a sweep.
type pool interface {
	// train starts the program for a run, or takes over a job that was left and still runs, and waits until it has
	// ended. Where the context is cancelled, it asks the program to end with a checkpoint, and waits for that. What the
	// run has reached its directory tells. The error is nil for a program that ended by itself and well; errLost,
	// errCancelled, errOut and errUnfit are told apart, and any other is what the program said when it failed.
	train(ctx context.Context, j job) error
	// places is how many runs may train at the same time; 0 for as many as there are.
	places() int
	// most is how many bytes of memory one run may have; 0 where that is not known.
	most() int64
}

// field is what a pool works on.
type field struct {
	command run.Command // of this program
	dir     string      // of the sweep, as an absolute path
}

// job is one run's work.
type job struct {
	assignment
	memory int64  // bytes that the process needs
	state  int64  // … of the checkpoints, about
	id     string // of a job that an earlier call of the sweep left; "" for none
	// begun is called with the job's name where that is known to a cluster, and running is called once it runs.
	begun   func(id string) error
	running func()
}

var (
	// errLost is a worker that is gone without having said why: it was killed, or its node is gone.
	errLost = errors.New("the worker is gone")
	// errCancelled is a job that someone else cancelled.
	errCancelled = errors.New("was cancelled by someone else")
	// errOut ends the sweep, as the workers can't be reached. What trains there trains on.
	errOut = errors.New("the workers can't be reached")
	// errUnfit ends the sweep, as no run would fare better.
	errUnfit = errors.New("the workers can't do it")
)

// marked is an error with a text of its own that counts as one of the above.
type marked struct {
	kind error
	text string
}

func (m marked) Error() string { return m.text }

func (m marked) Unwrap() error { return m.kind }

func lost(format string, args ...any) error { return marked{errLost, fmt.Sprintf(format, args...)} }

func cancelled(format string, args ...any) error {
	return marked{errCancelled, "sweep: " + fmt.Sprintf(format, args...)}
}

func out(format string, args ...any) error {
	return marked{errOut, "sweep: " + fmt.Sprintf(format, args...)}
}

func unfit(format string, args ...any) error {
	return marked{errUnfit, "sweep: " + fmt.Sprintf(format, args...)}
}
