package main

import "github.com/kilolayer/kilolayer/revgnn"

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
