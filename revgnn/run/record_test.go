package run

import "testing"

// TestTotal holds each field of a profile against the total that it is or is not a part of.
func TestTotal(t *testing.T) {
	for _, c := range []struct {
		name   string
		memory Memory
		want   int64
	}{
		{"nothing", Memory{Parameters: 5, DeviceBytes: 7}, 0},
		{"activations", Memory{Activations: 3}, 3},
		{"a solver's share of them", Memory{SolverBytes: 3}, 3},
		{"parameters", Memory{ParameterBytes: 3}, 3},
		{"gradients", Memory{GradientBytes: 3}, 3},
		{"optimizer state", Memory{OptimizerBytes: 3}, 3},
		{"data", Memory{DataBytes: 3}, 3},
		{"the program's code", Memory{GeneratedCodeBytes: 3}, 0},
		{"all", Memory{Activations: 1, SolverBytes: 2, ParameterBytes: 4, GradientBytes: 8, OptimizerBytes: 16,
			DataBytes:          32,
			GeneratedCodeBytes: 64}, 63},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.memory.Total(); got != c.want {
				t.Errorf("%d bytes, want %d", got, c.want)
			}
		})
	}
}
