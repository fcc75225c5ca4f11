//go:build linux || darwin

package atomicfile

import (
	"errors"
	"os/signal"
	"syscall"
	"testing"
)

// TestFullDiskIsPassedOn lets no file grow over a few bytes, which a write meets as it meets a full disk.
func TestFullDiskIsPassedOn(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	folder, path := old(t)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1000, Max: limit.Max}); err != nil {
		t.Fatal(err)
	}
	err := WriteFile(path, make([]byte, 1001))
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(err, syscall.EFBIG) || err.Error() != syscall.EFBIG.Error() {
		t.Errorf("the error is %v, want %v", err, syscall.EFBIG)
	}
	holds(t, folder, path, "old")
}
