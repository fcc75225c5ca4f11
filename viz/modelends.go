package viz

import (
	"fmt"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/units"
)

// drawEncoders draws the nodes' inputs and their encoders, and returns the last of them.
func (s *sketch) drawEncoders() int {
	x := float64(mainX)
	if s.equilibrium() { // where X enters the block
		x = sideX + 5
	}
	kind, text := run.NodeEncoder, "node encoder\n"
	if s.has(run.FirstConvolution) {
		kind, text = run.FirstConvolution, "first layer, "+shorten(s.Options.First.Name, 12)+"\n"
	}
	text += mapping(s.part(kind))
	if s.Options.InputDropout > 0 {
		text = "dropout " + units.Number(s.Options.InputDropout) + ",\n" + text
	}
	species, features := s.has(run.SpeciesEncoder), s.inputText()
	s.down(64)
	if species {
		s.down(56)
	}
	encoder := s.box(x, s.row(boxHeight(text)), 166, boxHeight(text), encoderColor, text, s.tip(kind))
	above := rows{1}
	if !species {
		s.flow(s.words(x, above.row(textHeight(features)), 80, features), encoder, "")
		return encoder
	}
	part := s.part(run.SpeciesEncoder)
	s.flow(s.words(x-44, above.row(textHeight(features)), 80, features), encoder, "", [2]float64{x - 44, 100})
	in := s.words(x+56, 16, 74, "species\n"+partShape(part, part.In))
	box := s.box(x+44, 78, 96, 40, encoderColor, "species encoder\n"+mapping(part), s.tip(run.SpeciesEncoder))
	s.flow(in, box, "")
	s.flow(box, encoder, "")
	return encoder
}

// inputText tells what the nodes' encoder reads but the species.
func (s *sketch) inputText() string {
	what, width := "node features", fmt.Sprint(s.Widths.NodeFeatures)
	if s.Widths.EdgeSums {
		what = "sums of\nedge features"
	}
	if s.Options.LabelInput {
		what, width = what+",\nlabels", fmt.Sprintf("%s + %d", width, s.Widths.Outputs)
	}
	return what + "\n" + shapeOf("N", width)
}

// drawEdges draws the edges' encoder at x, where the network has one, and the way of its values to their readers.
func (s *sketch) drawEdges(x float64, readers string, way ...[2]float64) {
	if !s.has(run.EdgeEncoder) {
		return
	}
	part := s.part(run.EdgeEncoder)
	in := s.words(x, 16, 110, "edge features\n"+partShape(part, part.In))
	text := "edge encoder\n" + mapping(part) + ", " + readers
	encoder := s.box(x, 84, 130, boxHeight(text), encoderColor, text, s.tip(run.EdgeEncoder))
	s.flow(in, encoder, "")
	last := len(way) - 1
	s.words(x+30, 120, 50, partShape(part, part.Out))
	s.dashedFlow(encoder, s.point(way[last][0], way[last][1]), way[:last]...)
}

// drawHead draws the head and the logits below what comes before it. The state is what the input of the head is called.
func (s *sketch) drawHead(before int, x, wide float64, state string) {
	kind := run.Head
	if s.has(run.LastConvolution) {
		kind = run.LastConvolution
	}
	part, text := s.part(kind), s.headText()
	s.down(38)
	head := s.box(x, s.row(boxHeight(text)), wide, boxHeight(text), headColor, text, s.tip(kind))
	s.flow(before, head, state+partShape(part, part.In))
	says := "logits " + partShape(part, part.Out) + ", a class each"
	switch s.Widths.Labels {
	case options.TaskLabels:
		says = "logits " + partShape(part, part.Out) + ", yes or no"
	case options.ValueLabels:
		says = "values " + partShape(part, part.Out) + ", standardized"
	}
	if s.Options.LabelReuse > 0 {
		says += "\nback in as labels, " + timesOver(s.Options.LabelReuse)
	}
	s.down(28.5)
	s.flow(head, s.words(x, s.row(textHeight(says)), wide, says), "")
}

// headText lists what the head does.
func (s *sketch) headText() string {
	steps := "LayerNorm, ReLU"
	if s.equilibrium() { // whose state is normalized already
		steps = "ReLU"
	}
	dropout := s.Options.Dropout > 0
	if s.has(run.LastConvolution) {
		if dropout {
			steps += ", dropout"
		}
		return fmt.Sprintf("%s,\nlast layer, %s\n%s, bias", steps, mapping(s.part(run.LastConvolution)),
			shorten(s.Options.Last.Name, 20))
	}
	switch {
	case dropout && s.equilibrium():
		steps += ", dropout"
	case dropout: // too long for a line
		steps += ",\ndropout"
	}
	return strings.Join([]string{"head, " + mapping(s.part(run.Head)), steps + ", linear"}, "\n")
}
