package revgnn

import (
	"fmt"
	"slices"
	"time"

	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/units"
	"github.com/kilolayer/kilolayer/internal/xla"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// Plan is what an experiment will take. Times other than Compile, Step and Evaluation, which were measured, follow from
// those.
type Plan struct {
	Name        string
	Memory      run.Memory    // of a step, compiled
	Compile     time.Duration // building and compiling the step
	Step        time.Duration
	Evaluation  time.Duration // of all nodes once, as training does it; its first compiles as well
	Epoch       time.Duration // all parts, without an evaluation
	Whole       time.Duration // all epochs and their evaluations
	Final       time.Duration // Evaluate's views: as many times all nodes
	Epochs      int
	Parts       int
	Evaluations int
}

// Plan measures one step of the experiment's training, on one part of the graph, and one evaluation, and predicts the whole
// run. Nothing is trained. A device with too little memory is refused before anything is compiled.
func (e *Experiment) Plan() (Plan, error) {
	p := Plan{Name: e.Name, Epochs: e.settings.Epochs, Parts: e.settings.Parts}
	t, c, err := e.compile()
	if err != nil {
		return p, err
	}
	defer t.discard()
	defer c.Close()
	p.Memory, p.Compile = c.Memory(), c.CompileTime()
	if p.Step, err = measured(c.Run); err != nil {
		return p, err
	}
	// The first evaluation compiles.
	started := time.Now()
	if _, _, err = t.evaluator.compute(); err != nil {
		return p, err
	}
	first := time.Since(started)
	p.Evaluation = first
	if first < longStep {
		if p.Evaluation, err = measured(func() (time.Duration, error) {
			started := time.Now()
			_, _, err := t.evaluator.compute()
			return time.Since(started), err
		}); err != nil {
			return p, err
		}
	}
	p.predict(first, t.evaluationEpochs(), e.settings.EvaluationViews)
	return p, nil
}

// predict adds up the times of the whole run, in which the first evaluation, which compiles, takes as long as given.
func (p *Plan) predict(first time.Duration, evaluationEpochs, views int) {
	p.Evaluations = (p.Epochs + evaluationEpochs - 1) / evaluationEpochs // one is always at the end
	p.Epoch = time.Duration(p.Parts) * p.Step
	p.Whole = p.Compile + first + time.Duration(p.Epochs)*p.Epoch + time.Duration(p.Evaluations-1)*p.Evaluation
	p.Final = time.Duration(views) * p.Evaluation
}

// MustPlan is Plan for notebook cells: on an error it prints one line and ends the program.
func (e *Experiment) MustPlan() Plan { return must(e.Plan()) }

// Profile compiles a step of the experiment's training on one part of its graph and reads its memory. Nothing is run.
func (e *Experiment) Profile() (run.Memory, error) {
	t, c, err := e.compile()
	if err != nil {
		return run.Memory{}, err
	}
	defer t.discard()
	defer c.Close()
	return c.Memory(), nil
}

// MustProfile is Profile for notebook cells.
func (e *Experiment) MustProfile() run.Memory { return must(e.Profile()) }

// compile builds the training's first step, on the first part of its first partition.
func (e *Experiment) compile() (*training, *CompiledStep, error) {
	t, err := e.Train().prepare()
	if err != nil {
		return nil, nil, err
	}
	if d := t.step.distillation; d != nil { // a step takes as long whatever the teacher's logits are
		outputs := t.model.config.Outputs
		d.logits = datasets.Matrix{Data: make([]float32, e.graph.NumNodes*outputs), Cols: outputs}
	}
	batch, err := t.loader.batch(0)
	if err != nil {
		t.discard()
		return nil, nil, err
	}
	w := &wholeGraph{nodes: t.loader.base.PaddedNodes(), edges: t.loader.base.PaddedEdges(), inputs: batch.Inputs, labels: batch.Labels}
	if w.backend, err = xla.Default(); err != nil { // prepare has found it
		t.discard()
		return nil, nil, fmt.Errorf("revgnn: %w", err)
	}
	c, err := t.model.compileOn(w, t.step)
	if err != nil {
		c.Close()
		t.discard()
		return nil, nil, err
	}
	return t, c, nil
}

// discard frees a training that was prepared and not begun.
func (t *training) discard() {
	t.evaluator.close()
	t.store.Finalize()
}

// longStep is long enough to be measured once.
const longStep = 5 * time.Second

// measured is the median of three runs after a first, or that of the first where it takes long.
func measured(run func() (time.Duration, error)) (time.Duration, error) {
	first, err := run()
	if err != nil || first > longStep {
		return first, err
	}
	var times []time.Duration
	for range 3 {
		elapsed, err := run()
		if err != nil {
			return 0, err
		}
		times = append(times, elapsed)
	}
	slices.Sort(times)
	return times[1], nil
}

// Table lists what the run will take.
func (p Plan) Table() table.Table {
	m := p.Memory
	note := fmt.Sprintf("Measured: compiling, a step, an evaluation. %s.", m.Device)
	if m.DeviceBytes > 0 {
		note = fmt.Sprintf("Measured: compiling, a step, an evaluation. %s with %s.", m.Device, units.Bytes(m.DeviceBytes))
	}
	t := table.Table{Title: p.Name + ", planned", Columns: []string{"what", "takes"}, Note: note, Rows: [][]string{
		{"compiling", brieflyTimed(p.Compile)},
		{"a step", brieflyTimed(p.Step)},
		{fmt.Sprintf("an epoch of %d", p.Parts), brieflyTimed(p.Epoch)},
		{"an evaluation", brieflyTimed(p.Evaluation)},
		{fmt.Sprintf("the whole run: %d epochs, %d evaluations", p.Epochs, p.Evaluations), brieflyTimed(p.Whole)},
		{"the evaluation at the end", brieflyTimed(p.Final)},
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

// brieflyTimed writes a time with about three digits: 12.3ms, 4.56s, 3h25m, 13.5 days.
func brieflyTimed(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%.1f days", d.Hours()/24)
	case d >= time.Hour:
		text := d.Round(time.Minute).String()
		return text[:len(text)-len("0s")]
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(100 * time.Microsecond).String()
}
