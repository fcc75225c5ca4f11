package viz

import (
	"fmt"

	"github.com/kilolayer/kilolayer/internal/chart"
)

// PaperOption says how a picture that is saved is laid out: a Width, a Height, a FontSize, a DPI, Pixels, or
// WithoutTitle. Nothing is stretched: on a narrow width the text keeps its size, and titles and legends break into
// lines.
type PaperOption interface {
	// lay sets the option, or says why it can't be.
	lay(p *chart.Paper) error
}

// Width is how wide a saved picture is, in inches.
type Width float64

// Widths of two-column papers.
const (
	ColumnWidth Width = 3.3  // one column
	PageWidth   Width = 6.75 // both columns
)

// Millimetres is a width in millimetres.
func Millimetres(mm float64) Width { return Width(mm / 25.4) }

// Height is how high a saved picture is, in inches. Without it the height follows from the width.
type Height float64

// FontSize is the size of the labels at the axes, in points. Without it they have 8 at a width that is given, else 9.
type FontSize float64

// DPI is how many pixels an inch a saved PNG has. Without it they are 300 at a width that is given, else 144.
type DPI float64

// Pixels is how wide a saved PNG is, in pixels. How large its text is in proportion follows from Width and FontSize.
type Pixels int

type bare struct{}

// WithoutTitle leaves out title and subtitle, which in a paper stand in the caption.
var WithoutTitle PaperOption = bare{}

func (w Width) lay(p *chart.Paper) error {
	p.Width = float64(w)
	return within("a width", p.Width, 1, 40, "in; viz.Millimetres takes millimetres")
}

func (h Height) lay(p *chart.Paper) error {
	p.Height = float64(h)
	return within("a height", p.Height, 0.5, 40, "in")
}

func (s FontSize) lay(p *chart.Paper) error {
	p.Text = float64(s)
	return within("a font size", p.Text, 3, 40, "points")
}

func (d DPI) lay(p *chart.Paper) error {
	p.Dense = float64(d)
	return within("a resolution", p.Dense, 30, 2400, "pixels an inch")
}

func (n Pixels) lay(p *chart.Paper) error {
	p.Across = int(n)
	return within("a width", float64(n), 100, 20_000, "pixels")
}

func (bare) lay(p *chart.Paper) error {
	p.Bare = true
	return nil
}

// within refuses what is outside of a range, and NaN.
func within(what string, v, low, high float64, unit string) error {
	if v >= low && v <= high {
		return nil
	}
	return fmt.Errorf("viz: %s of %g; use %g to %g %s", what, v, low, high, unit)
}

// paperOf is what the options say together; of two of a kind the last counts.
func paperOf(options []PaperOption) (p chart.Paper, err error) {
	for _, o := range options {
		if err := o.lay(&p); err != nil {
			return p, err
		}
	}
	return p, nil
}
