package sweep

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/ray"
	"github.com/kilolayer/kilolayer/internal/ray/raytest"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestRayFetched sweeps over workers that look at no directory of the sweep: it kills a worker, presses the stop
// button, then kills the sweep until its jobs have ended, whose runs the next call takes from their logs. It ends with
// the numbers of a sweep in one process.
func TestRayFetched(t *testing.T) {
	want := straight(t)
	server := raytest.Start(t)
	p := plan{Directory: filepath.Join(t.TempDir(), "sweep"), Ray: server.Address(), Fetch: true,
		Pause: 300 * time.Millisecond}
	// until waits for so many jobs that run and have printed a text.
	until := func(jobs int, text string) (list map[string]int) {
		t.Helper()
		for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
			list = server.Running()
			maps.DeleteFunc(list, func(id string, _ int) bool {
				logs, err := ray.At(server.Address()).Logs(t.Context(), id)
				return err != nil || !strings.Contains(logs, text)
			})
			if len(list) >= jobs {
				return list
			}
			if time.Since(began) > time.Minute {
				t.Fatalf("no %d jobs print %q", jobs, text)
			}
		}
	}

	child := p.start(t)
	for _, pid := range until(2, "step 1\n") {
		_ = syscall.Kill(pid, syscall.SIGKILL)
		break
	}
	if there, err := filepath.Glob(filepath.Join(p.Directory, "groups=*")); err != nil || len(there) > 0 {
		t.Errorf("jobs that are to be apart from the sweep's directory made %v there, %v", there, err)
	}
	until(1, "step 2\n")
	if err := child.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if status := child.End(); status != 0 || child.Errors.Len() > 0 {
		t.Errorf("after the stop button: exit status %d, %q", status, child.Errors.String())
	}
	var begun []string // runs that came back unfinished, with a step at least
	for name := range want {
		r, err := run.Open(filepath.Join(p.Directory, name))
		if err == nil && r.Status() == run.Interrupted && len(r.History()) > 0 {
			begun = append(begun, name)
		}
	}
	if len(begun) == 0 || len(server.Running()) > 0 {
		t.Errorf("after the stop button: %v came back, %v run on", begun, server.Running())
	}

	child = p.start(t)
	left := until(2, "step ")
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.End()
	for began := time.Now(); len(server.Running()) > 0 && time.Since(began) < time.Minute; {
		time.Sleep(10 * time.Millisecond)
	}
	asked := len(server.Asked)
	p.Pause = 0
	if child = p.start(t); child.End() != 0 {
		t.Fatal(child.Errors.String())
	}
	if n := len(server.Asked) - asked; n > len(want)-len(left) {
		t.Errorf("%d jobs for the %d runs that the jobs before did not train", n, len(want)-len(left))
	}
	sameOutcomes(t, p.Directory, want)
	for _, name := range begun {
		output, err := os.ReadFile(run.OutputPath(filepath.Join(p.Directory, name)))
		text := string(output)
		if err != nil || !strings.Contains(text, "step 6\n") || strings.Contains(text, "step 1\n") ||
			strings.Contains(text, fetchedMark) {
			t.Errorf("%s, which had begun, printed %q, %v", name, text, err)
		}
	}
	if _, err := os.Stat(filepath.Join(p.Directory, tokenFile)); err == nil {
		t.Error("a word for workers was left in the sweep's directory")
	}

	if os.Getenv("KILOLAYER_ALL") != "" {
		halving := func(p plan) plan {
			p.Halving, p.Directory = true, filepath.Join(t.TempDir(), "sweep")
			return p
		}
		alike(t, halving(plan{}), halving(plan{Ray: server.Address(), Fetch: true}))
	}
}

// TestRayFetchedRefused tells what does not come back.
func TestRayFetchedRefused(t *testing.T) {
	server := raytest.Start(t)
	for _, c := range []struct{ name, entrypoint, want string }{
		{"no run in the log", "echo done", "has no run in its log"},
		{"a run that is cut short", "echo kilolayer-run: aGFsZg==; echo kilolayer-run-sum: 12",
			"has no run in its log"},
		{"the program says why", "echo revgnn: no such graph; exit 1", "revgnn: no such graph"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server.Entrypoint = c.entrypoint
			endsSo(t, Ray(server.Address()).WithFetchedResults(), c.want, false)
		})
	}
	large := Func("large", func(s Setting) (*revgnn.TrainBuilder, error) {
		m, err := reversible(100, 512).WithSeed(s.Seed).For(karate(t)).Done()
		return revgnn.Train(m, karate(t)), err
	})
	before := len(server.Asked)
	_, err := large.WithDirectory(filepath.Join(t.TempDir(), "sweep")).
		WithWorkers(Ray(server.Address()).WithFetchedResults()).Done()
	oneLine(t, err, "at most 33.6 MB come back in a job's log; use a directory that all nodes share")
	if n := len(server.Asked) - before; n > 0 {
		t.Errorf("%d jobs were submitted for it", n)
	}
}

// TestPackedRun packs a run, sends it through a log with other lines, and unpacks it in the place of another one.
func TestPackedRun(t *testing.T) {
	write := func(dir string, content map[string]string) {
		for name, text := range content {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	from, to := t.TempDir(), filepath.Join(t.TempDir(), "run")
	run := map[string]string{"run.json": "{}", "checkpoint/one.bin": strings.Repeat("x7", 9000), "history.jsonl": ""}
	write(from, run)
	write(from, map[string]string{"lock": "1", "output.txt": "words", "program": "code", "run.json.tmp": "{"})
	write(to, map[string]string{"history.jsonl": "old", "checkpoint/old.bin": "old"})
	var log strings.Builder
	log.WriteString("step 1\nhalf a line")
	if err := sendRun(&log, from); err != nil {
		t.Fatal(err)
	}
	log.WriteString("the end\n")
	archive, rest := takeRun(log.String())
	if rest != "step 1\nhalf a line\nthe end\n" {
		t.Errorf("the other lines are %q", rest)
	}
	if err := unpackRun(archive, to); err != nil {
		t.Fatal(err)
	}
	if got := files(t, to); !maps.Equal(got, run) {
		t.Errorf("unpacked are %v", got)
	}
	for _, c := range []struct{ name, log string }{
		{"nothing", "step 1\n"},
		{"without its end", log.String()[:log.Len()/2]},
		{"without a line", strings.Replace(log.String(), fetchedMark, "", 1)},
	} {
		if archive, _ := takeRun(c.log); archive != nil {
			t.Errorf("%s: a run of %d bytes", c.name, len(archive))
		}
	}
	if err := unpackRun([]byte("no archive"), to); err == nil || !strings.Contains(err.Error(), to) {
		t.Errorf("no archive: %v", err)
	}
	if got := files(t, to); !maps.Equal(got, run) {
		t.Errorf("after what is no archive there is %v", got)
	}
}
