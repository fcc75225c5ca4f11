package main

import (
	"context"
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/sweep"
)

const (
	// The size of dblp in the layout of gnn-benchmark, where nearly all of a step's memory is data: 117 MB of features.
	residentNodes, residentEdges, residentFeatures = 17_716, 52_867, 1_639

	residentOverStated = 1.3
)

// residentCases are what is trained, each in a process of its own, and on how many steps.
var residentCases = []named[func(*datasets.Graph) ([]*run.Run, error)]{
	{"whole", func(g *datasets.Graph) ([]*run.Run, error) { // 1,000 steps with 20 evaluations
		return oneRun(residentTraining(g, 1).WithEpochs(1000).Done())
	}},
	{"parts", func(g *datasets.Graph) ([]*run.Run, error) { // 1,000 steps with 25 evaluations
		return oneRun(residentTraining(g, 1).WithEpochs(250).WithParts(4).WithEvaluationEvery(10).Done())
	}},
	{"equilibrium", func(g *datasets.Graph) ([]*run.Run, error) {
		m, err := revgnn.Equilibrium(conv.GCN()).WithChannels(16).For(g).Done()
		if err != nil {
			return nil, err
		}
		// A failed solve takes as much.
		return oneRun(revgnn.Train(m, g).WithEpochs(60).WithSolveFailureLimit(0).Done())
	}},
	{"sweep", func(g *datasets.Graph) ([]*run.Run, error) { // two at once
		s, err := sweep.Func("two", func(s sweep.Setting) (*revgnn.TrainBuilder, error) {
			return residentTraining(g, s.Seed).WithEpochs(200), nil
		}).Seeds(2).WithConcurrency(2).Done()
		if err != nil {
			return nil, err
		}
		return s.Runs(), nil
	}},
}

// residentTraining is a training of a small network: its memory is data.
func residentTraining(g *datasets.Graph, seed uint64) *revgnn.TrainBuilder {
	return revgnn.TrainOn(func(context.Context) (*revgnn.Model, *datasets.Graph, error) {
		m, err := revgnn.Reversible(conv.GCN()).WithDepth(4).WithChannels(16).WithSeed(seed).For(g).Done()
		return m, g, err
	}).WithSeed(seed)
}

func oneRun(r *run.Run, err error) ([]*run.Run, error) { return []*run.Run{r}, err }

// resident measures the memory that the process really takes while it trains, over that of a tiny graph's training,
// against what is stated: the compiled step's, and where a step takes a part of the graph also the host's graph.
func (f *figures) resident() error {
	for _, c := range residentCases {
		var h held
		if err := inChild("resident", c.name, &h); err != nil {
			return err
		}
		f.add("resident/"+c.name+"/tiny", float64(h.Tiny), "B")
		f.limit("resident/"+c.name, float64(h.Most-h.Tiny), residentOverStated*float64(h.Stated), "B")
	}
	return nil
}

// held is resident memory: of a tiny graph's training, and the most of the one that is measured.
type held struct{ Tiny, Most, Stated int64 }

func measureResident(name string) (any, error) {
	var h held
	tiny, err := datasets.Random(100, 400, 1).WithNodeFeatures(8).WithClasses(4).Done()
	if err != nil {
		return h, err
	}
	r, err := residentTraining(tiny, 1).Done()
	if err != nil {
		return h, err
	}
	for _, record := range r.History() {
		h.Tiny = record.LiveBytes // the last
	}
	g, err := datasets.Random(residentNodes, residentEdges, 1).WithNodeFeatures(residentFeatures).WithClasses(4).Done()
	if err != nil {
		return h, err
	}
	for _, c := range residentCases {
		if c.name != name {
			continue
		}
		runs, err := c.value(g)
		if err != nil {
			return h, err
		}
		for _, r := range runs {
			h.Stated += r.Profile().Total()
			if r.Info().Training.Parts > 1 {
				h.Stated += g.Bytes()
			}
			for _, record := range r.History() {
				h.Most = max(h.Most, record.LiveBytes)
			}
		}
		return h, nil
	}
	return h, fmt.Errorf("no case %q", name)
}
