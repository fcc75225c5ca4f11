package chart

// drawnNode and drawnLink are what the page's script gets.
type drawnNode struct {
	Value []any     `json:"value"` // x, y, width, height
	Shape nodeShape `json:"shape,omitempty"`
	Color string    `json:"color,omitempty"`
	Text  string    `json:"text,omitempty"`
	Name  string    `json:"name,omitempty"`
	Ring  bool      `json:"ring,omitempty"`
}

type drawnLink struct {
	Value  [2]int       `json:"value"` // from, to
	Via    [][2]float64 `json:"via,omitempty"`
	Arrow  bool         `json:"arrow,omitempty"`
	Dashed bool         `json:"dashed,omitempty"`
	Faint  bool         `json:"faint,omitempty"`
	Text   string       `json:"text,omitempty"`
	Color  string       `json:"color,omitempty"`
}

// drawingExtra is a drawing's frame for the page's script.
type drawingExtra struct {
	Extent [4]float64 `json:"extent"`
	Grow   bool       `json:"grow,omitempty"`
	Roam   bool       `json:"roam,omitempty"`
}

// drawn is the drawing as the page's script gets it.
func (d *Drawing) drawn() (nodes []drawnNode, links []drawnLink, extra drawingExtra) {
	for _, n := range d.Nodes {
		at := []any{plain(n.X, AsNumber), plain(n.Y, AsNumber), n.Width}
		if n.Height != 0 {
			at = append(at, n.Height)
		}
		s := n.Shape
		if s == Circle {
			s = ""
		}
		nodes = append(nodes, drawnNode{at, s, optionalHex(n.Color), n.Text, n.Name, n.Ring})
	}
	for _, l := range d.Links {
		links = append(links, drawnLink{[2]int{l.From, l.To}, l.Via, l.Arrow, l.Dashed, l.Faint, l.Text,
			optionalHex(l.Color)})
	}
	x0, y0, x1, y1 := d.Extent()
	return nodes, links, drawingExtra{[4]float64{x0, y0, x1, y1}, d.Grow, d.Roam}
}
