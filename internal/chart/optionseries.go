package chart

import (
	"cmp"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// single is the series as go-echarts has it, on the axes of its panel.
func (s Series) single(panel int, y Format, tops []float64) charts.SingleSeries {
	out := charts.SingleSeries{Name: s.Name, Type: "line", XAxisIndex: panel, YAxisIndex: panel, Color: hex(s.Color),
		ShowSymbol: opts.Bool(s.Len() == 1), Symbol: "none", Data: s.data(y, nil)}
	if s.Len() == 1 {
		out.Symbol, out.SymbolSize = "circle", 7
	}
	switch s.Shape {
	case Band:
		out = custom(string(Band), s.Name, panel, s.ranges(y))
		out.Color = hex(s.Color)
	case Dot:
		out.Type, out.ShowSymbol = "scatter", nil
		out.Symbol, out.SymbolSize = string(cmp.Or(s.Symbol, "circle")), s.dotSize()
		out.ItemStyle = &opts.ItemStyle{Opacity: opts.Float(0.8)}
		switch {
		case s.Faint:
			out.ItemStyle.Opacity = opts.Float(faintStrength)
		case s.Labels != nil:
			out.ItemStyle.Opacity = nil
		}
	case Column:
		out.Type, out.BarMaxWidth, out.BarGap = "bar", "40", "12%"
		out.Symbol, out.SymbolSize, out.ShowSymbol = "", nil, nil
	case Line:
		out.LineStyle = &opts.LineStyle{Width: 2, Type: s.lineType()}
	case Dashed:
		out.LineStyle = &opts.LineStyle{Width: 1.5, Type: s.lineType()}
	case Raw:
		out.LineStyle = &opts.LineStyle{Width: 1, Opacity: opts.Float(0.35)}
	case Area:
		out.ShowSymbol, out.Symbol, out.SymbolSize = opts.Bool(true), "circle", 5
		out.LineStyle = &opts.LineStyle{Width: 1}
		out.AreaStyle = &opts.AreaStyle{Opacity: opts.Float(1)}
		out.Data = s.data(y, tops)
	case Bar:
		out.Type, out.Stack, out.BarMaxWidth = "bar", "bar", "72"
		out.Symbol, out.SymbolSize, out.ShowSymbol = "", nil, nil
	case Mark:
		out.Type, out.Symbol, out.SymbolSize, out.ShowSymbol = "scatter", "diamond", 13, nil
		out.ItemStyle = &opts.ItemStyle{BorderColor: "#FFFFFF", BorderWidth: 1}
	}
	return out
}

// custom is a series that the page's script draws itself, as its shape says.
func custom(shape, name string, panel int, data any) charts.SingleSeries {
	return charts.SingleSeries{Name: name, Type: "custom", Shape: shape,
		XAxisIndex: panel, YAxisIndex: panel, Data: data}
}

// plain is v as JSON can write it: null where it is not finite, six significant digits where it is a measurement.
func plain(v float64, f Format) any {
	if !Finite(v) {
		return nil
	}
	if f != AsNumber && f != AsPower || v == 0 {
		return v
	}
	return Rounded(v, 6)
}

// data is the list of points [x, y]. In a stack it is [x, top, y], where top is the height that the point reaches.
// What is not finite becomes null, which leaves a gap; a NaN would blank the chart.
func (s Series) data(y Format, tops []float64) any {
	values := make([][]any, s.Len())
	for i := range values {
		own := plain(s.Y[i], y)
		values[i] = []any{plain(s.X[i], AsCount), own}
		if tops != nil {
			values[i] = []any{plain(s.X[i], AsCount), plain(tops[i], y), own}
		}
	}
	if s.Labels != nil {
		list := make([]labelled, s.Len())
		for i := range list {
			list[i] = labelled{Value: values[i], Label: pointLabel{
				Show: s.Labels[i] != "", Formatter: plainLabel(s.Labels[i]), Position: "right"}}
			if s.Notes != nil {
				list[i].Name = s.Notes[i]
			}
		}
		return list
	}
	if s.Notes == nil {
		return values
	}
	list := make([]opts.LineData, s.Len())
	for i := range list {
		list[i] = opts.LineData{Name: s.Notes[i], Value: values[i]}
	}
	return list
}

// labelled is a point with a text beside it, for which the script finds a place.
type labelled struct {
	Name  string     `json:"name,omitempty"`
	Value []any      `json:"value"`
	Label pointLabel `json:"label"`
}

type pointLabel struct {
	Show      bool   `json:"show"`
	Formatter string `json:"formatter"`
	Position  string `json:"position"`
}

// plainLabel keeps the library from reading a part of a text as one of its variables.
func plainLabel(s string) string { return strings.ReplaceAll(s, "{", "(") }

// ranges are [x, low, high] of each point.
func (s Series) ranges(y Format) [][]any {
	list := make([][]any, s.Len())
	for i := range list {
		list[i] = []any{plain(s.X[i], AsCount), plain(s.Low[i], y), plain(s.High[i], y)}
		if s.Shape != Band && !Finite(s.Y[i]) {
			list[i][1], list[i][2] = nil, nil
		}
	}
	return list
}

// legendEntry is one name of the legend with its drawing.
type legendEntry struct {
	Name string `json:"name"`
	Icon string `json:"icon"`
}

// icon looks like the series: a line, dashes, a symbol, or a filled box.
func (s Series) icon() string {
	switch {
	case s.stacked(), s.Shape == Column:
		return "roundRect"
	case s.Shape == Dot:
		return s.Symbol.icon()
	}
	return s.lineIcon()
}
