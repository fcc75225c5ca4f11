package sweep

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/kilolayer/kilolayer/internal/slurm"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// SlurmCluster is a cluster that Slurm manages.
type SlurmCluster struct {
	partition  string
	cpus, gpus int
	memory     int64
	arguments  []string
}

// Slurm trains the runs as jobs of the Slurm cluster that this machine belongs to: those that are ready at the same
// time are one job array.
//
//	sweep.Of(small).Over("depth", 7, 14).Seeds(5).WithDirectory("/shared/depths").
//		WithWorkers(sweep.Slurm().WithPartition("gpu").WithGPUs(1).WithArguments("--time=24:00:00"))
//
// A job asks for one CPU, and for the memory that the run's plan says. The sweep's directory, and this program's
// folder, must be ones that all nodes see, under the same names. Jobs have the environment of this program. One that
// comes to its time limit ends with a checkpoint, and the next one goes on from there.
func Slurm() *SlurmCluster { return &SlurmCluster{cpus: 1} }

// WithPartition names the partition; without it the cluster chooses its own.
func (s *SlurmCluster) WithPartition(name string) *SlurmCluster { s.partition = name; return s }

// WithCPUs sets how many CPUs a run asks for, and how many threads it starts.
func (s *SlurmCluster) WithCPUs(n int) *SlurmCluster { s.cpus = n; return s }

// WithGPUs sets how many GPUs a run asks for; 0 by default.
func (s *SlurmCluster) WithGPUs(n int) *SlurmCluster { s.gpus = n; return s }

// WithMemory sets how many bytes of the node's memory a run asks for, in the place of what its plan says.
func (s *SlurmCluster) WithMemory(bytes int64) *SlurmCluster { s.memory = bytes; return s }

// WithArguments adds arguments of sbatch, such as "--time=24:00:00" or "--account=mine".
func (s *SlurmCluster) WithArguments(list ...string) *SlurmCluster { s.arguments = list; return s }

// String implements Workers.
func (s *SlurmCluster) String() string {
	if s.partition == "" {
		return "Slurm"
	}
	return "Slurm's partition " + s.partition
}

func (s *SlurmCluster) open(ctx context.Context, f field) (pool, error) {
	if s.cpus < 1 || s.gpus < 0 || s.memory < 0 {
		return nil, fmt.Errorf("sweep: runs of %d CPUs, %d GPUs and %d bytes; use positive numbers", s.cpus, s.gpus,
			s.memory)
	}
	asking, stop := context.WithTimeout(ctx, firstStep)
	defer stop()
	nodes, err := slurm.Nodes(asking, s.partition)
	switch {
	case errors.Is(err, slurm.ErrNone):
		return nil, fmt.Errorf("sweep: %w; call it on a machine from which jobs are submitted", err)
	case err != nil:
		return nil, fmt.Errorf("sweep: Slurm does not answer: %w", err)
	case len(nodes) == 0:
		names, _ := slurm.Partitions(asking)
		return nil, fmt.Errorf("sweep: %v has no nodes; Slurm's partitions are %s", s, listed(names))
	}
	p := &slurmPool{SlurmCluster: *s, field: f}
	var cpus, gpus int
	var memory int64
	for _, n := range nodes {
		cpus, gpus, memory = max(cpus, n.CPUs), max(gpus, n.GPUs), max(memory, n.Memory)
		if n.CPUs >= s.cpus && n.GPUs >= s.gpus {
			p.largest = max(p.largest, n.Memory)
		}
	}
	if p.largest == 0 || p.largest < s.memory {
		return nil, fmt.Errorf("sweep: a run asks for %d CPUs, %d GPUs and %s of memory, and no node of %v has more "+
			"than %d, %d and %s", s.cpus, s.gpus, units.Bytes(s.memory), s, cpus, gpus, units.Bytes(memory))
	}
	p.kept = sync.OnceValues(p.keep)
	return p, nil
}

