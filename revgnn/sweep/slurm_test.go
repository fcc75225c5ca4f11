package sweep

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/slurm"
	"github.com/kilolayer/kilolayer/internal/slurm/slurmtest"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestSlurm kills a worker, takes the controller away and brings it back, kills the sweep while its jobs train, and
// cancels a job: it ends with the numbers of a sweep in one process.
func TestSlurm(t *testing.T) {
	want := straight(t)
	cluster := slurmtest.Start(t)
	p := plan{Directory: filepath.Join(t.TempDir(), "sweep"), Slurm: true, Pause: 200 * time.Millisecond}
	child := p.start(t)
	untilSteps(t, p.Directory, 2)
	if n := len(cluster.Running()); n != 4 {
		t.Errorf("%d jobs at once, want all 4", n)
	}
	cluster.Set(t, "down", "yes")
	cluster.Kill("1_1")
	time.Sleep(200 * time.Millisecond)
	cluster.Set(t, "down", "")
	for began := time.Now(); cluster.Running()["2_1"] == 0; time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatal("the worker that was killed is not replaced")
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cluster.Kill("1_2") // at once, so that their runs still have steps to do
	cluster.Kill("2_1")
	child.End()

	before := len(cluster.Asked())
	p.Pause = 300 * time.Millisecond // so that no job that it submits is done before it is cancelled
	child = p.start(t)               // which finds the jobs
	cancelled, stepsBefore := "", 0
	for began := time.Now(); cancelled == ""; time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatalf("of the jobs that it submitted none has steps to do; %v run", cluster.Running())
		}
		for job := range cluster.Running() {
			var array, task int
			if _, err := fmt.Sscanf(job, "%d_%d", &array, &task); err != nil || array <= before || cancelled != "" {
				continue // it did not submit that one
			}
			// A run that was killed after its last step is complete as soon as its job begins.
			if stepsBefore = reached(t, p.Directory, "Slurm "+job); stepsBefore > 0 && stepsBefore < 4 &&
				slurm.Cancel(t.Context(), job) == nil {
				cancelled = job
			}
		}
	}
	status := child.End()
	said := child.Errors.String()
	if status != 1 || strings.Count(said, "\n") != 1 ||
		!strings.Contains(said, "sweep: 1 of 4 runs are not complete, as job "+cancelled+" of Slurm") ||
		!strings.Contains(said, " of Slurm was cancelled by someone else; the same call goes on") {
		t.Errorf("a job that someone else cancelled, %s after %d steps: exit status %d, %q", cancelled, stepsBefore,
			status, said)
	}
	p.Pause = 0
	if child = p.start(t); child.End() != 0 {
		t.Fatal(child.Errors.String())
	}
	sameOutcomes(t, p.Directory, want)
	asked := cluster.Asked()
	if !strings.Contains(asked[0], "--array=1-4 --ntasks=1 --cpus-per-task=1 --mem=") || len(asked) > 5 {
		t.Errorf("asked %q", asked)
	}
}

// reached is how many records the run of a job has; 0 where the sweep knows of no such job yet.
func reached(t *testing.T, directory, job string) int {
	t.Helper()
	s, err := run.OpenSweep(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range s.List() {
		if r.Job == job {
			if of, err := run.Open(filepath.Join(directory, r.Name)); err == nil {
				return len(of.History())
			}
		}
	}
	return 0
}

// TestSlurmRefused says in one line what does not fit, before anything starts.
func TestSlurmRefused(t *testing.T) {
	cluster := slurmtest.Start(t)
	for _, c := range []struct {
		name    string
		workers *SlurmCluster
		path    string // where programs are looked for
		want    string
	}{
		{"no Slurm", Slurm(), t.TempDir(), "sweep: no Slurm here: sinfo is not on the PATH; call it on a machine " +
			"from which jobs are submitted"},
		{"no such partition", Slurm().WithPartition("gpu"), "", "sweep: Slurm's partition gpu has no nodes; Slurm's " +
			"partitions are all"},
		{"too few CPUs", Slurm().WithCPUs(4), "", "a run asks for 4 CPUs, 0 GPUs and 0 B of memory, and no node of " +
			"Slurm has more than 2, 1 and 8.39 GB"},
		{"too few GPUs", Slurm().WithGPUs(2), "", "a run asks for 1 CPUs, 2 GPUs"},
		{"too little memory", Slurm().WithMemory(9e9), "", "a run asks for 1 CPUs, 0 GPUs and 9 GB of memory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.path != "" {
				t.Setenv("PATH", c.path)
			}
			refused(t, c.workers, c.want)
		})
	}
	if n := len(cluster.Running()); n > 0 {
		t.Errorf("%d jobs run", n)
	}
}

// TestSlurmEnds tells how jobs end that come to no training.
func TestSlurmEnds(t *testing.T) {
	cluster := slurmtest.Start(t)
	for _, c := range []struct {
		name, set, text, want string
		ends                  bool // the sweep, in place of the run alone
	}{
		{"the directory is not seen", "entrypoint", "exit 66", "does not see", true},
		{"the program fails", "entrypoint", "exit 1", "of Slurm ended with exit status 1", false},
		{"killed again and again", "entrypoint", "kill -9 $$", "its worker was lost 3 times before step 1, the last " +
			"time as job", false},
		{"no jobs taken", "refuse", "sbatch: error: Batch job submission failed: Invalid account", "sweep: Slurm " +
			"takes no job: sbatch: Batch job submission failed: Invalid account", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster.Set(t, c.set, c.text)
			defer cluster.Set(t, c.set, "")
			endsSo(t, Slurm(), c.want, c.ends)
		})
	}
	cluster.Set(t, "entrypoint", "sleep 60")
	cancelledSoon(t, Slurm(), 500*time.Millisecond)
	if left := cluster.Running(); len(left) > 0 {
		t.Errorf("cancelled: the jobs %v run on", left)
	}
}
