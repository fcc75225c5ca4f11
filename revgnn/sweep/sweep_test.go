package sweep

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// clubSweep is a sweep of tiny networks. Its function calls see before it builds a network.
func clubSweep(see func(s Setting), observers ...run.Observer) *Builder {
	return Func("club", func(s Setting) (*revgnn.TrainBuilder, error) {
		if see != nil {
			see(s)
		}
		g, err := datasets.Karate().Done()
		if err != nil {
			return nil, err
		}
		m, err := reversible(2, 8).WithGroups(s.Int("groups")).WithSeed(s.Seed).For(g).Done()
		b := revgnn.Train(m, g).WithEpochs(6).WithSeed(s.Seed).WithEvaluationEvery(3).WithCheckpointEvery(1)
		for _, o := range observers {
			b.WithObserver(o)
		}
		return b, err
	})
}

// statuses are how the runs of a sweep ended, by name.
func statuses(s *run.Sweep) map[string]run.Status {
	list := map[string]run.Status{}
	for _, r := range s.List() {
		list[r.Name] = r.Status
	}
	return list
}

func wantStatuses(t *testing.T, s *run.Sweep, want map[string]run.Status) {
	t.Helper()
	if got := statuses(s); fmt.Sprint(got) != fmt.Sprint(want) { // maps print in order
		t.Errorf("statuses %v, want %v", got, want)
	}
}

// sweepWitness keeps what an observer of a sweep sees.
type sweepWitness struct {
	lines []string
	last  map[int]run.SweepRun
}

func (w *sweepWitness) Started(runs []run.SweepRun) {
	w.lines, w.last = append(w.lines, fmt.Sprintf("started %d", len(runs))), map[int]run.SweepRun{}
}

func (w *sweepWitness) Updated(i int, r run.SweepRun) {
	if r.Status != w.last[i].Status {
		w.lines = append(w.lines, r.Name+" "+string(r.Status))
	}
	w.last[i] = r
}

func (w *sweepWitness) Finished(err error) { w.lines = append(w.lines, fmt.Sprint("finished ", err)) }

