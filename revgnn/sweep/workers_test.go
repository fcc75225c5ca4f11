package sweep

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// refused wants workers to be refused in one line, before anything starts.
func refused(t *testing.T, w Workers, want string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "sweep")
	b := clubSweep(func(Setting) { t.Error("something was built") }).Over("groups", 2)
	_, err := b.WithDirectory(dir).WithWorkers(w).Done()
	oneLine(t, err, want)
	if _, err := os.Stat(dir); err == nil {
		t.Error("the directory was made")
	}
}

// endsSo wants the sweep of one run to fail in one line, and to end with the run or go on without it.
func endsSo(t *testing.T, w Workers, want string, wantEnds bool) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "sweep")
	s, err := clubSweep(nil).Over("groups", 2).WithDirectory(dir).WithWorkers(w).Done()
	oneLine(t, err, want)
	if ends := s == nil; ends != wantEnds {
		t.Errorf("the sweep ends: %t", ends)
	}
}

// cancelledSoon cancels a sweep after some time, and wants it to end soon.
func cancelledSoon(t *testing.T, w Workers, after time.Duration) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(after, cancel)
	b := clubSweep(nil).Over("groups", 2).WithDirectory(filepath.Join(t.TempDir(), "sweep")).WithContext(ctx)
	began := time.Now()
	_, err := b.WithWorkers(w).Done()
	if !errors.Is(err, context.Canceled) || time.Since(began) > 30*time.Second {
		t.Errorf("cancelled: %v after %v", err, time.Since(began))
	}
}
