package sweep

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/ray"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// clusterKind says which real cluster scripts/cluster has started: "ray" or "slurm".
const clusterKind = "KILOLAYER_CLUSTER_KIND"

// clusterRay is the dashboard of the Ray cluster that scripts/cluster starts.
const clusterRay = "http://127.0.0.1:21265"

// TestCluster sweeps over a real cluster of two nodes, and takes away, one after the other, a worker, a node, which
// comes back, the head, and the sweep itself. All runs complete, with the numbers of a sweep in one process.
func TestCluster(t *testing.T) {
	kind := os.Getenv(clusterKind)
	if kind == "" {
		t.Skip("make cluster runs this on Ray and on Slurm")
	}
	const runs = 24 // of two settings
	began := time.Now()
	tell := func(what string) { t.Logf("%5.1f s: %s", time.Since(began).Seconds(), what) }
	local := plan{Directory: filepath.Join(t.TempDir(), "sweep"), Concurrency: 1, Seeds: runs / 2}
	if child := local.start(t); child.End() != 0 {
		t.Fatal(child.Errors.String())
	}
	tell("the sweep in one process is done")
	began = time.Now()

	p := plan{Directory: filepath.Join(t.TempDir(), "sweep"), Seeds: runs / 2, Pause: 200 * time.Millisecond}
	if p.Slurm = kind == "slurm"; !p.Slurm {
		p.Ray = clusterRay
	}
	child := p.start(t)
	until := func(complete int) {
		t.Helper()
		for began := time.Now(); ; time.Sleep(100 * time.Millisecond) {
			s, err := run.OpenSweep(p.Directory)
			if err == nil && len(s.Runs()) >= complete {
				return
			}
			if time.Since(began) > 5*time.Minute {
				t.Fatalf("%d runs are not complete: %v", complete, s)
			}
		}
	}
	cluster := func(does string) {
		t.Helper()
		tell("cluster " + does)
		command := exec.Command("../../scripts/cluster", kind, does)
		command.Stdout, command.Stderr = os.Stdout, os.Stdout // which no process that it starts holds open
		if err := command.Run(); err != nil {
			t.Fatalf("%v: %v", command, err)
		}
	}
	until(3)
	for {
		if list := writers(p.Directory); len(list) > 0 {
			of := list[rand.IntN(len(list))]
			tell("kill a worker, " + of.String())
			if err := syscall.Kill(of.ID, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	until(6)
	cluster("away")
	until(9)
	cluster("back")
	until(12)
	cluster("restart")
	until(15)
	tell("kill the sweep")
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.End()
	child = p.start(t)
	if status := child.End(); status != 0 {
		t.Fatalf("exit status %d: %s", status, child.Errors.String())
	}
	tell("complete")

	s, err := run.OpenSweep(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	want, err := run.OpenSweep(local.Directory)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(s.Runs()); n != runs {
		t.Errorf("%d runs are complete, want %d", n, runs)
	}
	if got, want := withoutTimes(s.Table()), withoutTimes(want.Table()); !reflect.DeepEqual(got, want) {
		t.Errorf("the table is\n%vwant\n%v", got, want)
	}
	for i, r := range s.Runs() {
		sameOutcome(t, outcome(t, r.Dir()), outcome(t, want.Runs()[i].Dir()))
	}
	t.Logf("\n%v", s)
}

// TestClusterFetched sweeps over a real Ray cluster whose jobs look at no directory of the sweep, presses the stop
// button, and goes on. All runs come back, with the numbers of a sweep in one process.
func TestClusterFetched(t *testing.T) {
	if os.Getenv(clusterKind) != "ray" {
		t.Skip("make cluster runs this on Ray")
	}
	want := straight(t)
	p := plan{Directory: filepath.Join(t.TempDir(), "sweep"), Ray: clusterRay, Fetch: true, Pause: time.Second}
	child := p.start(t)
	begun := func() bool {
		s, err := run.OpenSweep(p.Directory)
		if err != nil {
			return false
		}
		return slices.ContainsFunc(s.List(), func(r run.SweepRun) bool {
			logs, err := ray.At(clusterRay).Logs(t.Context(), r.Job[strings.LastIndex(r.Job, " ")+1:])
			return r.Job != "" && err == nil && strings.Contains(logs, "step 2\n")
		})
	}
	for began := time.Now(); !begun(); time.Sleep(100 * time.Millisecond) {
		if time.Since(began) > 5*time.Minute {
			t.Fatal("no job takes a second step")
		}
	}
	if err := child.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if status := child.End(); status != 0 {
		t.Errorf("after the stop button: exit status %d, %s", status, child.Errors.String())
	}
	back := 0
	for name := range want {
		if r, err := run.Open(filepath.Join(p.Directory, name)); err == nil && r.Status() == run.Interrupted {
			t.Logf("%s came back after %d records", name, len(r.History()))
			back++
		}
	}
	if back == 0 {
		t.Error("after the stop button no run came back")
	}
	p.Pause = 0
	if child = p.start(t); child.End() != 0 {
		t.Fatal(child.Errors.String())
	}
	sameOutcomes(t, p.Directory, want)
}
