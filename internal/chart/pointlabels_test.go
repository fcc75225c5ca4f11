package chart

import (
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

// TestPointLabels: a text stands beside its dot where nothing is in its way, on another side where something is, and
// over an error bar sooner than nowhere.
func TestPointLabels(t *testing.T) {
	const size = 200
	at := func(label string, x, y float64) Series {
		return Series{Shape: Dot, Points: Points{X: []float64{x}, Y: []float64{y}}, Labels: []string{label}}
	}
	bar := func(x float64) Series {
		s := at("", x, 90)
		s.Low, s.High = []float64{0}, []float64{100}
		return s
	}
	small := Series{Shape: Dot, Points: Points{X: []float64{60}, Y: []float64{50}}}
	line := Series{Shape: Line, Points: Points{X: []float64{60, 60}, Y: []float64{0, 100}}}
	for _, c := range []struct {
		name   string
		others []Series
		want   string // the side
	}{
		{"alone", nil, "right"},
		{"a line", []Series{line}, "left"},
		{"a dot without a text", []Series{small}, "left"},
		{"an error bar", []Series{bar(60)}, "left"},
		{"error bars on both sides", []Series{bar(60), bar(40)}, "right"},
		{"a line and an error bar", []Series{line, bar(40)}, "left"},
		{"lines all around", []Series{line, {Shape: Line, Points: Points{X: []float64{40, 40}, Y: []float64{0, 100}}}},
			""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plot.New()
			p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 100, 0, 100
			var seen recorder.Canvas
			pointLabels{append(c.others, at("a text of some", 50, 50))}.Plot(draw.NewCanvas(&seen, size, size), p)
			side := ""
			for _, action := range seen.Actions {
				if text, ok := action.(*recorder.FillString); ok {
					side = "right"
					if text.Point.X < vg.Length(size)/2 {
						side = "left"
					}
				}
			}
			if side != c.want {
				t.Errorf("the text stands on the side %q, want %q", side, c.want)
			}
		})
	}
}
