package revgnn

import (
	"math"
	"os"
	"testing"

	"github.com/kilolayer/kilolayer/internal/xla"
)

// TestCurvesWithKernels: a training goes the same way with kernels and without, but for float32's rounding.
func TestCurvesWithKernels(t *testing.T) {
	if started(t, xla.Default); !xla.Kernels() {
		t.Skip("kernels are for a CPU")
	}
	const tolerance = 1e-4 // of a loss after 6 steps of Adam, which makes small gradients as large as others
	for i, operator := range []string{"GCN", "GEN"} {
		if i > 0 && os.Getenv("KILOLAYER_ALL") == "" {
			continue
		}
		t.Run(operator, func(t *testing.T) {
			losses := func(kernels string) (list []float64) {
				t.Setenv("KILOLAYER_KERNELS", kernels)
				p := small(t)
				p.Operator, p.Depth, p.Epochs = operator, 4, 6
				for _, point := range p.complete(t).History() {
					if point.Loss != nil { // nil for what only scores
						list = append(list, *point.Loss)
					}
				}
				return list
			}
			without, with := losses("off"), losses("on")
			if len(with) != len(without) || len(with) < 6 {
				t.Fatalf("%d losses with kernels, %d without", len(with), len(without))
			}
			t.Logf("with %v\nwithout %v", with, without)
			for i := range with {
				if d := math.Abs(with[i] - without[i]); !(d <= tolerance*math.Abs(without[i])) {
					t.Errorf("the loss %d is %g with kernels and %g without", i, with[i], without[i])
				}
			}
		})
	}
}
