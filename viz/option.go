package viz

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

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
	turnedHeight = 104 // under a panel: labels that are turned
	shortName    = 3   // letters of names, such as numbers, that take little room when turned
	namesMargin  = 118 // left of a panel: the longest names of rows
	halfScreen   = 360 // the width at which names have to fit
	glyphWidth   = 6.8 // of a label's letter, about
	wideGlyph    = 7.8 // … in the widest of the usual fonts
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
	Raw      []int          `json:"raw,omitempty"`  // series that stand behind their smoothed selves
	Heat     format         `json:"heat,omitempty"` // of the colours' values
	Unit     string         `json:"unit,omitempty"` // what their tooltip calls them

	ByItem   []int                `json:"byItem,omitempty"` // panels whose tooltip tells of one item
	Drawings map[int]drawingExtra `json:"drawings,omitempty"`
	Clock    *clockExtra          `json:"clock,omitempty"`
}

type axisExtra struct {
	Format format    `json:"format"`
	Ticks  []float64 `json:"ticks,omitempty"`
}

// clockExtra is what the reader may choose as x in place of the optimizer step: the training time at some steps.
type clockExtra struct {
	Key     string    `json:"key"` // of the display, whose next states keep the choice
	Name    string    `json:"name"`
	Steps   []float64 `json:"steps"`
	Seconds []float64 `json:"seconds"`
	Ticks   []float64 `json:"ticks"`
}

// legendEntry is one name of the legend with its drawing.
type legendEntry struct {
	Name string `json:"name"`
	Icon string `json:"icon"`
}

// icon looks like the series: a line, dashes, or a filled box.
func (s series) icon() string {
	switch {
	case s.stacked(), s.shape == column:
		return "roundRect"
	case s.shape == dot && s.symbol == triangle: // drawn as paths, which keep their proportions
		return "path://M5 0l5 10h-10z"
	case s.shape == dot && s.symbol == square:
		return "path://M0 0h10v10h-10z"
	case s.shape == dot:
		return "circle"
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
	var pointers []opts.AxisPointerLink
	var colors []map[string]any // a scale for each heat map
	names := legend(f.panels)
	top := 0
	if len(names) > 0 {
		top = legendHeight
	}
	for i, room := range f.rooms(f.Height - top) {
		p := f.panels[i].drawable().padded()
		room.from, room.to = room.from+top, room.to+top
		c.X = append(c.X, axisExtra{p.x.format, p.x.ticks})
		c.Y = append(c.Y, axisExtra{p.y.format, p.y.ticks})
		if p.byItem() {
			c.ByItem = append(c.ByItem, i)
		}
		if p.drawing != nil {
			nodes, links, extra := p.drawing.drawn()
			if c.Drawings == nil {
				c.Drawings = map[int]drawingExtra{}
			}
			c.Drawings[i] = extra
			grids = append(grids, opts.Grid{Left: "0", Right: "0", Top: strconv.Itoa(room.from), Height: strconv.Itoa(room.to - room.from)})
			xs = append(xs, opts.XAxis{Type: "value", GridIndex: i, Show: opts.Bool(false)})
			ys = append(ys, opts.YAxis{Type: "value", GridIndex: i, Show: opts.Bool(false)})
			all = append(all, custom("links", "", i, links), custom("nodes", "", i, nodes))
			for _, s := range p.series { // the legend shows names of series only
				all = append(all, s.single(i, p.y.format, nil))
			}
			continue
		}
		if p.heat != nil {
			p = p.heat.onAxes(p)
			c.Heat, c.Unit = p.heat.format, p.heat.unit
			colors = append(colors, p.heat.colors(len(all), room.from))
			all = append(all, custom("cells", "", i, p.heat.cells()))
		}
		grids = append(grids, opts.Grid{
			Left: strconv.Itoa(p.leftMargin()), Right: strconv.Itoa(rightMargin),
			Top: strconv.Itoa(room.from + nameHeight), Height: strconv.Itoa(room.to - room.from - nameHeight - p.x.labelHeight()),
		})
		xs = append(xs, p.x.asX(i, f.named(i)))
		ys = append(ys, p.y.asY(i))
		pointers = f.linked(pointers, i)
		_, tops := p.stack()
		for j, s := range p.series {
			if s.shape == raw {
				c.Raw = append(c.Raw, len(all))
			}
			single := s.single(i, p.y.format, tops[j])
			if j == 0 && len(p.limits)+len(p.marks) > 0 {
				single.MarkLines = markLines(p.limits, p.marks)
			}
			all = append(all, single)
			if s.ranged() {
				whiskers := custom("whiskers", s.name, i, s.ranges(p.y.format))
				whiskers.Color = hex(s.color)
				all = append(all, whiskers)
			}
		}
	}
	c.Clock = f.clock
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
		"axisPointer": opts.AxisPointer{Link: pointers},
		"grid":        grids,
		"xAxis":       xs,
		"yAxis":       ys,
		"series":      all,
	}
	if colors != nil {
		c.Option["visualMap"] = colors
	}
	return c
}

// room is where a panel stands, in CSS pixels from the top.
type room struct{ from, to int }

// rooms splits a height among the panels by their shares, leaving place for the names under their x axes.
func (f *Figure) rooms(height int) (list []room) {
	all, below := 0.0, 0
	for i, p := range f.panels {
		all += p.part()
		if f.named(i) {
			below += xNameHeight
		}
	}
	sum, used := 0.0, 0
	for i, p := range f.panels {
		from := int(float64(height-below) * sum / all)
		sum += p.part()
		to := int(float64(height-below) * sum / all)
		list = append(list, room{from + used, to + used})
		if f.named(i) {
			used += xNameHeight
		}
	}
	return list
}

