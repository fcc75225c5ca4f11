package run

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// begin opens the run in a directory for writing, new or old, and says that it runs.
func begin(dir string) (*Run, error) {
	r, err := Create(dir, info(), memory())
	if Exists(dir) && err != nil {
		r, err = Continue(dir, info())
	}
	if err != nil {
		return nil, err
	}
	return r, r.SetStatus(Running, nil)
}

// trainUntilStopped appends steps as a training does.
func trainUntilStopped(dir string) error {
	fmt.Println("the training begins")
	r, err := begin(dir)
	if err != nil {
		return err
	}
	for n := len(r.History()) + 1; !r.StopRequested(); n++ {
		if err := r.Append(step(n)); err != nil {
			return err
		}
		time.Sleep(time.Millisecond)
	}
	return errors.Join(r.SetStatus(Interrupted, errors.New("run: stopped")), r.Close())
}

func completeAtOnce(dir string) error {
	r, err := Continue(dir, info())
	if err != nil {
		return err
	}
	return r.Close()
}

func trainLate(dir string) error {
	time.Sleep(300 * time.Millisecond)
	return trainUntilStopped(dir)
}

func endAtOnce(string) error { return nil }

func refuse(string) error {
	fmt.Println("reading the graph")
	return errors.New("run: 130 channels do not split")
}

func breakDown(string) error { panic("index 3") }

// launchAndWait launches a training and waits to be killed.
func launchAndWait(dir string) error {
	p, err := launchTask("train", dir)
	if err != nil {
		return err
	}
	fmt.Println(p.ID)
	select {}
}

// fillWithProgram lets the copy of the program fail half way.
func fillWithProgram(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 4096, Max: 4096}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	_, err := launchTask("train", dir)
	return err
}

// launchTask launches this program with a task of TestMain.
func launchTask(task, dir string) (Process, error) {
	program, err := os.Executable()
	if err != nil {
		return Process{}, err
	}
	environment := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, childTask) })
	environment = append(environment, childTask+"="+task, childDir+"="+dir, "GONB_PIPE=/nowhere")
	return launch(dir, program, start{}, environment)
}

// endAll kills what a test left running in a directory.
func endAll(t *testing.T, dir string) {
	t.Helper()
	t.Cleanup(func() {
		if p, writes := Writer(dir); writes {
			_ = syscall.Kill(p.ID, syscall.SIGKILL)
		}
	})
}

func settle(t *testing.T, patience time.Duration) {
	t.Helper()
	before := settling
	settling = patience
	t.Cleanup(func() { settling = before })
}

// waitUntil waits for something that another process does.
func waitUntil(t *testing.T, what string, is func() bool) {
	t.Helper()
	for begun := time.Now(); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Since(begun) > time.Minute {
			t.Fatalf("%s does not come", what)
		}
	}
}

func TestLaunch(t *testing.T) {
	settle(t, time.Minute)
	dir := filepath.Join(t.TempDir(), "run")
	endAll(t, dir)
	p, err := launchTask("train", dir)
	if err != nil {
		t.Fatal(err)
	}
	if w, writes := Writer(dir); !writes || w != p {
		t.Errorf("%v writes, %v was launched", w, p)
	}
	if session, _, failed := syscall.Syscall(syscall.SYS_GETSID, uintptr(p.ID), 0, 0); failed != 0 ||
		int(session) != p.ID {
		t.Errorf("the session is %d, not the process's own %d", session, p.ID)
	}
	if environment, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", p.ID)); err == nil &&
		strings.Contains(string(environment), "GONB_") {
		t.Error("the process knows the notebook's kernel")
	}
	_, err = launchTask("train", dir)
	wantError(t, err, fmt.Sprintf("process %d writes %s", p.ID, dir))
	r := open(t, dir)
	if r.Status() != Running || !r.IsWritten() {
		t.Errorf("the run is %s", r.Status())
	}
	waitUntil(t, "a step", func() bool {
		if _, err := r.Refresh(); err != nil {
			t.Fatal(err)
		}
		return len(r.History()) > 0
	})
	stopped, err := Stop(dir)
	if err != nil {
		t.Fatal(err)
	}
	if stopped.Status() != Interrupted || stopped.Reason() != "run: stopped" || stopped.IsWritten() {
		t.Errorf("the stopped run is %s: %s", stopped.Status(), stopped.Reason())
	}
	output, err := os.ReadFile(filepath.Join(dir, outputFile))
	if err != nil || string(output) != "the training begins\n" {
		t.Errorf("printed %q, %v", output, err)
	}
	_, err = Stop(dir)
	wantError(t, err, "no process trains "+dir+", which is interrupted")

	// What is left is gone on with, in a new process.
	steps := len(stopped.History())
	if _, err := launchTask("train", dir); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "a further step", func() bool { return len(open(t, dir).History()) > steps })
	if _, err := Stop(dir); err != nil {
		t.Fatal(err)
	}
	if err := Remove(dir); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("Remove leaves %v, %v", entries, err)
	}
}

