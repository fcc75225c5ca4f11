package viz

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/kilolayer/kilolayer/internal/chart"
)

// SavePNG writes the static picture to a file. Without options it is 1080 pixels wide; with a width as for a paper it
// has 300 pixels an inch.
//
//	f.SavePNG("a.png")
//	f.SavePNG("a.png", viz.Pixels(2000))
//	f.SavePNG("a.png", viz.ColumnWidth, viz.DPI(600))
func (f *Figure) SavePNG(path string, options ...PaperOption) error {
	picture, err := f.PNG(options...)
	return save(path, picture, err)
}

// SaveSVG writes the static picture to a file, as vectors. Its text stays text.
func (f *Figure) SaveSVG(path string, options ...PaperOption) error {
	picture, err := f.SVG(options...)
	return save(path, picture, err)
}

// SavePDF writes the static picture to a file for a paper: a page as large as the picture, with text that can be
// selected and searched for, in letters that are embedded.
//
//	f.SavePDF("a.pdf", viz.ColumnWidth, viz.FontSize(8), viz.WithoutTitle)
//	f.SavePDF("a.pdf", viz.Millimetres(84))
func (f *Figure) SavePDF(path string, options ...PaperOption) error {
	picture, err := f.PDF(options...)
	return save(path, picture, err)
}

// SaveCSV writes the figure's data to a file: a line for each point that is drawn, in full precision, to be drawn anew
// with other tools. What readers see as a table is Table().CSV().
func (f *Figure) SaveCSV(path string) error {
	content, err := f.points()
	return save(path, content, err)
}

// SaveHTML writes one page that needs no other file: the interactive chart, its library, and the static picture.
func (f *Figure) SaveHTML(path string) error {
	page, err := chart.Page(f.chart())
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
