package viz

import (
	"fmt"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// MemoryOverTime draws the resident memory of the training process against training time. Where a run has a memory
// profile, what its compiled step needs in all parts is a line: the process holds that and its own libraries. The
// device's memory is a line where it is within view.
func MemoryOverTime(runs ...Recorded) *Figure {
	const title = "Memory while training"
	list := present(runs)
	if len(list) == 0 {
		return nothing(title, "No run was given.")
	}
	p := panel{x: axis{name: "training time", format: asTime}, y: axis{name: "Resident memory of the process", format: asBytes, fromZero: true}}
	most := min(curvePoints, max(16, figurePoints/len(list)))
	t := table.Table{Columns: []string{"run", "first", "peak", "last", "compiled step"}}
	top, device, drawn := 0.0, int64(0), 0
	for i, r := range list {
		var curve points
		for _, record := range r.History() {
			if record.LiveBytes > 0 {
				curve.add(record.Elapsed.Seconds(), float64(record.LiveBytes))
			}
		}
		step := int64(0)
		if profiled, ok := r.(run.Profiled); ok {
			step = profiled.Profile().Total()
			device = max(device, profiled.Profile().DeviceBytes)
		}
		n := curve.len()
		row := []string{r.Label(), "-", "-", "-", "-"}
		if step > 0 {
			row[4] = Bytes(step)
		}
		if n > 0 {
			drawn++
			peak := extent(curve.y)[1]
			top = max(top, peak, float64(step))
			row[1], row[2], row[3] = bytesText(curve.y[0]), bytesText(peak), bytesText(curve.y[n-1])
			p.x.max = max(p.x.max, curve.x[n-1])
			name := r.Label()
			if len(list) == 1 {
				name = "process"
			}
			p.series = append(p.series, series{name: name, shape: lineOf(i), color: palette(i), points: curve.thin(most)})
			switch {
			case step > 0 && len(list) == 1:
				p.limits = append(p.limits, limit{"compiled step, all parts, " + Bytes(step), float64(step)})
			case step > 0 && len(list) <= rawCurves:
				p.series = append(p.series, series{name: name, shape: dashed, color: palette(i),
					points: points{x: []float64{curve.x[0], curve.x[n-1]}, y: []float64{float64(step), float64(step)}},
					notes:  []string{"compiled step", "compiled step"}})
			}
		}
		t.Rows = append(t.Rows, row)
	}
	if drawn == 0 {
		f := nothing(title, "No live memory was recorded.")
		f.data.Columns, f.data.Rows = t.Columns, t.Rows
		return f
	}
	p.x.ticks = timeTicks(0, p.x.max, 7)
	const view = 1.5 // a line far above the data would press the data flat
	if device > 0 && float64(device) <= view*top {
		p.limits = append(p.limits, limit{"the device's memory, " + Bytes(device), float64(device)})
	}
	how := ""
	if len(list) > 1 {
		how = sentences(plural(len(list), "run"), "dashed: the compiled step, all parts")
	} else {
		title := fmt.Sprintf("Memory while training peaks at %s", bytesText(extent(p.series[0].y)[1]))
		f := newFigure(sentences(title, list[0].Label()), sentences(modelText(list[0].Info().Model), list[0].Info().Device), p)
		f.data = t
		return f.withNotes(list...)
	}
	f := newFigure(title, how, p)
	f.data = t
	return f.withNotes(list...)
}
