package revgnn

import (
	"context"
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/device"
	"github.com/kilolayer/kilolayer/internal/fault"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// MemoryOn compiles a training step on the whole graph that the model was built for, with the options that Train has by
// default, for GPUs that need not be here, and tells the memory that it takes on each. Nothing runs; only the size of
// the graph counts. It takes the CUDA plugin and its compiler, which make gpu installs; without them the error says so.
//
//	on := model.MemoryOn(device.H100, device.RTX4090).Must()
//	viz.Show(on, viz.Memory(on...))
//
// On the GPU itself the compiler times several algorithms for a product of matrices, and the one that it takes may want
// other scratch memory than the one that is taken by rule here.
func (m *Model) MemoryOn(gpus ...device.GPU) cell.Task[DeviceMemories] {
	return m.TrainingMemoryOn(options.NewTraining(), gpus...)
}

// TrainingMemoryOn is MemoryOn for a step of a training: on one part of several, of the size that EstimateTraining has,
// with the state of its optimizer and, where it has a teacher, the teacher's logits. Class weights are not counted.
func (m *Model) TrainingMemoryOn(o options.Training, gpus ...device.GPU) cell.Task[DeviceMemories] {
	return cell.NewTask(func(ctx context.Context) (DeviceMemories, error) {
		s, err := m.bareStep(o)
		if err != nil {
			return nil, err
		}
		size := m.size.part(o.Parts)
		return m.memoryOf(ctx, m.stepProgram(s, size.nodes+1, size.edges), gpus)
	})
}

// ProfileTraining is TrainingMemoryOn for the device that this machine computes on: like Profile of a training, without
// a graph.
func (m *Model) ProfileTraining(o options.Training) cell.Task[run.Memory] {
	return cell.NewTask(func(ctx context.Context) (run.Memory, error) {
		s, err := m.bareStep(o)
		if err != nil {
			return run.Memory{}, err
		}
		if err := m.checkBackend(); err != nil {
			return run.Memory{}, err
		}
		backend, err := xla.Default()
		if err != nil {
			return run.Memory{}, fmt.Errorf("revgnn: %w", err)
		}
		size := m.size.part(o.Parts)
		return m.compiledMemory(ctx, backend, m.stepProgram(s, size.nodes+1, size.edges))
	})
}

// MemoryOn is Profile on GPUs that need not be here: it compiles one step of the training, on one part of the graph.
// See Model.MemoryOn.
func (b *TrainBuilder) MemoryOn(gpus ...device.GPU) cell.Task[DeviceMemories] {
	j := b.job
	return cell.NewTask(func(ctx context.Context) (DeviceMemories, error) {
		j.ctx = ctx
		if err := j.make(); err != nil {
			return nil, err
		}
		if err := j.checkOptions(); err != nil {
			return nil, err
		}
		s, err := j.model.bareStep(j.options)
		if err != nil {
			return nil, err
		}
		if loss, err := weighted(j.options, j.graph); err != nil {
			return nil, err
		} else if loss != nil {
			s.objective = loss
		}
		d, err := j.model.read(j.graph)
		if err != nil {
			return nil, err
		}
		p, err := d.Graph.Partition(j.options.Parts, partitionSeed(j.options.Seed, 0))
		if err != nil {
			return nil, fmt.Errorf("revgnn: %w", err)
		}
		return j.model.memoryOf(ctx, j.model.stepProgram(s, p.PaddedNodes(), p.PaddedEdges()), gpus)
	})
}

// PredictionMemoryOn is MemoryOn for what Predict computes: the logits of the whole graph, without a gradient.
func (m *Model) PredictionMemoryOn(gpus ...device.GPU) cell.Task[DeviceMemories] {
	return cell.NewTask(func(ctx context.Context) (DeviceMemories, error) {
		forward := m
		if m.spec.Options().Solver != nil { // the backward solve is none of a prediction's memory
			forward = m.with(func(o *options.Network) { o.BackwardSolver = o.Solver })
		}
		nodes := m.size.nodes + 1
		p := aheadProgram{what: "prediction", nodes: nodes, takes: m.spec.InputShapes(nodes, m.size.edges),
			build: func(backend compute.Backend, store *model.Store) (*model.Exec, error) {
				return output((*net.Pass).Logits).program(backend, forward.spec, store)
			},
			otherwise: func(xla.Device, int64, int64) string { return "predict it in parts, or use a smaller network" }}
		return forward.memoryOf(ctx, p, gpus)
	})
}

// bareStep is a training step without data. A teacher's logits are as large whatever they are.
func (m *Model) bareStep(o options.Training) (s step, err error) {
	if s, err = newStep(m.spec, o); err != nil {
		return s, err
	}
	if s.frozen, err = (&job{model: m, options: o}).frozen(); err != nil {
		return s, err
	}
	if o.Alpha > 0 {
		s.distillation = &distillation{alpha: o.Alpha, temperature: o.Temperature}
	}
	return s, nil
}

// stepProgram is a step on so many nodes and edges, padding included.
func (m *Model) stepProgram(s step, nodes, edges int) aheadProgram {
	takes := m.spec.StepShapes(nodes, edges)
	if s.distillation != nil {
		takes = append(takes, taughtShapes(m.spec.DType(), nodes, m.spec.Widths().Outputs)...)
	}
	inputs := len(m.spec.InputShapes(nodes, edges))
	return aheadProgram{what: "training step", nodes: nodes, takes: takes, parts: s.options.Parts > 1,
		build: func(backend compute.Backend, store *model.Store) (*model.Exec, error) {
			return s.program(backend, store, inputs)
		},
		otherwise: func(device xla.Device, need, usable int64) string {
			return m.ways(s.options, device, m.estimated(s.options, device, need, usable))
		}}
}

// aheadProgram is a program that is compiled and not run.
type aheadProgram struct {
	what  string
	nodes int
	takes []shapes.Shape
	build func(compute.Backend, *model.Store) (*model.Exec, error)
	parts bool // another batch waits on the device while it computes on one

	// otherwise is what to do where so many bytes do not fit so many of the device.
	otherwise func(device xla.Device, need, usable int64) string
}

// memoryOf compiles a program for each GPU.
func (m *Model) memoryOf(ctx context.Context, p aheadProgram, gpus []device.GPU) (DeviceMemories, error) {
	if len(gpus) == 0 {
		return nil, errors.New("revgnn: no GPU to compile for; give some, as in MemoryOn(device.H100)")
	}
	var list DeviceMemories
	for _, gpu := range gpus {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		one, err := m.memoryOnOne(ctx, p, gpu)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

func (m *Model) memoryOnOne(ctx context.Context, p aheadProgram, gpu device.GPU) (one DeviceMemory, err error) {
	backend, err := xla.Ahead(gpu)
	if err != nil {
		return one, fmt.Errorf("revgnn: %w", err)
	}
	defer backend.Finalize()
	if one.Memory, err = m.compiledMemory(ctx, backend, p); err != nil {
		return one, err
	}
	one.Label, one.Network, one.What = gpu.Name, m.String(), p.what
	if p.parts {
		one.NextBytes = one.DataBytes
	}
	if need, usable := one.Needs(), one.Usable(); need > usable {
		one.Otherwise = p.otherwise(xla.Describe(backend), need, usable)
	}
	return one, nil
}

// compiledMemory compiles a program and reads its memory.
func (m *Model) compiledMemory(ctx context.Context, backend compute.Backend,
	p aheadProgram) (memory run.Memory, err error) {
	store, err := m.copyValues()
	if err != nil {
		return memory, err
	}
	defer store.Finalize()
	defer waiting.While(ctx, "compiling the "+p.what+" for "+xla.Describe(backend).Name)()
	err = fault.Try(func() error {
		exec, err := p.build(backend, store)
		if err != nil {
			return err
		}
		defer exec.Finalize()
		program, err := exec.Compile(p.takes...)
		if err != nil {
			return err
		}
		memory, err = m.spec.Measure(program, store, p.nodes, p.takes)
		return err
	})
	return memory, err
}
