package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/options"
)

func info() Info {
	network := options.NewNetwork(options.Reversible)
	network.Operator = options.Operator{Name: "GEN(max)", Record: json.RawMessage(`{"name":"GEN"}`)}
	network.Depth, network.Channels, network.Dropout, network.Seed = 1001, 80, 0.1, 1<<64-1
	training := options.NewTraining()
	training.Seed, training.Epochs, training.Parts = 7, 20, 10
	return Info{
		Model: Model{
			Options: network, Widths: Widths{NodeFeatures: 34, Outputs: 2, Labels: options.ClassLabels},
			Parts: []Part{{Kind: Layers, Layers: 1001, In: 80, Out: 80, Parameters: 20_031_384}},
		},
		Data:     Data{Name: "karate", Fingerprint: "d1", Nodes: 34, Edges: 156},
		Training: training, Metric: "accuracy", Loss: "cross-entropy",
		Versions: map[string]string{"go": "1.26"}, Device: "cpu",
		Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}
}

func memory() Memory {
	return Memory{Family: "reversible", Depth: 1001, Channels: 80, Groups: 2, Activations: 38_000_000,
		Source: "compiled"}
}

func number64(value float64) *float64 { return &value }

func step(n int) Record {
	return Record{Kind: Step, Step: n, Epoch: 1, Elapsed: time.Duration(n) * time.Millisecond,
		Loss: number64(1 / float64(n))}
}

// solved is a step of an equilibrium network whose backward solve failed.
func solved(n int) Record {
	return Record{Kind: Step, Step: n, Epoch: 2,
		Forward: &Solve{Status: "converged", Evaluations: 11, Residual: 1e-7, Worst: 2e-6, Trace: []float64{1, 0.5,
			1e-7}},
		Backward: &Solve{Status: "not finite", Evaluations: 3, Residual: math.NaN(), Worst: math.Inf(1),
			Trace: []float64{0.3, math.Inf(1), math.NaN()}},
	}
}

