package outside

import (
	"math"
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

// TestBalancedByName asks for balanced classes by the option's name: in an experiment, its file and a sweep. The
// weights are scikit-learn's: of n training nodes and k classes n/(k·m) for a class of m nodes.
func TestBalancedByName(t *testing.T) {
	g, err := datasets.Random(60, 300, 1).WithNodeFeatures(6).WithClasses(3).Done()
	if err != nil {
		t.Fatal(err)
	}
	nodes := make([]float64, 3)
	for _, node := range g.Train {
		nodes[g.Classes[node]]++
	}
	if nodes[0] == nodes[1] && nodes[1] == nodes[2] {
		t.Fatalf("all classes have %g training nodes", nodes[0])
	}
	var weights []float64
	for _, m := range nodes {
		weights = append(weights, float64(len(g.Train))/(3*m))
	}
	small := func() *paper.PresetBuilder {
		return paper.Preset("revgcn-128-arxiv").WithGraph(g).With("depth", 1).With("channels", 8).With("epochs", 1).
			With("seed", 1) // that of a sweep's first run
	}
	e, err := small().With("balanced loss", true).Done()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "experiment.json")
	if err := e.Save(path); err != nil {
		t.Fatal(err)
	}
	opened, err := paper.Open(path).WithGraph(g).Done()
	if err != nil || !opened.Training.BalancedLoss {
		t.Fatalf("the file has %+v, %v", opened, err)
	}
	s, err := sweep.Of(small()).Over("balanced loss", false, true).
		WithDirectory(filepath.Join(t.TempDir(), "sweep")).Done()
	if err != nil {
		t.Fatal(err)
	}
	given, err := small().With("class weights", weights).Done()
	if err != nil {
		t.Fatal(err)
	}
	var first []float64
	for _, r := range append(s.Runs(), trained(t, opened.Train(), filepath.Join(t.TempDir(), "opened")),
		trained(t, given.Train(), filepath.Join(t.TempDir(), "given"))) {
		first = append(first, losses(r)[0])
	}
	if len(first) != 4 {
		t.Fatalf("%d first losses of the sweep's two runs, the file's and the one with weights", len(first))
	}
	for i, loss := range first {
		if alike := math.Abs(loss-first[3]) < 1e-6; alike != (i > 0) {
			t.Errorf("the losses of the first step are %v: plain, balanced twice, and with the weights %v", first,
				weights)
			break
		}
	}
}
