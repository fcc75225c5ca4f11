package revgnn

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kilolayer/kilolayer/internal/golden"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

func TestPlanAddsUp(t *testing.T) {
	for _, c := range []struct {
		name          string
		epochs, every int
		atOnce        int
		evaluations   int
		epoch, whole  time.Duration
	}{
		{"an evaluation at the end alone", 5, 5, 1, 1, 2 * time.Second,
			10*time.Second + 10*time.Second + 7*time.Second},
		{"every second epoch and at the end", 5, 2, 1, 3, 2 * time.Second,
			10*time.Second + 10*time.Second + 7*time.Second + 2*3*time.Second},
		{"two parts at once", 5, 5, 2, 1, time.Second, 10*time.Second + 5*time.Second + 7*time.Second},
	} {
		p := Plan{Compile: 10 * time.Second, Step: time.Second, Evaluation: 3 * time.Second, Epochs: c.epochs, Parts: 2,
			AtOnce: c.atOnce}
		p.predict(7*time.Second, c.every)
		if p.Evaluations != c.evaluations || p.Epoch != c.epoch || p.Whole != c.whole {
			t.Errorf("%s: %+v, want %+v", c.name, p, c)
		}
	}
}

// TestPlan holds a plan's sums, and that nothing is trained for it.
func TestPlan(t *testing.T) {
	g := classes(t)
	m := built(t, Reversible(conv.GCN()).WithDepth(2).WithChannels(8).For(g))
	before := parametersOf(t, m)
	directory := filepath.Join(t.TempDir(), "run")
	b := Train(m, g).WithEpochs(5).WithEvaluationEvery(2).WithParts(2).WithDirectory(directory)
	p, err := b.Plan().Done()
	if err != nil {
		t.Fatal(err)
	}
	if p.Memory.Source != "compiled" || p.Memory.Parameters != m.Parameters() || p.Memory.Activations == 0 {
		t.Errorf("the memory is %+v", p.Memory)
	}
	if !(p.Compile > 0 && p.Step > 0 && p.Evaluation > 0) || p.Epoch != 2*p.Step || p.Evaluations != 3 {
		t.Errorf("the plan is %+v", p)
	}
	text := p.String()
	for _, words := range []string{"reversible GCN", "an epoch of 2", "5 epochs, 3 evaluations"} {
		if !strings.Contains(text, words) {
			t.Errorf("no %q in\n%s", words, text)
		}
	}
	if memory, err := b.Profile().Done(); err != nil || memory != p.Memory {
		t.Errorf("profiled is %+v, %v; planned %+v", memory, err, p.Memory)
	}
	frozen, err := Train(m, g).WithParts(2).WithFrozen("stack").Profile().Done()
	if err != nil || frozen.OptimizerBytes >= p.Memory.OptimizerBytes {
		t.Errorf("with frozen layers the optimizer keeps %d bytes, %v; else %d", frozen.OptimizerBytes, err,
			p.Memory.OptimizerBytes)
	}
	if run.Exists(directory) {
		t.Error("a run was made")
	}
	after := parametersOf(t, m)
	for name, value := range before {
		if difference(after[name], value) != 0 {
			t.Errorf("%s was trained", name)
		}
	}

	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Plan().WithContext(cancelled).Done(); !errors.Is(err, context.Canceled) {
		t.Errorf("with a cancelled context: %v", err)
	}
	// The training itself goes on with a context of its own.
	b.Plan().Must()
	if _, err := b.WithEpochs(1).WithEvaluationEvery(1).Done(); err != nil {
		t.Errorf("a training after its plan: %v", err)
	}
}

// parametersOf are the values of a network's parameters by name.
func parametersOf(t *testing.T, m *Model) map[string]array {
	t.Helper()
	values := map[string]array{}
	for _, v := range m.spec.Variables() {
		values[v.Name] = golden.FromTensor(net.Parameter(m.values(), v.Name).MustValue())
	}
	return values
}

// TestPlanOfShortSteps: the table of a plan tells short times apart from none.
func TestPlanOfShortSteps(t *testing.T) {
	text := Plan{Step: 24300 * time.Microsecond, Evaluation: 3 * time.Millisecond}.Table().CSV()
	for _, row := range []string{"a step,0.0243 s\n", "an evaluation,0.003 s\n"} {
		if !strings.Contains(text, row) {
			t.Errorf("%q, want %q in it", text, row)
		}
	}
}
