package revgnn

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

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// clubSweep is a sweep of tiny networks. Its function calls see before it builds a network.
func clubSweep(see func(s Setting), observers ...run.Observer) *SweepBuilder {
	g := must(datasets.Karate().Done())
	return SweepFunc("club", func(s Setting) (*TrainBuilder, error) {
		if see != nil {
			see(s)
		}
		m, err := Reversible(conv.GCN()).WithDepth(2).WithChannels(8).WithGroups(s.Int("groups")).WithSeed(s.Seed).For(g).Done()
		b := Train(m, g).WithEpochs(6).WithSeed(s.Seed).WithEvaluation(3).WithCheckpoints(1)
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
	const two, three, four = "groups=2 seed=1", "groups=3 seed=1", "groups=4 seed=1"
	wantStatuses(t, s, map[string]run.Status{two: run.Complete, three: run.Failed, four: run.Complete})
	if want := []string{two, three, four}; !slices.Equal(built, want) {
		t.Errorf("built %q, want %q", built, want)
	}
	failures := s.Failures()
	const why = "revgnn: 8 channels do not split into 3 groups; use a multiple of 3"
	if len(failures) != 1 || failures[0].Reason != why {
		t.Errorf("failures %+v, want one with %q", failures, why)
	}
	want := []string{"started 3", two + " running", two + " complete", three + " failed", four + " running", four + " complete",
		"finished <nil>"}
	if !slices.Equal(w.lines, want) {
		t.Errorf("the observer saw %q, want %q", w.lines, want)
	}
	if r := w.last[2]; r.Step != 6 || r.Steps != 6 || r.Metric != "accuracy" || r.Loss == nil || r.Best == nil || r.Elapsed <= 0 {
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
		"groups=2 seed=2": run.Complete, "groups=3 seed=2": run.Failed})
	if want := []string{two, "groups=2 seed=2", "groups=3 seed=2"}; !slices.Equal(built, want) {
		t.Errorf("built %q, want %q: what failed is not tried again", built, want)
	}
	after := files(t, filepath.Join(dir, two))
	for name, content := range before {
		if after[name] != content && filepath.Base(name) != "lock" {
			t.Errorf("%s of a complete run was written again", name)
		}
	}
	if got := len(s.Compared()); got != 3 || len(s.Recorded()) != 3 {
		t.Errorf("%d runs to compare, want 3", got)
	}

	// The reason is gone.
	g := must(datasets.Karate().Done())
	mended := SweepFunc("club", func(s Setting) (*TrainBuilder, error) {
		m, err := Reversible(conv.GCN()).WithDepth(2).WithChannels(12).WithGroups(s.Int("groups")).WithSeed(s.Seed).For(g).Done()
		return Train(m, g).WithEpochs(1), err
	})
	s, err = mended.Over("groups", 3).WithRetry().WithDirectory(dir).Done()
	if err != nil {
		t.Fatal(err)
	}
	if got := statuses(s); got[three] != run.Complete || got["groups=3 seed=2"] != run.Failed {
		t.Errorf("after another try: %v", got)
	}

	// Runs of other settings in the same place.
	_, err = mended.Over("depth", 1).WithDirectory(dir).Done()
	oneOfUs(t, err, "holds a sweep of club over groups, not of club over groups, depth; give another directory")
	changed := SweepFunc("club", mended.of.(*funcTrial).train).Over("groups", 2).WithDirectory(dir)
	_, err = changed.Done()
	oneOfUs(t, err, "revgnn: the sweep ended: run: ", "holds another run (channels 8 there, 12 now", "give another directory")
	if s, err = run.OpenSweep(dir); err != nil || statuses(s)[two] != run.Complete {
		t.Errorf("%v, statuses %v", err, statuses(s))
	}
}

// TestSweepFailures: a run that throws, diverges or is not what the sweep asked for is a failure of its own.
func TestSweepFailures(t *testing.T) {
	g := must(datasets.Karate().Done())
	s, err := SweepFunc("broken", func(s Setting) (*TrainBuilder, error) {
		b := Train(must(Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(g).Done()), g).WithEpochs(2)
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
			b.WithObserver(&witness{at: map[int]func(){1: func() { panic("an observer's mistake") }}})
		case "diverges":
			b.WithLearningRate(math.MaxFloat64)
		}
		return b, nil
	}).Over("how", "throws", "misspelled", "nothing", "placed", "observed", "diverges", "works").
		WithDirectory(filepath.Join(t.TempDir(), "sweep")).Done()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"revgnn: a mistake of the user", `revgnn: the sweep has no field "dept"; it goes over: how`,
		"returned no training", "leave WithDirectory to the sweep", "an observer's mistake", "the loss is NaN at step 2"}
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
	g := must(datasets.Karate().Done())
	var c crowd
	start := func(channels int) *TrainBuilder {
		b := Train(must(Reversible(conv.GCN()).WithDepth(1).WithChannels(channels).For(g).Done()), g).WithEpochs(8)
		return b.WithObserver(&member{crowd: &c, bytes: b.estimate().Total()})
	}
	one, large := start(8).estimate().Total(), start(512).estimate().Total()
	dir := filepath.Join(t.TempDir(), "sweep")
	sweep := func() *SweepBuilder {
		return SweepFunc("crowd", func(s Setting) (*TrainBuilder, error) { return start(s.Int("channels")), nil }).
			Over("channels", 8, 512).Seeds(3).WithDirectory(dir).WithAtOnce(3)
	}
	s, err := sweep().WithMemory(2*one + one/2).Done()
	if err != nil {
		t.Fatal(err)
	}
	if c.most != 2 || c.peak > 2*one+one/2 {
		t.Errorf("%d runs of %d bytes in all at once, want 2 of %d", c.most, c.peak, 2*one)
	}
	if len(s.Runs()) != 3 || len(s.Failures()) != 3 {
		t.Fatalf("%v", statuses(s))
	}
	why := fmt.Sprintf("WithMemory(%d)", large)
	if f := s.Failures()[0]; f.Status != run.NotRun || f.Memory != large || !strings.Contains(f.Reason, why) {
		t.Errorf("%+v, want one that was not run, with %q", f, why)
	}

	// They are all of one seed.
	for _, name := range []string{"channels=8 seed=2", "channels=8 seed=3"} {
		sameOutcome(t, outcome(t, filepath.Join(dir, name)), outcome(t, filepath.Join(dir, "channels=8 seed=1")))
	}
	// Complete runs are kept, whatever they needed.
	if s, err = sweep().WithMemory(1).Done(); err != nil || len(s.Runs()) != 3 {
		t.Errorf("%v, %v", err, statuses(s))
	}
}

