package report

import (
	"fmt"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

func ExampleScalars() {
	loss, rate, valid := 0.5, 0.001, 0.75
	info := run.Info{Metric: "accuracy"}
	for _, r := range []run.Record{
		{Kind: run.Step, Step: 1, Loss: &loss, LearningRate: &rate, Waited: time.Second, LiveBytes: 1 << 20},
		{Kind: run.Evaluation, Step: 1, Valid: &valid},
	} {
		for _, s := range Scalars(info, r) {
			fmt.Println(s.Name, s.Value)
		}
	}
	// Output:
	// loss 0.5
	// learning_rate 0.001
	// waited_seconds 1
	// live_bytes 1.048576e+06
	// accuracy/valid 0.75
}

func ExampleOptions() {
	info := run.Info{Model: run.Model{Options: options.NewNetwork(options.Reversible)}, Training: options.NewTraining()}
	for _, o := range Options(info)[:3] {
		fmt.Println(o.Name, o.Value)
	}
	// Output:
	// family reversible
	// depth 7
	// channels 64
}

// TestLayers: of many layers, those at powers of 2 and the last are taken.
func TestLayers(t *testing.T) {
	var names []string
	r := run.Record{Kind: run.Evaluation, Norms: &run.Norms{Gradient: make([]float64, 11)}}
	for _, s := range Scalars(run.Info{}, r) {
		names = append(names, s.Name[len(s.Name)-4:])
	}
	if got := fmt.Sprint(names); got != "[0001 0002 0004 0008 0011]" {
		t.Error(got)
	}
}

// TestSolves names both searches of an equilibrium network.
func TestSolves(t *testing.T) {
	s := &run.Solve{Evaluations: 3, Residual: 1, Worst: 2}
	got := fmt.Sprint(Scalars(run.Info{}, run.Record{Kind: run.Evaluation, Forward: s, Backward: s}))
	want := "[{forward/residual 1} {forward/worst 2} {forward/evaluations 3} " +
		"{backward/residual 1} {backward/worst 2} {backward/evaluations 3}]"
	if got != want {
		t.Error(got)
	}
}

// TestOptionsOnce: no name stands there twice.
func TestOptionsOnce(t *testing.T) {
	info := run.Info{Model: run.Model{Options: options.NewNetwork(options.Reversible)}, Training: options.NewTraining(),
		Metric: "accuracy", Loss: "cross-entropy"}
	seen := map[string]bool{}
	for _, o := range Options(info) {
		if seen[o.Name] || o.Value == "" {
			t.Errorf("%+v", o)
		}
		seen[o.Name] = true
	}
	for _, name := range []string{"seed", "seed of the network", "metric", "epochs", "learning rate", "parameters"} {
		if !seen[name] {
			t.Errorf("no %s", name)
		}
	}
}
