package sweep

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// writers are the processes that write runs of a sweep.
func writers(directory string) (list []run.Process) {
	dirs, _ := filepath.Glob(filepath.Join(directory, "*=*"))
	for _, dir := range dirs {
		if p, writes := run.Writer(dir); writes {
			list = append(list, p)
		}
	}
	return list
}

// untilSteps waits until a run of a sweep has taken a number of steps.
func untilSteps(t *testing.T, directory string, steps int) {
	t.Helper()
	for begun := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		dirs, _ := filepath.Glob(filepath.Join(directory, "*=*"))
		for _, dir := range dirs {
			if r, err := run.Open(dir); err == nil && len(r.History()) >= steps {
				return
			}
		}
		if time.Since(begun) > time.Minute {
			t.Fatalf("no run of %s comes to %d steps", directory, steps)
		}
	}
}

// TestProcesses kills a worker, then the sweep itself while its workers train, and interrupts it: it ends with the
// numbers of a sweep in one process.
func TestProcesses(t *testing.T) {
	want := straight(t)
	p := plan{Directory: filepath.Join(t.TempDir(), "sweep"), Processes: 2, Pause: 50 * time.Millisecond}
	t.Cleanup(func() {
		for _, w := range writers(p.Directory) {
			_ = syscall.Kill(w.ID, syscall.SIGKILL)
		}
	})

	child := p.start(t)
	untilSteps(t, p.Directory, 2)
	killed := writers(p.Directory)
	if len(killed) != 2 {
		t.Errorf("%d runs train at once, want 2", len(killed))
	}
	if err := syscall.Kill(killed[0].ID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // the next one begins
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	child.End()
	left := writers(p.Directory)
	if len(left) == 0 || slices.Contains(left, killed[0]) {
		t.Errorf("after the sweep was killed, %v train on", left)
	}

	child = p.start(t)
	time.Sleep(300 * time.Millisecond)
	if err := child.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if status := child.End(); status != 0 || child.Errors.Len() > 0 {
		t.Errorf("after an interrupt: exit status %d, %q", status, child.Errors.String())
	}
	if left := writers(p.Directory); len(left) > 0 {
		t.Errorf("after an interrupt, %v train on", left)
	}

	p.Pause = 0
	child = p.start(t)
	if status := child.End(); status != 0 {
		t.Fatalf("exit status %d: %s", status, child.Errors.String())
	}
	sameOutcomes(t, p.Directory, want)
}

// TestProcessesAlike: failures, their reasons and halving are those of a sweep in one process.
func TestProcessesAlike(t *testing.T) {
	for i, p := range []plan{{Halving: true}, {Preset: true}} {
		if i > 0 && os.Getenv("KILOLAYER_ALL") == "" {
			continue
		}
		p.Directory = filepath.Join(t.TempDir(), "sweep")
		inside, outside := p, p
		outside.Directory, outside.Processes = filepath.Join(t.TempDir(), "sweep"), 2
		alike(t, inside, outside)
	}
}

// alike wants two plans to end with the same runs, failures and table.
func alike(t *testing.T, inside, outside plan) {
	t.Helper()
	var lists [2][]string
	for i, p := range []plan{inside, outside} {
		child := p.start(t)
		if status := child.End(); status != 0 {
			t.Fatalf("%+v: exit status %d: %s", p, status, child.Errors.String())
		}
		s, err := run.OpenSweep(p.Directory)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range s.List() {
			lists[i] = append(lists[i], fmt.Sprintf("%s %s %q %d %d", r.Name, r.Status, r.Reason, r.Step, r.Memory))
		}
		for _, row := range withoutTimes(s.Table()).Rows {
			lists[i] = append(lists[i], fmt.Sprint(row))
		}
	}
	if !slices.Equal(lists[0], lists[1]) {
		t.Errorf("by workers\n%q\nin one process\n%q", lists[1], lists[0])
	}
}

// withoutTimes is a sweep's table without what differs from one training to the next.
func withoutTimes(of table.Table) table.Table {
	k := slices.Index(of.Columns, "time")
	of.Columns = slices.Delete(slices.Clone(of.Columns), k, k+1)
	for i, row := range of.Rows {
		of.Rows[i] = slices.Delete(slices.Clone(row), k, k+1)
	}
	return of
}

// TestProcessesRefused refuses what can't be meant before anything starts.
func TestProcessesRefused(t *testing.T) {
	defer func(real func() []string) { gpus = real }(gpus)
	gpus = func() []string { return []string{"0", "1"} }
	here := filepath.Join(t.TempDir(), "sweep")
	for _, c := range []struct {
		name      string
		workers   *LocalProcesses
		directory string
		want      string
	}{
		{"none", Processes(0), here, "sweep: 0 processes; use at least 1"},
		{"no core", Processes(1).WithCores(0), here, "sweep: processes without a core; use WithCores"},
		{"too many cores", Processes(1).WithCores(1 << 20), here,
			fmt.Sprintf("sweep: 1048576 cores for each process, and this machine has %d", runtime.NumCPU())},
		{"no such device", Processes(1).WithDevices("2"), here, "sweep: this machine has no GPU 2; it has 0, 1"},
		{"no directory", Processes(1), "", "sweep: workers need a directory that they see; use WithDirectory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := clubSweep(func(Setting) { t.Error("something was built") }).Over("groups", 2)
			_, err := b.WithDirectory(c.directory).WithWorkers(c.workers).Done()
			oneLine(t, err, c.want)
		})
	}
}

// TestProcessesShare shares out cores and devices.
func TestProcessesShare(t *testing.T) {
	defer func(real func() []string) { gpus = real }(gpus)
	gpus = func() []string { return []string{"3", "5"} }
	command, err := run.ThisCommand()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Processes(3).WithCores(1).open(t.Context(), field{command: command, dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	slots := p.(*local).slots
	for i, device := range []string{"3", "5", "3"} {
		got := <-slots
		want := slot{"GOMAXPROCS=1", "NPROC=1", "CUDA_VISIBLE_DEVICES=" + device, "KILOLAYER_GPU_SHARE=0.435"}
		if !slices.Equal(got, want) { // (0.9 − 0.03) / 2 processes on a device
			t.Errorf("process %d: %q, want %q", i, got, want)
		}
	}
}
