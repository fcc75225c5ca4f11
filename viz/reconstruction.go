package viz

import (
	"fmt"
	"slices"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// Reconstruction draws how far the rebuilt input of each layer is off, ‖rebuilt − X‖/‖X‖, with the bound it must stay
// below: the networks' own numbers as a line, the same in float64 dashed. A Bound of 0 is none, and nothing is judged by it.
//
//	viz.Show(viz.Reconstruction(revgnn.MustCheckInverse(model, graph)))
func Reconstruction(checks ...run.Inverse) *Figure {
	const title = "Inputs rebuilt from the last output"
	p := panel{x: axis{name: "layer", format: asCount}, y: axis{name: "Error of the rebuilt input, relative", format: asNumber, log: true, canLog: true}}
	t := table.Table{Columns: []string{"network", "layers", "largest error", "at layer", "in float64", "bound", ""}}
	judged, passed, exact := 0, true, 0
	most := min(curvePoints, max(16, figurePoints/max(1, len(checks))))
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
		color, wideColor := palette(i), palette(i)
		if len(checks) == 1 {
			wideColor = palette(1)
		}
		p.series = append(p.series, series{name: own, shape: line, color: color, points: byLayer(c.Errors).thin(most)})
		wideText := Number(worst)
		if !same && len(c.Exact) > 0 {
			p.series = append(p.series, series{name: wide, shape: dashed, color: wideColor, points: byLayer(c.Exact).thin(most)})
			wideText = Number(extent(c.Exact)[1])
		}
		if bound := (limit{"bound " + Number(c.Bound), c.Bound}); c.Bound > 0 && !slices.Contains(p.limits, bound) {
			p.limits = append(p.limits, bound)
		}
		bound, verdict := "-", "-"
		if c.Bound > 0 {
			judged++
			bound, verdict = Number(c.Bound), "pass"
			if !c.Passed() {
				passed, verdict = false, "fail"
			}
		}
		for _, e := range c.Errors {
			if e == 0 {
				exact++
			}
		}
		t.Rows = append(t.Rows, []string{c.Network, Count(int64(len(c.Errors))), Number(worst), Count(int64(at)), wideText, bound, verdict})
		p.x.max = max(p.x.max, float64(len(c.Errors)))
	}
	if len(p.series) == 0 {
		return nothing(title, "No layer was checked.")
	}
	p.x.min = 1
	for _, tick := range niceTicks(0, p.x.max, 6) {
		if tick == float64(int(tick)) {
			p.x.ticks = append(p.x.ticks, max(1, tick))
		}
	}
	if p.x.max <= 1 { // one layer has no length
		p.x.min, p.x.max = 0, 2
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
		note = Count(int64(exact)) + " errors are 0 and have no place on a logarithmic axis"
	}
	if len(checks) == 1 {
		c := checks[0]
		_, worst := c.Worst()
		head = fmt.Sprintf("%s: largest error %s over %s", head, Number(worst), layers(len(c.Errors)))
		note = sentences(c.Network, note)
	} else {
		note = sentences("dashed: the same in float64", note)
	}
	f := newFigure(head, note, p)
	f.data = t
	return f
}

func byLayer(errors []float64) (p points) {
	for i, e := range errors {
		p.add(float64(i+1), e)
	}
	return p
}