// TestSweep has a setting that can't be built in the middle, one of another seed added, and one tried again.
func TestSweep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sweep")
	var built []string
	see := func(s Setting) { built = append(built, s.record().Name) }
	w := &sweepWitness{}
	s, err := clubSweep(see).Over("groups", 2, 3, 4).WithDirectory(dir).WithObserver(w).Done()
	if err != nil {
		t.Fatal(err)
	}
	const two, three, four = "groups=2,seed=1", "groups=3,seed=1", "groups=4,seed=1"
	wantStatuses(t, s, map[string]run.Status{two: run.Complete, three: run.Failed, four: run.Complete})
	if want := []string{two, three, four}; !slices.Equal(built, want) {
		t.Errorf("built %q, want %q", built, want)
	}
	failures := s.Failures()
	const why = "revgnn: 8 channels do not split into 3 groups; use a multiple of 3 channels"
	if len(failures) != 1 || failures[0].Reason != why {
		t.Errorf("failures %+v, want one with %q", failures, why)
	}
	want := []string{"started 3", two + " running", two + " complete", three + " failed", four + " running",
		four + " complete", "finished <nil>"}
	if !slices.Equal(w.lines, want) {
		t.Errorf("the observer saw %q, want %q", w.lines, want)
	}
	if r := w.last[2]; r.Step != 6 || r.Steps != 6 || r.Metric != "accuracy" || r.Loss == nil || r.Best == nil ||
		r.Elapsed <= 0 {
		t.Errorf("the last the observer saw of a run is %+v", r)
	}

	// A run of a sweep is that of a training of its own.
	alone := filepath.Join(t.TempDir(), "run")
	b, err := clubSweep(nil).of.build(Setting{Seed: 1}.with("groups", 4, "4"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.WithDirectory(alone).Done(); err != nil {
		t.Fatal(err)
	}
	sameOutcome(t, outcome(t, filepath.Join(dir, four)), outcome(t, alone))

	built = nil
	before := files(t, filepath.Join(dir, two))
	s, err = clubSweep(see).Over("groups", 2, 3).Seeds(2).WithDirectory(dir).Done()
	if err != nil {
		t.Fatal(err)
	}
	wantStatuses(t, s, map[string]run.Status{two: run.Complete, three: run.Failed, four: run.Complete,
		"groups=2,seed=2": run.Complete, "groups=3,seed=2": run.Failed})
	if want := []string{two, "groups=2,seed=2", three, "groups=3,seed=2"}; !slices.Equal(built, want) {
		t.Errorf("built %q, want %q: what could not be built is built again", built, want)
	}
	after := files(t, filepath.Join(dir, two))
	for name, content := range before {
		if after[name] != content && filepath.Base(name) != "lock" {
			t.Errorf("%s of a complete run was written again", name)
		}
	}
	if got := len(s.Runs()); got != 3 {
		t.Errorf("%d runs to compare, want 3", got)
	}

	// The reason is gone.
	g := karate(t)
	mended := Func("club", func(s Setting) (*revgnn.TrainBuilder, error) {
		m, err := reversible(2, 12).WithGroups(s.Int("groups")).WithSeed(s.Seed).For(g).Done()
		return revgnn.Train(m, g).WithEpochs(1), err
	})
	s, err = mended.Over("groups", 3).WithRetry().WithDirectory(dir).Done()
	if err != nil {
		t.Fatal(err)
	}
	if got := statuses(s); got[three] != run.Complete || got["groups=3,seed=2"] != run.Failed {
		t.Errorf("after another try: %v", got)
	}

	_, err = mended.Over("depth", 1).WithDirectory(dir).Done()
	oneLine(t, err, "holds a sweep of club over groups, not of club over groups, depth; give another directory")
}

// TestSweepChanged changes an option between calls: a new run lies beside the old one, which is kept, found again, and
// removed where that is asked for.
func TestSweepChanged(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sweep")
	club := karate(t)
	sweep := func(epochs int) *Builder {
		return Func("club", func(s Setting) (*revgnn.TrainBuilder, error) {
			m, err := reversible(1, 4).WithSeed(s.Seed).For(club).Done()
			return revgnn.Train(m, club).WithEpochs(epochs).WithLabel(s.Text("named")), err
		}).Over("named", "a", "b").WithDirectory(dir)
	}
	does := func(b *Builder, want ...string) *run.Sweep {
		t.Helper()
		s, err := b.Done()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range s.List() {
			if r.Status != run.Complete {
				t.Errorf("%s is %s", r.Name, r.Status)
			}
			got = append(got, r.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("runs %q, want %q", got, want)
		}
		return s
	}
	const (
		a, longA = "named=a,seed=1", "named=a,epochs=2,seed=1"
		b, longB = "named=b,seed=1", "named=b,epochs=2,seed=1"
	)
	does(sweep(1), a, b)
	before := files(t, filepath.Join(dir, a))
	s := does(sweep(2), longA, longB, a, b)
	got := s.Table()
	for i, want := range map[int][]string{0: {"a", "a", "2"}, 1: {"b", "b", "2"}, 2: {"a", "a", "1"}} {
		if !slices.Equal(got.Rows[i][:3], want) || s.Runs()[i].Label() != want[0]+", epochs "+want[2] {
			t.Errorf("line %d is %q, its run %q", i, got.Rows[i], s.Runs()[i].Label())
		}
	}
	if !slices.Equal(got.Columns[:3], []string{"setting", "named", "epochs"}) {
		t.Errorf("columns %q", got.Columns)
	}
	does(sweep(1), a, b, longA, longB)
	for name, content := range files(t, filepath.Join(dir, a)) {
		if before[name] != content {
			t.Errorf("%s of a run of other options was written", name)
		}
	}
	does(sweep(2), longA, longB, a, b)
	does(sweep(3).WithRestartOf("named", "b"), "named=a,epochs=3,seed=1", b, a, longA)
	does(sweep(2).WithRestartOfChanged(), a, b)
	does(sweep(2).WithRestart(), a, b)
	s = does(sweep(4).WithExtension(), a, b)
	if got := s.List()[0]; got.Step != 4 || got.Steps != 4 || s.Runs()[0].Info().Training.Epochs != 4 {
		t.Errorf("extended to 4 epochs: %+v", got)
	}
	_, err := sweep(2).WithRestartOf("name", "b").Done()
	oneLine(t, err, `does not go over "name"; did you mean "named"?`)
}

// TestSweepAllFailed: a sweep without a run that did not fail is an error.
func TestSweepAllFailed(t *testing.T) {
	s, err := Func("broken", func(s Setting) (*revgnn.TrainBuilder, error) {
		return nil, fmt.Errorf("mine: no %d", s.Int("dept"))
	}).Over("depth", 1, 2).Seeds(2).WithDirectory(filepath.Join(t.TempDir(), "sweep")).Done()
	oneLine(t, err, `sweep: all 4 runs failed, the first, depth=1,seed=1, with: `, `did you mean "depth"?`)
	if s == nil || len(s.Failures()) != 4 {
		t.Errorf("%v", s)
	}
}

// TestSweepFailures: a run that throws, diverges or is not what the sweep asked for is a failure of its own.
func TestSweepFailures(t *testing.T) {
	s, err := Func("broken", func(s Setting) (*revgnn.TrainBuilder, error) {
		b := trained(t, reversible(1, 4)).WithEpochs(2)
		switch s.Text("how") {
		case "throws":
			panic("a mistake\nof the user")
		case "misspelled":
			s.Int("dept")
		case "nothing":
			return nil, nil
		case "placed":
			b.WithDirectory("runs/here")
		case "observed":
			b.WithObserver(clumsy{})
		case "diverges":
			b.WithLearningRate(math.MaxFloat64)
		}
		return b, nil
	}).Over("how", "throws", "misspelled", "nothing", "placed", "observed", "diverges", "works").
		WithDirectory(filepath.Join(t.TempDir(), "sweep")).Done()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"revgnn: a mistake of the user", `sweep: the sweep does not go over "dept"; use one of how`,
		"returned no training", "leave WithDirectory to the sweep", "an observer's mistake",
		"the loss is NaN at step 2"}
	failures := s.Failures()
	if len(failures) != len(want) || len(s.Runs()) != 1 {
		t.Fatalf("%d failures and %d complete runs, want %d and 1", len(failures), len(s.Runs()), len(want))
	}
	for i, f := range failures {
		if !strings.Contains(f.Reason, want[i]) || strings.Contains(f.Reason, "\n") {
			t.Errorf("%s: %q, want one line with %q", f.Name, f.Reason, want[i])
		}
	}
}

// clumsy is an observer that fails.
type clumsy struct{ teller }

func (clumsy) Recorded(run.Record) { panic("an observer's mistake") }

// crowd counts the trainings that go on at the same time, by their bytes.
type crowd struct {
	sync.Mutex
	runs, most  int
	bytes, peak int64
}

// member is an observer of one training.
type member struct {
	*crowd
	bytes int64
}

func (m *member) Started(run.Info, run.Memory, []run.Record) {
	m.Lock()
	defer m.Unlock()
	m.runs, m.crowd.bytes = m.runs+1, m.crowd.bytes+m.bytes
	m.most, m.peak = max(m.most, m.runs), max(m.peak, m.crowd.bytes)
}

func (m *member) Recorded(run.Record) { time.Sleep(20 * time.Millisecond) } // so that others have time to start

func (m *member) Finished(run.Status, error) {
	m.Lock()
	defer m.Unlock()
	m.runs, m.crowd.bytes = m.runs-1, m.crowd.bytes-m.bytes
}

// TestSweepMemory trains several at once within a stated memory.
func TestSweepMemory(t *testing.T) {
	const base = 1 << 30
	defer func(measured func() int64) { processBase = measured }(processBase)
	processBase = func() int64 { return base }
	var c crowd
	estimate := func(b *revgnn.TrainBuilder) int64 {
		t.Helper()
		memory, err := b.Estimate()
		if err != nil {
			t.Fatal(err)
		}
		return memory.Total()
	}
	start := func(channels int) *revgnn.TrainBuilder {
		b := trained(t, reversible(1, channels)).WithEpochs(8)
		return b.WithObserver(&member{crowd: &c, bytes: estimate(b)})
	}
	one, large := estimate(start(8)), estimate(start(512))
	dir := filepath.Join(t.TempDir(), "sweep")
	sweep := func() *Builder {
		return Func("crowd", func(s Setting) (*revgnn.TrainBuilder, error) { return start(s.Int("channels")), nil }).
			Over("channels", 8, 512).Seeds(3).WithDirectory(dir).WithConcurrency(3)
	}
	s, err := sweep().WithMemory(base + 2*one + one/2).Done()
	if err != nil {
		t.Fatal(err)
	}
	if c.most != 2 || c.peak > 2*one+one/2 {
		t.Errorf("%d runs of %d bytes in all at once, want 2 of %d", c.most, c.peak, 2*one)
	}
	if len(s.Runs()) != 3 || len(s.Failures()) != 3 {
		t.Fatalf("%v", statuses(s))
	}
	why := fmt.Sprintf("WithMemory(%d)", base+large)
	if f := s.Failures()[0]; f.Status != run.NotRun || f.Memory != large || !strings.Contains(f.Reason, why) {
		t.Errorf("%+v, want one that was not run, with %q", f, why)
	}

	// They are all of one seed.
	for _, name := range []string{"channels=8,seed=2", "channels=8,seed=3"} {
		sameOutcome(t, outcome(t, filepath.Join(dir, name)), outcome(t, filepath.Join(dir, "channels=8,seed=1")))
	}
	// Complete runs are kept, whatever they needed.
	if s, err = sweep().WithMemory(1).Done(); err != nil || len(s.Runs()) != 3 {
		t.Errorf("%v, %v", err, statuses(s))
	}
}

// TestSweepStopped kills and interrupts a sweep of two at once in another process. It ends with the numbers of one that
// was not stopped and did one after the other.
func TestSweepStopped(t *testing.T) {
	want := straight(t)
	p := plan{Directory: filepath.Join(t.TempDir(), "sweep"), Concurrency: 2, Pause: 50 * time.Millisecond}
	for _, c := range []struct {
		at     string // a line of the process
		signal os.Signal
	}{{"step 2", syscall.SIGKILL}, {"step 3", os.Interrupt}} {
		child := p.start(t)
		if !child.Until(c.at) {
			t.Fatalf("the process ended before %q: %v %s", c.at, child.Lines, child.Errors.String())
		}
		if err := child.Process.Signal(c.signal); err != nil {
			t.Fatal(err)
		}
		status := child.End()
		s, err := run.OpenSweep(p.Directory)
		if err != nil {
			t.Fatal(err)
		}
		var of []run.Status
		for _, r := range s.List() {
			of = append(of, r.Status)
		}
		if c.signal == syscall.SIGKILL {
			if slices.Contains(of, run.Complete) || !slices.Contains(of[:2], run.Interrupted) ||
				of[2] != run.Waiting || of[3] != run.Waiting {
				t.Errorf("after a kill: %v", of)
			}
			continue
		}
		if want := []run.Status{run.Interrupted, run.Interrupted, run.Waiting, run.Waiting}; !slices.Equal(of, want) {
			t.Errorf("after an interrupt: %v, want %v", of, want)
		}
		const line = "sweep: interrupted with 0 of 4 runs complete; the same call goes on from there"
		if got := child.Lines[len(child.Lines)-1]; status != 0 || got != line || child.Errors.Len() > 0 {
			t.Errorf("exit status %d, last line %q, stderr %q, want %q", status, got, child.Errors.String(), line)
		}
	}
	p.Pause = 0
	child := p.start(t)
	if status := child.End(); status != 0 {
		t.Fatalf("exit status %d: %s", status, child.Errors.String())
	}
	sameOutcomes(t, p.Directory, want)
}

// TestSweepRefuses refuses what can't be meant before anything starts.
func TestSweepRefuses(t *testing.T) {
	start := func() *Builder {
		return clubSweep(func(Setting) { t.Error("something was built") })
	}
	for _, c := range []struct {
		name  string
		sweep *Builder
		want  string
	}{
		{"no seed", start().Over("groups", 2).Seeds(0), "sweep: 0 seeds; use at least 1"},
		{"no run at a time", start().WithConcurrency(0), "sweep: 0 runs at the same time; use at least 1"},
		{"no memory", start().WithMemory(0), "sweep: 0 bytes of memory; use a positive number"},
		{"no values", start().Over("groups"), `sweep: the option "groups" without values; give at least one`},
		{"option twice", start().Over("groups", 2).Over("groups", 4),
			`sweep: the option "groups" twice; give all its values at once`},
		{"value twice", start().Over("groups", 2, 4, 2),
			`sweep: the option "groups" with 2 twice; give each value once`},
		{"option without a name", start().Over(" ", 2), "sweep: an option without a name"},
		{"the seed as an option", start().Over("seed", 1, 2), `sweep: the option "seed"; use Seeds(n)`},
		{"nil", start().Over("groups", nil), `sweep: the option "groups" with the value nil`},
		{"a function as a value", start().Over("groups", func() {}), `with a value of type func(), which has no name`},
		{"no name", Func("", func(Setting) (*revgnn.TrainBuilder, error) { return nil, nil }),
			"sweep: no name; give Func one"},
		{"no function", Func("x", nil), "sweep: no function; give Func one"},
		{"no preset", Of(nil), "sweep: no preset; use sweep.Of"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "sweep")
			_, err := c.sweep.WithDirectory(dir).Done()
			oneLine(t, err, c.want)
			if _, err := os.Stat(dir); err == nil {
				t.Error("the directory was made")
			}
		})
	}
}

