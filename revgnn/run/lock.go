package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A reader that asks whether a run is written holds the lock for a moment; a writer tries again for this long.
const (
	lockTries = 10
	lockPause = 20 * time.Millisecond
)

// Process is a process that writes a run.
type Process struct {
	ID   int    // its number
	Host string // the name of its machine; "" where that is not known
}

// String is the process for messages. Its machine is told where it is another one.
func (p Process) String() string {
	if here, _ := os.Hostname(); p.Host == "" || p.Host == here {
		return fmt.Sprintf("process %d", p.ID)
	}
	return fmt.Sprintf("process %d on %s", p.ID, p.Host)
}

// Writer tells which process writes the run or the sweep in a directory; false when none does. The directory's lock
// decides, which the system frees when a process ends: a number that was left behind there says nothing.
func Writer(dir string) (Process, bool) {
	file, err := os.Open(filepath.Join(dir, lockFile))
	if err != nil {
		return Process{}, false
	}
	defer file.Close()
	if !locked(file) {
		return Process{}, false
	}
	p, _ := owner(file)
	return p, true
}

// acquire takes the lock of a run's directory. The system frees it when the process ends, however it ends. A process
// that Launch started has it already, and one of a cluster waits for a process before it that is about to end.
func acquire(dir string) (*os.File, error) {
	if launched.of(dir) && launched.lock != nil {
		return again(launched.lock)
	}
	file, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("run: %w", err)
	}
	for try := 1; ; try++ {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) || try >= lockTries && !launched.of(dir) {
			break
		}
		time.Sleep(lockPause)
	}
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = inUse(dir, file)
	} else if err != nil {
		err = fmt.Errorf("run: %s cannot be locked: %w", file.Name(), err)
	} else {
		sign(file, os.Getpid())
		return file, nil
	}
	file.Close()
	return nil, err
}

// sign writes a process into a lock that is held. It is for other processes' messages; the lock holds without it.
func sign(lock *os.File, process int) {
	host, _ := os.Hostname()
	_ = lock.Truncate(0)
	_, _ = lock.WriteAt([]byte(strings.TrimSpace(fmt.Sprint(process, " ", host))+"\n"), 0)
}

// owner is the process that a lock names.
func owner(lock *os.File) (p Process, known bool) {
	content := make([]byte, 512)
	n, _ := lock.ReadAt(content, 0)
	number, host, _ := strings.Cut(strings.TrimSpace(string(content[:n])), " ")
	id, err := strconv.Atoi(number)
	return Process{id, host}, err == nil
}

func inUse(dir string, file *os.File) error {
	p, known := owner(file)
	host, _ := os.Hostname()
	switch {
	case !known:
		return fmt.Errorf("run: another process writes %s; wait for it or end it, or give another directory", dir)
	case p.ID == os.Getpid() && (p.Host == "" || p.Host == host):
		return fmt.Errorf("run: this process writes %s already; close that run first, or give another directory", dir)
	}
	return fmt.Errorf("run: %s writes %s; wait for it or end it, or give another directory", p, dir)
}

// written says whether a process holds the lock of a run's directory.
func written(dir string) bool {
	_, writes := Writer(dir)
	return writes
}

// locked says whether a process holds a lock. Where none does, this one shares it until the file is closed.
func locked(file *os.File) bool {
	return errors.Is(syscall.Flock(int(file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}
