package viz

import (
	"bytes"
	"encoding/csv"
	"image/png"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/internal/chart"
)

// TestPaperOptions: what can't be is refused with the limits, and of two options of a kind the last counts.
func TestPaperOptions(t *testing.T) {
	f := Memory(profiles(7, 28)...)
	for _, c := range []struct {
		name    string
		options []PaperOption
		pixels  int
		says    string
	}{
		{"none", nil, 1080, ""},
		{"a column", []PaperOption{ColumnWidth, WithoutTitle}, 990, ""},
		{"both columns", []PaperOption{ColumnWidth, PageWidth}, 2025, ""},
		{"millimetres", []PaperOption{Millimetres(84), FontSize(7)}, 992, ""},
		{"more pixels an inch", []PaperOption{ColumnWidth, DPI(600)}, 1980, ""},
		{"pixels", []PaperOption{Pixels(640), Height(3)}, 640, ""},
		{"millimetres as inches", []PaperOption{Width(84)}, 0, "a width of 84; use 1 to 40 in; viz.Millimetres takes"},
		{"not a number", []PaperOption{Width(math.NaN())}, 0, "a width of NaN; use 1 to 40 in"},
		{"no font", []PaperOption{FontSize(0)}, 0, "a font size of 0; use 3 to 40 points"},
		{"pixels as a resolution", []PaperOption{DPI(9999)}, 0, "use 30 to 2400 pixels an inch"},
		{"no pixels", []PaperOption{Pixels(-1)}, 0, "a width of -1; use 100 to 20000 pixels"},
		{"flat", []PaperOption{Height(0.1)}, 0, "use 0.5 to 40 in"},
	} {
		t.Run(c.name, func(t *testing.T) {
			picture, err := f.PNG(c.options...)
			if c.says != "" {
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%v, want %q", err, c.says)
				}
				if err := f.SavePDF(filepath.Join(t.TempDir(), "a.pdf"), c.options...); err == nil {
					t.Error("the PDF is saved")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if img, err := png.DecodeConfig(bytes.NewReader(picture)); err != nil || img.Width != c.pixels {
				t.Errorf("%d pixels wide, want %d, %v", img.Width, c.pixels, err)
			}
		})
	}
}

// TestEveryPDF: every figure can be laid out for a column, whatever it draws.
func TestEveryPDF(t *testing.T) {
	for name, f := range gallery() {
		page, err := f.PDF(ColumnWidth)
		if err != nil || !bytes.HasPrefix(page, []byte("%PDF-")) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPoints: the data of every figure is a table of ten columns, with a line for all that is drawn.
func TestPoints(t *testing.T) {
	for name, f := range gallery() {
		content, err := f.points()
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
		if err != nil || len(rows) == 0 || len(rows[0]) != 10 {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		want := 1
		for _, p := range f.panels {
			want += len(p.Limits) + len(p.Marks)
			for _, s := range p.Series {
				want += s.Len()
			}
			if p.Heat != nil {
				want += len(p.Heat.Rows) * len(p.Heat.Columns)
			}
			if p.Drawing != nil {
				want += len(p.Drawing.Nodes)
			}
		}
		if len(rows) != want {
			t.Errorf("%s: %d rows, want %d", name, len(rows), want)
		}
	}
	odd := newFigure("t", "", chart.Panel{X: chart.Axis{Name: "x", Categories: []string{"a, b"}},
		Y: chart.Axis{Name: "y"}, Limits: []chart.Limit{{Name: "bound", Value: 1e-3}},
		Series: []chart.Series{
			{Name: "s", Shape: chart.Column, Points: chart.Points{X: []float64{0}, Y: []float64{math.Inf(1)}}},
			{Name: "b", Shape: chart.Band, Points: chart.Points{X: []float64{0}, Y: []float64{1}},
				Low: []float64{math.NaN()}, High: []float64{1.0 / 3}}},
		Heat: &chart.Heat{Rows: []string{"r"}, Columns: []string{"c"}, Values: [][]float64{{0.5}}, Unit: "share"}})
	content, err := odd.points()
	want := "x axis,y axis,series,drawn as,x,y,low,high,value,note\n" +
		"x,y,s,column,\"a, b\",,,,,\n" +
		"x,y,b,band,\"a, b\",,,0.3333333333333333,,\n" +
		"x,y,bound,horizontal line,,0.001,,,,\n" +
		"x,y,share,cell,c,r,,,0.5,\n"
	if string(content) != want || err != nil {
		t.Errorf("%s, %v, want\n%s", content, err, want)
	}
}
