package main

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   string
	}{
		{[]float64{81.26}, "81.3"},
		{[]float64{1, 3}, "2.0 ± 1.4"},                   // √2
		{[]float64{2, 4, 4, 4, 5, 5, 7, 9}, "5.0 ± 2.1"}, // √(32/7)
		{[]float64{70, 70, 70}, "70.0 ± 0.0"},
	} {
		if got := spread(c.values); got != c.want {
			t.Errorf("%v: %s, want %s", c.values, got, c.want)
		}
	}
}

// TestAccuracyRow trains a tiny network with each seed, and reads it again.
func TestAccuracyRow(t *testing.T) {
	t.Setenv("KILOLAYER_BACKEND", "go") // which compiles these faster
	trained := 0
	r := accuracyRow{name: "chains", data: "Chains", network: "GCN", published: "50.0 ± 0.1", graph: chains(3),
		start: func(g *datasets.Graph, seed uint64) (*revgnn.TrainBuilder, error) {
			trained++
			m, err := revgnn.Residual(conv.GCN()).WithDepth(1).WithChannels(2).WithSeed(seed).For(g).Done()
			return revgnn.Train(m, g).WithEpochs(2).WithEvaluationEvery(1).WithSeed(seed), err
		}}
	directory := filepath.Join(t.TempDir(), "chains")
	if got := r.kept(directory); got[0] != "not run" {
		t.Errorf("before the training the row is %q", got)
	}
	ours, err := r.train(t.Context(), directory)
	if err != nil {
		t.Fatal(err)
	}
	if trained != seeds || len(ours)+2 != len(accuracyColumns) || !strings.Contains(ours[0], " ± ") ||
		ours[2] != r.published {
		t.Errorf("after %d trainings the row is %q, of columns %q", trained, ours, accuracyColumns)
	}
	// The time a run tells a row that was trained anew.
	if got := r.kept(directory); !slices.Equal(got, ours) {
		t.Errorf("kept: %q, want %q", got, ours)
	}
	if got, err := r.train(t.Context(), directory); err != nil || !slices.Equal(got, ours) {
		t.Errorf("trained again: %q, %v; want %q", got, err, ours)
	}
	if err := os.RemoveAll(filepath.Join(directory, "seed=4")); err != nil {
		t.Fatal(err)
	}
	if got := r.kept(directory); !strings.HasSuffix(got[0], "(4 seeds)") {
		t.Errorf("of 4 seeds: %q", got)
	}
	r.graph = func(uint64) (*datasets.Graph, error) { return nil, errors.New("no such graph") }
	if _, err := r.train(t.Context(), filepath.Join(t.TempDir(), "fails")); err == nil ||
		err.Error() != "sweep: all 5 runs failed, the first, seed=1, with: revgnn: no such graph" {
		t.Errorf("without a graph: %v", err)
	}
}

// TestBaseline: a row without a training has its test result first.
func TestBaseline(t *testing.T) {
	r := accuracyRow{graph: chains(3), baseline: func(*datasets.Graph) (float64, float64, error) {
		return 0.5, 0.25, nil
	}}
	if got, err := r.train(t.Context(), t.TempDir()); err != nil ||
		len(got)+2 != len(accuracyColumns) || got[0] != "25.0" ||
		got[1] != "50.0" {
		t.Errorf("%q, %v", got, err)
	}
	r.baseline = func(*datasets.Graph) (float64, float64, error) { return math.NaN(), 0, errors.New("no solution") }
	if _, err := r.train(t.Context(), t.TempDir()); err == nil {
		t.Error("its error is lost")
	}
}

// TestAccuracyRows: a name stands for one row.
func TestAccuracyRows(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range accuracyRows() {
		if seen[r.name] || r.graph == nil || (r.start == nil) == (r.baseline == nil) {
			t.Errorf("the row %s: seen %t", r.name, seen[r.name])
		}
		seen[r.name] = true
	}
}