// TestSetting reads values back as they were given.
func TestSetting(t *testing.T) {
	s := Setting{Seed: 3}.with("depth", 28, "28").with("rate", 0.001, "0.001").
		with("operator", conv.GCN(), conv.GCN().String())
	if s.Int("depth") != 28 || s.Float("depth") != 28 || s.Float("rate") != 0.001 || s.Text("operator") != "GCN" ||
		s.Value("operator").(conv.Operator).String() != "GCN" {
		t.Errorf("%+v", s)
	}
	for name, read := range map[string]func(){
		"not a whole number": func() { s.Int("rate") },
		"not a number":       func() { s.Float("operator") },
		"does not go over":   func() { s.Value("deep") },
	} {
		if err := fault.Try(func() error { read(); return nil }); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
	// Two settings from one share nothing.
	a, b := s.with("x", 1, "1"), s.with("x", 2, "2")
	if a.Int("x") != 1 || b.Int("x") != 2 {
		t.Errorf("%v and %v, want 1 and 2", a.Value("x"), b.Value("x"))
	}
}

// presetSweep is a sweep of the small form of a preset, made tiny.
func presetSweep() *Builder {
	g := cell.Must(datasets.ProteinsLike(40, 200, 1).WithTasks(5).Done())
	small := paper.Preset("revgnn-80-proteins").Small().With("channels", 12).With("epochs", 2).
		With("evaluate every", 1).With("parts", 2)
	return Of(small.WithGraph(g))
}

// TestSweepPreset goes over options of a preset, with a value that can't be built.
func TestSweepPreset(t *testing.T) {
	p := plan{Preset: true, Directory: filepath.Join(t.TempDir(), "sweep")}
	child := p.start(t)
	if status := child.End(); status != 0 {
		t.Fatalf("exit status %d: %s", status, child.Errors.String())
	}
	s, err := run.OpenSweep(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for _, depth := range []int{2, 3} {
		for _, groups := range []int{2, 5} {
			for _, seed := range []uint64{1, 2} {
				r := s.List()[i]
				i++
				if want := fmt.Sprintf("depth=%d,groups=%d,seed=%d", depth, groups, seed); r.Name != want {
					t.Errorf("the run is %s, want %s", r.Name, want)
				}
				if groups == 5 {
					if r.Status != run.Failed || !strings.Contains(r.Reason, "12 channels do not split into 5 groups") {
						t.Errorf("%s is %s: %s", r.Name, r.Status, r.Reason)
					}
					continue
				}
				made, err := run.Open(filepath.Join(p.Directory, r.Name))
				if err != nil {
					t.Fatal(err)
				}
				if got := made.Info(); made.Status() != run.Complete || made.Profile().Depth != depth ||
					got.Training.Seed != seed || got.Model.Options.Seed != seed || made.Profile().Channels != 12 ||
					len(made.History()) != 2*2+2 { // steps and evaluations
					t.Errorf("%s is %s: %+v", r.Name, made.Status(), got)
				}
			}
		}
	}
	if i != len(s.List()) {
		t.Errorf("%d runs, want %d", len(s.List()), i)
	}

	for _, c := range []struct {
		name  string
		sweep *Builder
		want  string
	}{
		{"unknown option", presetSweep().Over("dept", 2, 3),
			`paper: an experiment has no option "dept"; did you mean "depth"`},
		{"no value that fits", presetSweep().Over("groups", 5, 7), "paper: 12 channels do not split into 5 groups"},
		{"a value that is none", presetSweep().Over("depth", 2, "three"),
			`sweep: the option "depth" takes a whole number of at least 1, not "three"`},
		{"a range beyond what there is", presetSweep().Over("dropout", Between(0, 1)).WithRandom(2, 1),
			`sweep: the option "dropout" takes a number of at least 0 and less than 1, not 1`},
		{"fractions for layers", presetSweep().Over("depth", Between(1.5, 3)).WithRandom(2, 1),
			`sweep: the option "depth" takes a whole number of at least 1, not 1.5`},
		{"no such preset", Of(paper.Preset("revgnn-90-proteins")).Over("depth", 2),
			`paper: no preset "revgnn-90-proteins"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "sweep")
			_, err := c.sweep.WithDirectory(dir).Done()
			oneLine(t, err, c.want)
			if _, err := os.Stat(dir); err == nil {
				t.Error("the directory was made")
			}
		})
	}
}
