package run

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const lockFile = "lock" // in a run's or a sweep's directory

// A reader that asks whether a run is written holds the lock for a moment; a writer tries again for this long.
const (
	lockTries = 10
	lockPause = 20 * time.Millisecond
)

// acquire takes the lock of a run's directory. The system frees it when the process ends, however it ends.
func acquire(dir string) (*os.File, error) {
	file, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	for try := 1; ; try++ {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) || try == lockTries {
			break
		}
		time.Sleep(lockPause)
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = inUse(dir, file)
	} else if err != nil {
		err = fmt.Errorf("run: %s cannot be locked: %w", file.Name(), err)
	} else {
		// The number is for other processes' messages; the lock holds without it.
		_ = file.Truncate(0)
		_, _ = file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
		return file, nil
	}
	file.Close()
	return nil, err
}

func inUse(dir string, file *os.File) error {
	content, _ := io.ReadAll(io.LimitReader(file, 32))
	pid, err := strconv.Atoi(strings.TrimSpace(string(content)))
	switch {
	case err != nil:
		return fmt.Errorf("run: another process writes %s; wait for it or end it, or give another directory", dir)
	case pid == os.Getpid():
		return fmt.Errorf("run: this process writes %s already; close that run first, or give another directory", dir)
	}
	return fmt.Errorf("run: process %d writes %s; wait for it or end it, or give another directory", pid, dir)
}

// written says whether a process holds the lock of a run's directory.
func written(dir string) bool {
	file, err := os.Open(filepath.Join(dir, lockFile))
	if err != nil {
		return false
	}
	defer file.Close() // and with it the shared lock
	return errors.Is(syscall.Flock(int(file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}
