package viz

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Heights of a chart's parts, in CSS pixels.
const (
	legendHeight = 30
	nameHeight   = 30 // above a panel: the y axis' name
	labelHeight  = 24 // under a panel: the x axis' labels
	xNameHeight  = 20 // under the last panel: the x axis' name
	leftMargin   = 66
	rightMargin  = 28
)

// chartOption is what the page's script gets: an ECharts option that is plain JSON, and beside it what JSON cannot say or
// go-echarts has no field for. The script makes functions of the formats and colours of the page's theme.
type chartOption struct {
	Title    string         `json:"title"`
	Subtitle string         `json:"subtitle,omitempty"`
	Message  string         `json:"message,omitempty"`
	Height   int            `json:"height"`
	Option   map[string]any `json:"option,omitempty"`
	X        []axisExtra    `json:"x,omitempty"`
	Y        []axisExtra    `json:"y,omitempty"`
	Raw      []int          `json:"raw,omitempty"` // series that stand behind their smoothed selves
}

type axisExtra struct {
	Format format    `json:"format"`
	Ticks  []float64 `json:"ticks,omitempty"`
}

// legendEntry is one name of the legend with its drawing.
type legendEntry struct {
	Name string `json:"name"`
	Icon string `json:"icon"`
}

// icon looks like the series: a line, dashes, or a filled box.
func (s series) icon() string {
	switch {
	case s.stacked():
		return "roundRect"
	case s.shape == dashed:
		return "path://M0 4h5v2h-5zM7 4h5v2h-5zM14 4h5v2h-5zM0 0h0v10h0z"
	}
	return "path://M0 4h19v2h-19zM0 0h0v10h0z"
}

// Option is the figure's ECharts option as JSON. Colours of text and axes are left to the page's theme.
func (f *Figure) Option() ([]byte, error) {
	text, err := json.MarshalIndent(f.chart().Option, "", " ")
	if err != nil {
		return nil, fmt.Errorf("viz: option of %q: %w", f.Title, err)
	}
	return text, nil
}

// chart is the figure as the page's script draws it.
func (f *Figure) chart() chartOption {
	c := chartOption{Title: f.Title, Subtitle: f.Subtitle, Message: f.message, Height: f.Height}
	if f.message != "" {
		return c
	}
	var grids []opts.Grid
	var xs []opts.XAxis
	var ys []opts.YAxis
	var all charts.MultiSeries
	var axes []int
	names := legend(f.panels)
	top := 0
	if len(names) > 0 {
		top = legendHeight
	}
	room := f.Height - top - xNameHeight
	for i, p := range f.panels {
		last := i == len(f.panels)-1
		from := top + i*room/len(f.panels)
		to := top + (i+1)*room/len(f.panels)
		grids = append(grids, opts.Grid{
			Left: strconv.Itoa(leftMargin), Right: strconv.Itoa(rightMargin),
			Top: strconv.Itoa(from + nameHeight), Height: strconv.Itoa(to - from - nameHeight - labelHeight),
		})
		xs = append(xs, p.x.asX(i, last))
		ys = append(ys, p.y.asY(i))
		c.X = append(c.X, axisExtra{p.x.format, p.x.ticks})
		c.Y = append(c.Y, axisExtra{p.y.format, p.y.ticks})
		axes = append(axes, i)
		_, tops := p.stack()
		for j, s := range p.series {
			if s.shape == raw {
				c.Raw = append(c.Raw, len(all))
			}
			single := s.single(i, p.y.format, tops[j])
			if j == 0 && len(p.limits) > 0 {
				single.MarkLines = markLines(p.limits)
			}
			all = append(all, single)
		}
	}
	shown := make([]legendEntry, len(names))
	for i, s := range names {
		shown[i] = legendEntry{s.name, s.icon()}
	}
	c.Option = map[string]any{
		"title": opts.Title{Show: opts.Bool(false), Title: f.Title, Subtitle: f.Subtitle},
		"aria": opts.Aria{Enabled: opts.Bool(true),
			Label: &opts.AriaLabel{Enabled: opts.Bool(true), Description: f.altText()}},
		"animation": false,
		"legend": opts.Legend{Show: opts.Bool(len(names) > 0), Type: "scroll", Left: "0", Top: "0",
			Data: shown, ItemWidth: 18, ItemHeight: 10},
		"tooltip":     opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"},
		"axisPointer": opts.AxisPointer{Link: []opts.AxisPointerLink{{XAxisIndex: axes}}},
		"grid":        grids,
		"xAxis":       xs,
		"yAxis":       ys,
		"series":      all,
	}
	return c
}

