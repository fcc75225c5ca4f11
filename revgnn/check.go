package revgnn

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/cell"
	"github.com/kilolayer/kilolayer/internal/fault"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/net"
	"github.com/kilolayer/kilolayer/internal/waiting"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/revgnn/solver"
	"github.com/kilolayer/kilolayer/table"
)

// How far gradients may be apart, relative to their norm.
const (
	// modeBound is for two backward modes in float64: rounding of 1e-16 through a thousand layers.
	modeBound = 1e-8
	// plainBound is for an implicit gradient and plain iteration, which end at a residual of 1e-10.
	plainBound = 1e-6
	// differenceBound is for central differences over 2e-6 of a loss rounded at 1e-16, of the best of three distances:
	// within one, a value may cross a kink of ReLU or maximum.
	differenceBound = 1e-5
	// roundingBound is for float32 against float64. PyTorch Geometric's plain and reversible blocks differ by 6e-4 at
	// 256 layers in float32; a value that rounds to the other side of a kink switches a path.
	roundingBound = 1e-2
	// solvedBound is for an implicit gradient whose solves converged as the network is built.
	solvedBound = 1e-3
	// A gradient that is this small beside the whole one is rounding, in float64 and in float32.
	smallGradient, smallRounding = 1e-6, 1e-3
)

// GradientCheck is a network's gradient computed in several ways.
type GradientCheck struct {
	Network string
	Own     Backward   // the network's own mode
	Modes   []Backward // those that the gradient was computed in, in float64; the first is the reference
	Rows    []GradientRow
	Skipped string // which mode was left out, and why; "" for none

	// How the solves of an equilibrium network ended in its own type of numbers and with its own solvers; nil for
	// others.
	Forward, Backward *run.Solve
}

// GradientRow is the gradient by one parameter.
type GradientRow struct {
	Parameter string
	Norm      float64                 // of the reference
	Modes     map[Backward]Difference // against the reference, relative, in the l2 norm
	// against finite differences along the gradient and a random direction, relative to the norm
	Finite   Difference
	Rounding Difference // of the network's own mode, type of numbers and solvers against the reference
}

// Difference is how far two gradients are apart, relative to their norm, and how far they may be.
type Difference struct{ Relative, Bound float64 }

// Passed says whether the difference is within the bound.
func (d Difference) Passed() bool { return d.Relative <= d.Bound }

// CheckGradients computes the gradient of a training step on the whole graph in the network's backward modes in
// float64, by finite differences, and as the network itself does, and compares them. Use a small graph: it takes two
// evaluations for each of three distances and each parameter. Store is left out where its layers are too many to be
// written out.
//
// An equilibrium network is solved to a relative residual of 1e-10 for the reference. Plain iteration stands for Store,
// and is left out where it does not converge. A Jacobian penalty is left out as well: it takes the equilibrium as
// given, so its gradient is not that of its value. For the same reason finite differences hold reused labels fixed.
func CheckGradients(m *Model, g *datasets.Graph) cell.Task[GradientCheck] {
	return cell.NewTask(func(ctx context.Context) (GradientCheck, error) { return checkGradients(ctx, m, g) })
}

func checkGradients(ctx context.Context, m *Model, g *datasets.Graph) (GradientCheck, error) {
	defer waiting.While(ctx, "checking gradients")()
	o := m.Options()
	c := GradientCheck{Network: m.String(), Own: o.Backward}
	m = m.with(func(o *options.Network) { o.JacobianPenalty = 0 })
	wide, err := m.inFloat64()
	if err != nil {
		return c, err
	}
	defer wide.values().Finalize()
	if o.Family == options.Equilibrium {
		wide = wide.solvedTo(1e-10)
	}
	w, err := wide.onWhole(g)
	if err != nil {
		return c, err
	}
	defer w.close()
	results, err := c.run(ctx, wide, w)
	if err != nil {
		return c, err
	}
	own, err := m.differentiateOn(g)
	if err != nil {
		return c, err
	}
	c.Forward, c.Backward = own.forward, own.backward
	finite, err := wide.finiteDifferences(ctx, w, results[0])
	if err != nil {
		return c, err
	}
	whole := length(m.allOf(results[0]))
	between, rounding := modeBound, roundingBound
	if o.Family == options.Equilibrium {
		between, rounding = plainBound, solvedBound
	}
	for _, v := range m.spec.Variables() {
		reference := results[0].gradients[v.Name]
		row := GradientRow{Parameter: v.Name, Norm: length(reference), Modes: map[Backward]Difference{},
			Finite:   finite[v.Name],
			Rounding: Difference{relativeDifference(own.gradients[v.Name], reference, smallRounding*whole), rounding}}
		for i, mode := range c.Modes[1:] {
			row.Modes[mode] = Difference{relativeDifference(results[1+i].gradients[v.Name], reference,
				smallGradient*whole), between}
		}
		c.Rows = append(c.Rows, row)
	}
	return c, nil
}

