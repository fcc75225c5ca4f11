package viz

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
	"github.com/kilolayer/kilolayer/units"
)

// Described is what Model draws: a network that was built, or the run that trained one.
type Described interface{ Info() run.Info }

// Model draws a network from its input to its logits: the encoders, the block that its layers repeat with its groups
// and their couplings, and the head, with the shapes on the edges. N is the number of nodes, E that of directed edges.
// The table has a row per part of the network, as the network states them.
//
// A stack of layers with parameters of their own is drawn as a deck; weight-tied layers are one with an arrow back to
// itself; an equilibrium network is a block inside its solver's loop, with the encoded input X injected.
func Model(x Described) *Figure {
	const title = "Network"
	if absent(x) {
		return nothing(title, "No network was given.")
	}
	info := x.Info()
	switch family := info.Model.Options.Family; {
	case family == "":
		return nothing(title, "The record names no network.")
	case options.Modes[family] == nil:
		return nothing(title,
			fmt.Sprintf("The network is of a family that this version cannot draw: %q; it draws %s, %s and %s.",
				family, options.Residual, options.Reversible, options.Equilibrium))
	case len(info.Model.Parts) == 0:
		return nothing(title, "The record does not state the parts of the network.")
	}
	n := networkOf(info.Model)
	drawing := n.draw()
	f := newFigure(sentences(title, n.title()), n.subtitle(info), chart.Panel{Drawing: drawing})
	f.Width, f.Height = 520, int(drawing.Tall())
	f.data = n.table()
	f.Alt = n.alt(f.Title)
	return f
}

func (n network) title() string {
	text := modelText(n.Model)
	if n.groups() > 1 {
		text += fmt.Sprintf(" in %d groups", n.groups())
	}
	return text
}

func (n network) subtitle(info run.Info) string {
	sizes := ""
	if info.Data.Nodes > 0 {
		sizes = fmt.Sprintf("N = %s nodes, E = %s edges", units.Count(info.Data.Nodes), units.Count(info.Data.Edges))
		if info.Data.Name != "" {
			sizes += " of " + info.Data.Name
		}
	}
	return sentences(units.Count(n.Parameters())+" parameters", gradients[n.Options.Backward], sizes)
}

func (n network) table() table.Table {
	t := table.Table{Title: n.title(), Columns: []string{"part", "in", "out", "parameters"}}
	for _, p := range n.Parts {
		t.Rows = append(t.Rows, []string{n.partName(p), partShape(p, p.In), partShape(p, p.Out),
			units.Count(p.Parameters)})
	}
	return t
}

func (n network) alt(title string) string {
	text := title + "."
	for _, p := range n.Parts {
		text += fmt.Sprintf(" %s: %s to %s, %s parameters.", n.partName(p), partShape(p, p.In), partShape(p, p.Out),
			units.Count(p.Parameters))
	}
	if !n.has(run.Layers) && !n.has(run.Block) {
		return text
	}
	return text + " In each block, " + strings.ReplaceAll(n.formula(), "\n", "; ") + "."
}

// draw places the parts from the top down.
func (n network) draw() *chart.Drawing {
	s := &sketch{network: n}
	before := s.drawEncoders()
	switch {
	case n.equilibrium():
		s.drawHead(s.drawEquilibrium(before), solverX, 150, "Z*, ")
		return &s.Drawing
	case n.has(run.FirstLayer):
		before = s.drawFirstLayer(before)
	}
	if n.has(run.Layers) {
		before = s.drawStack(before)
	} else {
		y := s.Nodes[before].Y
		s.drawEdges(sideX, "all layers", [2]float64{sideX, y}, [2]float64{mainX - 83, y})
	}
	s.drawHead(before, mainX, 176, "")
	return &s.Drawing
}