// TestEstimateStep: a training's estimate has the size of a padded part, its optimizer's state and a teacher's logits, and an
// experiment's is that of its training.
func TestEstimateStep(t *testing.T) {
	g := must(datasets.ProteinsLike(2000, 100_000, 1).Done())
	for _, parts := range []int{1, 3, 10} {
		for _, optimizer := range []string{"adam", "rmsprop"} {
			t.Run(fmt.Sprintf("%d parts, %s", parts, optimizer), func(t *testing.T) {
				e := experiment(t, Preset("revgnn-deep-proteins").WithGraph(g).With("depth", 2).With("channels", 8).
					With("parts", parts).With("optimizer", optimizer))
				b := e.Train()
				got := b.estimate()
				if whole := e.Estimate(); whole != got {
					t.Errorf("the experiment's estimate is %+v, its training's %+v", whole, got)
				}
				partition, err := g.Partition(parts, 0)
				if err != nil {
					t.Fatal(err)
				}
				of := *b.model
				of.size.nodes, of.size.edges = partition.PaddedNodes()-1, partition.PaddedEdges()
				// What the device sees, and at most a tenth more; a whole graph is not padded.
				most := 1.0
				if parts > 1 {
					most = 1.1
				}
				want := of.Estimate()
				for _, part := range []struct {
					name      string
					got, want int64
				}{{"activations", got.Activations, want.Activations}, {"data", got.DataBytes, want.DataBytes}} {
					if part.got < part.want || float64(part.got) > most*float64(part.want) {
						t.Errorf("%s: %d bytes, want from %d to %g times as many", part.name, part.got, part.want, most)
					}
				}
				// Two moments, or one.
				if moments := map[string]int64{"adam": 2, "rmsprop": 1}[optimizer]; got.OptimizerBytes != moments*got.ParameterBytes {
					t.Errorf("the optimizer keeps %d bytes for %d of parameters", got.OptimizerBytes, got.ParameterBytes)
				}
			})
		}
	}
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(8).For(classes(t)))
	alone, taught := Train(m, classes(t)), Train(m, classes(t)).WithDistillation("teacher", 0.95, 0.7)
	n := int64(m.size.nodes + 1)
	if d := taught.estimate().DataBytes - alone.estimate().DataBytes; d != 4*n*int64(m.config.Outputs)+n { // float32 logits, a mask
		t.Errorf("a teacher adds %d bytes of data for %d nodes and %d classes", d, n, m.config.Outputs)
	}
}

