package viz

import (
	"encoding/json"
	"fmt"
	"image/color"
	"slices"
	"strings"

	"github.com/kilolayer/kilolayer/revgnn/run"
	"github.com/kilolayer/kilolayer/table"
)

// Described is what Model draws: a network that was built, or the run that trained one.
type Described interface{ Info() run.Info }

// Model draws a network from its input to its logits: the encoders, the block that its layers repeat with its groups and
// their couplings, and the head, with the shapes on the edges. N is the number of nodes, E that of directed edges.
//
// A stack of layers with parameters of their own is drawn as a deck; weight-tied layers are one with an arrow back to
// itself; an equilibrium network is a block inside its solver's loop, with the encoded input X injected.
func Model(x Described) *Figure {
	const title = "Network"
	if absent(x) {
		return nothing(title, "No network was given.")
	}
	info := x.Info()
	m := info.Model
	n, err := readNetwork(m)
	switch {
	case m.Family == "":
		return nothing(title, "The record names no network.")
	case err != nil:
		return nothing(title, err.Error())
	}
	d := n.draw()
	f := newFigure(sentences(title, n.name()), n.subtitle(info), panel{drawing: d})
	_, y0, _, y1 := d.extent()
	f.Width, f.Height = 520, int(y1-y0)+2*drawingEdge
	f.data = n.table()
	f.Alt = n.alt(f.Title)
	return f
}

// network is a network as its record tells it: the keys are those of the builder's options.
type network struct {
	run.Model `json:"-"`

	Dropout      float64 `json:"dropout"`
	InputDropout float64 `json:"input_dropout"`
	LabelInput   bool    `json:"label_input"`
	LabelReuse   int     `json:"label_reuse"`
	// Convolutions in place of the nodes' encoder and of the head; nil without.
	First *struct {
		Name string `json:"name"`
	} `json:"first"`
	Last *struct {
		Name string `json:"name"`
	} `json:"last"`
	OwnFirst bool   `json:"own_first_layer"`
	Backward string `json:"backward"`
	Solver   *struct {
		Method     string  `json:"method"`
		Tolerance  float64 `json:"tolerance"`
		Absolute   bool    `json:"absolute"`
		Iterations int     `json:"iterations"`
	} `json:"solver"`

	NodeFeatures int  `json:"node_features"`
	EdgeSums     bool `json:"edge_sums"`
	Species      int  `json:"species"`
	EdgeFeatures int  `json:"edge_features"`
	Outputs      int  `json:"outputs"`
	Tasks        bool `json:"tasks"`
}

func readNetwork(m run.Model) (n network, err error) {
	families := []string{"residual", "reversible", "equilibrium"}
	if m.Family != "" && !slices.Contains(families, m.Family) {
		return n, fmt.Errorf("the network is of a family that this version cannot draw: %q; it draws %s", m.Family, strings.Join(families, ", "))
	}
	text, err := json.Marshal(m.Config)
	if err == nil {
		err = json.Unmarshal(text, &n)
	}
	if err != nil {
		return n, fmt.Errorf("the network's options cannot be read: %w", err)
	}
	n.Model = m
	n.Groups = max(1, n.Groups)
	if n.First == nil || n.Last == nil {
		n.First, n.Last = nil, nil
	}
	return n, nil
}

func (n network) equilibrium() bool { return n.Family == "equilibrium" }
func (n network) reversible() bool  { return n.Family == "reversible" }

// convolutionalEnds tells whether the first and the last layer are convolutions, outside of the drawn block.
func (n network) convolutionalEnds() bool { return n.First != nil }

// inputs is the width of what the first map of the nodes reads, 0 where the record does not tell.
func (n network) inputs() int {
	if n.NodeFeatures == 0 {
		return 0
	}
	width := n.NodeFeatures + n.Species
	if n.LabelInput {
		width += n.Outputs
	}
	return width
}

func (n network) name() string {
	text := modelText(n.Model)
	if n.Groups > 1 {
		text += fmt.Sprintf(" in %d groups", n.Groups)
	}
	return text
}

