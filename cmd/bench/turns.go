package main

import (
	"slices"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
)

// Times vary from minute to minute, so what is compared takes turns.

// builder is a network that is still to be built.
type builder interface {
	Done() (*revgnn.Model, error)
}

// program is a compiled step.
type program struct {
	*revgnn.CompiledStep
	compileSeconds float64 // the least of all rounds
}

// warmUp compiles something small: the first program of a process also loads the plugin.
func warmUp() error {
	g, err := datasets.Random(8, 16, 1).WithNodeFeatures(2).WithClasses(2).Done()
	if err != nil {
		return err
	}
	programs, err := compile(1, g, revgnn.Residual(conv.GCN()).WithDepth(1).WithChannels(2).For(g))
	closeAll(programs)
	return err
}

// compile compiles a step of each network on the graph, in the given number of rounds.
func compile(rounds int, g *datasets.Graph, networks ...builder) ([]program, error) {
	programs := make([]program, len(networks))
	for round := range rounds {
		for i, network := range networks {
			m, err := network.Done()
			if err != nil {
				return nil, err
			}
			step, err := m.Compile(g).Done()
			if err != nil {
				return nil, err
			}
			seconds := step.CompileTime().Seconds()
			if round > 0 {
				programs[i].Close()
				seconds = min(seconds, programs[i].compileSeconds)
			}
			programs[i] = program{step, seconds}
		}
	}
	return programs, nil
}

func closeAll(programs []program) {
	for _, p := range programs {
		p.Close()
	}
}

// turn is what a program does in one round: a number of steps.
type turn struct {
	program program
	steps   int
}

// once lets each program do one step a round.
func once(programs []program) []turn {
	turns := make([]turn, len(programs))
	for i, p := range programs {
		turns[i] = turn{p, 1}
	}
	return turns
}

// steps lets the programs take turns and returns the median time of a step of each, in seconds. A first turn of one
// step each is not counted.
func steps(rounds int, turns []turn) ([]float64, error) {
	times := make([][]time.Duration, len(turns))
	for round := range rounds + 1 {
		for i, t := range turns {
			n := t.steps
			if round == 0 {
				n = 1
			}
			for range n {
				elapsed, err := t.program.Run()
				if err != nil {
					return nil, err
				}
				if round > 0 {
					times[i] = append(times[i], elapsed)
				}
			}
		}
	}
	medians := make([]float64, len(turns))
	for i := range times {
		slices.Sort(times[i])
		medians[i] = times[i][len(times[i])/2].Seconds()
	}
	return medians, nil
}
