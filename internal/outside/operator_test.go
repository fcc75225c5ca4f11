package outside

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
)

// pull is an operator of one's own: W · (x + strength times the mean of how far the neighbours are away).
type pull struct{ Strength float64 }

func (p pull) String() string { return fmt.Sprintf("pull(%g)", p.Strength) }

func (p pull) Validate() error {
	if !(p.Strength > 0) {
		return fmt.Errorf("pull: a strength of %g; use a positive one", p.Strength)
	}
	return nil
}

func (pull) Parameters(in, out, _ int) []conv.Parameter { return conv.Linear("linear", in, out) }

func (pull) Prepare(edges *conv.Edges, like *graph.Node) []*graph.Node {
	return []*graph.Node{graph.Reciprocal(graph.MaxScalar(edges.Degree(like), 1))}
}

func (p pull) Apply(x *graph.Node, edges *conv.Edges, prepared, params []*graph.Node) *graph.Node {
	apart := edges.SumByTarget(graph.Sub(edges.GatherSource(x), edges.GatherTarget(x)))
	mean := graph.Mul(apart, graph.InsertAxes(prepared[0], -1))
	return conv.Affine(graph.Add(x, graph.MulScalar(mean, p.Strength)), params[0], params[1])
}

// TestOperator trains a network with an operator of one's own, and uses the run as one with a built-in operator: it is
// loaded, evaluated beside another, distilled from, and the operator is swept over by its value and by its name.
func TestOperator(t *testing.T) {
	if err := conv.Register("pull", pull{Strength: 1}); err != nil {
		t.Fatal(err)
	}
	g, folder := club(t), t.TempDir()
	train := func(seed uint64) *revgnn.TrainBuilder {
		b := revgnn.Reversible(pull{Strength: 0.5}).WithDepth(2).WithChannels(8).WithSeed(seed)
		return revgnn.Train(built(t, b.For(g)), g).WithEpochs(2).WithEvaluationEvery(1)
	}
	m := built(t, revgnn.Reversible(pull{Strength: 0.5}).WithDepth(2).WithChannels(8).For(g))
	teacher, second := filepath.Join(folder, "teacher"), filepath.Join(folder, "second")
	trained(t, revgnn.Train(m, g).WithEpochs(2).WithEvaluationEvery(1), teacher)
	trained(t, train(5), second)

	check, err := revgnn.CheckGradients(m, g).Done()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range check.Rows {
		if !row.Finite.Passed() || !row.Rounding.Passed() {
			t.Errorf("the gradient by %s: %+v", row.Parameter, row)
		}
	}

	loaded, err := revgnn.Load(teacher)
	if err != nil {
		t.Fatal(err)
	}
	if got := loaded.Options().Operator.Name; got != "pull(0.5)" {
		t.Errorf("the loaded network has the operator %s", got)
	}
	want, err := m.Predict(g).Done()
	if err != nil {
		t.Fatal(err)
	}
	got, err := loaded.Predict(g).Done()
	if err != nil {
		t.Fatal(err)
	}
	for i := range want.Data {
		if got.Data[i] != want.Data[i] {
			t.Fatalf("the loaded network computes %g, the trained one %g", got.Data[i], want.Data[i])
		}
	}
	if _, err := revgnn.Evaluate(loaded, g).WithRuns(teacher, second).Done(); err != nil {
		t.Errorf("an evaluation over both runs: %v", err)
	}

	student := trained(t, train(7).WithDistillation(teacher, 0.5, 0.7), filepath.Join(folder, "student"))
	alone := trained(t, train(7), filepath.Join(folder, "alone"))
	if losses(student)[0] == losses(alone)[0] || student.Info().Teacher == "" {
		t.Errorf("the student learns nothing from its teacher: losses %v, %v alone", losses(student), losses(alone))
	}

	values, err := sweep.Func("pulls", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
		m, err := revgnn.Residual(s.Value("operator").(conv.Operator)).WithDepth(1).WithChannels(4).For(g).Done()
		return revgnn.Train(m, g).WithEpochs(1), err
	}).Over("operator", pull{Strength: 0.5}, pull{Strength: -1}).WithDirectory(filepath.Join(folder, "values")).Done()
	if err != nil {
		t.Fatal(err)
	}
	if f := values.Failures(); len(values.Runs()) != 1 || len(f) != 1 ||
		!strings.Contains(f[0].Reason, "use a positive one") {
		t.Errorf("the sweep over values has %+v", values.List())
	}
	names, err := sweep.Of(paper.Preset("revgcn-128-arxiv").WithGraph(g).With("depth", 1).With("channels", 8).
		With("epochs", 1)).Over("operator", "GCN", "pull", pull{Strength: 2}).
		WithDirectory(filepath.Join(folder, "names")).Done()
	if err != nil {
		t.Fatal(err)
	}
	if len(names.Runs()) != 3 {
		t.Fatalf("the sweep over names has %+v", names.List())
	}
	for i, want := range []string{"GCN", "pull(1)", "pull(2)"} {
		if got := names.Runs()[i].Info().Model.Options.Operator.Name; got != want {
			t.Errorf("run %d has the operator %s, want %s", i, got, want)
		}
	}
}
