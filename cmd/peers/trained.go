package main

import (
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
)

// trained is a compiled training step.
type trained struct {
	*revgnn.CompiledStep
}

// training compiles the step of a network and writes the weights that it starts from.
func training(network func(settings, revgnn.Backward, *datasets.Graph) builder,
	names revgnn.Naming) func(t task, g *datasets.Graph) (stepper, error) {
	return func(t task, g *datasets.Graph) (stepper, error) {
		m, err := network(t.Settings, t.Mode, g).Done()
		if err != nil {
			return nil, err
		}
		if t.Weights != "" {
			if err := m.SaveWeights(t.Weights, names); err != nil {
				return nil, err
			}
		}
		s, err := m.Compile(g).Done()
		return trained{s}, err
	}
}

func (t trained) parameters() int64 { return t.Memory().Parameters }

func (t trained) step() (a answer, err error) {
	elapsed, err := t.Run()
	if err != nil {
		return a, err
	}
	memory := t.Memory()
	a = answer{Seconds: elapsed.Seconds(), Loss: t.Loss(), Held: memory.Activations + memory.SolverBytes}
	forward, backward, err := t.Solves()
	if err == nil && forward != nil && backward != nil {
		a.Forward, a.Backward = forward.Evaluations, backward.Evaluations
		a.Converged = !forward.Failed() && !backward.Failed()
	}
	return a, err
}
