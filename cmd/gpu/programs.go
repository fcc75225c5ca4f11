package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/device"
	"github.com/kilolayer/kilolayer/revgnn"
	"github.com/kilolayer/kilolayer/revgnn/conv"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/paper"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// The GPUs that programs are compiled for: of two generations, one with tensor cores for TF32 and one without.
var generations = []device.GPU{device.H100, device.T4}

// names are those of the GPUs.
func names() (list []string) {
	for _, gpu := range generations {
		list = append(list, gpu.Name)
	}
	return list
}

// short is a GPU's name in tables.
func short(gpu device.GPU) string {
	return strings.Fields(strings.NewReplacer("NVIDIA ", "", "Tesla ", "", "GeForce ", "").Replace(gpu.Name))[0]
}

// cpu is the name of this machine's CPU in figures.
const cpu = "CPU"

// program is something to compile.
type program struct {
	name string
	on   func(gpu device.GPU) ([]revgnn.DeviceMemory, error)
	here func() (run.Memory, error) // on this machine's CPU; nil where that is not compared
}

// presetSteps are a training step of each preset of the paper on one part of its data, and of three of them on the part
// that cmd/bench measures.
func presetSteps(ctx context.Context) (list []program, err error) {
	for _, p := range paper.Presets() {
		e, err := paper.Preset(p.Name).Done()
		if err != nil {
			return nil, err
		}
		one, err := presetStep(ctx, p.Name, e)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	g, err := part()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"revgnn-deep-proteins", "revgnn-wide-proteins", "deq-gnn-64-proteins"} {
		e, err := paper.Preset(name).WithGraph(g).With("parts", 1).Done()
		if err != nil {
			return nil, err
		}
		one, err := presetStep(ctx, name+onePart, e)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// onePart ends the name of a preset on 13,253 nodes and 790,000 edges, without padding.
const onePart = ", 790,000 edges"

func presetStep(ctx context.Context, name string, e *paper.Experiment) (program, error) {
	m, err := e.Outline()
	if err != nil {
		return program{}, err
	}
	return program{name: name,
		on: func(gpu device.GPU) ([]revgnn.DeviceMemory, error) {
			return m.TrainingMemoryOn(e.Training, gpu).WithContext(ctx).Done()
		},
		here: func() (run.Memory, error) { return m.ProfileTraining(e.Training).WithContext(ctx).Done() },
	}, nil
}

// presetPredictions are what each preset's evaluation computes at once: the logits of one of its parts.
func presetPredictions(ctx context.Context) (list []program, err error) {
	for _, p := range paper.Presets() {
		e, err := paper.Preset(p.Name).Done()
		if err != nil {
			return nil, err
		}
		m, err := e.Outline()
		if err != nil {
			return nil, err
		}
		size, parts := m.Info().Data, e.Evaluation.Parts
		m = m.ForSize(size.Name, size.Nodes/parts, size.Edges/parts)
		list = append(list, program{name: p.Name + ", evaluated",
			on: func(gpu device.GPU) ([]revgnn.DeviceMemory, error) {
				return m.PredictionMemoryOn(gpu).WithContext(ctx).Done()
			}})
	}
	return list, nil
}

// operators are those of package conv.
var operators = []conv.Operator{conv.GEN(), conv.GEN().WithAggregation(conv.Softmax), conv.GCN(), conv.SAGE(),
	conv.GAT().WithHeads(2), conv.GATv2().WithHeads(2), conv.GIN()}

// smallPrograms are each family with each operator and each backward mode, in float32 and float64: a training step, and
// where the mode does not matter, a prediction. Two layers of 16 channels on 40 nodes.
func smallPrograms(ctx context.Context) (list []program, err error) {
	g, err := datasets.ProteinsLike(40, 200, 1).Done()
	if err != nil {
		return nil, err
	}
	for _, wide := range []bool{false, true} {
		for _, family := range []options.Family{options.Residual, options.Reversible, options.Equilibrium} {
			for _, tied := range []bool{false, true} {
				if tied && family == options.Equilibrium {
					continue
				}
				for _, operator := range operators {
					more, err := smallOf(ctx, g, family, tied, wide, operator)
					if err != nil {
						return nil, err
					}
					list = append(list, more...)
				}
			}
		}
	}
	return list, nil
}

func smallOf(ctx context.Context, g *datasets.Graph, family options.Family, tied, wide bool,
	operator conv.Operator) (list []program, err error) {
	o := options.NewNetwork(family)
	if o.Operator, err = conv.Describe(operator); err != nil {
		return nil, err
	}
	o.Channels, o.Tied, o.Float64, o.Dropout = 16, tied, wide, 0.1
	if family != options.Equilibrium {
		o.Depth = 2
	}
	for _, s := range []**options.Solver{&o.Solver, &o.BackwardSolver} {
		if *s != nil { // Store writes the evaluations out
			few := **s
			few.Iterations = 3
			*s = &few
		}
	}
	for i, mode := range options.Modes[family] {
		o.Backward = mode
		m, err := revgnn.New(o, g)
		if err != nil {
			return nil, err
		}
		number := "float32"
		if wide {
			number = "float64"
		}
		of := string(family)
		if tied {
			of = "tied " + of
		}
		words := []string{of, fmt.Sprint(operator), string(mode), number}
		list = append(list, program{name: strings.Join(words, ", "),
			on: func(gpu device.GPU) ([]revgnn.DeviceMemory, error) {
				return m.MemoryOn(gpu).WithContext(ctx).Done()
			}})
		if i == 0 {
			words[2] = "predicted"
			list = append(list, program{name: strings.Join(words, ", "),
				on: func(gpu device.GPU) ([]revgnn.DeviceMemory, error) {
					return m.PredictionMemoryOn(gpu).WithContext(ctx).Done()
				}})
		}
	}
	return list, nil
}