// run differentiates the network in all modes that can be, the reference first.
func (c *GradientCheck) run(ctx context.Context, m *Model, w *wholeGraph) (results []differentiated, err error) {
	list := []Backward{Store, Recompute, Invert}
	o := m.Options()
	if o.Family == options.Equilibrium {
		list = []Backward{Implicit, Recompute}
	}
	for _, mode := range list {
		if !slices.Contains(options.Modes[o.Family], mode) {
			continue
		}
		if turns := o.Turns(); mode == Store && turns > mostUnrolled {
			c.Skipped = fmt.Sprintf("store not run: %d layers written out compile for too long", turns)
			continue
		}
		other := m.in(mode)
		if o.Family == options.Equilibrium && mode == Recompute {
			other = other.with(func(o *options.Network) {
				plain := solver.Picard().WithTolerance(1e-10).WithIterations(400).Option()
				o.Solver = &plain
			})
		}
		d, err := other.differentiate(w)
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return nil, err
		}
		if o.Family == options.Equilibrium && mode == Recompute && d.forward.Failed() {
			c.Skipped = fmt.Sprintf("plain iteration left out: %s at a residual of %.1g", d.forward.Status,
				d.forward.Residual)
			continue
		}
		c.Modes, results = append(c.Modes, mode), append(results, d)
	}
	return results, nil
}

// solvedTo is an equilibrium network with a tighter tolerance.
func (m *Model) solvedTo(residual float64) *Model {
	return m.with(func(o *options.Network) {
		for _, s := range []**options.Solver{&o.Solver, &o.BackwardSolver} {
			better := **s // others share the one that it points to
			better.Tolerance, better.Absolute, better.Iterations = residual, false, max(better.Iterations, 1000)
			*s = &better
		}
	})
}

// inFloat64 is the same network with the same parameters in double precision.
func (m *Model) inFloat64() (*Model, error) {
	store, err := net.ToFloat64(m.values())
	if err != nil {
		return nil, fault.OneLine(err)
	}
	spec := m.spec.With(func(o *options.Network) { o.Float64 = true })
	return &Model{spec: spec, size: m.size, parameters: &lazyStore{spec: spec, store: store, scale: m.scale()}}, nil
}

// differentiateOn is differentiate on a graph that was not read yet.
func (m *Model) differentiateOn(g *datasets.Graph) (differentiated, error) {
	w, err := m.onWhole(g)
	if err != nil {
		return differentiated{}, err
	}
	defer w.close()
	return m.differentiate(w)
}

// finiteDifferences compares each gradient with central differences of the loss along one direction: the gradient's
// own, so that its length shows, and a random one, so that nothing else hides. Reused labels stay as they are at the
// present parameters, which is how the gradient takes them.
func (m *Model) finiteDifferences(ctx context.Context, w *wholeGraph, d differentiated) (map[string]Difference, error) {
	store, err := m.copyValues()
	if err != nil {
		return nil, err
	}
	defer store.Finalize()
	s := m.checkedStep()
	if s.heldLabels, err = m.reusedLabels(w); err != nil {
		return nil, err
	}
	p, err := m.lossProgram(w, s, store, false)
	if err != nil {
		return nil, err
	}
	defer p.Finalize()
	all, whole := map[string]Difference{}, length(m.allOf(d))
	rng := rand.New(rand.NewPCG(1, 2))
	err = fault.Try(func() error {
		for _, v := range m.spec.Variables() {
			gradient := d.gradients[v.Name]
			direction, slope := alongAndAcross(gradient, rng)
			variable := net.Parameter(store, v.Name)
			start := tensors.MustCopyFlatData[float64](variable.MustValue())
			loss := func(by float64) (float64, error) {
				return movedLoss(p, w, variable, start, direction, by)
			}
			if err := ctx.Err(); err != nil {
				return err
			}
			best := math.Inf(1)
			for _, change := range []float64{1e-5, 1e-6, 1e-7} {
				above, err := loss(change)
				if err != nil {
					return err
				}
				below, err := loss(-change)
				if err != nil {
					return err
				}
				off := math.Abs((above-below)/(2*change) - slope)
				best = min(best, off/max(length(gradient), smallGradient*whole))
			}
			if _, err := loss(0); err != nil {
				return err
			}
			all[v.Name] = Difference{best, differenceBound}
		}
		return nil
	})
	return all, err
}