// gradients says what each backward mode does.
var gradients = map[string]string{
	"invert":    "backward: layers are inverted, no layer's input is kept",
	"recompute": "backward: layers' inputs are kept, the rest is computed again",
	"store":     "backward: all values are kept",
	"implicit":  "backward: a second solve, no iterate is kept",
	"phantom":   "backward: through the last iterations only",
}

func (n network) subtitle(info run.Info) string {
	count, sizes := "", ""
	if n.Parameters > 0 {
		count = Count(n.Parameters) + " parameters"
	}
	if info.Data.Nodes > 0 {
		sizes = fmt.Sprintf("N = %s nodes, E = %s edges", Count(int64(info.Data.Nodes)), Count(int64(info.Data.Edges)))
		if info.Data.Name != "" {
			sizes += " of " + info.Data.Name
		}
	}
	return sentences(count, gradients[n.Backward], sizes)
}

// width writes a tensor's width, or what stands for one that is not in the record.
func width(n int, unknown string) string {
	if n > 0 {
		return fmt.Sprint(n)
	}
	return unknown
}

// shapeOf writes a shape with a row a node (N) or an edge (E).
func shapeOf(rows string, n int, unknown string) string {
	return "[" + rows + ", " + width(n, unknown) + "]"
}

// part of a network, as the table lists it.
type networkPart struct {
	name       string
	in, out    string
	parameters int64 // -1 where the record does not tell
}

// linear counts the parameters of an affine map.
func linear(in, out int) int64 { return int64(in)*int64(out) + int64(out) }

// parts lists the network's parts in the order that values pass through them.
func (n network) parts() (list []networkPart) {
	channels := shapeOf("N", n.Channels, "C")
	rest := n.Parameters
	add := func(name, in, out string, parameters int64) {
		list = append(list, networkPart{name, in, out, parameters})
		rest -= parameters
	}
	// The record does not tell how many parameters a convolution has.
	known := n.NodeFeatures > 0 && n.Outputs > 0 && n.Parameters > 0 && !n.convolutionalEnds()
	if n.Species > 0 {
		add("species encoder", shapeOf("N", n.Species, ""), shapeOf("N", n.Species, ""), linear(n.Species, n.Species))
	}
	switch in := n.inputs(); {
	case n.convolutionalEnds():
		add("first convolution", shapeOf("N", in, "F"), channels, -1)
	case in > 0:
		add("node encoder", shapeOf("N", in, ""), channels, linear(in, n.Channels))
	default:
		add("node encoder", shapeOf("N", 0, "F"), channels, -1)
	}
	if n.EdgeFeatures > 0 {
		add("edge encoder", shapeOf("E", n.EdgeFeatures, ""), shapeOf("E", n.Channels, "C"), linear(n.EdgeFeatures, n.Channels))
	}
	head := networkPart{"head", channels, shapeOf("N", n.Outputs, "outputs"), -1}
	if n.convolutionalEnds() {
		head.name = "last convolution"
	}
	if known {
		head.parameters = linear(n.Channels, n.Outputs)
		if !n.equilibrium() { // whose state is normalized already
			head.parameters += 2 * int64(n.Channels)
		}
		rest -= head.parameters
	}
	layers := func(name string, parameters int64) {
		if !known || parameters < 0 {
			parameters = -1
		}
		list = append(list, networkPart{name, channels, channels, parameters})
	}
	switch {
	case n.equilibrium():
		layers("block", rest)
	case n.OwnFirst:
		// A residual network's own first layer is a bare convolution, without the others' normalization.
		norm := int64(0)
		if n.Family == "residual" {
			norm = 2 * int64(n.Channels)
		}
		layers("first layer", (rest-norm)/2)
		layers(n.times()+", weight-tied", (rest+norm)/2)
	case n.Tied:
		layers(n.times()+", weight-tied", rest)
	case n.between() > 0:
		layers(n.times(), rest)
	}
	return append(list, head)
}

// between is the number of layers that are not convolutional ends.
func (n network) between() int {
	if n.convolutionalEnds() {
		return n.Depth - 2
	}
	return max(1, n.Depth)
}