// sweepAsProcess is what a child process does with a plan.
func (p plan) sweepAsProcess() {
	clubSweep(nil, teller{p.Pause}).Over("groups", 2, 4).Seeds(2).WithDirectory(p.Directory).WithAtOnce(p.Parts).Must()
	fmt.Println("complete")
	os.Exit(0)
}

// TestSweepStopped kills and interrupts a sweep of two at once in another process. It ends with the numbers of one that was
// not stopped and did one after the other.
func TestSweepStopped(t *testing.T) {
	const pureGo = "KILOLAYER_BACKEND=go" // which compiles these faster
	straight := plan{Task: "sweep", Directory: filepath.Join(t.TempDir(), "sweep"), Parts: 1}
	if child := straight.start(t, pureGo); child.end() != 0 {
		t.Fatal(child.stderr.String())
	}
	p := plan{Task: "sweep", Directory: filepath.Join(t.TempDir(), "sweep"), Parts: 2, Pause: 50 * time.Millisecond}
	for _, c := range []struct {
		at     string // a line of the process
		signal os.Signal
	}{{"step 2", syscall.SIGKILL}, {"step 3", os.Interrupt}} {
		child := p.start(t, pureGo)
		if !child.until(c.at) {
			t.Fatalf("the process ended before %q: %v %s", c.at, child.stdout, child.stderr.String())
		}
		if err := child.Process.Signal(c.signal); err != nil {
			t.Fatal(err)
		}
		status := child.end()
		s, err := run.OpenSweep(p.Directory)
		if err != nil {
			t.Fatal(err)
		}
		var of []run.Status
		for _, r := range s.List() {
			of = append(of, r.Status)
		}
		if c.signal == syscall.SIGKILL {
			if slices.Contains(of, run.Complete) || !slices.Contains(of[:2], run.Interrupted) || of[2] != run.Waiting || of[3] != run.Waiting {
				t.Errorf("after a kill: %v", of)
			}
			continue
		}
		if want := []run.Status{run.Interrupted, run.Interrupted, run.Waiting, run.Waiting}; !slices.Equal(of, want) {
			t.Errorf("after an interrupt: %v, want %v", of, want)
		}
		const line = "revgnn: training was interrupted with 0 of 4 runs complete; the same call goes on from there"
		if got := child.stdout[len(child.stdout)-1]; status != 0 || got != line || child.stderr.Len() > 0 {
			t.Errorf("exit status %d, last line %q, stderr %q, want %q", status, got, child.stderr.String(), line)
		}
	}
	p.Pause = 0
	child := p.start(t, pureGo)
	if status := child.end(); status != 0 {
		t.Fatalf("exit status %d: %s", status, child.stderr.String())
	}
	for _, name := range []string{"groups=2 seed=1", "groups=2 seed=2", "groups=4 seed=1", "groups=4 seed=2"} {
		sameOutcome(t, outcome(t, filepath.Join(p.Directory, name)), outcome(t, filepath.Join(straight.Directory, name)))
	}
}

