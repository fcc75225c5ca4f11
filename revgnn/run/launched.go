package run

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// launchedVariable tells a process that Launch started the directory of its run, and epochsVariable to how many epochs
// that goes on, where Resume started it. lockingVariable tells a process of a cluster to take the lock itself. Any
// other process finds the directory's lock, which is held, and a pipe to tell that it has begun under these numbers.
const (
	launchedVariable = "KILOLAYER_LAUNCHED"
	epochsVariable   = "KILOLAYER_LAUNCHED_EPOCHS"
	lockingVariable  = "KILOLAYER_LAUNCHED_LOCKS"
	lockNumber       = 3
	begunNumber      = 4
)

// Assignment is what a process was launched for.
type Assignment struct {
	Dir    string // of the run, as an absolute path
	Epochs int    // that Resume goes on to; 0 for those that the program asks for
}

// handover is what a process got from the one that launched it.
type handover struct {
	Assignment
	lock  *os.File // nil for a process that takes it itself
	begun *os.File
}

// launched is nil in a process that was not launched.
var launched = takeOver()

// takeOver takes what another process handed over, and hides it from those that this one starts.
func takeOver() *handover {
	dir := os.Getenv(launchedVariable)
	if dir == "" {
		return nil
	}
	epochs, _ := strconv.Atoi(os.Getenv(epochsVariable)) // 0 where it is not set
	os.Unsetenv(launchedVariable)
	os.Unsetenv(epochsVariable)
	if os.Getenv(lockingVariable) != "" {
		os.Unsetenv(lockingVariable)
		return &handover{Assignment: Assignment{Dir: dir}}
	}
	path := filepath.Join(dir, lockFile)
	var held, there syscall.Stat_t
	if syscall.Fstat(lockNumber, &held) != nil || syscall.Stat(path, &there) != nil ||
		held.Dev != there.Dev || held.Ino != there.Ino {
		return nil // the variable was set by someone else
	}
	syscall.CloseOnExec(lockNumber)
	syscall.CloseOnExec(begunNumber)
	return &handover{Assignment{dir, epochs}, os.NewFile(lockNumber, path), os.NewFile(begunNumber, "begun")}
}

// Launched tells what Launch or Resume started this process for; false in any other process. A program that launches
// runs is run again as a whole, up to the training of that run: what it waits for otherwise, as for another run to end,
// is left out then.
func Launched() (Assignment, bool) {
	if launched == nil {
		return Assignment{}, false
	}
	return launched.Assignment, true
}

// of tells whether the process was launched for the run in a directory.
func (h *handover) of(dir string) bool {
	if h == nil {
		return false
	}
	there, err := filepath.Abs(dir)
	return err == nil && there == h.Dir
}

// begun tells the process that launched this one that the training of a run has begun.
func begun(dir string) {
	if launched.of(dir) && launched.begun != nil {
		_, _ = launched.begun.WriteString("begun") // which may have ended
		launched.begun.Close()
		launched.begun = nil
	}
}

// again opens a lock that this process holds once more: it stays held when that file is closed.
func again(lock *os.File) (*os.File, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	number, err := syscall.Dup(int(lock.Fd()))
	if err != nil {
		return nil, fmt.Errorf("run: %s: %w", lock.Name(), err)
	}
	syscall.CloseOnExec(number)
	return os.NewFile(uintptr(number), lock.Name()), nil
}