// times says how often the drawn block is run.
func (n network) times() string {
	depth := n.Depth
	if n.OwnFirst {
		depth--
	}
	if n.convolutionalEnds() {
		depth -= 2
	}
	return "× " + layers(max(0, depth))
}

func (n network) table() table.Table {
	t := table.Table{Title: n.name(), Columns: []string{"part", "in", "out", "parameters"}}
	for _, p := range n.parts() {
		t.Rows = append(t.Rows, []string{p.name, p.in, p.out, p.count()})
	}
	return t
}

func (p networkPart) count() string {
	if p.parameters < 0 {
		return "-"
	}
	return Count(p.parameters)
}

func (n network) alt(title string) string {
	text := title + "."
	for _, p := range n.parts() {
		text += fmt.Sprintf(" %s: %s to %s, %s parameters.", p.name, p.in, p.out, p.count())
	}
	if !n.equilibrium() && n.between() < 1 {
		return text
	}
	return text + " In each block, " + strings.ReplaceAll(n.formula(), "\n", "; ") + "."
}

// formula is the block's equation.
func (n network) formula() string {
	more := ""
	if n.Groups > 2 {
		more = ", …"
	}
	switch {
	case n.equilibrium() && n.Groups > 1:
		return "in " + fmt.Sprint(n.Groups) + " groups: Y₀ = " + strings.ReplaceAll(n.others(), "X", "Z") +
			",\nY₁ = F₁(Y₀, X₁), Y₂ = F₂(Y₁, X₂)" + more + ";\nF(Z, X) is all Y together"
	case n.equilibrium():
		return "the search starts at Z = 0"
	case n.reversible():
		return "Y₀ = " + n.others() + "\nY₁ = F₁(Y₀) + X₁,  Y₂ = F₂(Y₁) + X₂" + more + "\nevery F: " + n.chain(" → ")
	}
	return "Y = F(X) + X"
}

// others is the sum that feeds the first group.
func (n network) others() string {
	switch n.Groups {
	case 2:
		return "X₂"
	case 3:
		return "X₂ + X₃"
	}
	return "X₂ + … + X" + subscript(n.Groups)
}

// chain lists what F does.
func (n network) chain(separator string) string {
	steps := []string{"LayerNorm", "ReLU"}
	if n.Dropout > 0 {
		steps = append(steps, "dropout "+Number(n.Dropout))
	}
	return strings.Join(append(steps, shorten(n.Operator, 24)), separator)
}

// subscript writes a number in subscript digits.
func subscript(i int) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '₀'
		}
		return r
	}, fmt.Sprint(i))
}

// shorten cuts a name that is longer than so many narrow letters; a wide letter, as Chinese ones are, counts twice.
func shorten(s string, most int) string {
	used := 0
	for i, r := range s {
		size := 1
		if r >= 0x1100 { // the first of the wide letters, Hangul
			size = 2
		}
		if used+size > most-1 && i+len(string(r)) < len(s) {
			return s[:i] + "…"
		}
		used += size
	}
	return s
}

// The drawing of a network is this wide, half a screen, and its main path stands at mainX.
const (
	networkLeft, networkRight = 10, 350
	mainX                     = 258
	sideX                     = 88  // of the edges' encoder
	solverX                   = 274 // of an equilibrium network's solver
)

var (
	encoderColor, operatorColor, headColor = palette(0), palette(1), palette(3)
	sumColor, solverColor, firstColor      = palette(2), palette(4), palette(5)
)

// sketch is a drawing while it is made.
type sketch struct{ drawing }

func (s *sketch) add(n node) int {
	s.nodes = append(s.nodes, n)
	return len(s.nodes) - 1
}

func (s *sketch) box(x, y, w, h float64, c color.RGBA, text, name string) int {
	return s.add(node{shape: box, x: x, y: y, width: w, height: h, color: c, text: text, name: name})
}

// words is text alone; its height makes room for the lines around its middle.
func (s *sketch) words(x, y, w float64, text string) int {
	return s.add(node{shape: label, x: x, y: y, width: w, height: 15 * float64(1+strings.Count(text, "\n")), text: text})
}

// point is a place without a mark, where links begin or end.
func (s *sketch) point(x, y float64) int { return s.add(node{shape: label, x: x, y: y}) }

