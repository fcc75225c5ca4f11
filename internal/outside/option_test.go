package outside

import (
	"path/filepath"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
)

// TestOptionByName sets options of an equilibrium network by their names, sweeps over one of them, and reads them from
// an experiment's file and from the runs' records.
func TestOptionByName(t *testing.T) {
	g, err := datasets.ProteinsLike(40, 200, 1).WithTasks(5).Done()
	if err != nil {
		t.Fatal(err)
	}
	base := paper.Preset("deq-gnn-64-proteins").Small().WithGraph(g).With("channels", 8).With("iterations", 10).
		With("epochs", 2).With("parts", 1).With("evaluate every", 2).With("backward", "phantom").
		With("jacobian penalty", 0.5).With("phantom steps", 2)
	e, err := base.Done()
	if err != nil {
		t.Fatal(err)
	}
	if n := e.Network; n.JacobianPenalty != 0.5 || n.PhantomSteps != 2 {
		t.Errorf("the experiment has a penalty of %g and %d phantom steps", n.JacobianPenalty, n.PhantomSteps)
	}
	path := filepath.Join(t.TempDir(), "experiment.json")
	if err := e.Save(path); err != nil {
		t.Fatal(err)
	}
	opened, err := paper.Open(path).WithGraph(g).Done()
	if err != nil || opened.Network.JacobianPenalty != 0.5 || opened.Network.PhantomSteps != 2 {
		t.Errorf("the file has %+v, %v", opened, err)
	}

	s, err := sweep.Of(base).Over("phantom steps", 1, 3).WithDirectory(filepath.Join(t.TempDir(), "sweep")).Done()
	if err != nil {
		t.Fatal(err)
	}
	runs := s.Runs()
	if len(runs) != 2 {
		t.Fatalf("%d complete runs: %+v", len(runs), s.List())
	}
	for i, want := range []int{1, 3} {
		if n := runs[i].Info().Model.Options; n.PhantomSteps != want || n.JacobianPenalty != 0.5 {
			t.Errorf("run %d has %d phantom steps and a penalty of %g", i, n.PhantomSteps, n.JacobianPenalty)
		}
	}
	// The first step has one loss, and the second follows from gradients that differ.
	one, three := losses(runs[0]), losses(runs[1])
	if one[0] != three[0] || one[1] == three[1] {
		t.Errorf("losses %v with 1 phantom step, %v with 3", one, three)
	}
}
