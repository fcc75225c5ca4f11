package slurm_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/slurm"
	"github.com/kilolayer/kilolayer/internal/slurm/slurmtest"
)

// TestArray does what a sweep does: it submits, waits and cancels.
func TestArray(t *testing.T) {
	cluster := slurmtest.Start(t)
	nodes, err := slurm.Nodes(t.Context(), "")
	want := []slurm.Node{{CPUs: 2, Memory: 4000 << 20}, {CPUs: 2, GPUs: 1, Memory: 8000 << 20}}
	if err != nil || !slices.Equal(nodes, want) {
		t.Errorf("%v, %+v, want %+v", err, nodes, want)
	}
	if n, err := slurm.Nodes(t.Context(), "gpu"); err != nil || len(n) > 0 {
		t.Errorf("a partition that does not exist: %v, %v", n, err)
	}
	if names, err := slurm.Partitions(t.Context()); err != nil || !slices.Equal(names, []string{"all"}) {
		t.Errorf("partitions %q, %v", names, err)
	}
	number, err := slurm.Submit(t.Context(), slurm.Array{Name: "club", Environment: os.Environ(), Tasks: 4, CPUs: 2,
		GPUs: 1, Memory: 3<<20 - 1, Partition: "all", Arguments: []string{"--account=mine"},
		Script: "case $SLURM_ARRAY_TASK_ID in 1) exit 0;; 2) exit 66;; 3) kill -9 $$;; 4) sleep 60;; esac\n"})
	if err != nil || number != "1" {
		t.Fatalf("%q, %v", number, err)
	}
	const asked = "--parsable --job-name=club --array=1-4 --ntasks=1 --cpus-per-task=2 --mem=3M --output=/dev/null " +
		"--error=/dev/null --export=ALL --signal=B:TERM@60 --gres=gpu:1 --partition=all --account=mine"
	if got := cluster.Asked(); !slices.Equal(got, []string{asked}) {
		t.Errorf("asked %q, want %q", got, asked)
	}
	var states map[string]slurm.State
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(5 * time.Millisecond) {
		if states, err = slurm.States(t.Context(), os.Getuid()); err != nil {
			t.Fatal(err)
		}
		if states["1_1"].Ended() && states["1_2"].Ended() && states["1_3"].Ended() {
			break
		}
	}
	if err := slurm.Cancel(t.Context(), "1_4"); err != nil {
		t.Fatal(err)
	}
	if after, err := slurm.States(t.Context(), os.Getuid()); err != nil || after["1_4"].Name != slurm.Cancelled {
		t.Errorf("%v, %v", err, after["1_4"])
	}
	for job, want := range map[string]slurm.State{"1_1": {Name: slurm.Completed}, "1_2": {Name: "FAILED", Exit: 66},
		"1_3": {Name: "FAILED", Signal: 9}, "1_4": {Name: slurm.Running}} {
		if states[job] != want {
			t.Errorf("job %s is %+v, want %+v", job, states[job], want)
		}
	}
	cluster.Set(t, "refuse", "sbatch: error: Batch job submission failed: Invalid account\n")
	_, err = slurm.Submit(t.Context(), slurm.Array{Tasks: 1, Environment: os.Environ()})
	if want := "sbatch: Batch job submission failed: Invalid account"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %q", err, want)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := slurm.Partitions(t.Context()); !errors.Is(err, slurm.ErrNone) ||
		!strings.Contains(err.Error(), "sinfo is not on the PATH") {
		t.Errorf("without Slurm: %v", err)
	}
}
