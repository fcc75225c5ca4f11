package viz

import (
	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/table"
)

// Figure is data with a title and axes with units. Curves, Memory and the other functions of this package make one;
// Show displays it.
type Figure struct {
	Title    string // what is seen, in one sentence
	Subtitle string // where it comes from
	Alt      string // for readers who do not see the picture; "" means title and subtitle
	Width    int    // the widest it gets, in CSS pixels
	Height   int    // of the chart without its title, in CSS pixels

	panels  []chart.Panel
	clock   *chart.Clock // training time, which the reader may choose for x; nil without
	coarse  bool         // a static picture of fewer colours, for what must stay small
	message string       // why there is nothing to draw; "" when there is something
	data    table.Table
	against func([]Cost)   // draws a comparison against costs; nil for other figures
	banded  func() *Figure // curves over seeds with bands of a deviation; nil for other figures
}

const (
	defaultWidth  = 760
	defaultHeight = 400
)

func newFigure(title, subtitle string, panels ...chart.Panel) *Figure {
	return &Figure{Title: title, Subtitle: subtitle, Width: defaultWidth, Height: defaultHeight, panels: panels}
}

// nothing is a figure that says in words why it shows nothing.
func nothing(title, message string) *Figure {
	return &Figure{Title: title, Width: defaultWidth, Height: 120, message: message,
		data: table.Table{Title: title, Note: message}}
}

// WithTitle replaces the title.
func (f *Figure) WithTitle(title string) *Figure {
	f.Title = title
	return f
}

// WithLogarithmic makes the y axes logarithmic that can be either. What is not above 0 is then left out.
func (f *Figure) WithLogarithmic() *Figure { return f.withLog(true) }

// WithLinear makes the y axes linear that can be either.
func (f *Figure) WithLinear() *Figure { return f.withLog(false) }

func (f *Figure) withLog(log bool) *Figure {
	for i := range f.panels {
		if f.panels[i].Y.CanLog {
			f.panels[i].Y.Log = log
		}
	}
	return f
}

// Table is the figure's data as a table: what Show prints outside a notebook.
func (f *Figure) Table() table.Table { return f.data }

// String is the figure's title and its data as text.
func (f *Figure) String() string {
	head := f.Title + "\n"
	if f.Subtitle != "" {
		head += f.Subtitle + "\n"
	}
	if f.message != "" {
		return head + f.message + "\n"
	}
	data := f.data
	data.Title = ""
	if data.Note == f.Subtitle {
		data.Note = ""
	}
	return head + data.String()
}

// chart is the figure as it is drawn.
func (f *Figure) chart() *chart.Chart {
	return &chart.Chart{Title: f.Title, Subtitle: f.Subtitle, Alt: f.Alt, Width: f.Width, Height: f.Height,
		Panels: f.panels, Clock: f.clock, Coarse: f.coarse, Message: f.message}
}

// Option is the figure's ECharts option as JSON. Colours of text and axes are left to the page's theme.
func (f *Figure) Option() ([]byte, error) { return f.chart().Option() }

// PNG is the static picture, 1080 pixels wide without an option; the one in a notebook has 720.
func (f *Figure) PNG(options ...PaperOption) ([]byte, error) {
	return f.laid((*chart.Chart).PNG, options)
}

// SVG is the static picture as vectors, whose text stays text.
func (f *Figure) SVG(options ...PaperOption) ([]byte, error) {
	return f.laid((*chart.Chart).SVG, options)
}

// PDF is the static picture as a page of its size. Its text can be selected and searched for.
func (f *Figure) PDF(options ...PaperOption) ([]byte, error) {
	return f.laid((*chart.Chart).PDF, options)
}

// laid is a static picture as the options lay it out.
func (f *Figure) laid(picture func(*chart.Chart, chart.Paper) ([]byte, error), options []PaperOption) ([]byte, error) {
	p, err := paperOf(options)
	if err != nil {
		return nil, err
	}
	return picture(f.chart(), p)
}
