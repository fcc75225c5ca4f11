package revgnn

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// TestResident trains on a graph of 20 MB of features. A copy of them at each step would let the process grow by
// hundreds of megabytes.
func TestResident(t *testing.T) {
	if xla.Resident() == 0 || xla.Describe(started(t, xla.Default)).Platform != "cpu" {
		t.Skip("the process does not hold the data, or it can't be measured")
	}
	g := done(t)(datasets.Random(5000, 10_000, 1).WithNodeFeatures(1000).WithClasses(4).Done())
	const data = 20_000_000
	train := func(parts, epochs int) *run.Run {
		m := built(t, Residual(conv.GCN()).WithDepth(1).WithChannels(4).For(g))
		return ok[*run.Run](t)(Train(m, g).WithEpochs(epochs).WithParts(parts).WithEvaluationEvery(epochs / 6).Done())
	}
	for _, c := range []struct {
		name          string
		parts, epochs int
	}{{"one piece", 1, 60}, {"parts", 3, 18}} {
		t.Run(c.name, func(t *testing.T) {
			train(c.parts, 6) // what compiling leaves is no growth with steps
			returnMemory()
			before, most := xla.Resident(), int64(0)
			for _, record := range train(c.parts, c.epochs).History() {
				most = max(most, record.LiveBytes)
			}
			t.Logf("%.0f MB, at most %.0f", float64(before)/1e6, float64(most)/1e6)
			if grown := most - before; grown > 2*data {
				t.Errorf("the process grew by %d bytes, more than twice its data", grown)
			}
		})
	}
}

// TestTide: memory is given back once it has risen, and no sooner.
func TestTide(t *testing.T) {
	if xla.Resident() == 0 {
		t.Skip("the process's memory can't be measured")
	}
	returnMemory()
	var level tide
	low := level.level()
	rise := make([]byte, 64<<20)
	for i := range rise {
		rise[i] = 1
	}
	if now := level.level(); now < low+32<<20 {
		t.Errorf("%d bytes with 64 MiB in use, %d before", now, low)
	}
	rise[0] = 2
	rise = nil
	level.low = low
	if now := level.level(); now > low+32<<20 {
		t.Errorf("%d bytes after 64 MiB were given up, %d before", now, low)
	}
}
