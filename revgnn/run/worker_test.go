package run

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// commandOf starts this program with a task of TestMain.
func commandOf(t *testing.T, task, dir string) Command {
	t.Helper()
	c, err := ThisCommand()
	if err != nil {
		t.Fatal(err)
	}
	c.Arguments, c.Environment = nil, append(c.Environment, childTask+"="+task, childDir+"="+dir)
	return c
}

// TestWorker waits for processes that end in all ways.
func TestWorker(t *testing.T) {
	for _, c := range []struct {
		task, want string // "" for an end without an error
	}{
		{"end", ""},
		{"refuse", "run: 130 channels do not split"},
		{"panic", "panic: index 3"},
		{"train", "was killed (signal: killed)"},
		{"asked", "was killed (signal: terminated)"}, // these tasks hear no signal
	} {
		t.Run(c.task, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "run")
			endAll(t, dir)
			task := strings.Replace(c.task, "asked", "train", 1)
			w, err := StartWorker(dir, commandOf(t, task, dir))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if task == "train" {
				if p, writes := Writer(dir); !writes || p != w.Process {
					t.Errorf("%v writes, want %v", p, w.Process)
				}
				if _, err := StartWorker(dir, commandOf(t, task, dir)); err == nil {
					t.Error("a second worker was started")
				}
				waitUntil(t, "a step", func() bool { r, err := Open(dir); return err == nil && len(r.History()) > 0 })
			}
			switch c.task {
			case "train":
				_ = syscall.Kill(w.ID, syscall.SIGKILL)
			case "asked":
				cancel()
			}
			err = w.Wait(ctx)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if killed := strings.Contains(c.want, "killed"); errors.Is(err, ErrKilled) != killed {
				t.Errorf("%v is one of a killed process: %t, want %t", err, !killed, killed)
			}
			if _, writes := Writer(dir); writes {
				t.Error("the lock is held")
			}
		})
	}
}

// tellAssignment prints what this process was launched for, and writes that run.
func tellAssignment(dir string) error {
	a, is := Launched()
	fmt.Println(a.Dir, is, os.Getenv(launchedVariable)+os.Getenv(lockingVariable) == "")
	r, err := Create(dir, info(), memory())
	if err != nil {
		return err
	}
	return errors.Join(r.SetStatus(Complete, nil), r.Close())
}

// TestWorkerVariables: a process of a cluster knows what it was started for, and takes the lock itself.
func TestWorkerVariables(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	command := child(t, "tell", dir)
	command.Env = slices.Concat(command.Env, WorkerVariables(dir))
	output, err := command.CombinedOutput()
	if want := dir + " true true\n"; err != nil || string(output) != want {
		t.Errorf("%v: output %q, want %q", err, output, want)
	}
	if open(t, dir).Status() != Complete {
		t.Error("the run is not complete")
	}
}

// TestWorkerWaits: a process of a cluster waits for one before it that writes the run.
func TestWorkerWaits(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	r, err := Create(dir, info(), memory())
	if err != nil {
		t.Fatal(err)
	}
	command := child(t, "complete", dir)
	command.Env = slices.Concat(command.Env, WorkerVariables(dir))
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	select {
	case err := <-ended:
		t.Errorf("it did not wait: %v", err)
	case <-time.After(2 * lockTries * lockPause):
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestKeep keeps this program in a directory, once.
func TestKeep(t *testing.T) {
	c := commandOf(t, "end", "")
	dir := filepath.Join(t.TempDir(), "sweep")
	for range 2 {
		kept, err := c.Keep(dir)
		if err != nil || kept.Program != filepath.Join(dir, "program") || kept.Folder != c.Folder {
			t.Fatalf("%v, %+v", err, kept)
		}
		c = kept
	}
}
