package sweep

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/ray"
	"github.com/kilolayer/kilolayer/internal/ray/raytest"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestRay kills a worker, restarts the head, kills the sweep while its jobs train, and cancels a job: it ends with the
// numbers of a sweep in one process.
func TestRay(t *testing.T) {
	want := straight(t)
	server := raytest.Start(t)
	p := plan{Directory: filepath.Join(t.TempDir(), "sweep"), Ray: server.Address(), Pause: 50 * time.Millisecond}
	child := p.start(t)
	untilSteps(t, p.Directory, 2)
	before := server.Running()
	if len(before) != 2 {
		t.Errorf("%d jobs at once, want 2, as there are CPUs", len(before))
	}
	for _, pid := range before {
		_ = syscall.Kill(pid, syscall.SIGKILL)
		break
	}
	time.Sleep(200 * time.Millisecond)
	server.Restart(t)
	time.Sleep(200 * time.Millisecond)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.End()

	left := server.Running()
	child = p.start(t) // which finds the jobs
	stopped := false
	for began := time.Now(); !stopped && time.Since(began) < time.Minute; time.Sleep(10 * time.Millisecond) {
		for id := range server.Running() {
			if _, is := left[id]; !is && !stopped { // one that it submitted
				stopped = ray.At(server.Address()).Stop(t.Context(), id) == nil
			}
		}
	}
	status := child.End()
	said := child.Errors.String()
	if status != 1 || strings.Count(said, "\n") != 1 ||
		!strings.Contains(said, "runs are not complete, as job kilolayer-") ||
		!strings.Contains(said, "was cancelled by someone else; the same call goes on") {
		t.Errorf("a job that someone else cancelled: exit status %d, %q", status, said)
	}
	p.Pause = 0
	if child = p.start(t); child.End() != 0 {
		t.Fatal(child.Errors.String())
	}
	sameOutcomes(t, p.Directory, want)
	for _, asked := range server.Asked {
		if asked.CPUs != 1 || asked.Memory < 50e6 || asked.Env.Variables["GOMAXPROCS"] != "1" ||
			asked.Env.Variables["KILOLAYER_BACKEND"] != "go" {
			t.Fatalf("a job asks for %+v", asked)
		}
	}
	s, err := run.OpenSweep(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range s.List() {
		if r.Job != "" {
			t.Errorf("%s is complete and has the job %s", r.Name, r.Job)
		}
	}
}

// TestRayRefused says in one line what does not fit, before anything starts.
func TestRayRefused(t *testing.T) {
	server := raytest.Start(t)
	for _, c := range []struct {
		name    string
		workers *RayCluster
		set     func(s *raytest.Server)
		want    string
	}{
		{"no address", Ray("head:8265"), nil, `sweep: "head:8265" is no address of a Ray dashboard; use one like`},
		{"nobody there", Ray("http://127.0.0.1:1"), nil, "sweep: no Ray cluster: http://127.0.0.1:1 does not answer " +
			"(dial tcp 127.0.0.1:1: connect: connection refused); give the address"},
		{"another version", Ray(server.Address()), func(s *raytest.Server) { s.Interface, s.Ray = "2", "1.12.0" },
			"is Ray 1.12.0 with version 2 of the job interface; use a cluster of Ray 2"},
		{"too few CPUs", Ray(server.Address()).WithCPUs(4), nil, "a run asks for 4 CPUs and 0 GPUs, and no node of " +
			"Ray at " + server.Address() + " has more than 2 and 0"},
		{"no GPU", Ray(server.Address()).WithGPUs(0.5), nil, "a run asks for 1 CPUs and 0.5 GPUs"},
		{"no CPU asked for", Ray(server.Address()).WithCPUs(0), nil, "runs of 0 CPUs"},
		{"too little memory", Ray(server.Address()).WithMemory(9e9), nil, "a run asks for 9 GB of memory, and no node"},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer func(i, r string) { server.Interface, server.Ray = i, r }(server.Interface, server.Ray)
			if c.set != nil {
				c.set(server)
			}
			refused(t, c.workers, c.want)
		})
	}
	if len(server.Asked) > 0 {
		t.Errorf("%d jobs were submitted", len(server.Asked))
	}
}

// TestRayEnds tells how jobs end that come to no training.
func TestRayEnds(t *testing.T) {
	server := raytest.Start(t)
	for _, c := range []struct {
		name, entrypoint, want string
		memory                 float64 // of the node
		ends                   bool    // the sweep, in place of the run alone
	}{
		{"the directory is not seen", "echo node7 does not see it; exit 66", "does not see", 8e9, true},
		{"the program says why", "echo starting; echo revgnn: no such graph; exit 1", "revgnn: no such graph", 8e9,
			false},
		{"killed again and again", "kill -9 $$", "its worker was lost 3 times before step 1, the last time as job", 8e9,
			false},
		{"too little memory", "exit 1", "gives a run at most 800 KB; use more parts", 1e6, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			server.Entrypoint, server.Memory = c.entrypoint, c.memory
			endsSo(t, Ray(server.Address()), c.want, c.ends)
		})
	}
	server.Entrypoint, server.Memory = "echo asked; sleep 60", 8e9
	cancelledSoon(t, Ray(server.Address()), 300*time.Millisecond)
	if left := server.Running(); len(left) > 0 {
		t.Errorf("cancelled: the jobs %v run on", fmt.Sprint(left))
	}
}
