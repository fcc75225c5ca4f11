package chart

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"math"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// pdfCanvas draws into a page of a PDF. gonum has a canvas of its own for that, whose text is limited to the letters
// of Windows-1252: a ± would become two others. This one embeds the letters that are used, with what they mean, so that
// a reader can select the text and search for it. It is built on the same library, fpdf.
type pdfCanvas struct {
	doc   *fpdf.Fpdf
	high  float64 // of the page, in points
	stack []pdfState
	fonts map[string]bool
	fault error
}

// pdfState is what Push keeps and Pop brings back.
type pdfState struct {
	at     affine
	color  color.Color
	width  float64
	dashes []float64
	offset float64
}

// affine takes (x, y) to (a x + c y + e, b x + d y + f), in points from the lower left of the page.
type affine struct{ a, b, c, d, e, f float64 }

func (t affine) point(p vg.Point) (x, y float64) {
	return t.a*float64(p.X) + t.c*float64(p.Y) + t.e, t.b*float64(p.X) + t.d*float64(p.Y) + t.f
}

// after is the transform that does next first, and then t.
func (t affine) after(next affine) affine {
	return affine{t.a*next.a + t.c*next.b, t.b*next.a + t.d*next.b, t.a*next.c + t.c*next.d, t.b*next.c + t.d*next.d,
		t.a*next.e + t.c*next.f + t.e, t.b*next.e + t.d*next.f + t.f}
}

// newPDF is a page of a size, on which one unit of the canvas is so many points.
func newPDF(title string, width, height vg.Length, scale float64) *pdfCanvas {
	wide, high := float64(width)*scale, float64(height)*scale
	c := &pdfCanvas{high: high, fonts: map[string]bool{}}
	c.doc = fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: wide, Ht: high}})
	c.doc.SetTitle(title, true)
	epoch := time.Unix(0, 0).UTC() // the same figure gives the same file, whenever it is saved
	c.doc.SetCreationDate(epoch)
	c.doc.SetModificationDate(epoch)
	c.doc.SetCatalogSort(true)
	c.doc.SetMargins(0, 0, 0)
	c.doc.SetAutoPageBreak(false, 0)
	c.doc.AddPage()
	c.stack = []pdfState{{at: affine{a: scale, d: scale}, color: color.Black, width: 1}}
	return c
}

// bytes ends the document.
func (c *pdfCanvas) bytes() ([]byte, error) {
	if c.fault != nil {
		return nil, c.fault
	}
	var out bytes.Buffer
	err := c.doc.Output(&out)
	return out.Bytes(), err
}

func (c *pdfCanvas) now() *pdfState { return &c.stack[len(c.stack)-1] }

// scale is how many points the transform makes of one unit.
func (s *pdfState) scale() float64 { return math.Sqrt(math.Abs(s.at.a*s.at.d - s.at.b*s.at.c)) }

// SetLineWidth and the methods after it are those of a canvas of gonum.
func (c *pdfCanvas) SetLineWidth(w vg.Length) { c.now().width = float64(w) }

func (c *pdfCanvas) SetLineDash(dashes []vg.Length, offset vg.Length) {
	s := c.now()
	s.dashes, s.offset = nil, float64(offset)
	for _, d := range dashes {
		s.dashes = append(s.dashes, float64(d))
	}
}

func (c *pdfCanvas) SetColor(of color.Color) {
	if of == nil {
		of = color.Black
	}
	c.now().color = of
}

func (c *pdfCanvas) Rotate(angle float64) {
	sin, cos := math.Sincos(angle)
	c.now().at = c.now().at.after(affine{a: cos, b: sin, c: -sin, d: cos})
}

func (c *pdfCanvas) Translate(by vg.Point) {
	c.now().at = c.now().at.after(affine{a: 1, d: 1, e: float64(by.X), f: float64(by.Y)})
}

func (c *pdfCanvas) Scale(x, y float64) { c.now().at = c.now().at.after(affine{a: x, d: y}) }

func (c *pdfCanvas) Push() { c.stack = append(c.stack, *c.now()) }

func (c *pdfCanvas) Pop() { c.stack = c.stack[:len(c.stack)-1] }

// paint sets the colour of what follows.
func (c *pdfCanvas) paint() {
	of := color.NRGBAModel.Convert(c.now().color).(color.NRGBA)
	r, g, b := int(of.R), int(of.G), int(of.B)
	c.doc.SetFillColor(r, g, b)
	c.doc.SetDrawColor(r, g, b)
	c.doc.SetTextColor(r, g, b)
	c.doc.SetAlpha(float64(of.A)/255, "Normal")
}

