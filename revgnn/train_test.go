package revgnn

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/athand"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// outcome is a run without what depends on the clock: the history and the last checkpoint, bit for bit.
func outcome(t *testing.T, dir string) map[string]string {
	t.Helper()
	r, err := run.Open(dir)
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
	folders := checkpointSteps(r.CheckpointDir())
	if len(folders) != 1 {
		t.Fatalf("checkpoints %v, want 1", folders)
	}
	for step, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil || len(files) != 2 {
			t.Fatalf("files of the checkpoint: %v, %v", files, err)
		}
		for _, path := range files {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			numbers[fmt.Sprintf("checkpoint %d%s", step, filepath.Ext(path))] = string(content)
		}
	}
	for name, content := range files(t, r.CheckpointDir()) {
		if strings.HasPrefix(name, bestFolder+"/") { // but for the time in the files' names
			numbers[filepath.Dir(name)+filepath.Ext(name)] = content
		}
	}
	return numbers
}

// bestAgrees fails unless the best checkpoint is the one that the history tells, whenever a run was stopped.
func bestAgrees(t *testing.T, p plan) {
	t.Helper()
	r, err := run.Open(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	best, ok := r.Best()
	m, err := LoadBest(p.Directory)
	if !ok {
		oneOfUs(t, err, "no best checkpoint")
		return
	}
	if err != nil {
		t.Fatalf("step %d: %v", best.Step, err)
	}
	if p.Parts > 1 {
		return // such an evaluation lacks the edges between parts
	}
	g, err := p.graph()
	if err != nil {
		t.Fatal(err)
	}
	scores, err := Evaluate(m, g).Done()
	if err != nil {
		t.Fatal(err)
	}
	if *scores.Valid != *best.Valid {
		t.Errorf("the best checkpoint scores %g on the validation nodes, the record of step %d says %g",
			*scores.Valid, best.Step, *best.Valid)
	}
}

func sameOutcome(t *testing.T, got, want map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d numbers, want %d", len(got), len(want))
	}
	short := func(s string) string { return fmt.Sprintf("%.300q", s) }
	for key := range want {
		if got[key] != want[key] {
			t.Errorf("%s: %s, want %s", key, short(got[key]), short(want[key]))
		}
	}
}

// plans are one of each kind: the whole graph and parts, classes and tasks.
func plans(t *testing.T) map[string]plan {
	whole, parts := small(t), small(t)
	parts.Graph, parts.Epochs, parts.Parts = "proteins", 5, 3
	parts.Evaluate, parts.Norms = 2, 2
	solved := small(t)
	solved.Family, solved.Operator = "equilibrium", "GCN"
	teacher, options := small(t), small(t)
	teacher.Operator, teacher.Epochs = "GCN", 4
	teacher.complete(t)
	options.Parts, options.Evaluate, options.Teacher = 2, 1, teacher.Directory
	return map[string]plan{"whole": whole, "parts": parts, "equilibrium": solved, "options": options}
}

