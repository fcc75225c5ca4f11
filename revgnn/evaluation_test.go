package revgnn

import (
	"math"
	"slices"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/solver"
)

// counted is an operator that counts the programs it is built into.
type counted struct {
	conv.GCNConv
	programs *int
}

func (counted) String() string { return "counted" }

// Prepare implements conv.Operator. The probe of a new network has 3 nodes and is not compiled.
func (c counted) Prepare(edges *conv.Edges, like *graph.Node) []*graph.Node {
	if edges.NumNodes > 3 {
		*c.programs++
	}
	return c.GCNConv.Prepare(edges, like)
}

// TestEvaluateWhole wants of one view of one part exactly what Predict and Evaluate give.
func TestEvaluateWhole(t *testing.T) {
	g := datasets.Karate().Must()
	for name, b := range map[string]interface{ Done() (*Model, error) }{
		"reversible":  Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(g),
		"equilibrium": Equilibrium(conv.GCN()).WithChannels(4).WithSolver(solver.Picard().WithIterations(2)).For(g),
	} {
		t.Run(name, func(t *testing.T) {
			m := built(t, b)
			e, err := Evaluate(m, g).Done()
			if err != nil {
				t.Fatal(err)
			}
			logits, err := m.Predict(g).Done()
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(e.Logits.Data, logits.Data) || e.Logits.Cols != logits.Cols {
				t.Errorf("logits %v, want %v", e.Logits.Data[:4], logits.Data[:4])
			}
			want := score(g, metricFor(g), logits)
			want.Solve = e.Solve
			if e.Scores.String() != want.String() || len(e.Views) != 1 || e.Views[0].String() != want.String() {
				t.Errorf("%s, views %v, want %s", e.Scores, e.Views, want)
			}
			if (e.Solve != nil) != (name == "equilibrium") || e.Solve != nil && !e.Solve.Failed() {
				t.Errorf("the solve is %+v", e.Solve)
			}
		})
	}
}