func (p panel) part() float64 {
	if p.share > 0 {
		return p.share
	}
	return 1
}

// named reports whether the x axis of panel i has its name: panels above each other share one.
func (f *Figure) named(i int) bool {
	name := f.panels[i].x.name
	return f.panels[i].drawing == nil && (i == len(f.panels)-1 || f.panels[i+1].x.name != name || f.panels[i+1].drawing != nil)
}

// linked adds panel i to the panels whose pointers move together, which are those with the same x.
func (f *Figure) linked(links []opts.AxisPointerLink, i int) []opts.AxisPointerLink {
	for k, l := range links {
		if first := l.XAxisIndex[0]; f.panels[first].x.name == f.panels[i].x.name {
			links[k].XAxisIndex = append(l.XAxisIndex, i)
			return links
		}
	}
	return append(links, opts.AxisPointerLink{XAxisIndex: []int{i}})
}

// leftMargin leaves place for the names of rows.
func (p panel) leftMargin() int {
	margin := leftMargin
	for _, name := range p.y.categories {
		margin = max(margin, min(namesMargin, int(wideGlyph*float64(utf8.RuneCountInString(name)))+16))
	}
	return margin
}

// turned reports whether the labels are turned, as they have no place side by side at half a screen.
func (a axis) turned() bool {
	if a.ordered {
		return false
	}
	wide := 0.0
	for _, name := range a.categories {
		wide = max(wide, glyphWidth*float64(utf8.RuneCountInString(name))+8)
	}
	return wide*float64(len(a.categories)) > halfScreen-leftMargin
}

// longest counts the letters of the longest name.
func (a axis) longest() (most int) {
	for _, name := range a.categories {
		most = max(most, utf8.RuneCountInString(name))
	}
	return most
}

func (a axis) labelHeight() int {
	if a.turned() {
		if a.longest() <= shortName {
			return labelHeight + shortName*4
		}
		return turnedHeight
	}
	return labelHeight
}

// custom is a series that the page's script draws itself, as its shape says.
func custom(shape, name string, panel int, data any) charts.SingleSeries {
	return charts.SingleSeries{Name: name, Type: "custom", Shape: shape, XAxisIndex: panel, YAxisIndex: panel, Data: data}
}

// ranges are x, low and high of each point.
func (s series) ranges(y format) [][]any {
	list := make([][]any, s.len())
	for i := range list {
		list[i] = []any{plain(s.x[i], asCount), plain(s.low[i], y), plain(s.high[i], y)}
		if s.shape != band && !finite(s.y[i]) {
			list[i][1], list[i][2] = nil, nil
		}
	}
	return list
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
		x.Name, x.NameLocation, x.NameGap = a.name, "middle", a.labelHeight()+4
	}
	if a.turned() {
		x.AxisLabel.Rotate = 50
	}
	if a.categories != nil {
		x.Data = a.categories
	} else if x.Min, x.Max = "dataMin", "dataMax"; a.max > a.min {
		x.Min, x.Max = a.min, a.max
	}
	return x
}

func (a axis) asY(grid int) opts.YAxis {
	y := opts.YAxis{Type: a.kind(), GridIndex: grid, Name: a.name, NameLocation: "end", NameGap: 12, SplitNumber: 4,
		Scale: opts.Bool(!a.fromZero), AxisLabel: &opts.AxisLabel{HideOverlap: opts.Bool(true)}}
	if a.max > a.min {
		y.Min, y.Max = a.min, a.max
	}
	if a.categories != nil {
		y.Data = a.categories
		y.NameLocation = "start" // the first row, and with it the axis' start, is at the top
	}
	return y
}

// single is the series as go-echarts has it, on the axes of its panel.
func (s series) single(panel int, y format, tops []float64) charts.SingleSeries {
	out := charts.SingleSeries{Name: s.name, Type: "line", XAxisIndex: panel, YAxisIndex: panel, Color: hex(s.color),
		ShowSymbol: opts.Bool(s.len() == 1), Symbol: "none", Data: s.data(y, nil)}
	if s.len() == 1 {
		out.Symbol, out.SymbolSize = "circle", 7
	}
	switch s.shape {
	case band:
		out = custom(string(band), s.name, panel, s.ranges(y))
		out.Color = hex(s.color)
	case dot:
		out.Type, out.Symbol, out.SymbolSize, out.ShowSymbol = "scatter", string(cmp.Or(s.symbol, "circle")), s.dotSize(), nil
		out.ItemStyle = &opts.ItemStyle{Opacity: opts.Float(0.8)}
	case column:
		out.Type, out.BarMaxWidth, out.BarGap = "bar", "40", "12%"
		out.Symbol, out.SymbolSize, out.ShowSymbol = "", nil, nil
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
	if f != asNumber && f != asPower || v == 0 {
		return v
	}
	return digits(v, 6)
}

// digits is v rounded to so many significant digits.
func digits(v float64, n int) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', n, 64), 64)
	if err != nil {
		return v
	}
	return rounded
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

func markLines(limits, marks []limit) *opts.MarkLines {
	lines := &opts.MarkLines{MarkLineStyle: opts.MarkLineStyle{
		Symbol:    []string{"none", "none"},
		Label:     &opts.Label{Show: opts.Bool(true), Position: "insideStartTop", Formatter: "{b}"},
		LineStyle: &opts.LineStyle{Type: "dashed", Width: 1.5},
	}}
	for _, l := range limits {
		lines.Data = append(lines.Data, crossing{Name: l.name, YAxis: &l.value})
	}
	for _, l := range marks {
		lines.Data = append(lines.Data, crossing{Name: l.name, XAxis: &l.value, Label: &placement{"insideEndTop"}})
	}
	return lines
}
