package viz

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"github.com/kilolayer/kilolayer/internal/chart"
)

// points is all that the figure draws as comma-separated values, a line for each point of a series, each cell of a heat
// map, and each node of a drawing. What a line has no value for is left empty, and so is what is not finite.
func (f *Figure) points() ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	lines := [][]string{{"x axis", "y axis", "series", "drawn as", "x", "y", "low", "high", "value", "note"}}
	for _, p := range f.panels {
		lines = append(lines, pointsOfPanel(p)...)
	}
	err := w.WriteAll(lines)
	return out.Bytes(), err
}

func pointsOfPanel(p chart.Panel) (lines [][]string) {
	name := p.Y.Name
	if p.Small != "" {
		name = p.Small + ", " + name
	}
	line := func(series, shape string, rest ...string) {
		lines = append(lines, append([]string{p.X.Name, name, series, shape}, rest...))
	}
	for _, s := range p.Series {
		for i, x := range s.X {
			low, high, note := "", "", ""
			if s.Low != nil {
				low, high = exact(s.Low[i]), exact(s.High[i])
			}
			if s.Notes != nil {
				note = s.Notes[i]
			}
			y := exact(s.Y[i])
			if s.Shape == chart.Band { // whose middle is the line beside it
				y = ""
			}
			line(s.Name, string(s.Shape), inWords(p.X.Categories, x), y, low, high, "", note)
		}
	}
	for _, l := range p.Limits {
		line(l.Name, "horizontal line", "", exact(l.Value), "", "", "", "")
	}
	for _, l := range p.Marks {
		line(l.Name, "vertical line", exact(l.Value), "", "", "", "", "")
	}
	if h := p.Heat; h != nil {
		for i, row := range h.Values {
			for j, v := range row {
				line(h.Unit, "cell", h.Columns[j], h.Rows[i], "", "", exact(v), "")
			}
		}
	}
	if p.Drawing != nil {
		for _, n := range p.Drawing.Nodes {
			line(oneLine(n.Text), "node", exact(n.X), exact(n.Y), "", "", "", oneLine(n.Name))
		}
	}
	return lines
}

// inWords is a category by its index, or the value on an axis without categories.
func inWords(categories []string, v float64) string {
	if i := int(v); categories != nil && float64(i) == v && i >= 0 && i < len(categories) {
		return categories[i]
	}
	return exact(v)
}

// exact is a value with all its digits; nothing of what is not finite.
func exact(v float64) string {
	if !chart.Finite(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
