package viz

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/child"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// followVariable holds the directory that the test's program follows in place of the tests.
const followVariable = "KILOLAYER_VIZ_TEST_FOLLOW"

func TestMain(m *testing.M) {
	if directory := os.Getenv(followVariable); directory != "" {
		fmt.Println("following")
		Follow(directory)
		fmt.Println("followed")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// written is a made-up run of a hundred steps that this process writes.
func written(t *testing.T, records int) (w *run.Run, rest []run.Record) {
	t.Helper()
	r := madeUp("karate", 100, 1)
	w, err := run.Create(filepath.Join(t.TempDir(), "run"), r.info, reversible(1001))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	appendAll(t, w, r.history[:records])
	return w, r.history[records:]
}

func appendAll(t *testing.T, w *run.Run, list []run.Record) {
	t.Helper()
	for _, r := range list {
		if err := w.Append(r); err != nil {
			t.Fatal(err)
		}
	}
}

func end(t *testing.T, w *run.Run, status run.Status, why error) {
	t.Helper()
	if err := errors.Join(w.SetStatus(status, why), w.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestFollow watches a run that goes on and ends meanwhile.
func TestFollow(t *testing.T) {
	for _, c := range []struct {
		name     string
		notebook bool
		status   run.Status
		why      error
		says     []string
	}{
		{"in a notebook", true, run.Complete, nil, []string{"complete", "step 100 of 100", "data:image/png;base64,"}},
		{"a failure", true, run.Failed, errors.New("revgnn: no solve <converged>"),
			[]string{"failed at step 100", "no solve &lt;converged&gt;"}},
		{"in a log", false, run.Interrupted, errors.New("revgnn: stopped"),
			[]string{"training · step 40 of 100", "interrupted; run the cell again to go on · step 100 of 100",
				"revgnn: stopped"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, rest := written(t, 44) // 40 steps and 4 evaluations
			to := &fakeFront{inNotebook: c.notebook}
			f := &follower{directory: w.Dir(), live: live{to: to, now: time.Now}}
			go func() {
				time.Sleep(100 * time.Millisecond)
				appendAll(t, w, rest)
				end(t, w, c.status, c.why)
			}()
			r, err := f.watch(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if r.Status() != c.status || len(r.History()) != 44+len(rest) {
				t.Errorf("returned a run that is %s, of %d records", r.Status(), len(r.History()))
			}
			text := to.printed.String()
			if c.notebook {
				if len(to.ids) != 1 || len(to.updates) < 2 || to.syncs == 0 {
					t.Errorf("%d blocks, %d updates, %d waits", len(to.ids), len(to.updates), to.syncs)
				}
				text = to.updates[len(to.updates)-1]
			}
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("it does not say %q: %.300s", want, text)
				}
			}
		})
	}
}

// TestFollowRewound watches a run that goes back to a checkpoint, then one that is trained anew in its place.
func TestFollowRewound(t *testing.T) {
	w, rest := written(t, 44)
	f := &follower{directory: w.Dir(), live: live{to: &fakeFront{inNotebook: true}, now: time.Now}}
	if err := f.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	look := func() {
		from, err := f.run.Refresh()
		if err != nil {
			t.Fatal(err)
		}
		f.update("id", from)
	}
	f.update("id", 0)
	appendAll(t, w, rest[:5])
	look()
	if got := f.trace.steps; got != 45 {
		t.Errorf("at step %d, want 45", got)
	}
	if err := w.Rewind(20); err != nil {
		t.Fatal(err)
	}
	look()
	if got := f.trace.steps; got != 20 || f.trace.loss.Len() != 20 {
		t.Errorf("at step %d after %d losses, want 20", got, f.trace.loss.Len())
	}
	if err := w.SetProfile(run.Memory{Activations: 7, Source: "compiled"}); err != nil {
		t.Fatal(err)
	}
	look()
	if f.memory.Activations != 7 || f.trace.steps != 20 {
		t.Error("the memory that is known now is not told")
	}
}

func TestFollowNothing(t *testing.T) {
	for _, c := range []struct{ name, dir, want string }{
		{"no directory", filepath.Join(t.TempDir(), "none"), "there is no directory"},
		{"no run", t.TempDir(), "holds no run"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := FollowContext(t.Context(), c.dir); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

// TestFollowEnds ends the watching in every way. The run goes on.
func TestFollowEnds(t *testing.T) {
	w, rest := written(t, 44)
	for i, c := range []struct {
		name   string
		signal syscall.Signal
		status int
		says   string
	}{
		{"the stop button", syscall.SIGINT, 0, "viz: the watching ended, and " + w.Dir() + " goes on"},
		{"a kill", syscall.SIGKILL, -1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := child.Start(t, followVariable+"="+w.Dir())
			if !p.Until("following") {
				t.Fatal("nothing is followed")
			}
			time.Sleep(300 * time.Millisecond) // it is watching by now, most likely
			if err := p.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			if got := p.End(); got != c.status {
				t.Errorf("ended with %d, want %d", got, c.status)
			}
			if text := strings.Join(p.Lines, "\n"); !strings.Contains(text, c.says) ||
				strings.Contains(text, "followed") {
				t.Errorf("printed %q", text)
			}
			appendAll(t, w, rest[i:i+1])
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r, err := FollowContext(ctx, w.Dir())
	if !errors.Is(err, context.Canceled) || r == nil || !r.IsWritten() {
		t.Errorf("a cancelled context gives %v, %v", r, err)
	}
}

// TestLiveBar draws how much is done into the line of a terminal.
func TestLiveBar(t *testing.T) {
	to := &fakeFront{}
	l := &live{to: to, now: time.Now, tty: true}
	r := madeUp("karate", 100, 1)
	l.Started(r.info, reversible(1001), r.history[:55]) // 50 steps
	const want = "\r\x1b[K[##########----------] "
	if got := to.printed.String(); !strings.HasPrefix(got, want) {
		t.Errorf("printed %q, want it to begin with %q", got, want)
	}
}