// TestLaunchOutlives kills the process that launched another one.
func TestLaunchOutlives(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	endAll(t, dir)
	command := child(t, "launch", dir)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "a step", func() bool { return Exists(dir) && len(open(t, dir).History()) > 0 })
	if err := syscall.Kill(-command.Process.Pid, syscall.SIGKILL); err != nil { // its whole group
		t.Fatal(err)
	}
	_ = command.Wait()
	steps := len(open(t, dir).History())
	waitUntil(t, "a further step", func() bool { return len(open(t, dir).History()) > steps })
	p, writes := Writer(dir)
	if !writes || p.ID == command.Process.Pid {
		t.Fatalf("%v writes", p)
	}

	// A killed one is gone on with. Its number in the lock says nothing any more.
	if err := syscall.Kill(p.ID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "the end", func() bool { return !written(dir) })
	if r := open(t, dir); r.Status() != Interrupted || r.IsWritten() {
		t.Errorf("the killed run is %s", r.Status())
	}
}

func TestLaunchFails(t *testing.T) {
	settle(t, time.Minute)
	for _, c := range []struct {
		name, task string
		status     Status // of a run that is there
		want       string // "" for none
	}{
		{"what it says", "refuse", "", "ended with: run: 130 channels do not split"},
		{"a panic", "panic", "", "ended with: panic: index 3"},
		{"it never comes to the training", "end", "", "ended without coming to its training"},
		{"a run that is interrupted", "end", Interrupted, "ended without coming to its training"},
		{"a run that is complete", "complete", Complete, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "run")
			if c.status != "" {
				r, err := begin(dir)
				if err == nil {
					err = errors.Join(r.SetStatus(c.status, nil), r.Close())
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			_, err := launchTask(c.task, dir)
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantError(t, err, c.want)
			if _, writes := Writer(dir); writes {
				t.Error("the lock is held")
			}
			if c.status == "" && c.task == "refuse" {
				_, err := Open(dir)
				wantError(t, err, "the process that was to train it ended with: run: 130 channels do not split")
			}
		})
	}
}

// TestLaunchSlow launches a process that takes longer than Launch waits.
func TestLaunchSlow(t *testing.T) {
	settle(t, 50*time.Millisecond)
	dir := filepath.Join(t.TempDir(), "run")
	endAll(t, dir)
	p, err := launchTask("slow", dir)
	if err != nil {
		t.Fatal(err)
	}
	if w, writes := Writer(dir); !writes || w != p || Exists(dir) {
		t.Errorf("before it begins %v writes, %v was launched", w, p)
	}
	_, err = launchTask("slow", dir)
	wantError(t, err, fmt.Sprintf("process %d writes %s", p.ID, dir))
	// A stop before the training begins waits for it.
	if _, err := Stop(dir); err != nil {
		t.Fatal(err)
	}
	if r := open(t, dir); r.Status() != Interrupted {
		t.Errorf("the run is %s", r.Status())
	}
	if _, err := os.Stat(filepath.Join(dir, stopFile)); err == nil {
		t.Error("the request to stop is left")
	}
}

// TestStaleNumber leaves the number of a process in the lock that has nothing to do with the run.
func TestStaleNumber(t *testing.T) {
	other := exec.Command("sleep", "60")
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		other.Process.Kill()
		_ = other.Wait()
	}()
	r := create(t, step(1))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	stale := []byte(fmt.Sprintln(other.Process.Pid))
	if err := os.WriteFile(filepath.Join(r.Dir(), lockFile), stale, 0o644); err != nil {
		t.Fatal(err)
	}
	if p, writes := Writer(r.Dir()); writes {
		t.Errorf("%v writes", p)
	}
	if got := open(t, r.Dir()); got.Status() != Interrupted || got.IsWritten() {
		t.Errorf("the run is %s", got.Status())
	}
	_, err := Stop(r.Dir())
	wantError(t, err, "no process trains", "interrupted")
	if err := other.Process.Signal(syscall.Signal(0)); err != nil {
		t.Errorf("the other process has ended: %v", err)
	}
	again, err := Continue(r.Dir(), info())
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestLaunchFull keeps nothing of a program that finds no space.
func TestLaunchFull(t *testing.T) {
	dir, err := os.MkdirTemp("/dev/shm", "kilolayer-") // another device, so that the program is copied
	if err != nil {
		t.Skip(err)
	}
	defer os.RemoveAll(dir)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if os.Link(program, filepath.Join(dir, "link")) == nil {
		t.Skip("/dev/shm is no device of its own")
	}
	output, err := child(t, "fill program", dir).CombinedOutput()
	if err == nil {
		t.Fatal("the process did not fail")
	}
	want := fmt.Sprintf("run: the program can't be kept in %s (file too large): free some space, then run the same "+
		"command to go on\n", dir)
	if string(output) != want {
		t.Errorf("output %q, want %q", output, want)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 || entries[0].Name() != lockFile {
		t.Errorf("left: %v, %v", entries, err)
	}
	if _, writes := Writer(dir); writes {
		t.Error("the lock is held")
	}
}

// TestHandover takes nothing over where the variable was set by someone else.
func TestHandover(t *testing.T) {
	t.Setenv(launchedVariable, t.TempDir())
	if h := takeOver(); h != nil {
		t.Errorf("took over %v", h)
	}
	if _, is := Launched(); is || os.Getenv(launchedVariable) != "" {
		t.Error("the variable is left")
	}
}
