package sweep

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/child"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// childPlan holds the plan of a process that TestMain turns into a sweep.
const childPlan = "KILOLAYER_SWEEP_TEST_PLAN"

func TestMain(m *testing.M) {
	if os.Getenv("KILOLAYER_BACKEND") == "" {
		os.Setenv("KILOLAYER_BACKEND", "go") // which compiles tiny networks twenty times faster
	}
	if os.Getenv(clusterKind) == "" { // with which all is as it is for users
		rayEvery, slurmEvery, gathering = 20*time.Millisecond, 40*time.Millisecond, 300*time.Millisecond
		leaving, patience = 5*time.Second, 10*time.Second
	}
	text := os.Getenv(childPlan)
	if text == "" {
		os.Exit(m.Run())
	}
	var p plan
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		panic(err)
	}
	p.sweep()
}

// plan is a sweep that another process does.
type plan struct {
	Preset      bool // sweeps over a preset; else over groups of tiny networks
	Halving     bool // over learning rates, of which half go on
	Directory   string
	Concurrency int
	Processes   int    // that train; 0 for the process of the sweep itself
	Ray         string // the address of a cluster; "" for none
	Fetch       bool   // its runs come back in logs
	Slurm       bool
	Seeds       int           // 2 where it is not said
	Pause       time.Duration // after each step
}

// sweep does the plan as a notebook's cell would, with Must.
func (p plan) sweep() {
	var b *Builder
	switch {
	case p.Halving:
		b = halved(teller{p.Pause})
	case p.Preset:
		b = presetSweep().Over("depth", 2, 3).Over("groups", 2, 5).Seeds(2)
	default:
		b = clubSweep(nil, teller{p.Pause}).Over("groups", 2, 4).Seeds(cmp.Or(p.Seeds, 2))
	}
	switch {
	case p.Processes > 0:
		b.WithWorkers(Processes(p.Processes))
	case p.Ray != "":
		r := Ray(p.Ray)
		if p.Fetch {
			r.WithFetchedResults()
		}
		b.WithWorkers(r)
	case p.Slurm:
		b.WithWorkers(Slurm())
	case p.Concurrency > 0:
		b.WithConcurrency(p.Concurrency)
	}
	b.WithDirectory(p.Directory).Must()
	fmt.Println("complete")
	os.Exit(0)
}

// teller prints the steps that an observer sees.
type teller struct{ pause time.Duration }

func (teller) Started(run.Info, run.Memory, []run.Record) {}

func (o teller) Recorded(r run.Record) {
	fmt.Println(r.Kind, r.Step)
	time.Sleep(o.pause)
}

func (teller) Finished(run.Status, error) {}

// start does the plan in another process.
func (p plan) start(t *testing.T) *child.Process {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return child.Start(t, childPlan+"="+string(text))
}

func karate(t *testing.T) *datasets.Graph {
	t.Helper()
	g, err := datasets.Karate().Done()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// reversible is a tiny network of a number of layers and channels.
func reversible(depth, channels int) *revgnn.ReversibleBuilder {
	return revgnn.Reversible(conv.GCN()).WithDepth(depth).WithChannels(channels)
}

// trained starts the training of a network, or ends the test.
func trained(t *testing.T, b *revgnn.ReversibleBuilder) *revgnn.TrainBuilder {
	t.Helper()
	g := karate(t)
	m, err := b.For(g).Done()
	if err != nil {
		t.Fatal(err)
	}
	return revgnn.Train(m, g)
}

// outcome is the numbers that a run left: its history but for times and memory, and its checkpoints.
func outcome(t *testing.T, directory string) map[string]string {
	t.Helper()
	r, err := run.Open(directory)
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string]string{"status": string(r.Status())}
	for i, record := range r.History() {
		record.Elapsed, record.Waited, record.LiveBytes = 0, 0, 0
		text, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		numbers[fmt.Sprintf("record %03d", i)] = string(text)
	}
	checkpoints := files(t, r.CheckpointDir())
	if len(checkpoints) == 0 {
		t.Errorf("%s has no checkpoint", directory)
	}
	for name, content := range checkpoints { // whose names hold the time
		numbers[filepath.Dir(name)+filepath.Ext(name)] = content
	}
	return numbers
}

// sameOutcome fails where the numbers that two runs left differ.
func sameOutcome(t *testing.T, got, want map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d numbers, want %d", len(got), len(want))
	}
	for key := range want {
		if got[key] != want[key] {
			t.Errorf("%s: %.300q, want %.300q", key, got[key], want[key])
		}
	}
}

// files are the contents of all files of a directory but its lock, by name.
func files(t *testing.T, directory string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(directory, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "lock" {
			return err
		}
		name, err := filepath.Rel(directory, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		all[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// oneLine fails unless an error is one line that begins with a package's name and holds the parts.
func oneLine(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	text := err.Error()
	name, _, _ := strings.Cut(text, ": ")
	if strings.Contains(text, "\n") || !strings.Contains("sweep paper run revgnn", name) {
		t.Errorf("error %q, want one line of a package", text)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("error %q, want %q in it", text, part)
		}
	}
}

// straight is what each run of the sweep of tiny networks leaves that one process does, one after the other.
var straight = func() func(t *testing.T) map[string]map[string]string {
	var kept map[string]map[string]string
	return func(t *testing.T) map[string]map[string]string {
		t.Helper()
		if kept != nil {
			return kept
		}
		p := plan{Directory: filepath.Join(t.TempDir(), "sweep"), Concurrency: 1}
		if child := p.start(t); child.End() != 0 {
			t.Fatal(child.Errors.String())
		}
		kept = map[string]map[string]string{}
		for _, name := range []string{"groups=2,seed=1", "groups=2,seed=2", "groups=4,seed=1", "groups=4,seed=2"} {
			kept[name] = outcome(t, filepath.Join(p.Directory, name))
		}
		return kept
	}
}()

// sameOutcomes fails where the numbers of a sweep differ from those of another one.
func sameOutcomes(t *testing.T, directory string, want map[string]map[string]string) {
	t.Helper()
	for name := range want {
		sameOutcome(t, outcome(t, filepath.Join(directory, name)), want[name])
	}
}
