package viz_test

import (
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/viz"
)

// normed is the least that Gradients asks for.
type normed struct{ norms []run.Norms }

func (n normed) Label() string  { return "lesson" }
func (n normed) Info() run.Info { return run.Info{} }
func (n normed) History() (records []run.Record) {
	for i := range n.norms {
		records = append(records, run.Record{Kind: run.Step, Step: 10 * (i + 1), Norms: &n.norms[i]})
	}
	return records
}

func ExampleGradients() {
	// revgnn.Train(…).WithNormsEvery(10) records them.
	viz.Show(viz.Gradients(normed{[]run.Norms{
		{Gradient: []float64{0.1, 0.2, 0.4}, Activation: []float64{1, 1.5, 2}},
		{Gradient: []float64{0.05, 0.1, 0.15}, Activation: []float64{1, 2, 3}},
	}}))
	// Output:
	// Gradients of 3 layers differ by a factor of 3 at step 20
	// lesson
	// step  smallest gradient  in layer  largest  in layer  smallest activation  in layer  largest  in layer
	// 10                  0.1         1      0.4         3                    1         1        2         3
	// 20                 0.05         1     0.15         3                    1         1        3         3
}