// joint is where one value goes several ways.
func (s *sketch) joint(x, y float64) int { return s.add(node{shape: circle, x: x, y: y, width: 5}) }

func (s *sketch) sum(x, y float64, text, name string) int {
	return s.add(node{shape: circle, x: x, y: y, width: 20, color: sumColor, text: text, name: name})
}

// wire is a link without an arrow, flow one with an arrow.
func (s *sketch) wire(from, to int, via ...[2]float64) {
	s.links = append(s.links, link{from: from, to: to, via: via})
}

func (s *sketch) flow(from, to int, text string, via ...[2]float64) {
	s.links = append(s.links, link{from: from, to: to, via: via, arrow: true, text: text})
}

// draw places the parts from the top down.
func (n network) draw() *drawing {
	s := &sketch{}
	tips := map[string]string{}
	for _, p := range n.parts() {
		tips[p.name] = fmt.Sprintf("%s: %s to %s", p.name, p.in, p.out)
		if p.parameters >= 0 {
			tips[p.name] += "\n" + p.count() + " parameters"
		}
	}
	encoder, y := n.drawEncoders(s, tips)
	state := shapeOf("N", n.Channels, "C")
	var out int // the last part before the head
	x, wide := float64(mainX), 176.0
	if n.equilibrium() {
		out, y = n.drawEquilibrium(s, encoder, y, tips)
		state = "Z*, " + state
		x, wide = solverX, 150
	} else {
		if n.OwnFirst {
			what := "one layer like those below"
			if n.Family == "residual" {
				what = shorten(n.Operator, 24)
			}
			first := s.box(mainX, y+57, 176, 40, firstColor, "first layer, of its own:\n"+what, tips["first layer"])
			s.flow(encoder, first, state)
			encoder, y = first, y+77
		}
		if n.between() > 0 {
			out, y = n.drawStack(s, encoder, y, tips)
		} else {
			out = encoder
			n.drawEdges(s, sideX, "all layers", tips, [2]float64{mainX - 83, y - 20})
		}
	}
	steps := []string{"LayerNorm", "ReLU"}
	if n.equilibrium() {
		steps = steps[1:]
	}
	if n.Dropout > 0 {
		steps = append(steps, "dropout")
	}
	text, high := fmt.Sprintf("head, %s → %s\n", width(n.Channels, "C"), width(n.Outputs, "outputs"))+strings.Join(append(steps, "linear"), ", "), 40.0
	if n.Dropout > 0 && !n.equilibrium() { // too long for a line
		text, high = strings.Replace(text, ", dropout", ",\ndropout", 1), 56
	}
	name := "head"
	if n.convolutionalEnds() {
		name = "last convolution"
		text = strings.Join(steps, ", ") + ",\n" + fmt.Sprintf("last layer, %s → %s\n%s, bias",
			width(n.Channels, "C"), width(n.Outputs, "outputs"), shorten(n.Last.Name, 20))
		high = 56
	}
	head := s.box(x, y+38+high/2, wide, high, headColor, text, tips[name])
	y += 38 + high
	s.flow(out, head, state)
	kind := ""
	switch {
	case n.Tasks:
		kind = ", yes or no"
	case n.Outputs > 0:
		kind = ", a class each"
	}
	says, below := "logits "+shapeOf("N", n.Outputs, "outputs")+kind, 36.0
	if n.LabelReuse > 0 {
		says, below = says+"\nback in as labels, "+timesOver(n.LabelReuse), 43.5
	}
	logits := s.words(x, y+below, wide, says)
	s.flow(head, logits, "")
	return &s.drawing
}

