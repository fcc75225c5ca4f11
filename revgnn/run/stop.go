package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	stopEvery = 100 * time.Millisecond // a training looks for the file that asks it to stop
	stopPause = 50 * time.Millisecond  // … and Stop looks whether it has
)

// Stop asks the process that trains the run in a directory to end after the step that it is at, with a checkpoint,
// and waits until it has. The run is interrupted then: the call that started it goes on with it. Where the process
// reads its data, or compiles, that is done first.
//
// It works on any run whose directory both processes see, in whatever way it was started. A run that no process trains
// is an error. A program that Launch runs again stops nothing.
func Stop(dir string) (*Run, error) { return StopContext(context.Background(), dir) }

// StopContext is Stop with a context that ends the waiting. The process stays asked to end.
func StopContext(ctx context.Context, dir string) (*Run, error) {
	if launched != nil {
		return Open(dir)
	}
	if !written(dir) {
		r, err := Open(dir)
		if err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("run: no process trains %s, which is %s; there is nothing to stop", dir, r.Status())
	}
	path := filepath.Join(dir, stopFile)
	defer func() {
		if !written(dir) {
			os.Remove(path) // it was for a process that has ended
		}
	}()
	for written(dir) {
		// A process that has just begun takes the file for one that was left behind, and removes it.
		if file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644); err == nil {
			file.Close()
		} else if written(dir) {
			return nil, fmt.Errorf("run: %s can't be asked to stop (%w); make it possible to write there", dir,
				cause(err))
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("run: %s is asked to stop and has not ended yet: %w", dir, ctx.Err())
		case <-time.After(stopPause):
		}
	}
	return Open(dir)
}

// RequestStop asks the process that trains the run in a directory to end, as Stop does, and does not wait. That process
// may be on a machine whose locks this one does not see. Where there is no run yet, it does nothing.
func RequestStop(dir string) error {
	if !Exists(dir) {
		return nil
	}
	if err := os.WriteFile(filepath.Join(dir, stopFile), nil, 0o644); err != nil {
		return fmt.Errorf("run: %s can't be asked to stop (%w); make it possible to write there", dir, cause(err))
	}
	return nil
}

// StopRequested tells a training that it was asked to stop. It looks at most ten times a second.
func (r *Run) StopRequested() bool {
	if time.Since(r.asked) < stopEvery {
		return false
	}
	r.asked = time.Now()
	_, err := os.Stat(filepath.Join(r.dir, stopFile))
	return err == nil
}
