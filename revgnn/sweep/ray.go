package sweep

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kilolayer/kilolayer/internal/ray"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// RayCluster is a Ray cluster.
type RayCluster struct {
	address    string
	cpus, gpus float64 // for each run
	memory     int64   // the same; 0 for what the plan says
	pip        []string
	files      []string
	fetch      bool
}

// Ray trains each run as a job of the Ray cluster whose dashboard has an address:
//
//	sweep.Of(small).Over("depth", 7, 14).Seeds(5).WithDirectory("/shared/depths").
//		WithWorkers(sweep.Ray("http://head:8265").WithCPUs(4).WithPip("xla-cpu-pjrt==0.0.1"))
//
// A job asks for one CPU, and for the memory that the run's plan says. This program travels as the jobs' working
// directory, at most 500 MB packed; the sweep's directory must be one that all nodes see, under the same name, unless
// WithFetchedResults is called. Jobs run in the folder of this program where they see that, too. Variables of the
// environment whose names begin with KILOLAYER_, GOMLX_, PJRT_ or XLA_ go with them.
func Ray(address string) *RayCluster { return &RayCluster{address: address, cpus: 1} }

// WithCPUs sets how many CPUs a run asks for, and how many threads it starts.
func (r *RayCluster) WithCPUs(n float64) *RayCluster { r.cpus = n; return r }

// WithGPUs sets how many GPUs a run asks for; 0 by default. A fraction lets runs share one.
func (r *RayCluster) WithGPUs(n float64) *RayCluster { r.gpus = n; return r }

// WithMemory sets how many bytes of the node's memory a run asks for, in the place of what its plan says.
func (r *RayCluster) WithMemory(bytes int64) *RayCluster { r.memory = bytes; return r }

// WithPip names packages that Ray's runtime environment installs for the jobs: XLA's plugin, such as
// "xla-cpu-pjrt==0.0.1", where the nodes have none.
func (r *RayCluster) WithPip(packages ...string) *RayCluster { r.pip = packages; return r }

// WithFiles names files that travel with the program, such as an experiment or a graph of one's own. Their names are
// taken from this program's folder, and are the same in the job's. Nodes that see this program's folder need none.
func (r *RayCluster) WithFiles(paths ...string) *RayCluster { r.files = paths; return r }

// WithFetchedResults has each run come back in its job's log, over HTTP, where the nodes do not see the sweep's
// directory: its record and its checkpoints, at most 33.6 MB packed, once the job has ended. A run that is gone on with
// travels with the program. Nothing of a run is seen while it trains, a worker that is lost begins anew, and the stop
// button leaves a run three seconds for its step and its checkpoint, which is Ray's time.
func (r *RayCluster) WithFetchedResults() *RayCluster { r.fetch = true; return r }

// String implements Workers.
func (r *RayCluster) String() string { return "Ray at " + r.address }

// rayEvery is how often a job is looked at. Tests take another time.
var rayEvery = time.Second

// firstStep is how long a question may take before anything has started.
const firstStep = 20 * time.Second

func (r *RayCluster) open(ctx context.Context, f field) (pool, error) {
	if u, err := url.Parse(r.address); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("sweep: %q is no address of a Ray dashboard; use one like http://head:8265", r.address)
	}
	if !(r.cpus > 0) || !(r.gpus >= 0) || r.memory < 0 {
		return nil, fmt.Errorf("sweep: runs of %g CPUs, %g GPUs and %d bytes; use positive numbers", r.cpus, r.gpus,
			r.memory)
	}
	asking, stop := context.WithTimeout(ctx, firstStep)
	defer stop()
	p := &rayPool{RayCluster: *r, field: f, client: ray.At(r.address)}
	version, err := p.client.Version(asking)
	if err != nil {
		return nil, fmt.Errorf("sweep: no Ray cluster: %w; give the address of a dashboard, as ray start --head "+
			"prints it", err)
	}
	if version.Interface != ray.Interface {
		return nil, fmt.Errorf("sweep: %v is Ray %s with version %s of the job interface; use a cluster of Ray 2, "+
			"which has version %s", r, version.Ray, version.Interface, ray.Interface)
	}
	nodes, err := p.client.Nodes(asking)
	if err != nil {
		return nil, fmt.Errorf("sweep: %v does not list its nodes: %w", r, err)
	}
	var cpus, gpus float64
	for _, n := range nodes {
		cpus, gpus = max(cpus, n.CPUs), max(gpus, n.GPUs)
		fit := n.CPUs / r.cpus
		if r.gpus > 0 {
			fit = min(fit, n.GPUs/r.gpus)
		}
		p.room += int(fit)
		if n.CPUs >= r.cpus && n.GPUs >= r.gpus {
			p.largest = max(p.largest, n.Memory)
		}
	}
	if p.room == 0 {
		return nil, fmt.Errorf("sweep: a run asks for %g CPUs and %g GPUs, and no node of %v has more than %g and %g",
			r.cpus, r.gpus, r, cpus, gpus)
	}
	if r.memory > p.largest {
		return nil, fmt.Errorf("sweep: a run asks for %s of memory, and no node of %v has more than %s",
			units.Bytes(r.memory), r, units.Bytes(p.largest))
	}
	p.archive = sync.OnceValues(func() ([]byte, error) { return p.pack(nil) })
	return p, nil
}