// TestSweepRefuses refuses what can't be meant before anything starts.
func TestSweepRefuses(t *testing.T) {
	start := func() *SweepBuilder {
		return clubSweep(func(Setting) { t.Error("something was built") })
	}
	for _, c := range []struct {
		name  string
		sweep *SweepBuilder
		want  string
	}{
		{"no seed", start().Over("groups", 2).Seeds(0), "revgnn: a sweep with 0 seeds; use at least 1"},
		{"no run at once", start().WithAtOnce(0), "revgnn: a sweep with 0 runs at once; use at least 1"},
		{"no memory", start().WithMemory(0), "revgnn: a sweep within 0 bytes of memory; use a positive number"},
		{"no values", start().Over("groups"), `revgnn: a sweep over "groups" without values; give at least one`},
		{"field twice", start().Over("groups", 2).Over("groups", 4), `revgnn: a sweep over "groups" twice; give all its values at once`},
		{"value twice", start().Over("groups", 2, 4, 2), `revgnn: a sweep over "groups" with 2 twice; give each value once`},
		{"field without a name", start().Over(" ", 2), "revgnn: a sweep over a field without a name"},
		{"the seed as a field", start().Over("seed", 1, 2), `revgnn: a sweep over the field "seed"; use Seeds(n)`},
		{"nil", start().Over("groups", nil), `revgnn: a sweep over "groups" with the value nil`},
		{"a function as a value", start().Over("groups", func() {}), `with a value of type func(), which has no name`},
		{"no name", SweepFunc("", func(Setting) (*TrainBuilder, error) { return nil, nil }), "revgnn: a sweep without a name"},
		{"no function", SweepFunc("x", nil), "revgnn: a sweep without a function"},
		{"no preset", Sweep(nil), "revgnn: a sweep without a preset"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "sweep")
			_, err := c.sweep.WithDirectory(dir).Done()
			oneOfUs(t, err, c.want)
			if _, err := os.Stat(dir); err == nil {
				t.Error("the directory was made")
			}
		})
	}
}

// TestSetting reads values back as they were given.
func TestSetting(t *testing.T) {
	s := Setting{Seed: 3}.with("depth", 28, "28").with("rate", 0.001, "0.001").with("operator", conv.GCN(), conv.GCN().String())
	if s.Int("depth") != 28 || s.Float("depth") != 28 || s.Float("rate") != 0.001 || s.Text("operator") != "GCN" ||
		s.Value("operator").(conv.Operator).String() != "GCN" {
		t.Errorf("%+v", s)
	}
	for name, read := range map[string]func(){
		"not a whole number": func() { s.Int("rate") },
		"not a number":       func() { s.Float("operator") },
		"no field":           func() { s.Value("deep") },
	} {
		if err := try(func() error { read(); return nil }); err == nil || !strings.Contains(err.Error(), name) {
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
func presetSweep() *SweepBuilder {
	g := must(datasets.ProteinsLike(40, 200, 1).WithTasks(5).Done())
	small := Preset("revgnn-80-proteins").Small().With("channels", 12).With("epochs", 2).With("evaluate every", 1).With("parts", 2)
	return Sweep(small.WithGraph(g))
}

// sweepPresetAsProcess is what a child process does with a plan.
func (p plan) sweepPresetAsProcess() {
	presetSweep().Over("depth", 2, 3).Over("groups", 2, 5).Seeds(2).WithDirectory(p.Directory).Must()
	fmt.Println("complete")
	os.Exit(0)
}

// TestSweepPreset goes over fields of a preset, with a value that can't be built.
func TestSweepPreset(t *testing.T) {
	p := plan{Task: "sweep of a preset", Directory: filepath.Join(t.TempDir(), "sweep")}
	child := p.start(t, "KILOLAYER_BACKEND=go")
	if status := child.end(); status != 0 {
		t.Fatalf("exit status %d: %s", status, child.stderr.String())
	}
	s, err := run.OpenSweep(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for _, depth := range []int{2, 3} {
		for _, groups := range []int{2, 5} {
			for _, seed := range []int64{1, 2} {
				r := s.List()[i]
				i++
				if want := fmt.Sprintf("depth=%d groups=%d seed=%d", depth, groups, seed); r.Name != want {
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
				if got := made.Info(); made.Status() != run.Complete || made.Profile().Depth != depth || got.Seed != seed ||
					made.Profile().Channels != 12 || len(made.History()) != 2*2+2 { // steps and evaluations
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
		sweep *SweepBuilder
		want  string
	}{
		{"unknown field", presetSweep().Over("dept", 2, 3), `revgnn: an experiment has no field "dept"; did you mean "depth"`},
		{"no value that fits", presetSweep().Over("groups", 5, 7), "revgnn: 12 channels do not split into 5 groups"},
		{"set already", presetSweep().Over("channels", 12, 24), `revgnn: the field "channels" was given twice`},
		{"no such preset", Sweep(Preset("revgnn-90-proteins")).Over("depth", 2), `revgnn: no preset "revgnn-90-proteins"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "sweep")
			_, err := c.sweep.WithDirectory(dir).Done()
			oneOfUs(t, err, c.want)
			if _, err := os.Stat(dir); err == nil {
				t.Error("the directory was made")
			}
		})
	}
}
