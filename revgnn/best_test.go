package revgnn

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestBest trains past the best evaluation. Its parameters are those of a training that ends there.
func TestBest(t *testing.T) {
	p := small(t)
	p.Operator, p.Depth, p.Epochs, p.Evaluate, p.Rate, p.Dropout = "GCN", 2, 30, 1, 0.1, 0
	r := p.complete(t)
	best, ok := r.Best()
	if !ok || best.Step == 30 {
		t.Fatalf("best at step %d, %v; the test needs one before the end", best.Step, ok)
	}
	bestAgrees(t, p)
	if names := folderNames(t, r.CheckpointDir()+"/best"); !slices.Equal(names,
		[]string{filepath.Base(checkpointFolder("", best.Step))}) {
		t.Errorf("%v, want that of step %d", names, best.Step)
	}
	m, err := LoadBest(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	var size int64
	for name, content := range files(t, r.CheckpointDir()+"/best") {
		if filepath.Ext(name) == ".bin" {
			size += int64(len(content))
		}
	}
	if size != 4*m.Parameters() {
		t.Errorf("the best checkpoint has %d bytes, want 4 for each of %d parameters", size, m.Parameters())
	}
	short := p
	short.Directory, short.Epochs = t.TempDir()+"/run", best.Step
	short.complete(t)
	want, last := cell.Must(Load(short.Directory)), cell.Must(Load(p.Directory))
	for _, v := range m.spec.Variables() {
		value := parameter(want.values(), v.Name)
		near(t, "the best "+v.Name, parameter(m.values(), v.Name), value, 0)
		if difference(parameter(last.values(), v.Name), value) == 0 {
			t.Errorf("the last %s is the best", v.Name)
		}
	}
	if err := os.RemoveAll(checkpointFolder(r.CheckpointDir()+"/best", best.Step)); err != nil {
		t.Fatal(err)
	}
	_, err = LoadBest(p.Directory)
	oneOfUs(t, err, "no checkpoint of its best evaluation, step ", "use revgnn.Load for the last parameters")
}

// TestBestAfterKills: whatever the history says after a kill is there.
func TestBestAfterKills(t *testing.T) {
	r, err := run.Create(t.TempDir(), run.Info{}, run.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b := bestOf(r)
	holds := func(when string, want float32) {
		t.Helper()
		store := filledStore(0)
		if err := b.load(r, store); err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if got := values(t, store, net.ParameterScope+"/v"); got[0] != want {
			t.Errorf("%s: loaded that of %v, want %g", when, got, want)
		}
		if got := values(t, store, "/adam/v"); got[0] != 0 {
			t.Errorf("%s: the optimizer's state was kept", when)
		}
	}
	evaluated := func(step int, valid float64) {
		t.Helper()
		if err := r.Append(run.Record{Kind: run.Evaluation, Step: step, Valid: &valid}); err != nil {
			t.Fatal(err)
		}
	}
	err = b.load(r, filledStore(0))
	oneOfUs(t, err, "no best checkpoint yet: it was not evaluated")
	must(t, r.Append(run.Record{Kind: run.Evaluation}))
	err = b.load(r, filledStore(0))
	oneOfUs(t, err, r.Dir()+" has no best checkpoint: its graph has no validation nodes to judge by; use revgnn.Load")
	must(t, b.save(filledStore(1), 1))
	evaluated(1, 0.5)
	must(t, b.removeOthers(1))
	must(t, b.save(filledStore(2), 2))
	holds("before the evaluation is recorded", 1)
	must(t, b.clean(r))
	holds("cleaned", 1)
	must(t, b.save(filledStore(3), 2)) // again
	evaluated(2, 0.6)
	holds("recorded", 3)
	must(t, r.Rewind(1))
	holds("rewound", 1)
	evaluated(2, 0.6)
	must(t, b.removeOthers(2))
	must(t, os.Mkdir(filepath.Join(b.directory, stagingFolder), 0o755))
	must(t, b.clean(r))
	holds("the old one removed", 3)
	if names := folderNames(t, b.directory); !slices.Equal(names, []string{"step-00000002"}) {
		t.Errorf("%v left", names)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