// How jobs are gathered into arrays and watched. Tests take other times.
var (
	gathering  = time.Second // from the first run that is ready to the array
	slurmEvery = 2 * time.Second
)

// mostTasks is how many jobs an array has: Slurm's own limit is 1001 unless it is set.
const mostTasks = 1000

// memoryStep is what a job's memory is rounded up to, so that runs of different networks go into one array.
const memoryStep = 256 << 20

// slurmPool is the pool of a SlurmCluster.
type slurmPool struct {
	SlurmCluster
	field
	largest int64 // memory of a node
	kept    func() (keptProgram, error)

	mu     sync.Mutex
	ready  []*ready // runs that wait for their array
	states map[string]slurm.State
	failed error // of the last question
	asked  time.Time
}

// keptProgram is what the jobs need in the sweep's directory.
type keptProgram struct {
	field
	word string
}

// ready is a run that waits for its array.
type ready struct {
	job
	memory int64
	id     chan string // gets the job's name, or nothing where sbatch has failed with err
	err    error
}

func (*slurmPool) places() int { return 0 }

func (p *slurmPool) most() int64 {
	if p.memory > 0 {
		return 0 // it was said
	}
	return int64(float64(p.largest-memoryStep) / slack)
}

func (p *slurmPool) keep() (keptProgram, error) {
	word, err := token(p.dir)
	if err != nil {
		return keptProgram{}, err
	}
	k := keptProgram{p.field, word}
	k.command, err = k.command.Keep(p.dir)
	return k, err
}

func (p *slurmPool) train(ctx context.Context, j job) error {
	const mark = "Slurm "
	id, left := j.left(ctx, mark, p.look)
	if !left {
		var err error
		if id, err = p.submit(ctx, j); err != nil {
			return err
		}
		if err := j.begun(mark + id); err != nil {
			return err
		}
	}
	err := attendance{
		look:  func(ctx context.Context) (phase, error) { return p.look(ctx, id, j.Dir) },
		stop:  func(ctx context.Context) error { return slurm.Cancel(ctx, id) },
		every: slurmEvery,
	}.until(ctx, j)
	if trainsOn(ctx, err) {
		return err
	}
	return cmp.Or(j.begun(""), err)
}

// submit puts a run into the next array, and waits for its name.
func (p *slurmPool) submit(ctx context.Context, j job) (string, error) {
	steps := (cmp.Or(p.memory, int64(slack*float64(j.memory))) + memoryStep - 1) / memoryStep
	r := &ready{job: j, memory: steps * memoryStep, id: make(chan string, 1)}
	if p.memory > 0 {
		r.memory = p.memory
	}
	p.mu.Lock()
	p.ready = append(p.ready, r)
	if len(p.ready) == 1 {
		time.AfterFunc(gathering, p.flush)
	}
	p.mu.Unlock()
	select {
	case id, taken := <-r.id:
		if !taken {
			return "", r.err
		}
		return id, nil
	case <-ctx.Done():
	}
	p.mu.Lock()
	k := slices.Index(p.ready, r)
	if k >= 0 {
		p.ready = slices.Delete(p.ready, k, k+1)
	}
	p.mu.Unlock()
	if k < 0 { // it is in an array by now
		if id, taken := <-r.id; taken {
			return id, nil // and is cancelled there
		}
	}
	return "", ctx.Err()
}

// flush submits the runs that are ready: an array for all that ask for the same memory.
func (p *slurmPool) flush() {
	p.mu.Lock()
	all := p.ready
	p.ready = nil
	p.mu.Unlock()
	slices.SortStableFunc(all, func(a, b *ready) int { return cmp.Compare(a.memory, b.memory) })
	for len(all) > 0 {
		n := 1
		for n < len(all) && n < mostTasks && all[n].memory == all[0].memory {
			n++
		}
		number, err := p.array(all[:n])
		p.mu.Lock()
		p.asked = time.Time{} // what Slurm said before does not have these jobs, which would count as lost
		p.mu.Unlock()
		for i, r := range all[:n] {
			if r.err = err; err == nil {
				r.id <- fmt.Sprintf("%s_%d", number, i+1)
			}
			close(r.id)
		}
		all = all[n:]
	}
}

