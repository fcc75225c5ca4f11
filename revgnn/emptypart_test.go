package revgnn

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// fewLabels is the karate club with two training nodes.
func fewLabels(t *testing.T) *datasets.Graph {
	t.Helper()
	return done(t)(datasets.Karate().WithSplit([]int32{0, 33}, []int32{2, 3}, []int32{1, 32}).Done())
}

// emptyParts tells for each step of a training whether its part has no training node, by the parts themselves.
func emptyParts(t *testing.T, g *datasets.Graph, parts, epochs int, seed uint64) (empty []bool) {
	t.Helper()
	base := ok[*datasets.Partition](t)(g.Partition(parts, partitionSeed(seed, 0)))
	for epoch := 1; epoch <= epochs; epoch++ {
		partition := ok[*datasets.Partition](t)(base.Redraw(partitionSeed(seed, epoch)))
		for i := range parts {
			none := true
			for _, trains := range partition.Part(i).TrainMask {
				none = none && !trains
			}
			empty = append(empty, none)
		}
	}
	return empty
}

// TestEmptyParts trains on parts without labels, the first among them. Their steps have no loss and change nothing, and
// a run that is interrupted after each step ends as one that is not.
func TestEmptyParts(t *testing.T) {
	t.Parallel()
	const parts, epochs = 3, 2
	g := fewLabels(t)
	seed := uint64(0)
	for !emptyParts(t, g, parts, 1, seed)[0] {
		seed++
	}
	empty := emptyParts(t, g, parts, epochs, seed)
	p := small(t)
	p.Operator, p.Depth = "GCN", 2
	trains := func(ctx context.Context, directory string, c Callback) (*run.Run, error) {
		m, _, err := p.model()
		if err != nil {
			t.Fatal(err)
		}
		return Train(m, g).WithParts(parts).WithEpochs(epochs).WithSeed(seed).WithEvaluationEvery(epochs).
			WithDirectory(directory).WithContext(ctx).WithCallback(c).WithNormsEvery(1).Done()
	}
	whole := ok[*run.Run](t)(trains(t.Context(), t.TempDir()+"/run", func(run.Record) error { return nil }))
	steps := 0
	for _, r := range whole.History() {
		if r.Kind != run.Step {
			continue
		}
		if none := r.Loss == nil; none != empty[steps] || none != (r.LearningRate == nil) || none != (r.Norms == nil) ||
			!none && *r.Loss <= 0 {
			t.Errorf("step %d: %+v; without labels: %v", r.Step, r, empty[steps])
		}
		steps++
	}
	if steps != parts*epochs {
		t.Errorf("%d steps are recorded, want %d", steps, parts*epochs)
	}

	var before string
	for step := 1; step < parts*epochs; step++ {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := trains(ctx, p.Directory, func(r run.Record) error {
			if r.Step == step {
				cancel()
			}
			return nil
		})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("step %d: %v", step, err)
		}
		after := ""
		for key, content := range outcome(t, p.Directory) {
			if strings.HasPrefix(key, "checkpoint ") && strings.HasSuffix(key, ".bin") {
				after = content
			}
		}
		if after == "" || step > 1 && (after == before) != empty[step-1] {
			t.Errorf("step %d, without labels: %v, leaves the checkpoint as it was: %v", step, empty[step-1],
				after == before)
		}
		before = after
	}
	ok[*run.Run](t)(trains(t.Context(), p.Directory, func(run.Record) error { return nil }))
	sameOutcome(t, outcome(t, p.Directory), outcome(t, whole.Dir()))
}

// TestEmptyPartsOfStep averages the gradients of several parts, on one device and on two: the loss is that of those
// with labels.
func TestEmptyPartsOfStep(t *testing.T) {
	t.Parallel()
	const parts, epochs = 8, 2
	g := fewLabels(t)
	empty := emptyParts(t, g, parts, epochs, 0)
	p := small(t)
	p.Operator, p.Depth, p.Dropout = "GCN", 2, 0
	losses := func(accumulated, devices int) (list []*float64) {
		m, _, err := p.model()
		if err != nil {
			t.Fatal(err)
		}
		const still = 1e-9 // a rate at which all losses are those at the start
		r := ok[*run.Run](t)(Train(m, g).WithParts(parts).WithAccumulation(accumulated).WithDevices(devices).
			WithEpochs(epochs).WithEvaluationEvery(epochs).WithLearningRate(still).Done())
		for _, record := range r.History() {
			if record.Kind == run.Step {
				list = append(list, record.Loss)
			}
		}
		return list
	}
	each := losses(1, 1)
	for devices := 1; devices <= 2; devices++ {
		for i, got := range losses(2, devices) {
			sum, n := 0.0, 0
			for part := 2 * i; part < 2*i+2; part++ {
				if each[part] != nil {
					sum, n = sum+*each[part], n+1
				}
				if empty[part] != (each[part] == nil) {
					t.Errorf("part %d has the loss %v, without labels: %v", part, each[part], empty[part])
				}
			}
			if (n == 0) != (got == nil) || got != nil && math.Abs(*got-sum/float64(n)) > 1e-5 {
				t.Errorf("step %d on %d devices: loss %v, want the mean of %d parts, %g", i+1, devices, got, n,
					sum/float64(n))
			}
		}
	}
}
