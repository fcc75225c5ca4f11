package revgnn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/kilolayer/kilolayer/datasets"
	"github.com/kilolayer/kilolayer/internal/waiting"
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
	// roundingBound is for float32 against float64. PyTorch Geometric's plain and reversible blocks differ by 6e-4 at 256
	// layers in float32; a value that rounds to the other side of a kink switches a path.
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

	// How the solves of an equilibrium network ended in its own type of numbers and with its own solvers; nil for others.
	Forward, Backward *run.Solve
}

// GradientRow is the gradient by one parameter.
type GradientRow struct {
	Parameter string
	Norm      float64            // of the reference
	Modes     map[Backward]Value // against the reference, relative, in the l2 norm
	Finite    Value              // against finite differences along the gradient and a random direction, relative to the norm
	Rounding  Value              // of the network's own mode, type of numbers and solvers against the reference
}

// Value is a measured difference and what it may be.
type Value struct{ Difference, Bound float64 }

// Passed says whether the difference is within the bound.
func (v Value) Passed() bool { return v.Difference <= v.Bound }

// CheckGradients computes the gradient of a training step on the whole graph in the network's backward modes in float64,
// by finite differences, and as the network itself does, and compares them. Use a small graph: it takes two evaluations
// for each of three distances and each parameter. Store is left out where its layers are too many to be written out.
//
// An equilibrium network is solved to a relative residual of 1e-10 for the reference. Plain iteration stands for Store, and
// is left out where it does not converge. A Jacobian penalty is left out as well: it takes the equilibrium as given, so its
// gradient is not that of its value. For the same reason finite differences hold reused labels fixed.
func CheckGradients(m *Model, g *datasets.Graph) (GradientCheck, error) {
	defer waiting.While("checking gradients")()
	c := GradientCheck{Network: m.String(), Own: m.config.Backward}
	m = m.withoutPenalty()
	wide, err := m.inFloat64()
	if err != nil {
		return c, err
	}
	defer wide.store.Finalize()
	if m.config.Family == equilibrium {
		wide = wide.solvedTo(1e-10)
	}
	w, err := wide.onWhole(g)
	if err != nil {
		return c, err
	}
	defer w.close()
	results, err := c.run(wide, w)
	if err != nil {
		return c, err
	}
	own, err := m.differentiateOn(g)
	if err != nil {
		return c, err
	}
	c.Forward, c.Backward = own.forward, own.backward
	held, err := wide.holdingLabels(w)
	if err != nil {
		return c, err
	}
	finite, err := held.finiteDifferences(w, results[0])
	if err != nil {
		return c, err
	}
	whole := length(m.allOf(results[0]))
	between, rounding := modeBound, roundingBound
	if m.config.Family == equilibrium {
		between, rounding = plainBound, solvedBound
	}
	for _, v := range m.vars {
		reference := results[0].gradients[v.Name]
		row := GradientRow{Parameter: v.Name, Norm: length(reference), Modes: map[Backward]Value{}, Finite: finite[v.Name],
			Rounding: Value{relativeDifference(own.gradients[v.Name], reference, smallRounding*whole), rounding}}
		for i, mode := range c.Modes[1:] {
			row.Modes[mode] = Value{relativeDifference(results[1+i].gradients[v.Name], reference, smallGradient*whole), between}
		}
		c.Rows = append(c.Rows, row)
	}
	return c, nil
}

// MustCheckGradients is CheckGradients for notebook cells: on an error it prints one line and ends the program.
func MustCheckGradients(m *Model, g *datasets.Graph) GradientCheck { return must(CheckGradients(m, g)) }

