package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Command is how a program is started.
type Command struct {
	Program     string // its file
	Arguments   []string
	Folder      string   // that it runs in
	Environment []string // all of it, as "NAME=value"
}

// ThisCommand is how this program was started.
func ThisCommand() (c Command, err error) {
	if c.Program, err = os.Executable(); err != nil {
		return c, fmt.Errorf("run: this program's file is not known: %w", err)
	}
	if c.Folder, err = os.Getwd(); err != nil {
		return c, fmt.Errorf("run: this program's folder is not known: %w", err)
	}
	c.Arguments, c.Environment = os.Args[1:], ownEnvironment(os.Environ())
	return c, nil
}

// Keep puts the command's file into a directory as "program", and is the command with that file: a notebook's cell is
// removed with the next one.
func (c Command) Keep(dir string) (Command, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return c, fmt.Errorf("run: %w", err)
	}
	var err error
	c.Program, err = keep(c.Program, dir)
	return c, err
}

// Worker is a process that trains a run for the one that started it.
type Worker struct {
	Process
	dir   string
	ended <-chan error
}

// StartWorker starts a program as a process of its own that trains the run in a directory and writes what it prints to
// output.txt there. As with Launch, the process holds the directory's lock from its first moment on, and Launched tells
// it from others.
func StartWorker(dir string, c Command) (*Worker, error) {
	if launched != nil {
		return nil, fmt.Errorf("run: this process trains %s and starts no other", launched.Dir)
	}
	there, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	if err := os.MkdirAll(there, 0o755); err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	lock, err := acquire(there)
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	p, said, ended, err := spawn(lock, there, c.Program, start{c.Arguments, c.Folder}, c.Environment)
	if err != nil {
		return nil, err
	}
	said.Close() // its end is what counts
	return &Worker{p, there, ended}, nil
}

// AskedToEnd is the exit status of a worker that ended with a checkpoint, as a signal asked it to.
const AskedToEnd = 75 // EX_TEMPFAIL of sysexits.h: the same may be tried again

// ErrKilled is what Wait returns, within its line, for a process that something else ended.
var ErrKilled = errors.New("was killed")

// Wait waits until the process has ended, and tells how: nil where it did so by itself and well, ErrKilled where
// something else ended it, and else what it said. A context that is cancelled asks the process to end with a
// checkpoint; Wait goes on to wait for that.
func (w *Worker) Wait(ctx context.Context) error {
	asking := context.AfterFunc(ctx, func() { _ = syscall.Kill(w.ID, syscall.SIGTERM) })
	defer asking()
	err := <-w.ended
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit) && (exit.ExitCode() < 0 || exit.ExitCode() == AskedToEnd):
		return fmt.Errorf("run: process %d %w (%v)", w.ID, ErrKilled, exit)
	}
	if said := LastLine(w.dir); said != "" {
		return errors.New(said)
	}
	return fmt.Errorf("run: process %d ended with %w", w.ID, err)
}

// WorkerVariables are what the environment of a process holds that trains the run in a directory for another one, on
// whatever machine: Launched tells it so. It takes the directory's lock itself.
func WorkerVariables(dir string) []string {
	return []string{launchedVariable + "=" + dir, lockingVariable + "=yes"}
}

// OutputPath is where the output of the process is that trains the run in a directory.
func OutputPath(dir string) string { return filepath.Join(dir, outputFile) }
