package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
)

// taskVariable holds what this program does as a process of its own, in place of measuring.
const taskVariable = "KILOLAYER_PEERS_TASK"

// task is a program of ours.
type task struct {
	Program  string          `json:"program"` // of programs
	Settings settings        `json:"settings"`
	Mode     revgnn.Backward `json:"mode"`
	Graph    string          `json:"graph"`   // the file that Graph.Save wrote
	Weights  string          `json:"weights"` // the file for the weights that it starts from; "" for none
}

// stepper is a program that is ready for its first step.
type stepper interface {
	parameters() int64
	step() (answer, error)
}

// programs are those of ours, by the names of the Python programs that do the same.
var programs = map[string]func(t task, g *datasets.Graph) (stepper, error){
	"reversible":  training(reversible, revgnn.PyGNames),
	"attention":   training(attention, revgnn.OwnNames),
	"equilibrium": training(equilibrium, revgnn.OwnNames),
	"aggregation": newAggregation,
}

// serveTask does a task: a step for each line of in, and a line of JSON about it to out.
func serveTask(text string, in io.Reader, out io.Writer) error {
	var t task
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return fmt.Errorf("peers: %s: %w", taskVariable, err)
	}
	program, known := programs[t.Program]
	if !known {
		return fmt.Errorf("peers: no program %q", t.Program)
	}
	g, err := datasets.Open(t.Graph).Done()
	if err != nil {
		return err
	}
	s, err := program(t, g)
	if err != nil {
		return err
	}
	held, err := newResident()
	if err != nil {
		return err
	}
	lines := json.NewEncoder(out)
	if err := lines.Encode(greeting{Parameters: s.parameters(), Versions: "Kilolayer"}); err != nil {
		return err
	}
	for b := make([]byte, 1); ; {
		if _, err := io.ReadFull(in, b); err != nil {
			return nil // the end of the input
		}
		a, err := s.step()
		if err == nil {
			a.Resident, err = held.most()
		}
		if err == nil {
			err = lines.Encode(a)
		}
		if err != nil {
			return err
		}
	}
}

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