func create(t *testing.T, records ...Record) *Run {
	t.Helper()
	r, err := Create(filepath.Join(t.TempDir(), "deep"), info(), memory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	add(t, r, records...)
	return r
}

func add(t *testing.T, r *Run, records ...Record) {
	t.Helper()
	for _, record := range records {
		if err := r.Append(record); err != nil {
			t.Fatal(err)
		}
	}
}

func open(t *testing.T, dir string) *Run {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lines writes records as they stand on disk, to compare them where NaN is not equal to itself.
func lines(t *testing.T, records []Record) string {
	t.Helper()
	var all []byte
	for _, record := range records {
		text, err := encode(record)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text...)
	}
	return string(all)
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, part := range append(parts, "run: ") {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q, want one with %q", err, part)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("error %q is not one line", err)
	}
}

// TestOpenWhileWritten sees each record as soon as it is appended, and NaN and infinities as they were.
func TestOpenWhileWritten(t *testing.T) {
	r := create(t)
	records := []Record{
		step(1),
		{Kind: Step, Step: 2, Epoch: 1, Elapsed: 90 * time.Minute, Loss: number64(math.NaN()),
			LearningRate: number64(1e-3), Waited: 1500 * time.Microsecond, LiveBytes: 1 << 40},
		{Kind: Evaluation, Step: 2, Epoch: 1, Train: number64(math.Inf(1)), Valid: number64(math.Inf(-1)),
			Test: number64(0.1 + 0.2)},
		{Kind: Step, Step: 3, Epoch: 2, Loss: number64(math.SmallestNonzeroFloat64)},
		solved(4),
	}
	for i, record := range records {
		add(t, r, record)
		other := open(t, r.Dir())
		if got, want := lines(t, other.History()), lines(t, records[:i+1]); got != want {
			t.Fatalf("history\n%swant\n%s", got, want)
		}
		if other.Status() != Running {
			t.Errorf("status %q, want %q", other.Status(), Running)
		}
		if !reflect.DeepEqual(other.History()[0], records[0]) {
			t.Errorf("record %+v, want %+v", other.History()[0], records[0])
		}
	}
	if err := r.SetProfile(Memory{Source: "compiled", Activations: 1, SolverBytes: 2}); err != nil {
		t.Fatal(err)
	}
	if err := r.SetStatus(Failed, errors.New("the loss is NaN")); err != nil {
		t.Fatal(err)
	}
	other := open(t, r.Dir())
	if other.Profile() != r.Profile() || other.Profile().Activations != 1 || other.Profile().SolverBytes != 2 {
		t.Errorf("memory %+v, want %+v", other.Profile(), r.Profile())
	}
	if other.Status() != Failed {
		t.Errorf("status %q, want %q", other.Status(), Failed)
	}
	if !reflect.DeepEqual(other.Info(), r.Info()) {
		t.Errorf("info %+v, want %+v", other.Info(), r.Info())
	}
	want := info()
	if !reflect.DeepEqual(other.Info(), want) {
		t.Errorf("info %+v, want %+v", other.Info(), want)
	}
	if err := other.Append(step(4)); err == nil {
		t.Error("a run opened for reading was written")
	}
}

func TestStatusOfAbandonedRun(t *testing.T) {
	r := create(t, step(1))
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	if got := open(t, r.Dir()).Status(); got != Interrupted {
		t.Errorf("status %q of a run that nobody writes, want %q", got, Interrupted)
	}
	wantError(t, r.Append(step(2)), "open for reading only")
	wantError(t, r.Rewind(0), "open for reading only")
	wantError(t, r.SetStatus(Complete, nil), "open for reading only")
	wantError(t, r.SetProfile(Memory{}), "open for reading only")
}

func TestAppendRefuses(t *testing.T) {
	r := create(t, step(5))
	cases := []struct {
		name   string
		record Record
		want   string
	}{
		{"no kind", Record{Step: 6}, `kind is ""`},
		{"a negative step", Record{Kind: Step, Step: -1}, "step is -1"},
		{"an earlier step", step(4), "step 4 after one of step 5"},
		{"negative time", Record{Kind: Step, Step: 6, Elapsed: -time.Second}, "elapsed is -1 seconds"},
		{"a solve without a status", Record{Kind: Step, Step: 6, Forward: &Solve{}}, "forward has no status"},
		{"negative evaluations", Record{Kind: Step, Step: 6, Backward: &Solve{Status: "converged", Evaluations: -1}},
			"backward has -1 evaluations"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) { wantError(t, r.Append(test.record), test.want) })
	}
	if got := open(t, r.Dir()).History(); len(got) != 1 {
		t.Errorf("%d records, want 1", len(got))
	}
	wantError(t, r.SetStatus("done", nil), `status "done"`)
}

