package main

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/revgnn"
)

// python is the Python that make peers sets up, seen from the checkout's folder, and pythonPrograms are its programs.
const (
	python         = ".peers/bin/python"
	pythonPrograms = "cmd/peers/python"
)

// weightsIn is the file of a folder for the weights that both sides start from.
func weightsIn(folder string) string { return filepath.Join(folder, "weights.safetensors") }

// startOurs starts this program on the data of a folder, where it leaves the weights that it starts from.
func startOurs(ctx context.Context, w work, mode revgnn.Backward, s settings, folder string) (*process, error) {
	text, err := json.Marshal(task{Program: w.program, Settings: s, Mode: mode, Graph: ourGraph(folder),
		Weights: weightsIn(folder)})
	if err != nil {
		return nil, err
	}
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start(ctx, "Kilolayer", []string{taskVariable + "=" + string(text)}, program)
}

// peerTask is what a Python program is told.
type peerTask struct {
	settings
	Device         string            `json:"device"`
	Way            map[string]string `json:"way"`
	Groups         int               `json:"groups"`
	Heads          int               `json:"heads"`
	Tolerance      float64           `json:"tolerance"`
	MostIterations int               `json:"most_iterations"`
	Chained        int               `json:"chained"`
	Graph          string            `json:"graph"`
	Weights        string            `json:"weights"`
}

// startPeer starts a Python program on the data of a folder, with jemalloc where its library is given.
func startPeer(ctx context.Context, w work, r rival, s settings, folder, library string) (*process, error) {
	text, err := json.Marshal(peerTask{settings: s, Device: cmp.Or(w.device, torchCPU), Way: r.way, Groups: groups,
		Heads: heads, Tolerance: tolerance, MostIterations: mostIterations, Chained: chained,
		Graph: folder, Weights: weightsIn(folder)})
	if err != nil {
		return nil, err
	}
	var environment []string
	if library != "" {
		environment = jemallocVariables(library)
	}
	return start(ctx, r.name, environment, python, filepath.Join(pythonPrograms, w.program+".py"), string(text))
}
