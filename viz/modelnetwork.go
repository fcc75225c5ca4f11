package viz

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// network is a network as its record states it, with the words that its drawing needs.
type network struct{ run.Model }

func networkOf(m run.Model) network { return network{m} }

func (n network) equilibrium() bool { return n.Options.Family == options.Equilibrium }

// coupled tells whether the groups of a layer are computed one from the other.
func (n network) coupled() bool { return n.Options.Family == options.Reversible && n.groups() > 1 }

func (n network) groups() int { return max(1, n.Options.Groups) }

// part is a part of the network, or its zero value where the network has none of that kind.
func (n network) part(kind run.PartKind) run.Part {
	if i := slices.IndexFunc(n.Parts, func(p run.Part) bool { return p.Kind == kind }); i >= 0 {
		return n.Parts[i]
	}
	return run.Part{}
}

func (n network) has(kind run.PartKind) bool { return n.part(kind).Kind != "" }

// partName is what the table calls a part. Layers are named by how many they are.
func (n network) partName(p run.Part) string {
	if p.Kind != run.Layers {
		return string(p.Kind)
	}
	name := "× " + layers(p.Layers)
	if n.Options.Tied {
		name += ", weight-tied"
	}
	return name
}

// tip is what a part's tooltip says.
func (n network) tip(kind run.PartKind) string {
	p := n.part(kind)
	return fmt.Sprintf("%s: %s to %s\n%s parameters", n.partName(p), partShape(p, p.In), partShape(p, p.Out),
		units.Count(p.Parameters))
}

// partShape is the shape of a part's input or output.
func partShape(p run.Part, width int) string {
	if p.Kind == run.EdgeEncoder {
		return shapeOf("E", width)
	}
	return shapeOf("N", width)
}

// shapeOf writes the shape of a matrix with a row per node (N) or per edge (E).
func shapeOf(rows string, width any) string { return fmt.Sprintf("[%s, %v]", rows, width) }

// mapping writes the widths that a part maps between.
func mapping(p run.Part) string { return fmt.Sprintf("%d → %d", p.In, p.Out) }

// sumOfOthers is the sum that feeds the first group.
func (n network) sumOfOthers() string {
	switch n.groups() {
	case 2:
		return "X₂"
	case 3:
		return "X₂ + X₃"
	}
	return "X₂ + … + X" + subscript(n.groups())
}

// chain lists what F does.
func (n network) chain(separator string) string {
	steps := []string{"LayerNorm", "ReLU"}
	if n.Options.Dropout > 0 {
		steps = append(steps, "dropout "+units.Number(n.Options.Dropout))
	}
	return strings.Join(append(steps, shorten(n.Options.Operator.Name, 24)), separator)
}

// formula is the block's equation.
func (n network) formula() string {
	more := ""
	if n.groups() > 2 {
		more = ", …"
	}
	switch {
	case n.equilibrium() && n.groups() > 1:
		return fmt.Sprintf("in %d groups: Y₀ = %s,\nY₁ = F₁(Y₀, X₁), Y₂ = F₂(Y₁, X₂)%s;\nF(Z, X) is all Y together",
			n.groups(), strings.ReplaceAll(n.sumOfOthers(), "X", "Z"), more)
	case n.equilibrium():
		return "the search starts at Z = 0"
	case n.coupled():
		return fmt.Sprintf("Y₀ = %s\nY₁ = F₁(Y₀) + X₁,  Y₂ = F₂(Y₁) + X₂%s\nevery F: %s", n.sumOfOthers(), more,
			n.chain(" → "))
	}
	return "Y = F(X) + X"
}

// gradients says what each backward mode does.
var gradients = map[options.Backward]string{
	options.Invert:    "backward: layers are inverted, no layer's input is kept",
	options.Recompute: "backward: layers' inputs are kept, the rest is computed again",
	options.Store:     "backward: all values are kept",
	options.Implicit:  "backward: a second solve, no iterate is kept",
	options.Phantom:   "backward: through the last iterations only",
}

// timesOver writes how often something is done again.
func timesOver(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