func TestContinue(t *testing.T) {
	r := create(t, step(1), step(2))
	dir := r.Dir()
	path := filepath.Join(dir, historyFile)
	r.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// What a kill in the middle of a write leaves.
	torn := append(whole[:len(whole):len(whole)], `{"kind":"step","st`...)
	if err := os.WriteFile(path, torn, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := open(t, dir).History(); len(got) != 2 {
		t.Fatalf("%d records, want the 2 of whole lines", len(got))
	}
	later := info()
	later.Versions, later.Device, later.Created = nil, "gpu", time.Now()
	r, err = Continue(dir, later)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if r.Info().Device != "cpu" {
		t.Errorf("device %q, want the one that the run was created with", r.Info().Device)
	}
	add(t, r, step(3))
	if got, want := lines(t, open(t, dir).History()), lines(t, []Record{step(1), step(2), step(3)}); got != want {
		t.Errorf("history\n%swant\n%s", got, want)
	}
}

func TestContinueRefuses(t *testing.T) {
	r := create(t)
	r.Close()
	cases := []struct {
		name   string
		change func(*Info)
		want   []string
	}{
		{"another depth", func(i *Info) { i.Model.Options.Depth = 112 }, []string{"(depth 1001 there, 112 now)"}},
		{"another family", func(i *Info) { i.Model.Options.Family = "residual" },
			[]string{"(family reversible there, residual now"}},
		{"another operator", func(i *Info) { i.Model.Options.Operator = options.Operator{Name: "GCN"} },
			[]string{"operator GEN(max) there, GCN now"}},
		{"an operator of other " +
			"options", func(i *Info) { i.Model.Options.Operator.Record = json.RawMessage(`{"name":"gen"}`) },
			[]string{`operator GEN(max) {"name":"GEN"} there, GEN(max) {"name":"gen"} now`}},
		{"other channels", func(i *Info) { i.Model.Options.Channels = 64 }, []string{"channels 80 there, 64 now"}},
		{"tied weights", func(i *Info) { i.Model.Options.Tied = true }, []string{"(tied none there, yes now)"}},
		{"a model option", func(i *Info) { i.Model.Options.Dropout = 0.5 }, []string{"dropout 0.1 there, 0.5 now"}},
		{"a model option gone", func(i *Info) { i.Model.Options.Dropout = 0 }, []string{"dropout 0.1 there, none now"}},
		{"the last digit of the network's seed", func(i *Info) { i.Model.Options.Seed-- },
			[]string{"(seed of the network 18446744073709551615 there, 18446744073709551614 now)"}},
		{"other widths", func(i *Info) { i.Model.Widths.Outputs = 3 }, []string{"(outputs 2 there, 3 now)"}},
		{"other data", func(i *Info) { i.Data.Name, i.Data.Nodes = "proteins", 9 },
			[]string{"data karate there, proteins now; nodes 34 there, 9 now"}},
		{"data of other content", func(i *Info) { i.Data.Fingerprint = "d2" },
			[]string{"(data fingerprint d1 there, d2 now)"}},
		{"data of other content and another seed", func(i *Info) { i.Data.Fingerprint, i.Training.Seed = "d2", 8 },
			[]string{"data fingerprint d1 there", "seed 7 there"}},
		{"another seed", func(i *Info) { i.Training.Seed = 8 },
			[]string{"(seed 7 there, 8 now)", "give another directory, or the same options, or WithRestart()"}},
		{"other epochs", func(i *Info) { i.Training.Epochs = 40 },
			[]string{"(epochs 20 there, 40 now); WithExtension() goes on to 40 epochs, WithRestart() trains anew"}},
		{"other parts", func(i *Info) { i.Training.Parts = 5 }, []string{"parts 10 there, 5 now"}},
		{"another loss", func(i *Info) { i.Loss = "" }, []string{"loss cross-entropy there, none now"}},
		{"another metric", func(i *Info) { i.Metric = "rocauc" }, []string{"metric accuracy there, rocauc now"}},
		{"a training option", func(i *Info) { i.Training.LearningRate = 0.01 },
			[]string{"learning rate 0.001 there, 0.01 now"}},
		{"the largest number below", func(i *Info) { i.Training.LearningRate = math.Nextafter(0.001, 0) },
			[]string{"learning rate 0.001 there, 0.0009999999999999998 now"}},
		{"another teacher", func(i *Info) { i.Teacher = "t2" },
			[]string{"(parameters of the teacher none there, t2 now)"}},
		{"everything", func(i *Info) { *i = Info{} }, []string{"depth 1001 there, none now", "and 16 more"}},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			asked := info()
			test.change(&asked)
			other, err := Continue(r.Dir(), asked)
			if err == nil {
				other.Close()
			}
			wantError(t, err, append(test.want, r.Dir())...)
		})
	}
	// What may differ from one process to the next is no other run.
	asked := info()
	asked.Training.FailedSolves, asked.Training.Teacher = 3, "moved"
	asked.Training.Alpha, asked.Device = 0, "another"
	if told := differences(r.Info(), asked); told != "" {
		t.Errorf("a run of the same options differs: %s", told)
	}
	// A refusal frees the lock.
	other, err := Continue(r.Dir(), info())
	if err != nil {
		t.Fatal(err)
	}
	other.Close()
}

