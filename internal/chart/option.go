package chart

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// spec is what the page's script gets: an ECharts option that is plain JSON, and beside it what JSON cannot say or
// go-echarts has no field for. The script makes functions of the formats and colours of the page's theme.
type spec struct {
	Title    string         `json:"title"`
	Subtitle string         `json:"subtitle,omitempty"`
	Message  string         `json:"message,omitempty"`
	Height   int            `json:"height"`
	Option   map[string]any `json:"option,omitempty"`
	X        []axisExtra    `json:"x,omitempty"`
	Y        []axisExtra    `json:"y,omitempty"`
	Raw      []int          `json:"raw,omitempty"`  // series that stand behind their smoothed selves
	Heat     Format         `json:"heat,omitempty"` // of the colours' values
	Unit     string         `json:"unit,omitempty"` // what their tooltip calls them

	ByItem   []int                `json:"byItem,omitempty"` // panels whose tooltip tells of one item
	Drawings map[int]drawingExtra `json:"drawings,omitempty"`
	Clock    *Clock               `json:"clock,omitempty"`
}

type axisExtra struct {
	Format Format    `json:"format"`
	Ticks  []float64 `json:"ticks,omitempty"`
	Names  []string  `json:"names,omitempty"` // of the categories, where they have to be shortened
}

// Option is the chart's ECharts option as JSON. Colours of text and axes are left to the page's theme.
func (c *Chart) Option() ([]byte, error) {
	text, err := json.MarshalIndent(c.spec().Option, "", " ")
	if err != nil {
		return nil, fmt.Errorf("chart: the option of %q cannot be written as JSON: %w", c.Title, err)
	}
	return text, nil
}

// spec is the chart as the page's script draws it.
func (c *Chart) spec() spec {
	out := spec{Title: c.Title, Subtitle: c.Subtitle, Message: c.Message, Height: c.Height, Clock: c.Clock}
	if c.Message != "" {
		out.Clock = nil
		return out
	}
	names := legend(c.Panels)
	top := 0
	if len(names) > 0 {
		top = legendHeight
	}
	var o option
	rooms, heads := c.rooms(c.Height - top)
	for _, h := range heads {
		o.heads = append(o.heads, headText(h.name, h.at+top))
	}
	for i, room := range rooms {
		room.from, room.to = room.from+top, room.to+top
		p := c.Panels[i].drawable().padded()
		out.X = append(out.X, axisExtra{p.X.Format, p.X.Ticks, p.X.shortened()})
		out.Y = append(out.Y, axisExtra{p.Y.Format, p.Y.Ticks, nil})
		if p.byItem() {
			out.ByItem = append(out.ByItem, i)
		}
		switch {
		case p.Drawing != nil:
			if out.Drawings == nil {
				out.Drawings = map[int]drawingExtra{}
			}
			out.Drawings[i] = o.addDrawing(i, p, room)
			continue
		case p.Heat != nil:
			p = p.Heat.onAxes(p)
			out.Heat, out.Unit = p.Heat.Format, p.Heat.Unit
			o.addHeat(i, p, room)
		}
		o.addAxes(i, p, room, c.named(i))
		o.link(c.Panels, i)
		out.Raw = append(out.Raw, o.addSeries(i, p)...)
	}
	out.Option = o.whole(c, names)
	return out
}

// option collects the lists of an ECharts option, panel by panel. A panel has a grid and two axes of its own, whose
// index is the panel's.
type option struct {
	grids    []opts.Grid
	xs       []opts.XAxis
	ys       []opts.YAxis
	series   charts.MultiSeries
	pointers []opts.AxisPointerLink
	colors   []map[string]any // a scale for each heat map
	heads    []map[string]any // what small panels show
}

// headText is a line above small panels.
func headText(name string, top int) map[string]any {
	return map[string]any{"type": "text", "x": 0, "y": top + 9, "silent": true,
		"style": map[string]any{"text": name, "verticalAlign": "middle",
			"font": "600 12.5px system-ui, 'Liberation Sans', sans-serif"}}
}