// TestStopped kills and interrupts a training in other processes at random moments. It ends with the numbers of one
// that was not stopped.
func TestStopped(t *testing.T) {
	rng := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	type stop struct {
		at     string // a line of the process; "" is while it compiles
		signal os.Signal
	}
	cases := map[string][]stop{
		"whole":   {{"", os.Interrupt}, {"step 2", syscall.SIGKILL}, {"step 5", os.Interrupt}},
		"parts":   {{"started", syscall.SIGKILL}, {"step 5", syscall.SIGKILL}, {"evaluation 15", syscall.SIGKILL}},
		"options": {{"evaluation 6", syscall.SIGKILL}, {"evaluation 14", syscall.SIGKILL}},
	}
	for name, p := range plans(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p.Depth = 3 // a first layer, one between and a last; each process compiles them
			reference := p
			reference.Directory = t.TempDir() + "/run"
			reference.complete(t)
			want := outcome(t, reference.Directory)
			p.Every = 1 // a checkpoint each step
			for _, stop := range cases[name] {
				if stop.signal == os.Interrupt {
					p.Pause = 20 * time.Millisecond // so that it does not reach its end before
				}
				c := p.start(t)
				if stop.at == "" {
					for !run.Exists(p.Directory) {
						time.Sleep(time.Millisecond)
					}
				} else if !c.Until(stop.at) {
					t.Fatalf("the process ended before %q: %v %s", stop.at, c.Lines, c.Errors.String())
				}
				delay := time.Duration(rng.IntN(8000)) * time.Microsecond // a checkpoint takes some milliseconds
				time.Sleep(delay)
				if err := c.Process.Signal(stop.signal); err != nil {
					t.Fatal(err)
				}
				status := c.End()
				r, err := run.Open(p.Directory)
				if err != nil {
					t.Fatal(err)
				}
				bestAgrees(t, p)
				entries, _ := os.ReadDir(r.CheckpointDir())
				t.Logf("%s %v after %q: %d lines of history, checkpoint %v", stop.signal, delay, stop.at,
					len(r.History()), entries)
				if r.Status() != run.Interrupted {
					t.Errorf("status %s", r.Status())
				}
				if stop.signal == os.Interrupt {
					step := 0
					if records := r.History(); len(records) > 0 {
						step = records[len(records)-1].Step
					}
					if stop.at == "" && step > 0 {
						t.Errorf("it made %d steps after an interrupt before the first", step)
					}
					ended := []string{"finished interrupted", fmt.Sprintf(
						"revgnn: training was interrupted at step %d of %d; the same call goes on from there", step,
						p.Epochs*p.Parts)}
					if got := c.Lines[max(0, len(c.Lines)-2):]; !slices.Equal(got, ended) || status != 0 ||
						c.Errors.Len() > 0 {
						t.Errorf("exit status %d, last lines %q, stderr %q, want %q", status, got, c.Errors.String(),
							ended)
					}
				}
			}
			p.Pause = 0
			c := p.start(t)
			if status := c.End(); status != 0 {
				t.Fatalf("exit status %d: %s", status, c.Errors.String())
			}
			sameOutcome(t, outcome(t, p.Directory), want)
		})
	}
}

// onlooker keeps what an observer sees, in a line each, and may act at a step.
type onlooker struct {
	lines []string
	at    map[int]func()
}

func (w *onlooker) Started(info run.Info, memory run.Memory, history []run.Record) {
	w.lines = append(w.lines, fmt.Sprintf("started %s %d", memory.Source, len(history)))
}

func (w *onlooker) Recorded(r run.Record) {
	w.lines = append(w.lines, fmt.Sprintf("%s %d", r.Kind, r.Step))
	if act := w.at[r.Step]; act != nil && r.Kind == run.Step {
		act()
	}
}

func (w *onlooker) Finished(status run.Status, err error) {
	w.lines = append(w.lines, fmt.Sprintf("finished %s %v", status, err))
}

func (w *onlooker) want(t *testing.T, lines ...string) {
	t.Helper()
	if !slices.Equal(w.lines, lines) {
		t.Errorf("the observer saw %q, want %q", w.lines, lines)
	}
}

// files are the files of a run but for its lock, by name.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.Name() == "lock" {
			return err
		}
		content, _ := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[name] = string(content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// oneOfUs fails unless an error is one line that begins with a package's name and holds the parts.
func oneOfUs(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	text := err.Error()
	if strings.Contains(text, "\n") || !regexp.MustCompile(`^(revgnn|run|conv|solver): `).MatchString(text) {
		t.Errorf("error %q, want one line of the package", text)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("error %q, want %q in it", text, part)
		}
	}
}