func TestOneWriter(t *testing.T) {
	r := create(t)
	_, err := Continue(r.Dir(), info())
	wantError(t, err, "this process writes "+r.Dir()+" already")
	_, err = Create(r.Dir(), info(), memory())
	wantError(t, err, "this process writes")
	r.Close()
	_, err = Create(r.Dir(), info(), memory())
	wantError(t, err, "holds a run already; continue it")
}

func TestCreateRefusesRemains(t *testing.T) {
	cases := []struct{ name, path, want string }{
		{"history", historyFile, historyFile + " exists"},
		{"a checkpoint", checkpointDir + "/weights", checkpointDir + " exists"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), test.path)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("of another run"), 0o644); err != nil {
				t.Fatal(err)
			}
			dir := strings.TrimSuffix(path, "/"+test.path)
			_, err := Create(dir, info(), memory())
			wantError(t, err, test.want)
			if content, err := os.ReadFile(path); err != nil || string(content) != "of another run" {
				t.Errorf("%s holds %q (%v) afterwards", path, content, err)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	run := func(file, content string) string {
		r := create(t, step(1), step(2))
		r.Close()
		path := filepath.Join(r.Dir(), file)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return r.Dir()
	}
	good := lines(t, []Record{step(1)})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	gone := run(memoryFile, "")
	if err := os.Remove(filepath.Join(gone, memoryFile)); err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, dir string
		want      []string
	}{
		{"a missing directory", filepath.Join(t.TempDir(), "none"), []string{"there is no directory", "none"}},
		{"another directory", t.TempDir(), []string{"holds no run (no run.json in it)"}},
		{"a file", file, []string{"holds no run"}},
		{"a path through a file", filepath.Join(file, "deep"), []string{"not a directory"}},
		{"run.json that is no JSON", run(infoFile, "{"), []string{infoFile, "does not hold what it should"}},
		{"a newer format", run(infoFile, `{"format": 4}`),
			[]string{"was written by a newer version of Kilolayer (format 4, this one reads 3); update Kilolayer"}},
		{"an older format", run(infoFile, `{"format": 2, "model": {"widths": {"outputs": 2, "tasks": true}}}`),
			[]string{"was written by an older version of Kilolayer (format 2, this one reads 3); train anew"}},
		{"an option of a later version", run(infoFile, `{"format": 3, "model": {"options": {"warp": 9}}}`),
			[]string{infoFile + " does not hold what it should", `unknown field "warp"`}},
		{"memory.json of another type", run(memoryFile, `{"depth": "deep"}`), []string{memoryFile, "depth"}},
		{"no memory.json", gone, []string{memoryFile, "no such file"}},
		{"a torn line in the middle", run(historyFile, good+`{"kind":"st`+"\n"+good), []string{historyFile +
			": line 2 is not a record"}},
		{"an empty line", run(historyFile, good+good+"\n"+good), []string{"line 3"}},
		{"two records in a line", run(historyFile, strings.ReplaceAll(good+good, "\n", "")+"\n"), []string{"line 1"}},
		{"an unknown kind", run(historyFile, `{"kind":"epoch"}`+"\n"),
			[]string{`line 1 is not a record: kind is "epoch"`}},
		{"a loss that is a word", run(historyFile, `{"kind":"step","loss":"low"}`+"\n"), []string{"line 1",
			"line.loss of type float64"}},
		{"a trace with a word", run(historyFile,
			`{"kind":"step","forward":{"status":"converged","trace":["low"]}}`+"\n"), []string{"line 1",
			"forward.trace"}},
		{"a solve without a status", run(historyFile, `{"kind":"step","backward":{}}`+"\n"), []string{"line 1",
			"backward has no status"}},
		{"time that ran back", run(historyFile, `{"kind":"step","elapsed":-1}`+"\n"), []string{"line 1",
			"elapsed is -1"}},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(test.dir)
			wantError(t, err, test.want...)
			_, err = Continue(test.dir, info())
			wantError(t, err, test.want...)
		})
	}
}

