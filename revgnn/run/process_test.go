package run

import (
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The tests run themselves as another process that does what this variable says, in the directory of the next.
const (
	childTask = "KILOLAYER_RUN_TEST_TASK"
	childDir  = "KILOLAYER_RUN_TEST_DIR"
)

func TestMain(m *testing.M) {
	tasks := map[string]func(dir string) error{"append": appendForever, "fill": fill, "train": trainUntilStopped,
		"complete": completeAtOnce, "slow": trainLate, "end": endAtOnce, "refuse": refuse, "panic": breakDown,
		"launch": launchAndWait, "fill program": fillWithProgram, "tell": tellAssignment}
	if task := os.Getenv(childTask); task != "" {
		if err := tasks[task](os.Getenv(childDir)); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(t *testing.T, task, dir string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program)
	command.Env = append(os.Environ(), childTask+"="+task, childDir+"="+dir)
	return command
}

func appendForever(dir string) error {
	r, err := Create(dir, info(), memory())
	if Exists(dir) && err != nil {
		r, err = Continue(dir, info())
	}
	if err != nil {
		return err
	}
	for n := len(r.History()) + 1; ; n++ {
		if err := r.Append(step(n)); err != nil {
			return err
		}
		time.Sleep(20 * time.Microsecond) // so that the histories stay short enough to read often
		if n%50 == 0 {
			if err := r.SetStatus(Running, nil); err != nil {
				return err
			}
		}
	}
}

// TestKilled kills a process that appends, three times over, and goes on from what it left.
func TestKilled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	steps := 0
	for round := range 3 {
		command := child(t, "append", dir)
		var output strings.Builder
		command.Stdout, command.Stderr = &output, &output
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- command.Wait() }()
		for read := 0; read < steps+100; time.Sleep(time.Millisecond) {
			select {
			case err := <-ended:
				t.Fatalf("the process ended: %v\n%s", err, output.String())
			default:
			}
			if !Exists(dir) {
				continue
			}
			r, err := Open(dir) // in the middle of its writing
			if err != nil {
				t.Fatal(err)
			}
			read = len(r.History())
		}
		if got := open(t, dir).Status(); got != Running {
			t.Errorf("status %q while it is written, want %q", got, Running)
		}
		_, err := Continue(dir, info())
		wantError(t, err, fmt.Sprintf("process %d writes %s", command.Process.Pid, dir))
		if err := command.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		<-ended

		left := open(t, dir)
		if left.Status() != Interrupted {
			t.Errorf("status %q after a kill, want %q", left.Status(), Interrupted)
		}
		n := len(left.History())
		if n < steps+100 {
			t.Fatalf("%d records after the kill, %d before", n, steps+100)
		}
		r, err := Continue(dir, info())
		if err != nil {
			t.Fatal(err)
		}
		steps = n - 10*(round+1) // the last checkpoint, say
		if err := r.Rewind(steps); err != nil {
			t.Fatal(err)
		}
		steps++
		add(t, r, step(steps))
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		for i, record := range open(t, dir).History() {
			if record.Step != i+1 || *record.Loss != 1/float64(i+1) {
				t.Fatalf("record %d is of step %d", i+1, record.Step)
			}
		}
	}
}

// fillLines whole lines fit, and 20 bytes of the next.
const fillLines = 40

func fillLimit() uint64 {
	limit := 20
	for n := range fillLines {
		text, err := encode(step(n + 1))
		if err != nil {
			panic(err)
		}
		limit += len(text)
	}
	return uint64(limit)
}

// fill appends until the system refuses to let the file grow.
func fill(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: fillLimit(), Max: fillLimit()}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	return appendForever(dir)
}

// TestFull lets a write fail half way: the file keeps its whole lines, and the same command goes on with space again.
func TestFull(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	output, err := child(t, "fill", dir).CombinedOutput()
	if err == nil {
		t.Fatal("the process did not fail")
	}
	content, err := os.ReadFile(filepath.Join(dir, historyFile))
	if err != nil {
		t.Fatal(err)
	}
	const n = fillLines
	if lines := strings.Count(string(content), "\n"); lines != n || uint64(len(content)) != fillLimit()-20 {
		t.Fatalf("%d lines in %d bytes, want %d in %d", lines, len(content), n, fillLimit()-20)
	}
	want := fmt.Sprintf("run: step %d could not be written to %s (file too large); the %d lines before it are kept: "+
		"free some space, then run the same command to go on\n",
		n+1, filepath.Join(dir, historyFile), n)
	if string(output) != want {
		t.Errorf("output\n%swant\n%s", output, want)
	}
	r, err := Continue(dir, info())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	add(t, r, step(n+1))
	if got := len(open(t, dir).History()); got != n+1 {
		t.Errorf("%d records, want %d", got, n+1)
	}
}

// TestTornLine keeps a line that could neither be finished nor cut off apart from the next.
func TestTornLine(t *testing.T) {
	r := create(t, step(1))
	good := r.journal.file
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0) // refuses writes and truncation
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	r.journal.file = full
	wantError(t, r.Append(step(2)), "no space left on device", "the 1 lines before it are kept")
	wantError(t, r.Append(step(2)), "the 1 lines before it are kept")
	r.journal.file = good
	if _, err := good.WriteString(`{"kind":"st`); err != nil {
		t.Fatal(err)
	}
	if got := open(t, r.Dir()).History(); len(got) != 1 {
		t.Errorf("%d records with a torn line, want 1", len(got))
	}
	if note := open(t, r.Dir()).Note(); note != "" {
		t.Errorf("while it is written: %q", note)
	}
	if err := r.SetStatus(Interrupted, nil); err != nil {
		t.Fatal(err)
	}
	const note = "the last line of the history is cut short and left out"
	if cut := open(t, r.Dir()); cut.Note() != note || cut.Table().Note != note {
		t.Errorf("a torn line: note %q, in the table %q, want %q", cut.Note(), cut.Table().Note, note)
	}
	add(t, r, step(2))
	if got, want := lines(t, open(t, r.Dir()).History()), lines(t, []Record{step(1), step(2)}); got != want {
		t.Errorf("history\n%swant\n%s", got, want)
	}
}
