package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
	"github.com/kilolayer/kilolayer/units"
)

const seeds = 5

// start is a training that is ready but for its directory.
type start func(g *datasets.Graph, seed uint64) (*revgnn.TrainBuilder, error)

// accuracyRow is one network on one data set.
type accuracyRow struct {
	name, data, network, published string
	graph                          func(seed uint64) (*datasets.Graph, error)
	start                          start
	baseline                       func(g *datasets.Graph) (valid, test float64, err error) // in place of training
}

// train trains with each seed and returns the row's cells from the result on.
func (r accuracyRow) train(ctx context.Context, directory string) ([]string, error) {
	if r.baseline != nil {
		g, err := r.graph(1)
		if err != nil {
			return nil, err
		}
		valid, test, err := r.baseline(g)
		if err != nil {
			return nil, err
		}
		return []string{fmt.Sprintf("%.1f", 100*test), fmt.Sprintf("%.1f", 100*valid), r.published, ""}, nil
	}
	s, err := sweep.Func(r.name, func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
		g, err := r.graph(s.Seed)
		if err != nil {
			return nil, err
		}
		return r.start(g, s.Seed)
	}).Seeds(seeds).WithDirectory(directory).WithContext(ctx).Done()
	if err != nil {
		return nil, err
	}
	if failures := s.Failures(); len(failures) > 0 {
		return nil, fmt.Errorf("%s: %s", failures[0].Name, failures[0].Reason)
	}
	return r.cells(s.Runs()), nil
}

// kept is what earlier calls trained.
func (r accuracyRow) kept(directory string) []string {
	s, err := run.OpenSweep(directory)
	if err != nil || len(s.Runs()) == 0 {
		return []string{"not run", "", r.published}
	}
	return r.cells(s.Runs())
}

func (r accuracyRow) cells(runs []*run.Run) []string {
	var tests, valids []float64
	var elapsed time.Duration
	for _, r := range runs {
		best, measured := r.Best()
		if !measured || best.Test == nil {
			continue
		}
		tests, valids = append(tests, 100**best.Test), append(valids, 100**best.Valid)
		history := r.History()
		elapsed += history[len(history)-1].Elapsed
	}
	test := spread(tests)
	if len(tests) < seeds {
		test += fmt.Sprintf(" (%d seeds)", len(tests))
	}
	return []string{test, spread(valids), r.published,
		units.Duration(elapsed / time.Duration(max(1, len(tests))))}
}

// spread writes the mean and the standard deviation of a sample.
func spread(values []float64) string {
	var sum, squares float64
	for _, v := range values {
		sum += v
	}
	n := float64(len(values))
	mean := sum / n
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	if len(values) < 2 {
		return fmt.Sprintf("%.1f", mean)
	}
	return fmt.Sprintf("%.1f ± %.1f", mean, math.Sqrt(squares/(n-1)))
}
