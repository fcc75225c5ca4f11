package viz

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

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

	panels  []panel
	clock   *clockExtra // training time, which the reader may choose for x; nil without
	coarse  bool        // a static picture of fewer colours, for what must stay small
	message string      // why there is nothing to draw; "" when there is something
	data    table.Table
}

const (
	defaultWidth  = 760
	defaultHeight = 400
)

func newFigure(title, subtitle string, panels ...panel) *Figure {
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
		if f.panels[i].y.canLog {
			f.panels[i].y.log = log
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

func (f *Figure) altText() string {
	switch {
	case f.Alt != "":
		return f.Alt
	case f.message != "":
		return f.Title + ". " + f.message
	case f.Subtitle != "":
		return f.Title + ". " + f.Subtitle
	}
	return f.Title
}

// SavePNG writes the static picture to a file.
func (f *Figure) SavePNG(path string) error {
	picture, err := f.PNG()
	return save(path, picture, err)
}

// SaveSVG writes the static picture to a file, as vectors.
func (f *Figure) SaveSVG(path string) error {
	picture, err := f.SVG()
	return save(path, picture, err)
}

// SaveHTML writes one page that needs no other file: the interactive chart, its library, and the static picture.
func (f *Figure) SaveHTML(path string) error {
	page, err := page(f.Title, f)
	return save(path, page, err)
}

func save(path string, content []byte, err error) error {
	if err != nil {
		return err
	}
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return fmt.Errorf("viz: folder of %s: %w", path, err)
		}
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return fmt.Errorf("viz: %w", err)
	}
	return nil
}

// sentences joins what is not empty with a middle dot.
func sentences(parts ...string) string {
	var list []string
	for _, p := range parts {
		if p != "" {
			list = append(list, p)
		}
	}
	return strings.Join(list, " · ")
}