// TestWatched trains in this process, ended by its context, and looks at all that a run leaves.
func TestWatched(t *testing.T) {
	p := small(t)
	p.Operator, p.Epochs = "GCN", 6
	two := []*onlooker{{}, {}}
	for _, w := range two {
		w.at = map[int]func(){}
	}
	ctx, cancel := context.WithCancel(t.Context())
	two[1].at[3] = cancel
	b, err := p.builder()
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.WithContext(ctx).WithObserver(two[0]).WithObserver(two[1]).Done()
	oneOfUs(t, err, "interrupted at step 3 of 6; the same call goes on from there")
	if !errors.Is(err, context.Canceled) || r == nil || r.Status() != run.Interrupted {
		t.Fatalf("%v, run %v", err, r)
	}
	for _, w := range two {
		w.want(t, "started compiled 0", "step 1", "step 2", "step 3", "finished interrupted "+err.Error())
	}

	w := &onlooker{}
	if b, err = p.builder(); err != nil {
		t.Fatal(err)
	}
	r, err = b.WithObserver(w).Done()
	if err != nil {
		t.Fatal(err)
	}
	w.want(t, "started compiled 3", "step 4", "evaluation 4", "step 5", "step 6", "evaluation 6",
		"finished complete <nil>")
	trained := b.model

	info := r.Info()
	for _, name := range []string{"kilolayer", "go", "plugin"} {
		if info.Versions[name] == "" {
			t.Errorf("versions %v lack %s", info.Versions, name)
		}
	}
	if info.Device == "" || info.Steps() != 6 || info.Model.Parameters() != trained.Parameters() ||
		info.Loss != "cross-entropy" {
		t.Errorf("info %+v", info)
	}
	memory := r.Profile()
	n := trained.Parameters()
	if memory.Source != "compiled" || memory.Activations <= 0 || memory.ParameterBytes != 4*n ||
		memory.OptimizerBytes < 8*n {
		t.Errorf("memory %+v of %d parameters", memory, n)
	}
	for step, folder := range checkpointSteps(r.CheckpointDir()) {
		data, err := filepath.Glob(filepath.Join(folder, "*.bin"))
		if err != nil || len(data) != 1 || step != 6 {
			t.Fatalf("checkpoint %s: %v, %v", folder, data, err)
		}
		// Parameters and Adam's two moments of 4 bytes each, and some counters.
		size := int64(len(files(t, folder)[filepath.Base(data[0])]))
		if extra := size - 12*n; extra < 0 || extra > 100 {
			t.Errorf("the checkpoint has %d bytes for %d parameters", size, n)
		}
	}

	// The finished run is returned as it is.
	before := files(t, p.Directory)
	w = &onlooker{}
	b, err = p.builder()
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.WithObserver(w).Done()
	if err != nil {
		t.Fatal(err)
	}
	w.want(t, "started compiled 8", "finished complete <nil>")
	if len(again.History()) != 8 {
		t.Errorf("%d records of a finished run, want 8", len(again.History()))
	}
	if after := files(t, p.Directory); !maps.Equal(after, before) {
		t.Errorf("files of a finished run changed: %v", slices.Sorted(maps.Keys(after)))
	}
	logits := predicted(t, trained, p)
	if !slices.Equal(predicted(t, b.model, p), logits) {
		t.Error("the model of a finished run predicts other numbers than the one that was trained")
	}
	loads(t, p, logits)

	// Other runs do not go on from it.
	for name, c := range map[string]struct {
		change func(*plan)
		want   string
	}{
		"depth":         {func(p *plan) { p.Depth = 4 }, "depth 8 there, 4 now"},
		"operator":      {func(p *plan) { p.Operator = "GEN" }, "operator GCN there, GEN(max) now"},
		"data":          {func(p *plan) { p.Graph = "split" }, "data fingerprint "},
		"model":         {func(p *plan) { p.Graph = "proteins" }, "outputs 2 there, 5 now"},
		"learning rate": {func(p *plan) { p.Rate = 1 }, "learning rate 0.01 there, 1 now"},
		"parts":         {func(p *plan) { p.Parts = 2 }, "parts 1 there, 2 now"},
	} {
		other := p
		c.change(&other)
		w := &onlooker{}
		_, err := other.train(t, w)
		t.Run(name, func(t *testing.T) { oneOfUs(t, err, p.Directory+" holds another run", c.want) })
		w.want(t)
	}
	if after := files(t, p.Directory); !maps.Equal(after, before) {
		t.Errorf("files changed by other runs: %v", slices.Sorted(maps.Keys(after)))
	}

	// A complete run without its checkpoint cannot be given back.
	if err := os.Rename(r.CheckpointDir(), p.Directory+"/moved"); err != nil {
		t.Fatal(err)
	}
	_, err = p.train(t)
	oneOfUs(t, err, p.Directory, "its last checkpoint is gone", "WithRestart()")
	_, err = Load(p.Directory)
	oneOfUs(t, err, p.Directory, "no checkpoint")

	// A restart removes the run alone.
	p.Restart, p.Epochs = true, 1
	if got := p.complete(t); len(got.History()) != 2 {
		t.Errorf("%d records after a restart, want 2", len(got.History()))
	}
	if _, err := os.Stat(p.Directory + "/moved"); err != nil {
		t.Error(err)
	}
}

// predicted are the logits of a model.
func predicted(t *testing.T, m *Model, p plan) []float32 {
	t.Helper()
	g, err := p.graph()
	if err != nil {
		t.Fatal(err)
	}
	logits, err := m.Predict(g).Done()
	if err != nil {
		t.Fatal(err)
	}
	return logits.Data
}

