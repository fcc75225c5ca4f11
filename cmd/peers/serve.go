package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
)

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
