package revgnn

import (
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

func TestDropoutOfSteps(t *testing.T) {
	backend, g := started(t, xla.Go), proteins(t)
	part := func() *datasets.Part { return whole(t, g) }
	m := network(t, g, conv.GEN(), 3, 2, withDropout)
	p := trainingStep(t, backend, m, g, part(), 7)
	first := p.run(t, 3).loss
	if again := trainingStep(t, backend, m, g, part(), 7).run(t, 3).loss; again != first {
		t.Errorf("the same seed and step gave the losses %g and %g", first, again)
	}
	if other := p.run(t, 4).loss; other == first {
		t.Errorf("steps 3 and 4 gave the same loss %g", first)
	}
	if other := trainingStep(t, backend, m, g, part(), 8).run(t, 3).loss; other == first {
		t.Errorf("seeds 7 and 8 gave the same loss %g", first)
	}
	// An evaluation has no dropout.
	without := evaluation(t, backend, network(t, g, conv.GEN(), 3, 2), g, part()).run(t, 0)
	judged := evaluation(t, backend, m, g, part())
	for _, k := range []int64{0, 1} {
		same(t, judged.run(t, k), without, 0)
	}
}
