package viz

import (
	"fmt"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// MemoryOverTime draws the resident memory of the training process against training time. Where a run has a memory
// profile, what its compiled step needs in all parts is a line: the process holds that and its own libraries. The
// device's memory is a line where it is within view.
func MemoryOverTime[R run.Recorded](runs ...R) *Figure {
	const title = "Memory while training"
	list := present[run.Recorded](runs)
	if len(list) == 0 {
		return nothing(title, "No run was given.")
	}
	p := chart.Panel{
		X: chart.Axis{Name: "training time", Format: chart.AsTime},
		Y: chart.Axis{Name: "Resident memory of the process", Format: chart.AsBytes, FromZero: true}}
	most := pointsOf(len(list))
	t := table.Table{Columns: []string{"run", "first", "peak", "last", "compiled step"}}
	top, device, drawn := 0.0, int64(0), 0
	for i, r := range list {
		var curve chart.Points
		for _, record := range r.History() {
			if record.LiveBytes > 0 {
				curve.Add(record.Elapsed.Seconds(), float64(record.LiveBytes))
			}
		}
		step := int64(0)
		if profiled, ok := r.(run.Profiled); ok {
			step = profiled.Profile().Total()
			device = max(device, profiled.Profile().DeviceBytes)
		}
		n := curve.Len()
		row := []string{r.Label(), "-", "-", "-", "-"}
		if step > 0 {
			row[4] = units.Bytes(step)
		}
		if n > 0 {
			drawn++
			peak := chart.Extent(curve.Y)[1]
			top = max(top, peak, float64(step))
			row[1], row[2], row[3] = units.Bytes(curve.Y[0]), units.Bytes(peak), units.Bytes(curve.Y[n-1])
			p.X.Max = max(p.X.Max, curve.X[n-1])
			name := r.Label()
			if len(list) == 1 {
				name = "process"
			}
			line := chart.Series{Name: name, Shape: lineOf(i), Color: chart.Palette(i), Points: curve.Thin(most)}
			p.Series = append(p.Series, line)
			switch {
			case step > 0 && len(list) == 1:
				limit := chart.Limit{Name: "compiled step, all parts, " + units.Bytes(step), Value: float64(step)}
				p.Limits = append(p.Limits, limit)
			case step > 0 && len(list) <= rawCurves:
				p.Series = append(p.Series, chart.Series{Name: name, Shape: chart.Dashed, Color: chart.Palette(i),
					Points: chart.Points{X: []float64{curve.X[0], curve.X[n-1]},
						Y: []float64{float64(step), float64(step)}},
					Notes: []string{"compiled step", "compiled step"}})
			}
		}
		t.Rows = append(t.Rows, row)
	}
	if drawn == 0 {
		f := nothing(title, "No live memory was recorded.")
		f.data.Columns, f.data.Rows = t.Columns, t.Rows
		return f
	}
	p.X.Ticks = chart.TimeTicks(0, p.X.Max, 7)
	const view = 1.5 // a line far above the data would press the data flat
	if device > 0 && float64(device) <= view*top {
		limit := chart.Limit{Name: "the device's memory, " + units.Bytes(device), Value: float64(device)}
		p.Limits = append(p.Limits, limit)
	}
	how := ""
	if len(list) > 1 {
		how = sentences(plural(len(list), "run"), "dashed: the compiled step, all parts")
	} else {
		title := fmt.Sprintf("Memory while training peaks at %s", units.Bytes(chart.Extent(p.Series[0].Y)[1]))
		info := list[0].Info()
		f := newFigure(sentences(title, list[0].Label()), sentences(modelText(info.Model), info.Device), p)
		f.data = t
		return f.withNotes(list...)
	}
	f := newFigure(title, how, p)
	f.data = t
	return f.withNotes(list...)
}
