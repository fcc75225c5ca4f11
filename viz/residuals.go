package viz

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// keptTraces is how many searches of a kind a residual figure draws; with more they hide each other.
const keptTraces = 6

// Residuals draws how an equilibrium network's solver went: above, the residual by iteration of the steps whose trace was
// kept, forward (the fixed point) and backward (the adjoint equation), with the tolerance; below, the evaluations that
// each training step took. Searches that did not converge are marked with a diamond.
func Residuals(r Recorded) *Figure {
	const title = "How the solver converged"
	if absent(r) {
		return nothing(title, "No run was given.")
	}
	info := r.Info()
	searches := []search{
		{name: "forward", color: 0, config: "solver", of: func(r run.Record) *run.Solve { return r.Forward }},
		{name: "backward", color: 1, config: "backward_solver", of: func(r run.Record) *run.Solve { return r.Backward }},
	}
	residual := panel{x: axis{name: "iteration", format: asCount}, y: axis{name: "Residual (diamond: did not converge)", format: asNumber, log: true, canLog: true}}
	taken := panel{x: axis{name: "optimizer step", format: asCount}, y: axis{name: "Evaluations of a step (diamond: did not converge)", format: asCount, fromZero: true, canLog: true}}
	t := table.Table{Columns: []string{"search", "solves", "failed", "mean evaluations", "most", "largest residual", "tolerance"}}
	failed, all := 0, 0
	for i := range searches {
		s := &searches[i]
		s.read(r.History())
		if s.solves == 0 {
			continue
		}
		residual.series = append(residual.series, s.traces()...)
		taken.series = append(taken.series, s.evaluations()...)
		told := "-"
		if tolerance, text, ok := s.tolerance(info.Model.Config); ok {
			told = text
			residual.limits = addLimit(residual.limits, s.name, limit{text, tolerance})
		}
		failed, all = failed+s.failures.len(), all+s.solves
		t.Rows = append(t.Rows, []string{s.name, Count(int64(s.solves)), Count(int64(s.failures.len())),
			Number(mean(s.taken.y)), Count(int64(extent(s.taken.y)[1])), Number(extent(s.residuals)[1]), told})
	}
	if all == 0 {
		return nothing(title, "This run recorded no search for a fixed point: only equilibrium networks have a solver.")
	}
	residual.x.max, taken.x = extentOf(residual), stepsOf(taken)
	var panels []panel
	if _, high, ok := residual.span(); ok && high > 0 {
		panels = append(panels, residual)
	}
	panels = append(panels, taken)
	head := fmt.Sprintf("All %s searches of the solver converged", Count(int64(all)))
	if failed > 0 {
		head = fmt.Sprintf("%s of %s searches of the solver did not converge", Count(int64(failed)), Count(int64(all)))
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
	config string // the solver's name in the model's configuration
	of     func(run.Record) *run.Solve

	solves          int
	taken, failures points // evaluations by step
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
		s.taken.add(float64(r.Step), float64(solve.Evaluations))
		s.residuals = append(s.residuals, solve.Residual)
		if solve.Failed() {
			s.failures.add(float64(r.Step), float64(solve.Evaluations))
		}
		if len(solve.Trace) > 0 {
			s.kept = append(s.kept, trail{r.Step, solve.Failed(), solve.Trace})
		}
	}
}

// traces are at most keptTraces searches: the first, the last and some between, those that failed before others.
func (s *search) traces() (list []series) {
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
	c := palette(s.color)
	for _, t := range chosen {
		curve := series{name: s.name, shape: line, color: c}
		for i, v := range t.values {
			curve.add(float64(i+1), v)
		}
		curve.points = curve.thin(curvePoints)
		for range curve.len() {
			curve.notes = append(curve.notes, "step "+Count(int64(t.step)))
		}
		list = append(list, curve)
		if n := len(t.values); t.failed {
			list = append(list, series{name: s.name, shape: mark, color: palette(3), points: points{x: []float64{float64(n)}, y: t.values[n-1:]}})
		}
	}
	return list
}

// evaluations is the curve over the steps, with failures marked.
func (s *search) evaluations() []series {
	const marked = 60 // more diamonds than that are a bar
	list := []series{{name: s.name, shape: line, color: palette(s.color), points: s.taken.thin(curvePoints)}}
	if s.failures.len() > 0 {
		list = append(list, series{name: s.name, shape: mark, color: palette(3), points: s.failures.thin(marked)})
	}
	return list
}

// tolerance is where the search stops, as the model's configuration tells it: the traces are in its measure.
func (s *search) tolerance(config map[string]any) (value float64, text string, ok bool) {
	solver, _ := config[s.config].(map[string]any)
	value, ok = solver["tolerance"].(float64)
	if !ok || !(value > 0) {
		return 0, "", false
	}
	text = "tolerance " + Number(value)
	if absolute, _ := solver["absolute"].(bool); absolute {
		text += " an entry"
	}
	return value, text, true
}

// addLimit adds a line, named by its search where the searches' lines differ.
func addLimit(list []limit, search string, l limit) []limit {
	for _, other := range list {
		if other.value == l.value {
			return list
		}
	}
	if len(list) > 0 {
		list[0].name = "forward " + list[0].name
		l.name = search + " " + l.name
	}
	return append(list, l)
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}

// extentOf is the panel's largest x.
func extentOf(p panel) (high float64) {
	for _, s := range p.series {
		for _, x := range s.x {
			high = max(high, x)
		}
	}
	return high
}

// stepsOf is the panel's x axis over its steps.
func stepsOf(p panel) axis {
	var t trace
	for _, s := range p.series {
		if s.shape == line && s.x[len(s.x)-1] >= extentOf(p) {
			t.loss = s.points
		}
	}
	return stepAxis([]trace{t})
}
