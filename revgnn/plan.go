package revgnn

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// Plan is what a training will take. Times other than Compile, Step and Evaluation, which were measured, follow from
// those.
type Plan struct {
	Network     string
	Memory      run.Memory    // of a step, compiled
	Compile     time.Duration // building and compiling the step
	Step        time.Duration // on one part
	Evaluation  time.Duration // of all nodes once, as training does it; its first compiles as well
	Epoch       time.Duration // all parts, without an evaluation
	Whole       time.Duration // all epochs and their evaluations
	Epochs      int
	Parts       int
	AtOnce      int // parts on devices of their own at the same time: 1 on a CPU, whose devices share its cores
	Evaluations int
}

// Plan measures one step of the training, on one part of the graph, and one evaluation, and predicts the whole run.
// Nothing is trained. The step is measured on one device, also where several will take the parts. A device with too
// little memory is refused before anything is compiled.
func (b *TrainBuilder) Plan() cell.Task[Plan] {
	return compiled(b.job, (*training).plan)
}

// Profile compiles one step of the training, on one part of the graph, and reads its memory. Nothing is run.
func (b *TrainBuilder) Profile() cell.Task[run.Memory] {
	return compiled(b.job, func(_ *training, c *CompiledStep) (run.Memory, error) { return c.Memory(), nil })
}

// compiled is a task that looks at a compiled step of a training.
func compiled[T any](j job, look func(*training, *CompiledStep) (T, error)) cell.Task[T] {
	return cell.NewTask(func(ctx context.Context) (result T, err error) {
		j.ctx = ctx
		t, err := j.prepare()
		if err != nil {
			return result, err
		}
		defer t.free()
		c, err := t.compileStep()
		if err != nil {
			return result, err
		}
		defer c.Close()
		return look(t, c)
	})
}

func (t *training) plan(c *CompiledStep) (p Plan, err error) {
	p = Plan{Network: t.model.String(), Epochs: t.options.Epochs, Parts: t.options.Parts, Memory: c.Memory(),
		Compile: c.CompileTime(), AtOnce: 1}
	if device, err := here(); err == nil && device.Platform != "cpu" {
		p.AtOnce = t.devices()
	}
	if p.Step, err = measured(t.ctx, c.Run); err != nil {
		return p, err
	}
	evaluate := func() (time.Duration, error) {
		started := time.Now()
		_, _, err := t.evaluator.compute(t.ctx)
		return time.Since(started), err
	}
	first, err := evaluate() // which compiles
	if err != nil {
		return p, err
	}
	if p.Evaluation = first; first < longStep {
		if p.Evaluation, err = measured(t.ctx, evaluate); err != nil {
			return p, err
		}
	}
	p.predict(first, t.options.EvaluationEpochs())
	return p, nil
}

// compileStep builds the training's first step, on the first part of its first partition.
func (t *training) compileStep() (*CompiledStep, error) {
	if d := t.step.distillation; d != nil { // a step takes as long whatever the teacher's logits are
		outputs := t.model.spec.Widths().Outputs
		d.logits = datasets.Matrix{Data: make([]float32, t.graph.NumNodes*outputs), Cols: outputs}
	}
	batch, err := t.loader.batch(0)
	if err != nil {
		return nil, err
	}
	w, err := newWholeGraph(t.loader.base.PaddedNodes(), batch.Inputs, batch.Labels)
	if err != nil {
		return nil, err
	}
	return t.model.compileOn(t.ctx, w, t.step)
}

// predict adds up the times of the whole run, in which the first evaluation, which compiles, takes as long as given.
func (p *Plan) predict(first time.Duration, evaluationEpochs int) {
	p.Evaluations = (p.Epochs + evaluationEpochs - 1) / evaluationEpochs // one is always at the end
	p.Epoch = time.Duration(p.Parts/p.AtOnce) * p.Step
	p.Whole = p.Compile + first + time.Duration(p.Epochs)*p.Epoch + time.Duration(p.Evaluations-1)*p.Evaluation
}

// longStep is long enough to be measured once.
const longStep = 5 * time.Second

// measured is the median of three runs after a first, or that of the first where it takes long.
func measured(ctx context.Context, run func() (time.Duration, error)) (time.Duration, error) {
	first, err := run()
	if err != nil || first > longStep {
		return first, err
	}
	var times []time.Duration
	for range 3 {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		elapsed, err := run()
		if err != nil {
			return 0, err
		}
		times = append(times, elapsed)
	}
	slices.Sort(times)
	return times[1], nil
}

// String is the table as text.
func (p Plan) String() string { return p.Table().String() }

// Table lists what the run will take.
func (p Plan) Table() table.Table {
	m := p.Memory
	note := fmt.Sprintf("Measured: compiling, a step, an evaluation. %s.", m.Device)
	if m.DeviceBytes > 0 {
		note = fmt.Sprintf("Measured: compiling, a step, an evaluation. %s with %s.", m.Device,
			units.Bytes(m.DeviceBytes))
	}
	t := table.Table{Title: p.Network + ", planned", Columns: []string{"what", "takes"}, Note: note, Rows: [][]string{
		{"compiling", units.Duration(p.Compile)},
		{"a step", units.Seconds(p.Step.Seconds())},
		{fmt.Sprintf("an epoch of %d", p.Parts), units.Duration(p.Epoch)},
		{"an evaluation", units.Seconds(p.Evaluation.Seconds())},
		{fmt.Sprintf("the whole run: %d epochs, %d evaluations", p.Epochs, p.Evaluations), units.Duration(p.Whole)},
		{"activations", units.Bytes(m.Activations)},
		{"parameters and gradients", units.Bytes(m.ParameterBytes + m.GradientBytes)},
		{"optimizer state", units.Bytes(m.OptimizerBytes)},
		{"data", units.Bytes(m.DataBytes)},
	}}
	if m.SolverBytes > 0 {
		t.Rows = append(t.Rows, []string{"solver", units.Bytes(m.SolverBytes)})
	}
	return t
}
