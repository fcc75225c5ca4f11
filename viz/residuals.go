package viz

import (
	"fmt"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// keptTraces is how many searches of a kind a residual figure draws; with more they hide each other.
const keptTraces = 6

// Residuals draws how an equilibrium network's solver went: above, the residual by iteration of the steps whose trace
// was kept, forward (the fixed point) and backward (the adjoint equation), with the tolerance; below, the evaluations
// that each training step took. Searches that did not converge are marked with a diamond.
func Residuals(r run.Recorded) *Figure {
	const title = "How the solver converged"
	if absent(r) {
		return nothing(title, "No run was given.")
	}
	info := r.Info()
	solvers := info.Model.Options
	searches := []search{
		{name: "forward", color: 0, solver: solvers.Solver,
			of: func(r run.Record) *run.Solve { return r.Forward }},
		{name: "backward", color: 1, solver: solvers.BackwardSolver,
			of: func(r run.Record) *run.Solve { return r.Backward }},
	}
	residual := chart.Panel{X: chart.Axis{Name: "iteration", Format: chart.AsCount},
		Y: chart.Axis{Name: "Residual (diamond: did not converge)", Format: chart.AsNumber, Log: true, CanLog: true}}
	taken := chart.Panel{X: chart.Axis{Name: "optimizer step", Format: chart.AsCount},
		Y: chart.Axis{Name: "Evaluations of a step (diamond: did not converge)", Format: chart.AsCount,
			FromZero: true, CanLog: true}}
	t := table.Table{Columns: []string{"search", "solves", "failed", "mean evaluations", "most", "largest residual",
		"tolerance"}}
	failed, all := 0, 0
	for i := range searches {
		s := &searches[i]
		s.read(r.History())
		if s.solves == 0 {
			continue
		}
		residual.Series = append(residual.Series, s.traces()...)
		taken.Series = append(taken.Series, s.evaluations()...)
		told := "-"
		if tolerance, text, ok := s.tolerance(); ok {
			told = text
			residual.Limits = addLimit(residual.Limits, s.name, chart.Limit{Name: text, Value: tolerance})
		}
		failed, all = failed+s.failures.Len(), all+s.solves
		t.Rows = append(t.Rows, []string{s.name, units.Count(s.solves), units.Count(s.failures.Len()),
			units.Number(mean(s.taken.Y)), units.Count(chart.Extent(s.taken.Y)[1]),
			units.Number(chart.Extent(s.residuals)[1]), told})
	}
	if all == 0 {
		return nothing(title, "This run recorded no search for a fixed point: only equilibrium networks have a solver.")
	}
	residual.X.Max, taken.X = extentOf(residual), stepsOf(taken)
	var panels []chart.Panel
	if _, high, ok := residual.Span(); ok && high > 0 {
		panels = append(panels, residual)
	}
	panels = append(panels, taken)
	head := fmt.Sprintf("All %s searches of the solver converged", units.Count(all))
	if failed > 0 {
		head = fmt.Sprintf("%s of %s searches of the solver did not converge", units.Count(failed), units.Count(all))
	}
	kept := ""
	if len(panels) == 1 {
		kept = "no trace of the residual was kept"
	}
	f := newFigure(sentences(head, r.Label()), sentences(modelText(info.Model), kept), panels...)
	f.Height = 80 + 190*len(panels)
	f.data = t
	return f.withNotes(r)
}

// search is one of the two searches of a step, over a run.
type search struct {
	name   string
	color  int
	solver *options.Solver // of the network; nil where its record has none
	of     func(run.Record) *run.Solve

	solves          int
	taken, failures chart.Points // evaluations by step
	residuals       []float64
	kept            []trail
}

// trail is the residual by iteration at one step.
type trail struct {
	step   int
	failed bool
	values []float64
}

func (s *search) read(history []run.Record) {
	for _, r := range history {
		solve := s.of(r)
		if solve == nil || r.Kind != run.Step {
			continue
		}
		s.solves++
		s.taken.Add(float64(r.Step), float64(solve.Evaluations))
		s.residuals = append(s.residuals, solve.Residual)
		if solve.Failed() {
			s.failures.Add(float64(r.Step), float64(solve.Evaluations))
		}
		if len(solve.Trace) > 0 {
			s.kept = append(s.kept, trail{r.Step, solve.Failed(), solve.Trace})
		}
	}
}

// traces are at most keptTraces searches: the first, the last and some between, those that failed before others.
func (s *search) traces() (list []chart.Series) {
	var chosen []trail
	for i, t := range s.kept {
		if n := len(s.kept); n <= keptTraces || t.failed || i%(n/keptTraces+1) == 0 || i == n-1 {
			chosen = append(chosen, t)
		}
	}
	if n := len(chosen); n > keptTraces {
		few := make([]trail, keptTraces)
		for i := range few {
			few[i] = chosen[i*(n-1)/(keptTraces-1)]
		}
		chosen = few
	}
	c := chart.Palette(s.color)
	for _, t := range chosen {
		curve := chart.Series{Name: s.name, Shape: chart.Line, Color: c}
		for i, v := range t.values {
			curve.Add(float64(i+1), v)
		}
		curve.Points = curve.Thin(curvePoints)
		for range curve.Len() {
			curve.Notes = append(curve.Notes, "step "+units.Count(t.step))
		}
		list = append(list, curve)
		if n := len(t.values); t.failed {
			list = append(list, chart.Series{Name: s.name, Shape: chart.Mark, Color: chart.Palette(3),
				Points: chart.Points{X: []float64{float64(n)}, Y: t.values[n-1:]}})
		}
	}
	return list
}

// evaluations is the curve over the steps, with failures marked.
func (s *search) evaluations() []chart.Series {
	const marked = 60 // more diamonds than that are a bar
	list := []chart.Series{{Name: s.name, Shape: chart.Line, Color: chart.Palette(s.color),
		Points: s.taken.Thin(curvePoints)}}
	if s.failures.Len() > 0 {
		list = append(list, chart.Series{Name: s.name, Shape: chart.Mark, Color: chart.Palette(3),
			Points: s.failures.Thin(marked)})
	}
	return list
}

// tolerance is where the search stops. The traces are in its measure.
func (s *search) tolerance() (value float64, text string, ok bool) {
	if s.solver == nil || !(s.solver.Tolerance > 0) {
		return 0, "", false
	}
	text = "tolerance " + units.Number(s.solver.Tolerance)
	if s.solver.Absolute {
		text += " per entry"
	}
	return s.solver.Tolerance, text, true
}

// addLimit adds a line, named by its search where the searches' lines differ.
func addLimit(list []chart.Limit, search string, l chart.Limit) []chart.Limit {
	for _, other := range list {
		if other.Value == l.Value {
			return list
		}
	}
	if len(list) > 0 {
		list[0].Name = "forward " + list[0].Name
		l.Name = search + " " + l.Name
	}
	return append(list, l)
}

// extentOf is the panel's largest x.
func extentOf(p chart.Panel) (high float64) {
	for _, s := range p.Series {
		for _, x := range s.X {
			high = max(high, x)
		}
	}
	return high
}

// stepsOf is the panel's x axis over its steps.
func stepsOf(p chart.Panel) chart.Axis {
	var t trace
	for _, s := range p.Series {
		if s.Shape == chart.Line && s.X[len(s.X)-1] >= extentOf(p) {
			t.loss = s.Points
		}
	}
	return stepAxis([]trace{t})
}