// addDrawing adds a panel that is a drawing: it has no visible axes, and the script draws its nodes and links.
func (o *option) addDrawing(i int, p Panel, room room) drawingExtra {
	nodes, links, extra := p.Drawing.drawn()
	o.grids = append(o.grids, opts.Grid{Left: "0", Right: "0",
		Top: strconv.Itoa(room.from), Height: strconv.Itoa(room.to - room.from)})
	o.xs = append(o.xs, opts.XAxis{Type: "value", GridIndex: i, Show: opts.Bool(false)})
	o.ys = append(o.ys, opts.YAxis{Type: "value", GridIndex: i, Show: opts.Bool(false)})
	o.series = append(o.series, custom("links", "", i, links), custom("nodes", "", i, nodes))
	for _, s := range p.Series { // the legend shows names of series only
		o.series = append(o.series, s.single(i, p.Y.Format, nil))
	}
	return extra
}

// addHeat adds the cells of a heat map and the scale of their colours.
func (o *option) addHeat(i int, p Panel, room room) {
	o.colors = append(o.colors, p.Heat.colors(len(o.series), room.from))
	o.series = append(o.series, custom("cells", "", i, p.Heat.cells()))
}

// addAxes adds the panel's grid and its two axes; the x axis has its name where it is to be named.
func (o *option) addAxes(i int, p Panel, room room, named bool) {
	height := room.to - room.from - nameHeight - p.X.labelHeight()
	grid := opts.Grid{Left: strconv.Itoa(p.leftMargin()), Right: strconv.Itoa(rightMargin),
		Top: strconv.Itoa(room.from + nameHeight), Height: strconv.Itoa(height)}
	if p.Small != "" { // in parts of the width, of which the script knows how wide it is
		grid.Left, grid.Right = share(room.left), share(1-room.right)
	}
	o.grids = append(o.grids, grid)
	o.xs = append(o.xs, p.X.asX(i, named))
	o.ys = append(o.ys, p.Y.asY(i))
}

// share is a part of the width as ECharts takes it.
func share(part float64) string { return strconv.FormatFloat(100*part, 'f', 2, 64) + "%" }

// addSeries adds the panel's series with its lines and its error bars. It returns the places of the raw ones.
func (o *option) addSeries(i int, p Panel) (raw []int) {
	_, tops := p.stack()
	for j, s := range p.Series {
		if s.Shape == Raw {
			raw = append(raw, len(o.series))
		}
		single := s.single(i, p.Y.Format, tops[j])
		if j == 0 && len(p.Limits)+len(p.Marks) > 0 {
			single.MarkLines = markLines(p.Limits, p.Marks)
		}
		o.series = append(o.series, single)
		if s.ranged() {
			whiskers := custom("whiskers", s.Name, i, s.ranges(p.Y.Format))
			whiskers.Color = hex(s.Color)
			o.series = append(o.series, whiskers)
		}
	}
	return raw
}

// link lets the pointer of panel i move together with those of the panels before it that have the same x.
func (o *option) link(panels []Panel, i int) {
	if panels[i].Small != "" { // each tells of itself
		return
	}
	for k, l := range o.pointers {
		if first := l.XAxisIndex[0]; panels[first].X.Name == panels[i].X.Name {
			o.pointers[k].XAxisIndex = append(l.XAxisIndex, i)
			return
		}
	}
	o.pointers = append(o.pointers, opts.AxisPointerLink{XAxisIndex: []int{i}})
}

// whole is the option with the parts that all panels share.
func (o *option) whole(c *Chart, names []Series) map[string]any {
	entries := make([]legendEntry, len(names))
	for i, s := range names {
		entries[i] = legendEntry{s.Name, s.icon()}
	}
	out := map[string]any{
		"title": opts.Title{Show: opts.Bool(false), Title: c.Title, Subtitle: c.Subtitle},
		"aria": opts.Aria{Enabled: opts.Bool(true),
			Label: &opts.AriaLabel{Enabled: opts.Bool(true), Description: c.AltText()}},
		"animation": false,
		"legend": opts.Legend{Show: opts.Bool(len(names) > 0), Type: "scroll", Left: "0", Top: "0",
			Data: entries, ItemWidth: 18, ItemHeight: 10},
		"tooltip":     opts.Tooltip{Show: opts.Bool(true), Trigger: "axis"},
		"axisPointer": opts.AxisPointer{Link: o.pointers},
		"grid":        o.grids,
		"xAxis":       o.xs,
		"yAxis":       o.ys,
		"series":      o.series,
	}
	if o.heads != nil {
		out["graphic"] = o.heads
	}
	if o.colors != nil {
		out["visualMap"] = o.colors
	}
	return out
}