// reusedLabels computes the labels that the network reads in the step that differentiate makes; nil without label
// reuse.
func (m *Model) reusedLabels(w *wholeGraph) (*tensors.Tensor, error) {
	if m.Options().LabelReuse == 0 {
		return nil, nil
	}
	out, err := w.call(m.values(), func(in, _ []*graph.Node) []*graph.Node {
		return []*graph.Node{m.firstPass(in).LabelInputs()}
	})
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// alongAndAcross is a unit vector between the gradient's direction and a random one, and the slope along it.
func alongAndAcross(gradient []float64, rng *rand.Rand) (direction []float64, slope float64) {
	direction = make([]float64, len(gradient))
	for i := range direction {
		direction[i] = rng.NormFloat64()
	}
	random, own := length(direction), max(length(gradient), math.SmallestNonzeroFloat64)
	for i := range direction {
		direction[i] = direction[i]/random + 2*gradient[i]/own // never opposite, were it one number alone
	}
	whole := length(direction)
	for i := range direction {
		direction[i] /= whole
		slope += direction[i] * gradient[i]
	}
	return direction, slope
}

// movedLoss is the loss with a variable moved from its start along a direction.
func movedLoss(p *model.Exec, w *wholeGraph, v *model.Variable, start, direction []float64,
	by float64) (float64, error) {
	moved := make([]float64, len(start))
	for i := range start {
		moved[i] = start[i] + by*direction[i]
	}
	if err := v.SetValue(tensors.FromFlatDataAndDimensions(moved, v.Shape().Dimensions...)); err != nil {
		return 0, err
	}
	out, err := p.Exec(w.values()...)
	if err != nil {
		return 0, err
	}
	return numbers(out[0])[0], nil
}

// values lists a row's differences in the order of the table.
func (c GradientCheck) values(r GradientRow) []Difference {
	var list []Difference
	for _, mode := range c.Modes[1:] {
		list = append(list, r.Modes[mode])
	}
	return append(list, r.Finite, r.Rounding)
}

// Passed says whether all differences are within their bounds, and all solves converged.
func (c GradientCheck) Passed() bool {
	for _, r := range c.Rows {
		for _, v := range c.values(r) {
			if !v.Passed() {
				return false
			}
		}
	}
	return !c.Forward.Failed() && !c.Backward.Failed()
}

// String is the result in a line.
func (c GradientCheck) String() string {
	remarks := append([]string{verdict(c.Passed())}, c.remarks()...)
	return fmt.Sprintf("gradients of %s: %s", c.Network, strings.Join(remarks, "; "))
}

// remarks tells of solves that failed and of a mode that was left out.
func (c GradientCheck) remarks() (list []string) {
	for _, solve := range []struct {
		name string
		*run.Solve
	}{{net.ForwardSolve, c.Forward}, {net.BackwardSolve, c.Backward}} {
		if s := solve.Solve; s.Failed() {
			list = append(list, fmt.Sprintf("the %s solve: %s after %d evaluations, residual %.2g", solve.name,
				s.Status, s.Evaluations, s.Residual))
		}
	}
	if c.Skipped != "" {
		list = append(list, c.Skipped)
	}
	return list
}

// Table lists the parameters with the differences, each as a share of the gradient's norm, and whether they pass.
func (c GradientCheck) Table() table.Table {
	t := table.Table{Title: "Gradients: " + verdict(c.Passed()), Columns: []string{"gradient by",
		fmt.Sprintf("norm (%s)", c.Modes[0])},
		Note: strings.Join(append([]string{c.Network}, c.remarks()...), "; ") + "."}
	for _, mode := range c.Modes[1:] {
		t.Columns = append(t.Columns, string(mode))
	}
	t.Columns = append(t.Columns, "finite differences", fmt.Sprintf("as built (%s)", c.Own), "")
	if len(c.Rows) > 0 {
		bounds := []string{"at most", ""}
		for _, v := range c.values(c.Rows[0]) {
			bounds = append(bounds, fmt.Sprintf("%.0e", v.Bound))
		}
		t.Rows = append(t.Rows, append(bounds, ""))
	}
	for _, r := range c.Rows {
		row := []string{r.Parameter, fmt.Sprintf("%.3g", r.Norm)}
		passed := true
		for _, v := range c.values(r) {
			text := fmt.Sprintf("%.1e", v.Relative)
			switch {
			case v.Relative == 0:
				text = "0"
			case !v.Passed():
				text += " !"
			}
			row, passed = append(row, text), passed && v.Passed()
		}
		t.Rows = append(t.Rows, append(row, verdict(passed)))
	}
	return t
}

func verdict(passed bool) string {
	if passed {
		return "pass"
	}
	return "fail"
}