func (a axis) kind() string {
	switch {
	case a.categories != nil:
		return "category"
	case a.log:
		return "log"
	}
	return "value"
}

func (a axis) asX(grid int, named bool) opts.XAxis {
	x := opts.XAxis{Type: a.kind(), GridIndex: grid, SplitLine: &opts.SplitLine{Show: opts.Bool(false)},
		AxisLabel: &opts.AxisLabel{HideOverlap: opts.Bool(true)}}
	if named {
		x.Name, x.NameLocation, x.NameGap = a.name, "middle", 28
	}
	if a.categories != nil {
		x.Data = a.categories
	} else if x.Min, x.Max = "dataMin", "dataMax"; a.max > a.min {
		x.Min, x.Max = a.min, a.max
	}
	return x
}

func (a axis) asY(grid int) opts.YAxis {
	return opts.YAxis{Type: a.kind(), GridIndex: grid, Name: a.name, NameLocation: "end", NameGap: 12, SplitNumber: 4,
		Scale: opts.Bool(!a.fromZero), AxisLabel: &opts.AxisLabel{HideOverlap: opts.Bool(true)}}
}

// single is the series as go-echarts has it, on the axes of its panel.
func (s series) single(panel int, y format, tops []float64) charts.SingleSeries {
	out := charts.SingleSeries{Name: s.name, Type: "line", XAxisIndex: panel, YAxisIndex: panel, Color: hex(s.color),
		ShowSymbol: opts.Bool(s.len() == 1), Symbol: "none", Data: s.data(y, nil)}
	if s.len() == 1 {
		out.Symbol, out.SymbolSize = "circle", 7
	}
	switch s.shape {
	case line:
		out.LineStyle = &opts.LineStyle{Width: 2}
	case dashed:
		out.LineStyle = &opts.LineStyle{Width: 1.5, Type: "dashed"}
	case raw:
		out.LineStyle = &opts.LineStyle{Width: 1, Opacity: opts.Float(0.35)}
	case area:
		out.ShowSymbol, out.Symbol, out.SymbolSize = opts.Bool(true), "circle", 5
		out.LineStyle = &opts.LineStyle{Width: 1}
		out.AreaStyle = &opts.AreaStyle{Opacity: opts.Float(1)}
		out.Data = s.data(y, tops)
	case bar:
		out.Type, out.Stack, out.BarMaxWidth = "bar", "bar", "72"
		out.Symbol, out.SymbolSize, out.ShowSymbol = "", nil, nil
	case mark:
		out.Type, out.Symbol, out.SymbolSize, out.ShowSymbol = "scatter", "diamond", 13, nil
		out.ItemStyle = &opts.ItemStyle{BorderColor: "#FFFFFF", BorderWidth: 1}
	}
	return out
}

// data is the list of points: x, y, and behind them the point's own value where y is the top of a stack. What is not
// finite becomes null, which leaves a gap; a NaN would blank the chart.
func (s series) data(y format, tops []float64) any {
	values := make([][]any, s.len())
	for i := range values {
		own := plain(s.y[i], y)
		values[i] = []any{plain(s.x[i], asCount), own}
		if tops != nil {
			values[i] = []any{plain(s.x[i], asCount), plain(tops[i], y), own}
		}
	}
	if s.notes == nil {
		return values
	}
	list := make([]opts.LineData, s.len())
	for i := range list {
		list[i] = opts.LineData{Name: s.notes[i], Value: values[i]}
	}
	return list
}

// plain is v as JSON can write it: null where it is not finite, six significant digits where it is a measurement.
func plain(v float64, f format) any {
	if !finite(v) {
		return nil
	}
	if f != asNumber || v == 0 {
		return v
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
	if err != nil {
		return v
	}
	return rounded
}

func markLines(limits []limit) *opts.MarkLines {
	lines := &opts.MarkLines{MarkLineStyle: opts.MarkLineStyle{
		Symbol:    []string{"none", "none"},
		Label:     &opts.Label{Show: opts.Bool(true), Position: "insideStartTop", Formatter: "{b}"},
		LineStyle: &opts.LineStyle{Type: "dashed", Width: 1.5},
	}}
	for _, l := range limits {
		lines.Data = append(lines.Data, opts.MarkLineNameYAxisItem{Name: l.name, YAxis: l.value})
	}
	return lines
}
