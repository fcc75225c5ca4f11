package revgnn

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// goBackend is where networks are small and processes many: nothing is compiled.
const goBackend = "KILOLAYER_BACKEND=go"

// apart does a plan in another process and wants no error.
func (p plan) apart(t *testing.T) {
	t.Helper()
	if c := p.start(t, goBackend); c.End() != 0 {
		t.Fatal(c.Errors.String())
	}
}

// detached does a plan in a process that another one detaches, and returns what that one printed and how it ended.
func (p plan) detached(t *testing.T) (printed string, status int, errors string) {
	t.Helper()
	t.Cleanup(func() {
		if w, writes := run.Writer(p.Directory); writes {
			_ = syscall.Kill(w.ID, syscall.SIGKILL)
		}
	})
	p.Detach = true
	c := p.start(t, goBackend)
	status = c.End()
	return strings.Join(c.Lines, " "), status, c.Errors.String()
}

// until waits for a record of the run, and gives the run.
func until(t *testing.T, directory string, is func(*run.Run) bool) *run.Run {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > time.Minute {
			t.Fatalf("nothing comes in %s", directory)
		}
		if !run.Exists(directory) {
			continue
		}
		r, err := run.Open(directory)
		if err != nil {
			t.Fatal(err)
		}
		if is(r) {
			return r
		}
	}
}

func ended(r *run.Run) bool { return !r.IsWritten() }

func atStep(step int) func(*run.Run) bool {
	return func(r *run.Run) bool {
		history := r.History()
		return len(history) > 0 && history[len(history)-1].Step >= step
	}
}

// TestDetach trains detached: killed, stopped and gone on with, with an operator, a loss, a metric and a callback of
// the program's own. It ends with the numbers of a training that was never detached.
func TestDetach(t *testing.T) {
	t.Parallel()
	p := small(t)
	p.Operator, p.Own, p.Epochs = "own", true, 16
	reference := p
	reference.Directory = t.TempDir() + "/run"
	reference.apart(t)

	p.Pause = 50 * time.Millisecond
	printed, status, failed := p.detached(t)
	w, writes := run.Writer(p.Directory)
	if want := fmt.Sprintf("before %d after", w.ID); printed != want || status != 0 || !writes {
		t.Fatalf("printed %q, want %q; exit status %d: %s", printed, want, status, failed)
	}
	_, status, failed = p.detached(t)
	if want := fmt.Sprintf("run: process %d writes %s; wait for it or end it, or give another directory\n", w.ID,
		p.Directory); status != 1 || failed != want {
		t.Errorf("a second start: exit status %d, %q, want %q", status, failed, want)
	}
	until(t, p.Directory, atStep(5))
	if err := syscall.Kill(w.ID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if r := until(t, p.Directory, ended); r.Status() != run.Interrupted {
		t.Errorf("after a kill it is %s", r.Status())
	}
	if _, status, failed := p.detached(t); status != 0 {
		t.Fatal(failed)
	}
	until(t, p.Directory, atStep(9))
	r, err := run.Stop(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	step := r.History()[len(r.History())-1].Step
	if r.Status() != run.Interrupted || checkpointSteps(r.CheckpointDir())[step] == "" {
		t.Errorf("stopped at step %d it is %s, with checkpoints of %v", step, r.Status(),
			checkpointSteps(r.CheckpointDir()))
	}
	output, err := os.ReadFile(filepath.Join(p.Directory, "output.txt"))
	if err != nil || !strings.HasPrefix(string(output), "before\n") || strings.Contains(string(output), "after") ||
		!strings.Contains(string(output), fmt.Sprintf("own step %d run\n", step)) ||
		!strings.Contains(string(output), "finished interrupted\nrevgnn: training was interrupted at step") {
		t.Errorf("printed %q, %v", output, err)
	}

	// The program that is kept there goes on, to more epochs.
	p.Resume, p.Pause = 24, 0
	if _, status, failed := p.detached(t); status != 0 {
		t.Fatal(failed)
	}
	if r := until(t, p.Directory, ended); r.Status() != run.Complete || r.Info().Training.Epochs != 24 {
		t.Errorf("gone on with it is %s, of %d epochs", r.Status(), r.Info().Training.Epochs)
	}
	reference.Epochs, reference.Extend = 24, true
	reference.apart(t)
	sameOutcome(t, outcome(t, p.Directory), outcome(t, reference.Directory))
}

// TestDetachFull detaches a training whose history finds no space. What it reached is kept, with the reason.
func TestDetachFull(t *testing.T) {
	t.Parallel()
	p := small(t)
	p.Operator, p.Epochs, p.Evaluate, p.FileLimit = "GCN", 60, 50, 4000
	p.Directory = filepath.Join(t.TempDir(), "run")
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Link(program, filepath.Join(t.TempDir(), "link")); err != nil {
		t.Skip("the program would be copied, which has no space either: ", err)
	}
	_, status, failed := p.detached(t)
	r := until(t, p.Directory, ended)
	// The process may have failed before the one that started it looked.
	if status != 0 && !strings.Contains(failed, "file too large") {
		t.Errorf("exit status %d, %q", status, failed)
	}
	if r.Status() != run.Failed || !strings.Contains(r.Reason(), "history.jsonl (file too large)") {
		t.Errorf("the run is %s: %s", r.Status(), r.Reason())
	}
}

func TestDetachRefused(t *testing.T) {
	t.Parallel()
	complete := small(t)
	complete.Operator, complete.Epochs = "GCN", 2
	complete.apart(t)
	for _, c := range []struct {
		name   string
		change func(p *plan)
		want   string
	}{
		{"no directory", func(p *plan) { p.Directory = "" },
			"revgnn: a detached training without a directory could not be found again; use WithDirectory"},
		{"an option out of range", func(p *plan) { p.Rate = -1 }, `revgnn: the option "learning rate" takes`},
		{"another run", func(p *plan) { p.Epochs = 3 }, "run: the process that was to train " + complete.Directory +
			" ended with: run: " + complete.Directory + " holds another run (epochs 2 there, 3 now)"},
		{"complete", func(*plan) {}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := complete
			c.change(&p)
			printed, status, failed := p.detached(t)
			if c.want == "" {
				if status != 0 {
					t.Error(failed)
				}
				return
			}
			if status != 1 || strings.Count(failed, "\n") != 1 || !strings.HasPrefix(failed, c.want) {
				t.Errorf("exit status %d, printed %q and %q, want %q", status, printed, failed, c.want)
			}
		})
	}
	r, err := run.Open(complete.Directory)
	if err != nil || r.Status() != run.Complete || len(r.History()) == 0 {
		t.Errorf("the run that was there is %v, %v", r, err)
	}
}

// TestStopAttached stops a training that is not detached, from another process.
func TestStopAttached(t *testing.T) {
	t.Parallel()
	p := small(t)
	p.Operator, p.Epochs, p.Pause = "GCN", 1000, 5*time.Millisecond
	c := p.start(t, goBackend)
	if !c.Until("step 3") {
		t.Fatal(c.Errors.String())
	}
	r, err := run.Stop(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	if status := c.End(); status != 0 || r.Status() != run.Interrupted {
		t.Errorf("exit status %d, the run is %s", status, r.Status())
	}
}