// rayPool is the pool of a RayCluster.
type rayPool struct {
	RayCluster
	field
	client  *ray.Client
	room    int   // runs at the same time
	largest int64 // memory of a node
	archive func() ([]byte, error)
}

func (p *rayPool) places() int { return p.room }

func (p *rayPool) most() int64 {
	if p.memory > 0 {
		return 0 // it was said
	}
	return int64(float64(p.largest) / slack)
}

const (
	rayProgram = "kilolayer-program"
	rayScript  = "kilolayer-run.sh"
)

// pack is the jobs' working directory as an archive, with what a run has reached, or none.
func (p *rayPool) pack(reached []byte) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(to, flate.BestSpeed) // half of a program's size in a third of the time
	})
	add := func(name string, mode os.FileMode, from io.Reader) error {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate}
		header.SetMode(mode)
		to, err := z.CreateHeader(header)
		if err == nil {
			_, err = io.Copy(to, from)
		}
		return err
	}
	file := func(name string, mode os.FileMode, path string) error {
		from, err := os.Open(path)
		if err != nil {
			return err
		}
		defer from.Close()
		return add(name, mode, from)
	}
	word, err := "", error(nil)
	if !p.fetch {
		if word, err = token(p.dir); err != nil {
			return nil, err
		}
	}
	text := script(p.field, word, "here=$PWD\n", `"$here"/`+rayProgram)
	err = cmp.Or(add(rayScript, 0o755, strings.NewReader(text)), file(rayProgram, 0o755, p.command.Program))
	if reached != nil {
		err = cmp.Or(err, add(reachedFile, 0o644, bytes.NewReader(reached)))
	}
	for _, path := range p.files {
		name, failed := filepath.Rel(p.command.Folder, filepath.Join(p.command.Folder, path))
		if filepath.IsAbs(path) || failed != nil || !filepath.IsLocal(name) {
			return nil, unfit("the file %s can't travel, as it does not lie in %s; give names from there", path,
				p.command.Folder)
		}
		err = cmp.Or(err, file(filepath.ToSlash(name), 0o644, path))
	}
	if err = cmp.Or(err, z.Close()); err != nil {
		return nil, unfit("the program can't be packed: %v", err)
	}
	return b.Bytes(), nil
}

var (
	// errQueuedLong is a job that Ray gave up before it had room for it.
	errQueuedLong = errors.New("there was no room")
	// errSetup is a job whose packages could not be installed.
	errSetup = errors.New("the environment can't be set up")
)

// mostSetups is how often a job's packages are tried: a registry may be busy.
const mostSetups = 3

func (p *rayPool) train(ctx context.Context, j job) error {
	mark := p.String() + " "
	id, left := j.left(ctx, mark, p.look)
	if p.fetch {
		if j.state > mostFetched {
			return fetchedTooLarge(j.state)
		}
		if _, is := strings.CutPrefix(j.id, mark); is && !left { // it has ended, and its run is here only now
			_, err := p.look(ctx, id, j.Dir)
			if !errors.Is(err, errQueuedLong) && !errors.Is(err, errSetup) {
				return cmp.Or(j.begun(""), err)
			}
		}
		j.Apart = true
	}
	for setups := 0; ; {
		if !left {
			id = "kilolayer-" + hex.EncodeToString([]byte(rand.Text())[:6])
			if err := j.begun(mark + id); err != nil {
				return err
			}
			if err := p.submit(ctx, id, j); err != nil {
				return err
			}
		}
		left = false
		err := attendance{
			look:  func(ctx context.Context) (phase, error) { return p.look(ctx, id, j.Dir) },
			stop:  func(ctx context.Context) error { return p.client.Stop(ctx, id) },
			every: rayEvery,
			apart: p.fetch,
		}.until(ctx, j)
		switch {
		case trainsOn(ctx, err):
			return err
		case errors.Is(err, errQueuedLong) && ctx.Err() == nil:
			continue
		case errors.Is(err, errSetup) && ctx.Err() == nil:
			if setups++; setups < mostSetups {
				continue
			}
			err = unfit("%v can't set up the jobs' environment: %v", p, err)
		}
		if failed := j.begun(""); failed != nil {
			return failed
		}
		return err
	}
}

