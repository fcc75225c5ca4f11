package revgnn

import (
	"math"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// TestSolvesRecorded trains an equilibrium network and reads its solves back.
func TestSolvesRecorded(t *testing.T) {
	p := small(t)
	p.Family, p.Operator = "equilibrium", "GCN"
	p.complete(t)
	r, err := run.Open(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	steps, evaluations := 0, 0
	var losses []float64
	for _, record := range r.History() {
		due := record.Step%p.Evaluate == 0
		solves := []*run.Solve{record.Forward, record.Backward}
		if record.Kind == run.Evaluation {
			evaluations++
			solves, due = solves[:1], true
			if record.Backward != nil {
				t.Errorf("the evaluation after step %d has a backward solve", record.Step)
			}
		} else {
			steps++
			losses = append(losses, *record.Loss)
		}
		for _, s := range solves {
			if s == nil || s.Failed() || !(s.Residual <= 1e-5) || !(s.Worst >= s.Residual) || s.Evaluations < 2 {
				t.Fatalf("%s %d: %+v", record.Kind, record.Step, s)
			}
			if due && (len(s.Trace) != s.Evaluations || s.Trace[len(s.Trace)-1] != s.Residual) || !due &&
				s.Trace != nil {
				t.Errorf("%s %d: the trace is %v, the solve %+v", record.Kind, record.Step, s.Trace, s)
			}
		}
	}
	if steps != p.Epochs || evaluations != p.Epochs/p.Evaluate {
		t.Errorf("%d steps and %d evaluations", steps, evaluations)
	}
	if loss := losses[0]; !(losses[len(losses)-1] < 0.8*loss) {
		t.Errorf("the losses are %v", losses)
	}
}

// TestFailedSolves trains a network whose solver may evaluate F twice only. The training stops, and goes on when told.
func TestFailedSolves(t *testing.T) {
	g := ok[*datasets.Graph](t)(datasets.Karate().Done())
	build := func() *Model {
		short := solver.Picard().WithIterations(2)
		return ok[*Model](t)(Equilibrium(conv.GCN()).WithSolver(short).WithChannels(16).For(g).Done())
	}
	directory := t.TempDir() + "/run"
	train := func(m *Model, failed int) (*run.Run, error) {
		return Train(m, g).WithEpochs(6).WithEvaluationEvery(6).WithDirectory(directory).
			WithSolveFailureLimit(failed).Done()
	}
	_, err := train(build(), 4)
	oneOfUs(t, err, "the forward solve failed on 4 steps in a row, the last with \"cap reached\" after 2 "+
		"evaluations (residuals ",
		"WithSolveFailureLimit(0)", "step 4 is saved in "+directory)
	r := ok[*run.Run](t)(run.Open(directory))
	history := r.History()
	if r.Status() != run.Failed || len(history) != 4 {
		t.Fatalf("status %s, %d records", r.Status(), len(history))
	}
	for _, record := range history {
		if s := record.Forward; !s.Failed() || len(s.Trace) != 2 || math.IsNaN(s.Residual) || math.IsNaN(*record.Loss) {
			t.Errorf("step %d: loss %g, %+v", record.Step, *record.Loss, s)
		}
	}
	m := ok[*Model](t)(Load(directory))
	scores := ok[*Evaluation](t)(Evaluate(m, g).Done()).Scores
	if !scores.Solve.Failed() || !strings.Contains(scores.String(),
		"(the solve: cap reached after 2 evaluations, residual ") {
		t.Errorf("an evaluation whose solve failed says %q", scores)
	}
	if r, err = train(build(), 0); err != nil {
		t.Fatal(err)
	}
	if table := r.Table().String(); !strings.Contains(table, "6 of 6 steps (forward 6") {
		t.Errorf("the run's table does not count 6 failed steps:\n%s", table)
	}
}
