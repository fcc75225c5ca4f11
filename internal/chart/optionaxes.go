package chart

import (
	"github.com/go-echarts/go-echarts/v2/opts"
)

func (a Axis) kind() string {
	switch {
	case a.Categories != nil:
		return "category"
	case a.Log:
		return "log"
	}
	return "value"
}

func (a Axis) asX(grid int, named bool) opts.XAxis {
	x := opts.XAxis{Type: a.kind(), GridIndex: grid, SplitLine: &opts.SplitLine{Show: opts.Bool(false)},
		AxisLabel: &opts.AxisLabel{HideOverlap: opts.Bool(true)}}
	if named {
		x.Name, x.NameLocation, x.NameGap = a.Name, "middle", a.labelHeight()+4
	}
	if a.turned() {
		x.AxisLabel.Rotate = 50
	}
	if a.Categories != nil {
		x.Data = a.Categories
	} else if x.Min, x.Max = "dataMin", "dataMax"; a.Max > a.Min {
		x.Min, x.Max = a.Min, a.Max
	}
	return x
}

func (a Axis) asY(grid int) opts.YAxis {
	y := opts.YAxis{Type: a.kind(), GridIndex: grid, Name: a.Name, NameLocation: "end", NameGap: 12, SplitNumber: 4,
		Scale: opts.Bool(!a.FromZero), AxisLabel: &opts.AxisLabel{HideOverlap: opts.Bool(true)}}
	if a.Max > a.Min {
		y.Min, y.Max = a.Min, a.Max
	}
	if a.Categories != nil {
		y.Data = a.Categories
		y.NameLocation = "start" // the first row, and with it the axis' start, is at the top
	}
	return y
}

// crossing is a line across a panel; the library takes the one coordinate that is given.
type crossing struct {
	Name  string     `json:"name"`
	XAxis *float64   `json:"xAxis,omitempty"`
	YAxis *float64   `json:"yAxis,omitempty"`
	Label *placement `json:"label,omitempty"`
}

type placement struct {
	Position string `json:"position"`
}

func markLines(limits, marks []Limit) *opts.MarkLines {
	lines := &opts.MarkLines{MarkLineStyle: opts.MarkLineStyle{
		Symbol:    []string{"none", "none"},
		Label:     &opts.Label{Show: opts.Bool(true), Position: "insideStartTop", Formatter: "{b}"},
		LineStyle: &opts.LineStyle{Type: "dashed", Width: 1.5},
	}}
	for _, l := range limits {
		lines.Data = append(lines.Data, crossing{Name: l.Name, YAxis: &l.Value})
	}
	for _, l := range marks {
		lines.Data = append(lines.Data, crossing{Name: l.Name, XAxis: &l.Value, Label: &placement{"insideEndTop"}})
	}
	return lines
}
