package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// LocalProcesses are processes of this machine.
type LocalProcesses struct {
	n       int
	cores   int      // for each process; 0 to share out what there is
	devices []string // nil for those of this machine
}

// Processes trains n runs at the same time, each in a process of this machine. The cores are shared out. Where the
// machine has GPUs, so are they: each process sees one of them, and the processes on one share its memory.
//
//	sweep.Of(small).Over("depth", 7, 14).Seeds(5).WithDirectory("runs/depths").WithWorkers(sweep.Processes(4))
func Processes(n int) *LocalProcesses { return &LocalProcesses{n: n} }

// WithCores sets how many cores each process uses, by the number of its threads.
func (p *LocalProcesses) WithCores(n int) *LocalProcesses {
	if n < 1 {
		n = -1 // which open refuses
	}
	p.cores = n
	return p
}

// WithDevices names the GPUs, as CUDA_VISIBLE_DEVICES does. Without it they are those that this variable names, or all.
func (p *LocalProcesses) WithDevices(names ...string) *LocalProcesses { p.devices = names; return p }

// String implements Workers.
func (p *LocalProcesses) String() string { return "this machine" }

func (p *LocalProcesses) open(_ context.Context, f field) (pool, error) {
	switch {
	case p.n < 1:
		return nil, fmt.Errorf("sweep: %d processes; use at least 1", p.n)
	case p.cores < 0:
		return nil, errors.New("sweep: processes without a core; use WithCores with at least 1")
	case p.cores > runtime.NumCPU():
		return nil, fmt.Errorf("sweep: %d cores for each process, and this machine has %d", p.cores,
			runtime.NumCPU())
	}
	devices, err := p.found()
	if err != nil {
		return nil, err
	}
	l := &local{slots: make(chan slot, p.n), command: sync.OnceValues(func() (run.Command, error) {
		return f.command.Keep(f.dir)
	})}
	cores := p.cores
	if cores == 0 {
		cores = max(1, runtime.NumCPU()/p.n)
	}
	for i := range p.n {
		threads := strconv.Itoa(cores)
		s := slot{"GOMAXPROCS=" + threads, threadsVariable + "=" + threads}
		if len(devices) > 0 {
			perDevice := (p.n + len(devices) - 1) / len(devices)
			share := (xla.CUDAShare - xla.SpareShare) / float64(perDevice) // beside this process's own
			s = append(s, "CUDA_VISIBLE_DEVICES="+devices[i%len(devices)],
				xla.ShareVariable+"="+strconv.FormatFloat(share, 'g', 3, 64))
		}
		l.slots <- s
	}
	return l, nil
}

// threadsVariable is how many threads XLA starts on a CPU, in place of one a core.
const threadsVariable = "NPROC"

// found are the GPUs of this machine that may be used, none where there is none.
func (p *LocalProcesses) found() ([]string, error) {
	all := gpus()
	if p.devices == nil {
		return all, nil
	}
	for _, name := range p.devices {
		if !slices.Contains(all, name) {
			return nil, fmt.Errorf("sweep: this machine has no GPU %s; it has %s", name, listed(all))
		}
	}
	return p.devices, nil
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// gpus are the names of the GPUs that this process may use. Tests have others.
var gpus = func() []string {
	if visible, set := os.LookupEnv("CUDA_VISIBLE_DEVICES"); set {
		if visible == "" || visible == "-1" {
			return nil
		}
		return strings.Split(visible, ",")
	}
	text, err := exec.Command("nvidia-smi", "--query-gpu=index", "--format=csv,noheader").Output()
	if err != nil {
		return nil
	}
	return strings.Fields(string(text))
}

// slot is what one of the processes has to itself: variables of its environment.
type slot []string

// local is the pool of LocalProcesses.
type local struct {
	command func() (run.Command, error)
	slots   chan slot
}

func (l *local) places() int { return cap(l.slots) }

func (*local) most() int64 { return 0 }

func (l *local) train(ctx context.Context, j job) error {
	var own slot
	select {
	case own = <-l.slots:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { l.slots <- own }()
	c, err := l.command()
	if err != nil {
		return err
	}
	c.Environment = slices.Concat(c.Environment, own, []string{j.variable()})
	worker, err := run.StartWorker(j.Dir, c)
	if err != nil {
		return err
	}
	j.running()
	err = worker.Wait(ctx)
	if errors.Is(err, run.ErrKilled) {
		return lost("%v", err)
	}
	return err
}