// TestRestartOfNoRun trains in a folder that holds something else, which stays.
func TestRestartOfNoRun(t *testing.T) {
	p := small(t)
	p.Operator, p.Epochs, p.Restart = "GCN", 1, true
	if err := os.MkdirAll(p.Directory+"/checkpoint", 0o755); err != nil {
		t.Fatal(err)
	}
	mine := p.Directory + "/checkpoint/mine"
	if err := os.WriteFile(mine, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := p.train(t)
	oneOfUs(t, err, p.Directory+"/checkpoint exists")
	if _, err := os.Stat(mine); err != nil {
		t.Error(err)
	}
}

// TestFull trains with files that may not grow beyond a limit: the history fails first, then a checkpoint. With space
// again the run ends with the numbers of one that never failed.
func TestFull(t *testing.T) {
	t.Parallel()
	p := small(t)
	p.Operator, p.Epochs, p.Evaluate = "GCN", 60, 50
	reference := p
	reference.Directory = t.TempDir() + "/run"
	reference.complete(t)
	for _, c := range []struct {
		limit uint64
		want  string
		least int // records kept
	}{
		{4000, "history.jsonl (file too large)", 10},
		{20_000, "revgnn: no checkpoint of step 50 in " + p.Directory + "/checkpoint (its data of", 51},
	} {
		p.FileLimit = c.limit
		child := p.start(t)
		status := child.End()
		text := child.Errors.String()
		if status != 1 || strings.Count(text, "\n") != 1 || !strings.Contains(text, c.want) ||
			!strings.Contains(text, "run the same command to go on") {
			t.Errorf("exit status %d, stderr %q, want a line with %q", status, text, c.want)
		}
		r, err := run.Open(p.Directory)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.History()) < c.least {
			t.Errorf("%d records kept, want at least %d", len(r.History()), c.least)
		}
		entries, _ := os.ReadDir(r.CheckpointDir())
		// it is smaller
		entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return e.Name() == bestFolder })
		if len(entries) > 0 {
			t.Errorf("%v left where the checkpoint failed", entries)
		}
	}
	p.FileLimit = 0
	p.complete(t)
	sameOutcome(t, outcome(t, p.Directory), outcome(t, reference.Directory))
}

// TestNotFinite trains at a rate that makes the loss overflow.
func TestNotFinite(t *testing.T) {
	p := small(t)
	p.Operator, p.Rate, p.Every = "GCN", 1e30, 1
	for range 2 { // the same call fails in the same way
		w := &onlooker{}
		_, err := p.train(t, w)
		oneOfUs(t, err, "the loss is NaN at step 2: features, targets and the operators' numbers are as they should "+
			"be, which leaves the learning rate of 1e+30")
		if got := w.lines[len(w.lines)-1]; got != "finished failed "+err.Error() {
			t.Errorf("last: %q", got)
		}
		r, err := run.Open(p.Directory)
		if err != nil {
			t.Fatal(err)
		}
		history := r.History()
		if r.Status() != run.Failed || len(history) != 2 || !math.IsNaN(*history[1].Loss) {
			t.Errorf("status %s, %d records", r.Status(), len(history))
		}
		if steps := checkpointSteps(r.CheckpointDir()); len(steps) != 1 || steps[1] == "" {
			t.Errorf("checkpoints %v, want that of step 1", steps)
		}
	}
}

// broken is an operator of a user's own.
type broken struct {
	conv.Operator
	name  string
	apply func(x *graph.Node) *graph.Node
}

func (b broken) String() string { return b.name }
func (b broken) Apply(x *graph.Node, _ *conv.Edges, _, _ []*graph.Node) *graph.Node {
	return b.apply(x)
}

var brokenOperators = map[string]conv.Operator{
	"panics": broken{conv.GCN(), "panics", func(*graph.Node) *graph.Node { panic("line one\nline two") }},
	"mismatched": broken{conv.GCN(), "mismatched", func(x *graph.Node) *graph.Node {
		return graph.Add(x, graph.Transpose(x, 0, 1))
	}},
	"wide": broken{conv.GCN(), "wide", func(x *graph.Node) *graph.Node {
		return graph.Concatenate([]*graph.Node{x,
			x}, -1)
	}},
	"nothing": broken{conv.GCN(), "nothing", func(*graph.Node) *graph.Node { return nil }},
	"dice": broken{conv.GCN(), "dice", func(x *graph.Node) *graph.Node {
		_, noise := graph.RandomUniform(graph.Const(x.Graph(), []uint64{1, 2, 3}), x.Shape())
		return graph.Add(x, noise)
	}},
	"statistics": broken{conv.GCN(), "statistics", func(x *graph.Node) *graph.Node {
		c := shapes.Make(x.DType(), x.Shape().Dim(1))
		out, _, _ := graph.InternalBatchNormForTraining(x, graph.Ones(x.Graph(), c), graph.Zeros(x.Graph(), c), 1e-5, 1)
		return out
	}},
	"own": broken{conv.GCN(), "own", func(x *graph.Node) *graph.Node { return graph.MulScalar(x, 0.5) }},
}