// TestEvaluateViews averages by hand, over partitions that are drawn from the start.
func TestEvaluateViews(t *testing.T) {
	const views, parts, seed = 3, 2, 7
	g := datasets.Karate().Must()
	programs := 0
	m := built(t, Reversible(counted{conv.GCN(), &programs}).WithDepth(1).WithChannels(4).For(g))
	perturb(t, m, 0.5)
	e, err := Evaluate(m, g).WithViews(views).WithParts(parts).WithSeed(seed).Done()
	if err != nil {
		t.Fatal(err)
	}
	if programs != 1 || len(e.Views) != views {
		t.Errorf("%d programs for %d views, want 1 for %d", programs, len(e.Views), views)
	}
	d, err := m.spec.Read(g)
	if err != nil {
		t.Fatal(err)
	}
	mean := make([]float64, len(e.Logits.Data))
	p, err := newPredictor(m.spec, d, m.values(), nil, (*net.Pass).Logits)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	var first []float32
	for view := range views {
		if p.partition, err = d.Graph.Partition(parts, viewSeed(seed, view+1)); err != nil {
			t.Fatal(err)
		}
		logits, _, err := p.compute(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range logits.Data {
			mean[i] += float64(v) / views
		}
		if got, want := e.Views[view].String(), score(g, metricFor(g), logits).String(); got != want {
			t.Errorf("view %d scores %s, want %s", view+1, got, want)
		}
		if view == 0 {
			first = logits.Data
		} else if slices.Equal(first, logits.Data) {
			t.Errorf("view %d is the first one again", view+1)
		}
	}
	for i, want := range mean {
		if math.Abs(float64(e.Logits.Data[i])-want) > 1e-6 {
			t.Fatalf("logit %d is %g, want %g", i, e.Logits.Data[i], want)
		}
	}
	if got, want := e.Scores.String(), score(g, metricFor(g), e.Logits).String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, other := range []struct {
		seed uint64
		same bool
	}{{seed, true}, {seed + 1, false}} {
		again, err := Evaluate(m, g).WithViews(views).WithParts(parts).WithSeed(other.seed).Done()
		if err != nil {
			t.Fatal(err)
		}
		if same := slices.Equal(again.Logits.Data, e.Logits.Data); same != other.same {
			t.Errorf("seed %d gives the same logits as seed %d: %t", other.seed, seed, same)
		}
	}
}

// TestEvaluateRuns averages over two runs' checkpoints with one program, whatever the parameters of the model given.
func TestEvaluateRuns(t *testing.T) {
	g := datasets.Karate().Must()
	programs := 0
	network := func(seed uint64) *ReversibleBuilder {
		return Reversible(counted{conv.GCN(), &programs}).WithDepth(1).WithChannels(4).WithSeed(seed).For(g)
	}
	var directories []string
	mean := make([]float64, g.NumNodes*g.NumClasses)
	for seed := range uint64(2) {
		m, directory := built(t, network(seed)), t.TempDir()
		if _, err := Train(m, g).WithEpochs(1).WithDirectory(directory).Done(); err != nil {
			t.Fatal(err)
		}
		logits, err := m.Predict(g).Done()
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range logits.Data {
			mean[i] += float64(v) / 2
		}
		directories = append(directories, directory)
	}
	m := built(t, network(3))
	before := slices.Clone(parameter(m.values(), "head.weight").Values)
	programs = 0
	e, err := Evaluate(m, g).WithRuns(directories...).Done()
	if err != nil {
		t.Fatal(err)
	}
	if programs != 1 || len(e.Views) != 2 || e.viewName(1) != directories[1] {
		t.Errorf("%d programs for %d views, want 1 for 2; the second is %q", programs, len(e.Views), e.viewName(1))
	}
	for i, want := range mean {
		if math.Abs(float64(e.Logits.Data[i])-want) > 1e-6 {
			t.Fatalf("logit %d is %g, want %g", i, e.Logits.Data[i], want)
		}
	}
	if !slices.Equal(parameter(m.values(), "head.weight").Values, before) {
		t.Error("the model given has other parameters")
	}

	_, err = Evaluate(m, g).WithRuns(directories[0], directories[0]).Done()
	oneOfUs(t, err, directories[0]+" was given twice")
	deeper := built(t, Reversible(counted{conv.GCN(), &programs}).WithDepth(3).WithChannels(4).For(g))
	_, err = Evaluate(deeper, g).WithRuns(directories...).Done()
	oneOfUs(t, err, directories[0]+" is of another network than the model: depth 1, not 3; evaluate it by itself")
	_, err = Evaluate(m, g).WithRuns(t.TempDir()).Done()
	oneOfUs(t, err, "holds no run")
}

func TestEvaluateRefuses(t *testing.T) {
	g := datasets.Karate().Must()
	m := built(t, Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(g))
	for name, c := range map[string]struct {
		builder *EvaluationBuilder
		want    string
	}{
		"no model":       {Evaluate(nil, g), "an evaluation needs a model and a graph"},
		"no graph":       {Evaluate(m, nil), "an evaluation needs a model and a graph"},
		"no view":        {Evaluate(m, g).WithViews(0), `"evaluation views" takes a whole number of at least 1, not 0`},
		"no part":        {Evaluate(m, g).WithParts(0), `"evaluation parts" takes a whole number of at least 1, not 0`},
		"too many parts": {Evaluate(m, g).WithParts(35), "35 parts of a graph of 34 nodes; use 1 to 34"},
		"equal views": {Evaluate(m, g).WithViews(2),
			"2 views of the graph in one piece are all the same; use 1 view, or several parts"},
		"no run":        {Evaluate(m, g).WithRuns(), "WithRuns without a directory"},
		"another graph": {Evaluate(m, classes(t)), "build it with For(graph)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.builder.Done()
			oneOfUs(t, err, c.want)
		})
	}
}

// TestWithScoringParts trains on the whole graph and evaluates in parts, always the same.
func TestWithScoringParts(t *testing.T) {
	const parts, seed = 3, 5
	g := proteins(t) // whose ROC-AUC tells partitions apart
	m := built(t, Reversible(conv.GCN()).WithDepth(1).WithChannels(4).For(g))
	r, err := Train(m, g).WithEpochs(2).WithEvaluationEvery(2).WithSeed(seed).WithScoringParts(parts).
		WithDirectory(t.TempDir()).Done()
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Info().Training.ScoringParts; got != parts {
		t.Errorf("the run records %d parts", got)
	}
	d, err := m.spec.Read(g)
	if err != nil {
		t.Fatal(err)
	}
	partition, err := d.Graph.Partition(parts, partitionSeed(seed, 0))
	if err != nil {
		t.Fatal(err)
	}
	p, err := newPredictor(m.spec, d, m.values(), partition, (*net.Pass).Logits)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	logits, _, err := p.compute(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	history := r.History()
	last := history[len(history)-1]
	got := Scores{Metric: g.Metric(), Train: last.Train, Valid: last.Valid, Test: last.Test}
	if want := score(g, metricFor(g), logits); got.String() != want.String() {
		t.Errorf("the last evaluation is %s, want %s", got, want)
	}
	_, err = Train(m, g).WithScoringParts(41).Done()
	oneOfUs(t, err, "evaluation in 41 parts of a graph of 40 nodes; use 1 to 40")
}