// drawEncoders draws the inputs and their encoders; y is where the encoders end.
func (n network) drawEncoders(s *sketch, tips map[string]string) (encoder int, y float64) {
	x := n.encoderX()
	nodes, high := "node features", 16.0
	if n.EdgeSums {
		nodes, high = "sums of\nedge features", 23.5
	}
	of := width(n.NodeFeatures, "F")
	if n.LabelInput {
		nodes, high, of = nodes+",\nlabels", high+7.5, of+" + "+width(n.Outputs, "outputs")
	}
	nodes += "\n[N, " + of + "]"
	y = 84
	if n.Species > 0 {
		y = 140
	}
	name, text, tall := "node encoder", "node encoder\n", 40.0
	if n.convolutionalEnds() {
		name, text = "first convolution", "first layer, "+shorten(n.First.Name, 12)+"\n"
	}
	if n.InputDropout > 0 {
		text, tall, y = "dropout "+Number(n.InputDropout)+",\n"+text, 56, y+8
	}
	encoder = s.box(x, y, 166, tall, encoderColor, text+fmt.Sprintf("%s → %s", width(n.inputs(), "F"), width(n.Channels, "C")), tips[name])
	if n.Species > 0 {
		s.flow(s.words(x-44, high, 80, nodes), encoder, "", [2]float64{x - 44, 100})
		in := s.words(x+56, 16, 74, "species\n"+shapeOf("N", n.Species, "S"))
		species := s.box(x+44, 78, 96, 40, encoderColor, fmt.Sprintf("species encoder\n%d → %d", n.Species, n.Species), tips["species encoder"])
		s.flow(in, species, "")
		s.flow(species, encoder, "")
	} else {
		s.flow(s.words(x, high, 80, nodes), encoder, "")
	}
	return encoder, y + tall/2
}

