package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
)

const (
	sweepRuns = 6
	// sweepMost is how much a process of its own may add to a run: its start, the plugin's and reading the graph.
	sweepMost = 2 // seconds
)

// sweep measures what a process of its own costs each run of a sweep, with a network that trains in no time.
func (f *figures) sweep() error {
	folder, err := os.MkdirTemp("", "kilolayer-sweep-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	var seconds [2]float64
	for i, kind := range []string{"inside", "outside"} {
		if err := inChild("sweep", filepath.Join(folder, kind), &seconds[i]); err != nil {
			return err
		}
		f.add("sweep/"+kind+"_s", seconds[i]/sweepRuns, "s")
	}
	f.limit("sweep/process_s", (seconds[1]-seconds[0])/sweepRuns, sweepMost, "s")
	return nil
}

// measureSweep times a sweep in this process, or in others where its directory is called "outside".
func measureSweep(directory string) (any, error) {
	began := time.Now()
	b := sweep.Func("club", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
		club, err := datasets.Karate().Done()
		if err != nil {
			return nil, err
		}
		m, err := revgnn.Reversible(conv.GCN()).WithDepth(2).WithChannels(8).WithSeed(s.Seed).For(club).Done()
		return revgnn.Train(m, club).WithEpochs(2).WithSeed(s.Seed), err
	}).Seeds(sweepRuns).WithDirectory(directory)
	if filepath.Base(directory) == "outside" {
		b.WithWorkers(sweep.Processes(1))
	}
	result, err := b.Done()
	if err != nil {
		return nil, err
	}
	if n := len(result.Runs()); n != sweepRuns {
		return nil, fmt.Errorf("%d of %d runs are complete", n, sweepRuns)
	}
	return time.Since(began).Seconds(), nil
}
