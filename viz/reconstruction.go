package viz

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// Reconstruction draws how far the rebuilt input of each layer is off, ‖rebuilt − X‖/‖X‖, with the bound it must stay
// below: the networks' own numbers as a line, the same in float64 dashed. A Bound of 0 is none, and nothing is judged
// by it.
//
//	viz.Show(viz.Reconstruction(cell.Must(revgnn.CheckInverse(model, graph))))
func Reconstruction(checks ...run.Inverse) *Figure {
	const title = "Inputs rebuilt from the last output"
	p := chart.Panel{
		X: chart.Axis{Name: "layer", Format: chart.AsCount},
		Y: chart.Axis{Name: "Error of the rebuilt input, relative", Format: chart.AsNumber, Log: true, CanLog: true}}
	t := table.Table{Columns: []string{"network", "layers", "largest error", "at layer", "in float64", "bound", ""}}
	judged, passed, exact := 0, true, 0
	most := pointsOf(len(checks))
	for i, c := range checks {
		if len(c.Errors) == 0 {
			continue
		}
		at, worst := c.Worst()
		same := slices.Equal(c.Errors, c.Exact)
		own, wide := c.Network, c.Network
		if len(checks) == 1 {
			own, wide = "float32", "float64"
			if same {
				own = wide
			}
		}
		color, wideColor := chart.Palette(i), chart.Palette(i)
		if len(checks) == 1 {
			wideColor = chart.Palette(1)
		}
		errors := chart.Series{Name: own, Shape: chart.Line, Color: color, Points: byLayer(c.Errors).Thin(most)}
		p.Series = append(p.Series, errors)
		wideText := units.Number(worst)
		if !same && len(c.Exact) > 0 {
			exact := chart.Series{Name: wide, Shape: chart.Dashed, Color: wideColor,
				Points: byLayer(c.Exact).Thin(most)}
			p.Series = append(p.Series, exact)
			wideText = units.Number(chart.Extent(c.Exact)[1])
		}
		limit := chart.Limit{Name: "bound " + units.Number(c.Bound), Value: c.Bound}
		if c.Bound > 0 && !slices.Contains(p.Limits, limit) {
			p.Limits = append(p.Limits, limit)
		}
		bound, verdict := "-", "-"
		if c.Bound > 0 {
			judged++
			bound, verdict = units.Number(c.Bound), "pass"
			if !c.Passed() {
				passed, verdict = false, "fail"
			}
		}
		for _, e := range c.Errors {
			if e == 0 {
				exact++
			}
		}
		t.Rows = append(t.Rows, []string{c.Network, units.Count(len(c.Errors)), units.Number(worst), units.Count(at),
			wideText, bound, verdict})
		p.X.Max = max(p.X.Max, float64(len(c.Errors)))
	}
	if len(p.Series) == 0 {
		return nothing(title, "No layer was checked.")
	}
	p.X.Min = 1
	for _, tick := range chart.NiceTicks(0, p.X.Max, 6) {
		if tick == float64(int(tick)) {
			p.X.Ticks = append(p.X.Ticks, max(1, tick))
		}
	}
	if p.X.Max <= 1 { // one layer has no length
		p.X.Min, p.X.Max = 0, 2
	}
	head := title
	switch {
	case !passed:
		head = "Inputs are not rebuilt within the bound"
	case judged > 0:
		head = "Inputs are rebuilt within the bound"
	}
	note := ""
	if exact > 0 {
		note = units.Count(exact) + " errors are 0 and have no place on a logarithmic axis"
	}
	if len(checks) == 1 {
		c := checks[0]
		_, worst := c.Worst()
		head = fmt.Sprintf("%s: largest error %s over %s", head, units.Number(worst), layers(len(c.Errors)))
		note = sentences(c.Network, note)
	} else {
		note = sentences("dashed: the same in float64", note)
	}
	f := newFigure(head, note, p)
	f.data = t
	return f
}

func byLayer(errors []float64) (p chart.Points) {
	for i, e := range errors {
		p.Add(float64(i+1), e)
	}
	return p
}