func (c *pdfCanvas) Stroke(p vg.Path) {
	s := c.now()
	if s.width <= 0 {
		return
	}
	c.paint()
	scale := s.scale()
	c.doc.SetLineWidth(s.width * scale)
	dashes := slices.Clone(s.dashes)
	for i := range dashes {
		dashes[i] *= scale
	}
	c.doc.SetDashPattern(dashes, s.offset*scale)
	c.outline(p)
	c.doc.DrawPath("D")
}

func (c *pdfCanvas) Fill(p vg.Path) {
	c.paint()
	c.outline(p)
	c.doc.DrawPath("F")
}

// outline writes a path. The page of fpdf begins at the top.
func (c *pdfCanvas) outline(p vg.Path) {
	at := func(of vg.Point) (x, y float64) {
		x, y = c.now().at.point(of)
		return x, c.high - y
	}
	for _, part := range p {
		switch part.Type {
		case vg.MoveComp:
			c.doc.MoveTo(at(part.Pos))
		case vg.LineComp:
			c.doc.LineTo(at(part.Pos))
		case vg.CloseComp:
			c.doc.ClosePath()
		case vg.ArcComp:
			c.arc(part, at)
		case vg.CurveComp:
			first, second := part.Control[0], part.Control[len(part.Control)-1]
			x0, y0 := at(first)
			x1, y1 := at(second)
			x, y := at(part.Pos)
			if len(part.Control) == 1 {
				c.doc.CurveTo(x0, y0, x, y)
			} else {
				c.doc.CurveBezierCubicTo(x0, y0, x1, y1, x, y)
			}
		}
	}
}

// arc writes a part of a circle as cubic curves of an eighth of a circle at most.
func (c *pdfCanvas) arc(part vg.PathComp, at func(vg.Point) (x, y float64)) {
	pieces := max(1, math.Ceil(math.Abs(part.Angle)/(math.Pi/4)))
	step := part.Angle / pieces
	along := vg.Length(4.0 / 3 * math.Tan(step/4)) // of the control points, in radii
	on := func(angle float64) (point, tangent vg.Point) {
		sin, cos := math.Sincos(angle)
		r := part.Radius
		return vg.Point{X: part.Pos.X + r*vg.Length(cos), Y: part.Pos.Y + r*vg.Length(sin)},
			vg.Point{X: -r * vg.Length(sin) * along, Y: r * vg.Length(cos) * along}
	}
	from, leaving := on(part.Start)
	c.doc.LineTo(at(from))
	for i := range int(pieces) {
		to, arriving := on(part.Start + float64(i+1)*step)
		x0, y0 := at(from.Add(leaving))
		x1, y1 := at(to.Sub(arriving))
		x, y := at(to)
		c.doc.CurveBezierCubicTo(x0, y0, x1, y1, x, y)
		from, leaving = to, arriving
	}
}

// FillString writes text as text. A letter beyond the first 65,536, which the library cannot take, becomes a box.
func (c *pdfCanvas) FillString(f font.Face, at vg.Point, s string) {
	if f.Font.Size == 0 || s == "" || !c.load(f) {
		return
	}
	s = strings.Map(func(r rune) rune {
		if r > math.MaxUint16 {
			return '\uFFFD'
		}
		return r
	}, s)
	c.paint()
	c.doc.SetFont(f.Name(), "", float64(f.Font.Size))
	to := c.now().at.after(affine{a: 1, d: 1, e: float64(at.X), f: float64(at.Y)})
	c.doc.TransformBegin()
	c.doc.Transform(fpdf.TransformMatrix{A: to.a, B: to.b, C: to.c, D: to.d, E: to.e, F: to.f})
	c.doc.Text(0, c.high, s) // at the transform's origin
	c.doc.TransformEnd()
}

// load hands the font to the document, once.
func (c *pdfCanvas) load(f font.Face) bool {
	if c.fonts[f.Name()] {
		return true
	}
	var raw bytes.Buffer
	if _, err := f.Face.WriteSourceTo(nil, &raw); err != nil {
		c.fault = fmt.Errorf("the font %s: %w", f.Name(), err)
		return false
	}
	c.doc.AddUTF8FontFromBytes(f.Name(), "", raw.Bytes())
	c.fonts[f.Name()] = true
	return true
}

// DrawImage draws nothing: charts hold no images.
func (c *pdfCanvas) DrawImage(vg.Rectangle, image.Image) {}