func TestRewind(t *testing.T) {
	all := []Record{step(1), step(2), {Kind: Evaluation, Step: 2, Valid: number64(math.NaN())}, step(3), step(4)}
	cases := []struct {
		name       string
		step, kept int
	}{
		{"past the end", 9, 5},
		{"to the end", 4, 5},
		{"to an evaluation", 2, 3},
		{"to the first step", 1, 1},
		{"to nothing", 0, 0},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			r := create(t, all...)
			if err := r.Rewind(test.step); err != nil {
				t.Fatal(err)
			}
			next := step(test.step + 1)
			add(t, r, next)
			want := lines(t, append(all[:test.kept:test.kept], next))
			if got := lines(t, r.History()); got != want {
				t.Errorf("history\n%swant\n%s", got, want)
			}
			if got := lines(t, open(t, r.Dir()).History()); got != want {
				t.Errorf("history on disk\n%swant\n%s", got, want)
			}
		})
	}
}

func TestBest(t *testing.T) {
	evaluation := func(step int, valid float64) Record {
		return Record{Kind: Evaluation, Step: step, Valid: &valid, Test: number64(float64(step))}
	}
	cases := []struct {
		name    string
		records []Record
		want    int // step; 0 for none
	}{
		{"no records", nil, 0},
		{"steps only", []Record{step(1)}, 0},
		{"NaN only", []Record{evaluation(1, math.NaN())}, 0},
		{"the first of equals", []Record{evaluation(1, 0.5), evaluation(2, 0.7), evaluation(3, 0.7)}, 2},
		{"after a NaN", []Record{evaluation(1, math.NaN()), evaluation(2, -1)}, 2},
		{"without a validation", []Record{{Kind: Evaluation, Step: 1, Train: number64(1)}, evaluation(2, 0)}, 2},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			best, ok := create(t, test.records...).Best()
			if ok != (test.want > 0) || best.Step != test.want {
				t.Errorf("step %d, %t; want step %d", best.Step, ok, test.want)
			}
		})
	}
}

func TestLabel(t *testing.T) {
	r := create(t)
	if got := r.Label(); got != "deep" {
		t.Errorf("label %q, want the directory's name, deep", got)
	}
	if err := r.SetProfile(Memory{Label: "1001 layers"}); err != nil {
		t.Fatal(err)
	}
	if got := r.Label(); got != "1001 layers" {
		t.Errorf("label %q, want that of the profile", got)
	}
}

func TestReplaceKeepsOldOnFailure(t *testing.T) {
	r := create(t)
	path := filepath.Join(r.Dir(), statusFile)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// Every write to this device fails for want of space.
	if err := os.Symlink("/dev/full", path+".tmp"); err != nil {
		t.Skip(err)
	}
	wantError(t, r.SetStatus(Complete, nil), statusFile, "no space left on device", "what it held is kept",
		"free some space")
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Errorf("%s holds %q (%v), want %q", path, after, err, before)
	}
	if r.Status() != Running {
		t.Errorf("status %q, want %q", r.Status(), Running)
	}
	if err := r.SetStatus(Complete, nil); err != nil {
		t.Errorf("with space again: %v", err)
	}
}

