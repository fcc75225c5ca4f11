package viz

import (
	"math"
	"strings"
	"time"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// figure is the curves under the numbers.
func (l *liveState) figure() *Figure {
	f := curves([]trace{l.trace}, livePoints)
	f.Title, f.Subtitle, f.coarse = "", "", true
	f.Alt = "Training loss, metric and memory against the step. " + strings.Join(l.words(), ", ")
	if f.message != "" {
		if l.status == run.Running {
			f.message = "The curves begin with the first step."
		}
		return f
	}
	x := f.panels[0].X
	if ends := chart.Extent(l.rates.Y); ends[1] > ends[0] {
		f.panels = append(f.panels, chart.Panel{Share: 0.6,
			X: x, Y: chart.Axis{Name: "Learning rate", Format: chart.AsNumber, FromZero: true},
			Series: []chart.Series{{Name: "learning rate", Shape: chart.Line, Color: chart.Palette(4),
				Points: l.rates.Thin(sidePoints)}}})
		f.Height += 115
	}
	if l.held.Finite() > 0 {
		f.panels = append(f.panels, l.memoryPanel(x))
		f.Height += 130
	}
	if n := l.clock.Len(); n > 2 {
		c := l.clock.Thin(sidePoints)
		f.clock = &chart.Clock{Key: l.id, Name: "training time", Steps: c.X, Seconds: milliseconds(c.Y),
			Ticks: chart.TimeTicks(0, l.clock.Y[n-1], 7)}
	}
	return f
}

// memoryPanel is the process's memory with what the compiled step needs as a line.
func (l *liveState) memoryPanel(x chart.Axis) chart.Panel {
	p := chart.Panel{Share: 0.7,
		X: x, Y: chart.Axis{Name: "Resident memory of the process", Format: chart.AsBytes, FromZero: true},
		Series: []chart.Series{{Name: "process memory", Shape: chart.Line, Color: chart.Palette(3),
			Points: l.held.Thin(sidePoints)}}}
	if step := float64(l.memory.Total()); step > 0 && l.memory.Source == "compiled" {
		p.Series = append(p.Series, chart.Series{Name: "compiled step, all parts, " + units.Bytes(step),
			Shape: chart.Dashed, Color: chart.Palette(3),
			Points: chart.Points{X: []float64{x.Min, x.Max}, Y: []float64{step, step}}})
	}
	return p
}

// milliseconds keeps milliseconds.
func milliseconds(seconds []float64) []float64 {
	out := make([]float64, len(seconds))
	for i, v := range seconds {
		out[i] = math.Round(1000*v) / 1000
	}
	return out
}

const (
	liveEvery  = 250 * time.Millisecond // four updates a second
	plainEvery = 5 * time.Second        // lines in a log
	livePoints = 140                    // of one curve; thinning keeps every peak
	sidePoints = 60                     // … of the learning rate, of memory, and of the clock
)