func TestBrokenOperator(t *testing.T) {
	for name, want := range map[string]string{
		"panics":     "the operator panics failed on (Float32)[3, 8]: line one line two",
		"mismatched": "the operator mismatched failed on (Float32)[3, 8]: ",
		"wide": "the operator wide failed on (Float32)[3, 8]: it returned (Float32)[3, 16], and must keep the " +
			"shape",
		"nothing": "the operator nothing failed on (Float32)[3, 8]: it returned nothing, and must keep the shape",
		"dice": "the operator dice draws random numbers in Apply, which the backward pass would draw anew; " +
			"draw them in Prepare",
		"statistics": "the operator statistics takes batch statistics in Apply, which the backward pass would take " +
			"twice; use conv.LayerNorm",
	} {
		t.Run(name, func(t *testing.T) {
			p := small(t)
			p.Operator = name
			_, _, err := p.model()
			oneOfUs(t, err, want)
			if !strings.HasPrefix(fmt.Sprint(err), "revgnn: the operator ") {
				t.Errorf("error %q begins with other words", err)
			}
		})
	}
}

func TestVersions(t *testing.T) {
	build := &debug.BuildInfo{Main: debug.Module{Path: "cell"}, Deps: []*debug.Module{
		{Path: "github.com/kilolayer/kilolayer", Version: "v0.1.0"}, {Path: "github.com/gomlx/gomlx",
			Version: "v0.2.0"},
		{Path: "github.com/gomlx/go-xla", Version: "v0.3.0"}, {Path: "golang.org/x/text", Version: "v0.4.0"},
	}}
	want := map[string]string{"kilolayer": "v0.1.0", "gomlx": "v0.2.0", "go-xla": "v0.3.0", "go": runtime.Version(),
		"plugin": "a.so"}
	if got := versions(build, xla.Device{Plugin: "a.so"}); !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// on changes the graph that a training is on.
func on(t *testing.T, b *TrainBuilder, change func(*datasets.Graph)) {
	t.Helper()
	if err := b.make(); err != nil {
		t.Fatal(err)
	}
	g := *b.graph
	change(&g)
	b.graph = &g
}

func TestTrainNothing(t *testing.T) {
	_, err := Train(nil, nil).Done()
	oneOfUs(t, err, "needs a model and a graph")
}

func TestTrainRefuses(t *testing.T) {
	p := small(t)
	for name, c := range map[string]struct {
		change func(*TrainBuilder)
		want   string
	}{
		"epochs": {func(b *TrainBuilder) { b.WithEpochs(0) },
			`"epochs" takes a whole number of at least 1, not 0`},
		"no parts": {func(b *TrainBuilder) { b.WithParts(0) },
			`"parts" takes a whole number of at least 1, not 0`},
		"many parts": {func(b *TrainBuilder) { b.WithParts(35) }, "35 parts of a graph of 34 nodes; use 1 to 34"},
		"many to score": {func(b *TrainBuilder) { b.WithScoringParts(35) },
			"evaluation in 35 parts of a graph of 34 nodes"},
		"rate": {func(b *TrainBuilder) { b.WithLearningRate(math.NaN()) },
			`"learning rate" takes a positive, finite number, not NaN`},
		"endless rate": {func(b *TrainBuilder) { b.WithLearningRate(math.Inf(1)) }, `not +Inf`},
		"evaluation": {func(b *TrainBuilder) { b.WithEvaluationEvery(-1) },
			`"evaluate every" takes a whole number of at least 0, not -1`},
		"no split": {func(b *TrainBuilder) { on(t, b, func(g *datasets.Graph) { g.Train = nil }) },
			`"karate": no node trains, as there is no split; 34 nodes have a label`},
		"other graph": {func(b *TrainBuilder) { on(t, b, func(g *datasets.Graph) { g.NumClasses = 3 }) },
			`"karate" has 3 outputs, the model was built for 2`},
		"no such place": {func(b *TrainBuilder) { b.WithDirectory("/dev/null/run") }, "/dev/null"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := p.builder()
			if err != nil {
				t.Fatal(err)
			}
			c.change(b)
			_, err = b.Done()
			oneOfUs(t, err, c.want)
			if run.Exists(p.Directory) {
				t.Error("a run was made")
			}
		})
	}
}

