package chart

import (
	"bytes"
	"compress/zlib"
	"image/png"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"gonum.org/v1/plot/vg"
)

// printed is a chart with text of several scripts, a band that is seen through, and symbols.
func printed() *Chart {
	one := Series{Name: "7 layers ± σ", Shape: Line, Color: Palette(0),
		Points: Points{X: []float64{1, 2, 3}, Y: []float64{1, 4, 2}}}
	band := one
	band.Shape, band.Low, band.High = Band, []float64{0, 3, 1}, []float64{2, 5, 3}
	dots := Series{Name: "R² of 图 and 𝔾", Shape: Dot, Symbol: SymbolOf(6), Color: Palette(1),
		Labels: []string{"best (1)"}, Points: Points{X: []float64{1.2}, Y: []float64{4.8}}}
	return newChart("Loss & accuracy", "over seeds", Panel{X: Axis{Name: "step"}, Y: Axis{Name: "loss (cross-entropy)"},
		Series: []Series{band, one, dots}})
}

// TestPaper: a picture is as wide as asked for, and its text keeps its size.
func TestPaper(t *testing.T) {
	for _, c := range []struct {
		name     string
		paper    Paper
		points   string // of the SVG's width
		box      string // the PDF's width
		pixels   int    // of the PNG's width
		titled   bool
		fontSize string // of the labels at the axes in the SVG's units, which the size scales
	}{
		{"its own size", Paper{}, "540pt", "540.00", 1080, true, "9px"},
		{"a column", Paper{Width: 3.3}, "237.6pt", "237.60", 990, true, "9px"},
		{"both columns", Paper{Width: 6.75}, "486pt", "486.00", 2025, true, "9px"},
		{"larger text", Paper{Width: 3.3, Text: 12}, "237.6pt", "237.60", 990, true, "9px"},
		{"dense", Paper{Width: 3.3, Dense: 600}, "237.6pt", "237.60", 1980, true, "9px"},
		{"so many pixels", Paper{Across: 2000}, "540pt", "540.00", 2000, true, "9px"},
		{"without a title", Paper{Width: 3.3, Bare: true}, "237.6pt", "237.60", 990, false, "9px"},
		{"a height", Paper{Width: 3.3, Height: 2}, "237.6pt", "237.60 144.", 990, true, "9px"},
	} {
		t.Run(c.name, func(t *testing.T) {
			vectors, err := printed().SVG(c.paper)
			if err != nil || !bytes.Contains(vectors, []byte(`width="`+c.points+`"`)) {
				t.Errorf("the SVG is not %s wide: %.200s, %v", c.points, vectors, err)
			}
			if got := bytes.Contains(vectors, []byte(">Loss &amp; accuracy</text>")); got != c.titled {
				t.Errorf("the SVG has a title: %t", got)
			}
			if !bytes.Contains(vectors, []byte(">7 layers ± σ</text>")) ||
				!bytes.Contains(vectors, []byte("font-size:"+c.fontSize)) {
				t.Error("the SVG's text is not text, or of another size")
			}
			page, err := printed().PDF(c.paper)
			if err != nil || !bytes.Contains(page, []byte("/MediaBox [0 0 "+c.box)) {
				t.Errorf("the PDF is not %s wide: %q, %v", c.box, regexp.MustCompile(`/MediaBox[^\n]*`).Find(page), err)
			}
			picture, err := printed().PNG(c.paper)
			if err != nil {
				t.Fatal(err)
			}
			if img, err := png.DecodeConfig(bytes.NewReader(picture)); err != nil || img.Width != c.pixels {
				t.Errorf("the PNG is %d pixels wide, want %d, %v", img.Width, c.pixels, err)
			}
		})
	}
}

// TestPDFText: the text of a PDF is text, in fonts that are embedded and say which letters they draw; a band is seen
// through. The same chart gives the same file.
func TestPDFText(t *testing.T) {
	page, err := printed().PDF(Paper{Width: 3.3})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"/FontFile2", "/ToUnicode", "/Identity-H", "/ca 0.247"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the PDF has no %s", want)
		}
	}
	var content strings.Builder
	for _, stream := range regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`).FindAllSubmatch(page, -1) {
		r, err := zlib.NewReader(bytes.NewReader(stream[1]))
		if err != nil {
			continue
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		content.Write(text)
	}
	for _, want := range []string{"Loss & accuracy", "over seeds", "7 layers ± σ", "R² of 图 and \uFFFD", "step",
		"best (1)"} {
		written := ""
		for _, unit := range utf16.Encode([]rune(want)) {
			written += string([]byte{byte(unit >> 8), byte(unit)})
		}
		written = strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "\r", `\r`).Replace(written)
		if !strings.Contains(content.String(), "("+written+") Tj") {
			t.Errorf("the PDF does not say %q", want)
		}
	}
	if again, err := printed().PDF(Paper{Width: 3.3}); err != nil || !bytes.Equal(page, again) {
		t.Errorf("the same chart gives another file, %v", err)
	}
}

// TestAffine: what is translated, turned and scaled stands where gonum's other canvases put it.
func TestAffine(t *testing.T) {
	c := newPDF("", 100, 100, 2)
	c.Translate(vg.Point{X: 10, Y: 20})
	c.Rotate(1.5707963267948966)
	c.Scale(3, 3)
	if x, y := c.now().at.point(vg.Point{X: 1, Y: 0}); x < 19.999 || x > 20.001 || y < 45.999 || y > 46.001 {
		t.Errorf("(1, 0) is drawn at (%g, %g), want (20, 46)", x, y)
	}
	if s := c.now().scale(); s < 5.999 || s > 6.001 {
		t.Errorf("lengths grow by %g, want 6", s)
	}
}