// submit hands a run to the cluster, which may be starting again.
func (p *rayPool) submit(ctx context.Context, id string, j job) error {
	pack := p.archive
	if p.fetch && run.Exists(j.Dir) {
		reached, err := packRun(j.Dir)
		if err != nil {
			return err
		}
		pack = func() ([]byte, error) { return p.pack(reached) }
	}
	archive, err := pack()
	if err != nil {
		return err
	}
	variables := handed(p.command.Environment)
	for _, v := range append(run.WorkerVariables(j.Dir), j.variable()) {
		name, value, _ := strings.Cut(v, "=")
		variables[name] = value
	}
	threads := strconv.Itoa(int(math.Ceil(p.cpus)))
	maps.Copy(variables, map[string]string{"GOMAXPROCS": threads, threadsVariable: threads})
	memory := cmp.Or(p.memory, int64(slack*float64(j.memory)))
	for began := time.Now(); ; {
		uri, err := p.client.Upload(ctx, archive)
		if err == nil {
			err = p.client.Submit(ctx, ray.Job{ID: id, Entrypoint: "exec ./" + rayScript, WorkingDir: uri, Pip: p.pip,
				Variables: variables, CPUs: p.cpus, GPUs: p.gpus, Memory: memory})
		}
		var refusal ray.Refusal
		switch {
		case err == nil, errors.As(err, &refusal) && strings.Contains(refusal.Text, "already exists"):
			return nil // where it was an answer that was lost
		case ctx.Err() != nil:
			return ctx.Err()
		case time.Since(began) > patience && errors.Is(err, ray.ErrUnreachable):
			return out("%v for %v; the same call goes on once that works again", err, patience)
		case time.Since(began) > patience, errors.As(err, &refusal) && refusal.Code < 500:
			return unfit("%v takes no job: %v", p, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(rayEvery):
		}
	}
}

// look asks how far a job is, and keeps what it has printed once it has ended.
func (p *rayPool) look(ctx context.Context, id, dir string) (phase, error) {
	s, err := p.client.State(ctx, id)
	if errors.Is(err, ray.ErrNoJob) {
		return ended, lost("%v, as after a start of its head", err)
	}
	if err != nil {
		return queued, err
	}
	if !s.Ended() {
		if s.Status == ray.Running {
			return running, nil
		}
		return queued, nil
	}
	logs, err := p.client.Logs(ctx, id)
	if p.fetch {
		if err != nil && !errors.Is(err, ray.ErrNoJob) {
			return queued, err // its run is asked for again
		}
		var archive []byte
		if archive, logs = takeRun(logs); archive != nil {
			if err := unpackRun(archive, dir); err != nil {
				return ended, err
			}
		} else if s.Status == ray.Succeeded {
			return ended, fmt.Errorf("sweep: job %s of %v has no run in its log", id, p)
		}
	}
	if err == nil && logs != "" && os.MkdirAll(dir, 0o755) == nil {
		_ = os.WriteFile(run.OutputPath(dir), []byte(logs), 0o644) // which is for reading alone
	}
	return ended, p.verdict(s, id, dir)
}

// verdict is how a job has ended.
func (p *rayPool) verdict(s ray.State, id, dir string) error {
	message, _, _ := strings.Cut(s.Message, "\n")
	switch {
	case s.Status == ray.Succeeded:
		return nil
	case s.Status == ray.Stopped:
		return cancelled("job %s of %v %v", id, p, errCancelled)
	case s.Exit == nil && strings.Contains(message, "failed to start within"):
		return errQueuedLong
	case s.Exit == nil && strings.Contains(message, "runtime_env setup failed"):
		return marked{errSetup, lastWords(s.Message)}
	case s.Exit == nil:
		return lost("job %s of %v: %s", id, p, message)
	case *s.Exit == blind:
		return unseen(p, fmt.Sprintf("%s (%s)", p.dir, run.LastLine(dir)), ", or WithFetchedResults()")
	case *s.Exit < 0, *s.Exit > 128, *s.Exit == run.AskedToEnd:
		return lost("job %s of %v was killed (exit status %d)", id, p, *s.Exit)
	}
	return failed(dir, fmt.Sprintf("job %s of %v", id, p), *s.Exit)
}

// lastWords is the last line of a message.
func lastWords(message string) (last string) {
	for line := range strings.Lines(message) {
		if line = strings.TrimSpace(line); line != "" {
			last = line
		}
	}
	return last
}
