package run

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// settling is how long Launch waits for a process to begin or to fail. Tests take another time.
var settling = 3 * time.Second

// Launch runs this program again, as a process of its own that trains the run in a directory: it outlives this
// process, its kernel and its terminal. Its arguments, its folder and its environment are those of this one, without
// the notebook's, and what it prints goes to output.txt in the directory. The program's file is kept there too, as
// that of a notebook's cell is removed with the next one.
//
// The process holds the directory's lock from its first moment on, so that a second start is refused before anything
// begins. Launch returns when the training has begun, after three seconds where that takes longer, as with a large
// graph to read, or with an error: what the process said before it ended. A run that is complete needs no training.
//
// The program must come to the training of the same directory again, which has its lock by then: Launched tells that
// process from others. [revgnn.TrainBuilder.Detach] does all of this.
func Launch(dir string) (Process, error) {
	running, err := os.Executable()
	if err != nil {
		return Process{}, fmt.Errorf("run: this program's file is not known: %w", err)
	}
	folder, err := os.Getwd()
	if err != nil {
		return Process{}, fmt.Errorf("run: this program's folder is not known: %w", err)
	}
	return launch(dir, running, start{os.Args[1:], folder}, os.Environ())
}

// Resume starts the program that Launch kept in a run's directory once more, with the arguments and in the folder
// that it had then, to go on to a number of epochs, or to those that the run has where epochs is 0. Operators,
// losses and metrics are those of that program, which this one needs to know nothing of.
func Resume(dir string, epochs int) (Process, error) {
	r, err := Open(dir)
	if err != nil {
		return Process{}, err
	}
	path := filepath.Join(dir, startFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return Process{}, fmt.Errorf("run: %s holds no program, as the run was not detached; go on by the call that "+
			"started it", dir)
	}
	var s start
	if err := readJSON(path, &s); err != nil {
		return Process{}, err
	}
	had := r.Info().Training.Epochs
	switch {
	case epochs == 0:
		epochs = had
	case epochs < had:
		return Process{}, fmt.Errorf("run: %s has %d epochs, which can't become %d; use at least %d", dir, had,
			epochs, had)
	}
	environment := append(os.Environ(), epochsVariable+"="+strconv.Itoa(epochs))
	return launch(dir, filepath.Join(dir, programFile), s, environment)
}

// start is program.json: how a kept program is started.
type start struct {
	Arguments []string `json:"arguments"`
	Folder    string   `json:"folder"`
}

// launch starts a program for the run in a directory.
func launch(dir, program string, s start, environment []string) (p Process, err error) {
	if launched != nil {
		return p, fmt.Errorf("run: this process trains %s and launches no other", launched.Dir)
	}
	there, err := filepath.Abs(dir)
	if err != nil {
		return p, fmt.Errorf("run: %w", err)
	}
	if err := os.MkdirAll(there, 0o755); err != nil {
		return p, fmt.Errorf("run: %w", err)
	}
	lock, err := acquire(dir)
	if err != nil {
		return p, err
	}
	defer lock.Close() // the process has it, too
	kept, err := keep(program, there)
	if err != nil {
		return p, err
	}
	if err := writeJSON(filepath.Join(there, startFile), s); err != nil {
		return p, err
	}
	p, said, ended, err := spawn(lock, there, kept, s, environment)
	if err != nil {
		return p, err
	}
	begun := make(chan bool, 1)
	go func() {
		word, _ := io.ReadAll(said)
		said.Close()
		begun <- len(word) > 0
	}()
	select {
	case <-time.After(settling):
		return p, nil
	case has := <-begun:
		if has {
			return p, nil
		}
	}
	return p, unbegun(dir, <-ended)
}

// spawn starts a program that gets the lock of a run's directory, which this process holds. said tells when its
// training has begun, ended how it ended.
func spawn(lock *os.File, dir, program string, s start, environment []string) (p Process, said *os.File,
	ended <-chan error, err error) {
	output, err := os.Create(filepath.Join(dir, outputFile))
	if err != nil {
		return p, nil, nil, fmt.Errorf("run: %w", err)
	}
	defer output.Close()
	said, saying, err := os.Pipe()
	if err != nil {
		return p, nil, nil, fmt.Errorf("run: %w", err)
	}
	command := exec.Command(program, s.Arguments...)
	command.Dir = s.Folder
	command.Env = append(ownEnvironment(environment), launchedVariable+"="+dir)
	command.Stdout, command.Stderr = output, output
	command.ExtraFiles = []*os.File{lock, saying} // lockNumber and begunNumber
	command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = command.Start()
	saying.Close()
	if err != nil {
		said.Close()
		return p, nil, nil, fmt.Errorf("run: %s can't be started: %w", program, cause(err))
	}
	sign(lock, command.Process.Pid)
	p, _ = owner(lock)
	p.ID = command.Process.Pid // also where it could not be written down
	end := make(chan error, 1)
	go func() { end <- command.Wait() }()
	return p, said, end, nil
}

// unbegun is the error of a process that ended before it trained; nil where there was nothing to train.
func unbegun(dir string, ended error) error {
	if r, err := Open(dir); err == nil && ended == nil && r.Status() == Complete {
		return nil
	}
	said := LastLine(dir)
	switch {
	case ended == nil:
		return fmt.Errorf("run: the program that was started for %s ended without coming to its training; name the "+
			"directory the same each time the program runs", dir)
	case said == "":
		return fmt.Errorf("run: the process that was to train %s ended at once: %w", dir, ended)
	}
	return fmt.Errorf("run: the process that was to train %s ended with: %s", dir, said)
}

// ownEnvironment is an environment without what ties a process to a notebook's kernel.
func ownEnvironment(of []string) (list []string) {
	for _, variable := range of {
		if !strings.HasPrefix(variable, "GONB_") {
			list = append(list, variable)
		}
	}
	return list
}

// keep puts the file of the running program into a directory: a second name for it where that can be, else a copy.
func keep(program, dir string) (string, error) {
	kept := filepath.Join(dir, programFile)
	if sameFile(program, kept) {
		return kept, nil
	}
	temporary := kept + ".tmp"
	os.Remove(temporary) // what a kill left
	if os.Link(program, temporary) != nil {
		if err := copyFile(program, temporary); err != nil {
			os.Remove(temporary)
			return "", fmt.Errorf("run: the program can't be kept in %s (%w): %s", dir, cause(err), remedy(err))
		}
	}
	if err := os.Rename(temporary, kept); err != nil {
		return "", fmt.Errorf("run: %w", err)
	}
	return kept, nil
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	two, err := os.Stat(b)
	return err == nil && os.SameFile(one, two)
}

// copyFile copies a program.
func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		target.Close()
		return err
	}
	return target.Close()
}
