package run

import (
	"fmt"

	"github.com/kilolayer/kilolayer/table"
)

// Inverse is how well the inputs of the layers are rebuilt from the output of the last layer alone.
type Inverse struct {
	Network string
	// of each layer's input, the first layer's first: ‖rebuilt − X‖/‖X‖, in the model's type of numbers
	Errors []float64
	Exact  []float64 // the same in float64
	Bound  float64   // what Errors must not pass
}

// Worst is the largest error and its layer, counted from 1.
func (c Inverse) Worst() (layer int, err float64) {
	for i, e := range c.Errors {
		if i == 0 || !(e <= err) {
			layer, err = i+1, e
		}
	}
	return layer, err
}

// Passed says whether all errors are within the bound.
func (c Inverse) Passed() bool {
	for _, e := range c.Errors {
		if !(e <= c.Bound) {
			return false
		}
	}
	return true
}

// String is the result in a line.
func (c Inverse) String() string {
	layer, worst := c.Worst()
	return fmt.Sprintf("inverse of %s: %s, largest error %.2g (layer %d), bound %g", c.Network, verdict(c.Passed()),
		worst, layer, c.Bound)
}

// Table lists the errors of the last layer, of the layers 1, 2, 4, 8 … before it, and of the first.
func (c Inverse) Table() table.Table {
	t := table.Table{Title: "Inverse: " + verdict(c.Passed()), Note: c.Network + ".",
		Columns: []string{"layer", "error of its rebuilt input", "in float64", "bound", ""}}
	depth := min(len(c.Errors), len(c.Exact))
	for back := 1; depth > 0; back *= 2 {
		layer := max(depth-back+1, 1)
		e := c.Errors[layer-1]
		t.Rows = append(t.Rows, []string{fmt.Sprint(layer), fmt.Sprintf("%.2g", e), fmt.Sprintf("%.2g",
			c.Exact[layer-1]),
			fmt.Sprintf("%g", c.Bound), verdict(e <= c.Bound)})
		if layer == 1 {
			break
		}
	}
	return t
}

func verdict(passed bool) string {
	if passed {
		return "pass"
	}
	return "fail"
}