// TestKeys fixes the names in history.jsonl, which other programs read.
func TestKeys(t *testing.T) {
	one := number64(1)
	for _, test := range []struct {
		name   string
		record Record
		want   string
	}{
		{"without a solver", Record{Evaluation, 1, 1, 1500 * time.Microsecond, one, one, one, one, one,
			2500 * time.Microsecond, 1, nil, nil, nil},
			`{"kind":"evaluation","step":1,"epoch":1,"elapsed":0.0015,"waited":0.0025,"loss":1,"learning_rate":1,"train":1,"valid":1,"test":1,"live_bytes":1}`},
		{"with one", solved(4), `{"kind":"step","step":4,"epoch":2,"elapsed":0,` +
			`"forward":{"status":"converged","evals":11,"residual":1e-7,"worst":0.000002,"trace":[1,0.5,1e-7]},` +
			`"backward":{"status":"not finite","evals":3,"residual":"NaN","worst":"+Inf","trace":[0.3,"+Inf","NaN"]}}`},
		{"without a trace", Record{Kind: Step, Step: 1, Forward: &Solve{Status: "diverged", Residual: 9, Worst: 9}},
			`{"kind":"step","step":1,"epoch":0,"elapsed":0,"forward":{"status":"diverged","evals":0,"residual":9,"worst":9}}`},
		{"with norms", Record{Kind: Step, Step: 1, Norms: &Norms{[]float64{0.1234, math.NaN()}, []float64{1,
			math.Inf(1)}}},
			`{"kind":"step","step":1,"epoch":0,"elapsed":0,"norms":{"gradient":[0.1234,"NaN"],"activation":[1,"+Inf"]}}`},
		{"with norms of the gradient alone", Record{Kind: Step, Step: 1, Norms: &Norms{Gradient: []float64{2}}},
			`{"kind":"step","step":1,"epoch":0,"elapsed":0,"norms":{"gradient":[2]}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			text, err := encode(test.record)
			if err != nil {
				t.Fatal(err)
			}
			if string(text) != test.want+"\n" || !json.Valid(text) {
				t.Errorf("%swant\n%s", text, test.want)
			}
		})
	}
}

// TestSolveFailed: only what was sought and not found has failed.
func TestSolveFailed(t *testing.T) {
	for _, test := range []struct {
		name  string
		solve *Solve
		want  bool
	}{
		{"no solver", nil, false},
		{"converged", &Solve{Status: "converged"}, false},
		{"at the cap", &Solve{Status: "cap reached"}, true},
		{"diverged", &Solve{Status: "diverged"}, true},
		{"not finite", &Solve{Status: "not finite"}, true},
		{"a status of a later version", &Solve{Status: "stalled"}, true},
	} {
		if got := test.solve.Failed(); got != test.want {
			t.Errorf("%s: %t, want %t", test.name, got, test.want)
		}
	}
}

func ExampleCreate() {
	parent, err := os.MkdirTemp("", "runs")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(parent)
	r, err := Create(filepath.Join(parent, "deep"), Info{
		Model: info().Model, Training: info().Training,
		Data: Data{Name: "karate", Nodes: 34, Edges: 156}, Metric: "accuracy",
	}, Memory{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	loss, valid, test := 0.25, 0.875, 0.75
	for _, record := range []Record{
		{Kind: Step, Step: 1, Epoch: 1, Elapsed: 1500 * time.Millisecond, Loss: &loss},
		{Kind: Evaluation, Step: 1, Epoch: 1, Elapsed: 2 * time.Second, Valid: &valid, Test: &test},
	} {
		if err := r.Append(record); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Print(r.Table())
	// Output:
	// run                                                                     deep
	// model            reversible GEN(max), 1001 layers of 80 channels in 2 groups
	// data                                             karate, 34 nodes, 156 edges
	// status                                                               running
	// steps                                                               1 of 200
	// last loss                                                               0.25
	// best validation                                    accuracy 0.8750 at step 1
	// test there                                                   accuracy 0.7500
	// time                                                                     2 s
}

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	writer, err := Create(dir, Info{}, Memory{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer writer.Close()
	loss := 0.5
	if err := writer.Append(Record{Kind: Step, Step: 1, Loss: &loss}); err != nil {
		fmt.Println(err)
	}
	r, err := Open(dir) // from any process
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, record := range r.History() {
		fmt.Println(record.Step, *record.Loss)
	}
	// Output: 1 0.5
}

func ExampleContinue() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	first, err := Create(dir, info(), Memory{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for n := range 5 {
		if err := first.Append(Record{Kind: Step, Step: n + 1}); err != nil {
			fmt.Println(err)
		}
	}
	if err := first.Close(); err != nil {
		fmt.Println(err)
	}
	second, err := Continue(dir, info())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer second.Close()
	fmt.Println(second.Status(), "after step", len(second.History()))
	if err := second.Rewind(3); err != nil { // to the last checkpoint
		fmt.Println(err)
	}
	fmt.Println("goes on after step", len(second.History()))
	// Output:
	// interrupted after step 5
	// goes on after step 3
}

func ExampleExtend() {
	dir, err := os.MkdirTemp("", "run")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	first, err := Create(dir, Info{Training: options.Training{Epochs: 100}}, Memory{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := first.Close(); err != nil {
		fmt.Println(err)
	}
	longer, err := Extend(dir, Info{Training: options.Training{Epochs: 300}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer longer.Close()
	fmt.Println(longer.Info().Training.Epochs, "epochs")
	// Output: 300 epochs
}

func ExampleExists() {
	parent, err := os.MkdirTemp("", "runs")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(parent)
	dir := filepath.Join(parent, "deep")
	fmt.Println(Exists(dir))
	r, err := Create(dir, Info{}, Memory{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(Exists(dir), r.Close())
	// Output:
	// false
	// true <nil>
}

func ExampleRemove() {
	parent, err := os.MkdirTemp("", "runs")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(parent)
	dir := filepath.Join(parent, "deep")
	r, err := Create(dir, Info{}, Memory{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("while it is written:", Remove(dir) != nil)
	fmt.Println(r.Close(), Remove(dir), Exists(dir))
	// Output:
	// while it is written: true
	// <nil> <nil> false
}

func TestExtend(t *testing.T) {
	r := create(t, step(1), step(2))
	dir := r.Dir()
	if err := r.SetStatus(Complete, nil); err != nil {
		t.Fatal(err)
	}
	r.Close()
	asked := info()
	asked.Training.Epochs = 30
	more, err := Extend(dir, asked)
	if err != nil {
		t.Fatal(err)
	}
	if got := more.Info().Training.Epochs; got != 30 || more.Status() != Interrupted || len(more.History()) != 2 {
		t.Errorf("%d epochs, %s, %d records", got, more.Status(), len(more.History()))
	}
	more.Close()
	if got := open(t, dir).Info(); got.Training.Epochs != 30 || got.Steps() != 300 {
		t.Errorf("kept are %d epochs of %d steps", got.Training.Epochs, got.Steps())
	}
	asked.Training.Epochs = 10
	_, err = Extend(dir, asked)
	wantError(t, err, "has 30 epochs, which can't become 10; use at least 30")
	asked.Training.Epochs, asked.Training.Seed = 40, 8
	_, err = Extend(dir, asked)
	wantError(t, err, "seed 7 there, 8 now")
}

// TestOwnLabel keeps a label of one's own, and a new one where the run is gone on with.
func TestOwnLabel(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	named := info()
	for _, c := range []struct{ given, want string }{
		{"", "run"}, {"mine", "mine"}, {"", "mine"}, {"better", "better"},
	} {
		named.Label = c.given
		open := Create
		if Exists(dir) {
			open = func(dir string, info Info, _ Memory) (*Run, error) { return Continue(dir, info) }
		}
		r, err := open(dir, named, Memory{})
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		if r, err = Open(dir); err != nil || r.Label() != c.want {
			t.Errorf("given %q the label is %q, want %q (%v)", c.given, r.Label(), c.want, err)
		}
	}
}