// run differentiates the network in all modes that can be, the reference first.
func (c *GradientCheck) run(m *Model, w *wholeGraph) (results []differentiated, err error) {
	list := []Backward{Store, Recompute, Invert}
	if m.config.Family == equilibrium {
		list = []Backward{Implicit, Recompute}
	}
	for _, mode := range list {
		if !slices.Contains(modes[m.config.Family], mode) {
			continue
		}
		if turns := m.config.turns(); mode == Store && turns > mostUnrolled {
			c.Skipped = fmt.Sprintf("store not run: %d layers written out compile for too long", turns)
			continue
		}
		other := m.in(mode)
		if m.config.Family == equilibrium && mode == Recompute {
			plain := solver.Picard().WithTolerance(1e-10).WithIterations(400)
			other.config.Solver = &plain
		}
		d, err := other.differentiate(w)
		if err != nil {
			return nil, err
		}
		if m.config.Family == equilibrium && mode == Recompute && d.forward.Failed() {
			c.Skipped = fmt.Sprintf("plain iteration left out: %s at a residual of %.1g", d.forward.Status, d.forward.Residual)
			continue
		}
		c.Modes, results = append(c.Modes, mode), append(results, d)
	}
	return results, nil
}

func (m *Model) withoutPenalty() *Model {
	other := *m
	other.config.JacobianPenalty = 0
	return &other
}

// solvedTo is an equilibrium network with a tighter tolerance.
func (m *Model) solvedTo(residual float64) *Model {
	tight := *m
	for _, s := range []**solver.Solver{&tight.config.Solver, &tight.config.BackwardSolver} {
		better := **s
		better.Tolerance, better.Absolute, better.Iterations = residual, false, max(better.Iterations, 1000)
		*s = &better
	}
	return &tight
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

// finiteDifferences compares each gradient with central differences of the loss along one direction: the gradient's own,
// so that its length shows, and a random one, so that nothing else hides.
func (m *Model) finiteDifferences(w *wholeGraph, d differentiated) (map[string]Value, error) {
	store := m.copyParameters()
	defer store.Finalize()
	p, err := m.lossProgram(w, store, false)
	if err != nil {
		return nil, err
	}
	defer p.Finalize()
	all, whole := map[string]Value{}, length(m.allOf(d))
	rng := rand.New(rand.NewPCG(1, 2))
	err = try(func() error {
		for _, v := range m.vars {
			gradient := d.gradients[v.Name]
			direction, slope := alongAndAcross(gradient, rng)
			variable := store.GetVariable(modelScope + "/" + v.Name)
			start := tensors.MustCopyFlatData[float64](variable.MustValue())
			loss := func(by float64) (float64, error) {
				return movedLoss(p, w, variable, start, direction, by)
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
			all[v.Name] = Value{best, differenceBound}
		}
		return nil
	})
	return all, err
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
func movedLoss(p *model.Exec, w *wholeGraph, v *model.Variable, start, direction []float64, by float64) (float64, error) {
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
func (c GradientCheck) values(r GradientRow) []Value {
	var list []Value
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
	return fmt.Sprintf("gradients of %s: %s", c.Network, strings.Join(append([]string{verdict(c.Passed())}, c.remarks()...), "; "))
}

// remarks tells of solves that failed and of a mode that was left out.
func (c GradientCheck) remarks() (list []string) {
	for _, solve := range []struct {
		name string
		*run.Solve
	}{{forwardSolve, c.Forward}, {backwardSolve, c.Backward}} {
		if s := solve.Solve; s.Failed() {
			list = append(list, fmt.Sprintf("the %s solve: %s after %d evaluations, residual %.2g", solve.name, s.Status, s.Evaluations, s.Residual))
		}
	}
	if c.Skipped != "" {
		list = append(list, c.Skipped)
	}
	return list
}

// Table lists the parameters with the differences, each as a share of the gradient's norm, and whether they pass.
func (c GradientCheck) Table() table.Table {
	t := table.Table{Title: "Gradients: " + verdict(c.Passed()), Columns: []string{"gradient by", fmt.Sprintf("norm (%s)", c.Modes[0])},
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
			text := fmt.Sprintf("%.1e", v.Difference)
			switch {
			case v.Difference == 0:
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