// timesOver writes how often something is done again.
func timesOver(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// encoderX: an equilibrium network's encoder stands where X enters the block.
func (n network) encoderX() float64 {
	if n.equilibrium() {
		return sideX + 5
	}
	return mainX
}

// drawEdges draws the edges' encoder at x and the way of its values, which all layers read, to the frame.
func (n network) drawEdges(s *sketch, x float64, readers string, tips map[string]string, way ...[2]float64) {
	if n.EdgeFeatures == 0 {
		return
	}
	in := s.words(x, 16, 110, "edge features\n"+shapeOf("E", n.EdgeFeatures, ""))
	encoder := s.box(x, 84, 130, 40, encoderColor,
		fmt.Sprintf("edge encoder\n%d → %s, %s", n.EdgeFeatures, width(n.Channels, "C"), readers), tips["edge encoder"])
	s.flow(in, encoder, "")
	last := len(way) - 1
	s.words(x+30, 120, 50, shapeOf("E", n.Channels, "C"))
	s.links = append(s.links, link{from: encoder, to: s.point(way[last][0], way[last][1]), via: way[:last], arrow: true, dashed: true})
}

// drawStack draws one layer in its frame, and that it is one of many.
func (n network) drawStack(s *sketch, before int, y float64, tips map[string]string) (out int, below float64) {
	top, left, right := y+46, float64(networkLeft), float64(networkRight-14)
	n.drawEdges(s, sideX, "all layers", tips, [2]float64{sideX, top})
	name := n.times()
	if n.Tied {
		name += ", weight-tied"
	}
	at := len(s.nodes)
	s.add(node{})
	s.words(left+8+3.2*float64(len([]rune(name))), top+14, 6.4*float64(len([]rune(name))), name)
	entry := s.point(mainX, top+14)
	s.links = append(s.links, link{from: before, to: entry, text: shapeOf("N", n.Channels, "C")})
	var end float64
	if n.reversible() && n.Groups > 1 {
		end = n.drawCoupling(s, entry, top+14, left, right, tips[name])
	} else {
		end = n.drawResidual(s, entry, top+14, left, tips[name])
	}
	formula := n.formula()
	end += 20 + 15*float64(1+strings.Count(formula, "\n"))
	s.words((left+right)/2, end-8-7.5*float64(1+strings.Count(formula, "\n")), right-left, formula)
	s.nodes[at] = node{shape: frame, x: (left + right) / 2, y: (top + end) / 2, width: right - left, height: end - top}
	if n.Tied {
		// Back to its own start: one set of parameters.
		s.flow(s.point(right-24, end), s.point(right-24, top), "", [2]float64{right - 24, end + 12}, [2]float64{right + 14, end + 12},
			[2]float64{right + 14, top - 12}, [2]float64{right - 24, top - 12})
		return s.point(mainX, end), end
	}
	if n.between() < 2 {
		return s.point(mainX, end), end
	}
	for i := 1.0; i <= 2; i++ {
		by := 6 * i
		s.links = append(s.links, link{from: s.point(right, top+by), to: s.point(left+by, end), dashed: true,
			via: [][2]float64{{right + by, top + by}, {right + by, end + by}, {left + by, end + by}}})
	}
	return s.point(mainX, end+12), end + 12
}

// drawResidual draws Y = F(X) + X from the entry at y.
func (n network) drawResidual(s *sketch, entry int, y, left float64, tip string) float64 {
	split := s.joint(mainX, y+16)
	s.wire(entry, split)
	lines := 1 + strings.Count(n.chain("\n"), "\n") + 1
	high := 15*float64(lines) + 10
	f := s.box(left+100, y+40+high/2, 150, high, operatorColor, "F\n"+n.chain("\n"), "F: "+n.chain(" → ")+"\n"+tip)
	plus := s.sum(mainX, y+40+high+22, "+", "Y = F(X) + X")
	s.flow(split, plus, "X")
	s.flow(split, f, "", [2]float64{left + 100, y + 16})
	s.flow(f, plus, "", [2]float64{left + 100, y + 40 + high + 22})
	end := s.words(mainX, y+40+high+56, 30, "Y")
	s.flow(plus, end, "")
	return y + 40 + high + 64
}

// drawCoupling draws the groups side by side: Yᵢ = Fᵢ(Yᵢ₋₁) + Xᵢ, one below the other since each needs the one before.
func (n network) drawCoupling(s *sketch, entry int, y, left, right float64, tip string) float64 {
	const most = 4                    // groups that have room
	shown := []int{1, 2, 0, n.Groups} // 0 stands for those between
	if n.Groups <= most {
		shown = shown[:0]
		for i := range n.Groups {
			shown = append(shown, i+1)
		}
	}
	pitch := (right - left - 8) / float64(len(shown))
	function := func(k int) float64 { return left + 4 + pitch*(float64(k)+0.34) }
	column := func(k int) float64 { return left + 4 + pitch*(float64(k)+0.84) }
	const rowHeight = 46
	names, level := y+44, y+80
	row := func(k int) float64 { return level + rowHeight*float64(k+1) }
	last := row(len(shown)-1) + 40
	split := s.point(mainX, y+14)
	s.wire(entry, split)

	each := shapeOf("N", n.Channels/n.Groups, "C/G")
	start := s.point(function(0), level)
	if n.Groups > 2 {
		s.nodes[start] = node{shape: circle, x: function(0), y: level, width: 20, color: sumColor, text: "Σ", name: "Y₀ = " + n.others()}
	}
	// Each group but the first has a line of its own to the sum: lines that met would be one value.
	line := func(k int) float64 { return level + 10*(float64(k)-float64(len(shown))/2) }
	toSum := func(k int) [][2]float64 {
		if n.Groups == 2 {
			return nil
		}
		return [][2]float64{{function(0) + 22, line(k)}}
	}
	from := start // what feeds the next group
	for k, i := range shown {
		if i == 0 {
			s.links = append(s.links, link{from: s.words(column(k), names, 12, "…"), to: start, dashed: true,
				via: append([][2]float64{{column(k), line(k)}}, toSum(k)...), arrow: true})
			dots := s.words(column(k), row(k), 14, "…")
			s.flow(from, dots, "")
			from = dots
			continue
		}
		x := s.words(column(k), names, 22, "X"+subscript(i))
		s.flow(split, x, "")
		plus := s.sum(column(k), row(k), "+", fmt.Sprintf("Y%s = F%s(Y%s) + X%s", subscript(i), subscript(i), subscript(i-1), subscript(i)))
		if i == 1 {
			s.flow(x, plus, "")
		} else {
			tap := s.joint(column(k), line(k))
			s.wire(x, tap)
			s.flow(tap, plus, "")
			s.links = append(s.links, link{from: tap, to: start, via: toSum(k), arrow: n.Groups > 2})
		}
		f := s.box(function(k), row(k), min(60, 0.56*pitch), 26, operatorColor, "F"+subscript(i), "F"+subscript(i)+": "+n.chain(" → ")+"\n"+tip)
		switch {
		case k == 0:
			s.flow(from, f, "")
		case shown[k-1] == 0:
			s.flow(from, f, "", [2]float64{column(k - 1), row(k)})
		default:
			s.flow(from, f, "")
		}
		s.flow(f, plus, "")
		out := s.words(column(k), last, 22, "Y"+subscript(i))
		if k == len(shown)-1 {
			s.flow(plus, out, "")
			continue
		}
		next := s.joint(column(k), row(k+1))
		s.wire(plus, next)
		s.flow(next, out, "")
		from = next
	}
	s.words(function(0), last, pitch*0.6, "each\n"+each)
	return last + 8
}

// drawEquilibrium draws the block inside its solver's loop: Z goes round until it stays as it is.
func (n network) drawEquilibrium(s *sketch, encoder int, y float64, tips map[string]string) (out int, below float64) {
	const left, right, x = 34, 206, 112 // of the frame; the block's path
	top := y + 44
	n.drawEdges(s, solverX, "both conv", tips, [2]float64{solverX, top - 14}, [2]float64{right - 20, top - 14}, [2]float64{right - 20, top})
	at := len(s.nodes)
	s.add(node{})
	s.words(left+32, top+16, 50, "F(Z, X)")
	start := s.words(x, top+22, 16, "Z")
	operator := shorten(n.Operator, 16)
	conv1 := s.box(x, top+64, 136, 26, operatorColor, "conv₁: "+operator, "Z' = conv₁(Z)\n"+tips["block"])
	tap := s.joint(x, top+90)
	plus1 := s.sum(x, top+118, "+", "Z' + X")
	middle := "LayerNorm, ReLU"
	if n.Dropout > 0 {
		middle += "\ndropout " + Number(n.Dropout)
	}
	norm1 := s.box(x, top+166, 136, 36, operatorColor, middle, "")
	conv2 := s.box(x, top+218, 136, 26, operatorColor, "conv₂: "+operator, tips["block"])
	plus2 := s.sum(x, top+258, "+", "conv₂(…) + Z'")
	norm2 := s.box(x, top+298, 136, 26, operatorColor, "ReLU, LayerNorm", "")
	end := top + 326
	s.nodes[at] = node{shape: frame, x: (left + right) / 2, y: (top + end) / 2, width: right - left, height: end - top}
	s.flow(start, conv1, "")
	s.wire(conv1, tap)
	s.flow(tap, plus1, "")
	s.flow(plus1, norm1, "")
	s.flow(norm1, conv2, "")
	s.flow(conv2, plus2, "")
	s.flow(plus2, norm2, "")
	s.flow(tap, plus2, "", [2]float64{right - 12, top + 90}, [2]float64{right - 12, top + 258})

	// The encoded input, normalized, comes from the left.
	injected := s.point(20, y)
	s.flow(injected, plus1, "", [2]float64{20, top + 118})
	s.words(20+50, y+20, 90, "X, normalized,\n"+shapeOf("N", n.Channels, "C"))

	text := "solver"
	if v := n.Solver; v != nil {
		kind := "relative"
		if v.Absolute {
			kind = "absolute"
		}
		name := v.Method
		if name != "" {
			name = strings.ToUpper(name[:1]) + name[1:]
		}
		text = fmt.Sprintf("%s\nto %s %s\nat most %d", shorten(name, 14), kind, Number(v.Tolerance), v.Iterations)
	}
	solve := s.box(solverX, top+298, 100, 56, solverColor, text, "until F(Z, X) = Z\n"+strings.ReplaceAll(text, "\n", ", "))
	s.flow(norm2, solve, "")
	s.flow(solve, start, "", [2]float64{solverX, top + 22})
	s.words(solverX+26, top+160, 40, "next Z")
	y = end
	if n.Groups > 1 {
		y += 30
		s.words(134, y+4, 250, n.formula())
		y += 22
	} else {
		s.words(x, y+12, 170, n.formula())
	}
	return solve, y
}