// array submits runs as one job array. The controller may be starting again.
func (p *slurmPool) array(runs []*ready) (number string, err error) {
	k, err := p.kept()
	if err != nil {
		return "", err
	}
	a := slurm.Array{Name: filepath.Base(p.dir), Script: k.script(runs), Environment: p.command.Environment,
		Tasks: len(runs), Partition: p.partition, CPUs: p.cpus, GPUs: p.gpus, Memory: runs[0].memory,
		Arguments: p.arguments}
	for began := time.Now(); ; time.Sleep(slurmEvery) {
		asking, stop := context.WithTimeout(context.Background(), patience)
		number, err = slurm.Submit(asking, a)
		stop()
		if err == nil || !silent(err) {
			break
		}
		if time.Since(began) > patience {
			return "", out("%v for %v; the same call goes on once that works again", err, patience)
		}
	}
	if err != nil {
		return "", unfit("%v takes no job: %v", p, err)
	}
	return number, nil
}

// silent tells whether an error is that of a controller that does not answer.
func silent(err error) bool {
	return strings.Contains(err.Error(), "contact slurm controller") || errors.Is(err, context.DeadlineExceeded)
}

// script is what each job of an array does.
func (k keptProgram) script(runs []*ready) string {
	var before strings.Builder
	before.WriteString("case $SLURM_ARRAY_TASK_ID in\n")
	for i, r := range runs {
		fmt.Fprintf(&before, "%d)\n\tdir=%s\n", i+1, quoted(r.Dir))
		for _, v := range append(run.WorkerVariables(r.Dir), r.variable()) {
			name, value, _ := strings.Cut(v, "=")
			fmt.Fprintf(&before, "\texport %s=%s\n", name, quoted(value))
		}
		before.WriteString("\t;;\n")
	}
	before.WriteString("esac\nmkdir -p \"$dir\" && exec >\"$dir\"/output.txt 2>&1\n" +
		"export GOMAXPROCS=${SLURM_CPUS_PER_TASK:-1} " + threadsVariable + "=${SLURM_CPUS_PER_TASK:-1}\n")
	return script(k.field, k.word, before.String(), quoted(k.command.Program))
}

// look tells how far a job is. All jobs are asked for at once.
func (p *slurmPool) look(ctx context.Context, id, dir string) (phase, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.asked) >= slurmEvery/2 {
		asking, stop := context.WithTimeout(ctx, firstStep)
		p.states, p.failed = slurm.States(asking, os.Getuid())
		stop()
		p.asked = time.Now()
	}
	if p.failed != nil {
		return queued, p.failed
	}
	s, known := p.states[id]
	switch {
	case !known:
		return ended, lost("Slurm knows no job %s any more", id)
	case s.Ended():
		return ended, p.verdict(s, id, dir)
	case s.Name == slurm.Running, s.Name == slurm.Completing:
		return running, nil
	}
	return queued, nil
}

// verdict is how a job has ended.
func (p *slurmPool) verdict(s slurm.State, id, dir string) error {
	name := strings.ToLower(strings.ReplaceAll(s.Name, "_", " "))
	switch {
	case s.Name == slurm.Completed:
		return nil
	case s.Name == slurm.Cancelled:
		return cancelled("job %s of Slurm %v", id, errCancelled)
	case s.Name == slurm.OutOfMemory:
		return fmt.Errorf("sweep: job %s of Slurm took more memory than it had asked for; use WithMemory of Slurm", id)
	case s.Exit == blind:
		return unseen(p, p.dir, "")
	case s.Name != "FAILED", s.Signal != 0, s.Exit == 0, s.Exit > 128, s.Exit == run.AskedToEnd:
		return lost("job %s of Slurm: %s, exit status %d, signal %d", id, name, s.Exit, s.Signal)
	}
	return failed(dir, fmt.Sprintf("job %s of Slurm", id), s.Exit)
}