// TestLearns fits the karate club's eight training nodes with each operator.
func TestLearns(t *testing.T) {
	for _, operator := range []string{"GEN", "GCN"} {
		t.Run(operator, func(t *testing.T) {
			t.Parallel()
			p := small(t)
			p.Operator, p.Epochs, p.Evaluate, p.Dropout = operator, 100, 100, 0.1
			r := p.complete(t)
			last := r.History()[len(r.History())-1]
			first := r.History()[0]
			t.Logf("loss at first %.3f, accuracy %.2f %.2f %.2f", *first.Loss, *last.Train, *last.Valid, *last.Test)
			// Half of the nodes are in each class.
			if *last.Train != 1 || *last.Test < 0.75 {
				t.Errorf("accuracy %g on training nodes, want 1, and %g on test nodes, want 0.75", *last.Train,
					*last.Test)
			}
		})
	}
}

// yeast is where the sample of ogbn-proteins' species lies.
func yeast(t *testing.T) string {
	t.Helper()
	folder := athand.Find("ogbn_yeast")
	if folder == "" {
		t.Skip("ogbn_yeast is not here: set KILOLAYER_DATA to the folder that holds it")
	}
	return folder
}

// TestLearnsYeast takes a few steps on real proteins: the loss falls, and the ROC-AUC is measured.
func TestLearnsYeast(t *testing.T) {
	folder := yeast(t)
	g, err := datasets.FromOGB(folder).Done()
	if err != nil {
		t.Fatal(err)
	}
	for _, operator := range []conv.Operator{conv.GEN(), conv.GCN()} {
		t.Run(operator.String(), func(t *testing.T) {
			t.Parallel()
			m, err := Reversible(operator).WithDepth(7).WithChannels(16).For(g).Done()
			if err != nil {
				t.Fatal(err)
			}
			const epochs, parts = 3, 4
			r, err := Train(m, g).WithEpochs(epochs).WithParts(parts).WithLearningRate(1e-2).
				WithEvaluationEvery(epochs).
				WithDirectory(t.TempDir() + "/run").Done()
			if err != nil {
				t.Fatal(err)
			}
			history := r.History()
			last := history[len(history)-1]
			mean := func(records []run.Record) (sum float64) {
				for _, record := range records {
					sum += *record.Loss / parts
				}
				return sum
			}
			first, end := mean(history[:parts]), mean(history[len(history)-1-parts:len(history)-1])
			t.Logf("loss %.4f to %.4f, %s %v", first, end, r.Info().Metric, *last.Test)
			if end >= first {
				t.Errorf("the mean loss of an epoch went from %g to %g", first, end)
			}
			if last.Train == nil || *last.Train <= 0 || *last.Train >= 1 {
				t.Errorf("the ROC-AUC on the training nodes is %v", last.Train)
			}
		})
	}
}

// TestGoBackend trains without a plugin.
func TestGoBackend(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		depth, status int
		want          string
	}{
		"shallow": {4, 0, ""},
		"deep": {1001, 1, `revgnn: 1001 layers on the pure-Go backend, which unrolls them; use XLA (make setup) ` +
			`or at most 256 layers`},
	} {
		t.Run(name, func(t *testing.T) {
			p := small(t)
			p.Depth, p.Dropout = c.depth, 0
			child := p.start(t, "KILOLAYER_BACKEND=go")
			status := child.End()
			if got := strings.TrimSuffix(child.Errors.String(), "\n"); status != c.status || got != c.want {
				t.Fatalf("exit status %d, stderr %q, want %d, %q", status, got, c.status, c.want)
			}
			if run.Exists(p.Directory) != (status == 0) {
				t.Errorf("exit status %d, and a run: %v", status, run.Exists(p.Directory))
			}
			if status != 0 {
				return
			}
			r, err := run.Open(p.Directory)
			if err != nil {
				t.Fatal(err)
			}
			history := r.History()
			first, last := *history[0].Loss, *history[len(history)-2].Loss
			if r.Status() != run.Complete || !(last < first) {
				t.Errorf("status %s, loss from %g to %g", r.Status(), first, last)
			}
			if r.Info().Versions["plugin"] != "" || r.Profile().Source != "estimated" {
				t.Errorf("versions %v, memory %s", r.Info().Versions, r.Profile().Source)
			}
		})
	}
}
