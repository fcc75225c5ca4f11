package viz

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/revgnn/run"
)

// described is a network made up for a test.
type described run.Info

func (d described) Info() run.Info { return run.Info(d) }

// madeNetwork is a network as the record of a run has it, with a graph that has everything.
func madeNetwork(family string, depth, groups int) described {
	config := map[string]any{"backward": "invert", "dropout": 0.1, "node_features": 8, "edge_sums": true, "species": 8,
		"edge_features": 8, "outputs": 112, "tasks": true}
	if family == "equilibrium" {
		config["backward"] = "implicit"
		config["solver"] = map[string]any{"method": "anderson", "tolerance": 1e-6, "iterations": 100}
	}
	return described{
		Model: run.Model{Family: family, Operator: "GEN(max)", Depth: depth, Channels: 80, Groups: groups, Parameters: 2251384, Config: config},
		Data:  run.Data{Name: "proteins", Nodes: 132534, Edges: 79122504},
	}
}

func weightTied(d described) described { d.Model.Tied = true; return d }

func ownFirst(d described) described {
	d.Model.Config["own_first_layer"] = true
	return weightTied(d)
}

// labelled is the network with everything that its inputs can have.
func labelled(d described) described {
	d.Model.Config["label_input"], d.Model.Config["label_reuse"], d.Model.Config["input_dropout"] = true, 1, 0.25
	return d
}

// withEnds is the network between two convolutions.
func withEnds(d described) described {
	for _, key := range []string{"first", "last"} {
		d.Model.Config[key] = map[string]any{"name": "GAT", "heads": 3}
	}
	return d
}

// on is the network for another graph: with node features alone, and classes.
func (d described) on(name string, features, classes int) described {
	for _, key := range []string{"edge_sums", "species", "edge_features", "tasks"} {
		delete(d.Model.Config, key)
	}
	d.Model.Config["node_features"], d.Model.Config["outputs"] = features, classes
	d.Data.Name = name
	return d
}

// networks are figures of every kind of network.
func networks() map[string]*Figure {
	nasty := madeNetwork("residual", 28, 1).on(`</script> "图" αβγ`, 34, 2)
	nasty.Model.Operator = `mine(</script>"图图图图图图图图图" αβγ)`
	bare := described{Model: run.Model{Family: "reversible", Operator: "GCN", Depth: 1, Channels: 4, Groups: 3}}
	return map[string]*Figure{
		"model-reversible-2": Model(madeNetwork("reversible", 1001, 2)),
		"model-reversible-4": Model(madeNetwork("reversible", 112, 4).on("karate", 34, 2)),
		"model-reversible-8": Model(ownFirst(madeNetwork("reversible", 112, 8))),
		"model-residual":     Model(madeNetwork("residual", 112, 1)),
		"model-labels":       Model(labelled(madeNetwork("reversible", 5, 2))),
		"model-ends":         Model(labelled(withEnds(madeNetwork("reversible", 5, 2)))),
		"model-ends-alone":   Model(withEnds(madeNetwork("residual", 2, 1).on("cora", 1433, 7))),
		"model-ends-edges":   Model(labelled(withEnds(madeNetwork("residual", 2, 1)))),
		"model-tied":         Model(ownFirst(madeNetwork("residual", 112, 1).on("cora", 1433, 7))),
		"model-equilibrium":  Model(madeNetwork("equilibrium", 0, 1).on("cora", 1433, 7)),
		"model-groups":       Model(madeNetwork("equilibrium", 0, 4)),
		"model-nasty":        Model(nasty),
		"model-bare":         Model(bare),
	}
}

// texts are all that is written in a figure's drawing.
func texts(f *Figure) string {
	var b strings.Builder
	for _, n := range f.panels[0].drawing.nodes {
		b.WriteString(n.text + "\n")
	}
	for _, l := range f.panels[0].drawing.links {
		b.WriteString(l.text + "\n")
	}
	return b.String()
}

func TestModelSays(t *testing.T) {
	figures := networks()
	for _, c := range []struct {
		name   string
		says   []string
		silent []string
	}{
		{"model-reversible-2", []string{"× 1,001 layers", "F₂", "Y₀ = X₂\n", "[N, 40]", "16 → 80", "[E, 80]", "species encoder",
			"sums of\nedge features", "80 → 112", "yes or no"}, []string{"Σ", "weight-tied", "first layer", "F₃"}},
		{"model-reversible-4", []string{"Σ", "F₄", "Y₀ = X₂ + … + X₄", "node features\n[N, 34]", "a class each"}, []string{"edge", "species"}},
		{"model-reversible-8", []string{"× 111 layers, weight-tied", "first layer, of its own:\none layer like those below", "F₈", "[N, 10]"},
			[]string{"F₃", "× 112"}},
		{"model-residual", []string{"× 112 layers\n", "F\nLayerNorm\nReLU\ndropout 0.1\nGEN(max)", "Y = F(X) + X"}, []string{"Σ", "weight-tied"}},
		{"model-tied", []string{"weight-tied", "first layer, of its own:\nGEN(max)"}, nil},
		{"model-labels", []string{"sums of\nedge features,\nlabels\n[N, 8 + 112]", "dropout 0.25,\nnode encoder\n128 → 80",
			"yes or no\nback in as labels, once", "× 5 layers"}, []string{"first layer"}},
		{"model-ends", []string{"dropout 0.25,\nfirst layer, GAT\n128 → 80", "× 3 layers", "last layer, 80 → 112\nGAT, bias"},
			[]string{"node encoder", "head", "linear"}},
		{"model-ends-alone", []string{"first layer, GAT\n1433 → 80", "last layer, 80 → 7\nGAT, bias"}, []string{"×", "X", "labels", "dropout 0.25"}},
		{"model-ends-edges", []string{"edge encoder", "first layer, GAT"}, []string{"×"}},
		{"model-equilibrium", []string{"Anderson\nto relative 1e-6\nat most 100", "X, normalized", "conv₁: GEN(max)", "Z*, [N, 80]", "Z = 0"},
			[]string{"layers", "Y₀"}},
		{"model-groups", []string{"in 4 groups: Y₀ = Z₂ + … + Z₄"}, nil},
		{"model-bare", []string{"× 1 layer", "[N, F]", "F → 4", "4 → outputs", "X₂ + X₃"}, []string{"edge", "dropout"}},
	} {
		text := texts(figures[c.name])
		for _, want := range c.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q:\n%s", c.name, want, text)
			}
		}
		for _, not := range c.silent {
			if strings.Contains(text, not) {
				t.Errorf("%s says %q", c.name, not)
			}
		}
	}
}

// TestModelDecks: layers with parameters of their own are a deck of frames, tied ones have a way back.
func TestModelDecks(t *testing.T) {
	for _, c := range []struct {
		name       string
		x          described
		deck, back int
	}{
		{"stack", madeNetwork("reversible", 7, 2).on("a", 3, 2), 2, 0},
		{"one layer", madeNetwork("reversible", 1, 2).on("a", 3, 2), 0, 0},
		{"tied", weightTied(madeNetwork("reversible", 7, 2)).on("a", 3, 2), 0, 1},
		{"residual stack", madeNetwork("residual", 7, 1).on("a", 3, 2), 2, 0},
		{"equilibrium", madeNetwork("equilibrium", 0, 1).on("a", 3, 2), 0, 0},
	} {
		deck, back := 0, 0
		for _, l := range Model(c.x).panels[0].drawing.links {
			if l.dashed {
				deck++
			}
			if len(l.via) == 4 {
				back++
			}
		}
		if deck != c.deck || back != c.back {
			t.Errorf("%s: %d more frames and %d ways back, want %d and %d", c.name, deck, back, c.deck, c.back)
		}
	}
}

// TestCouplings: every group's sum takes its own X and the output of its F, and each F reads the Y before it.
func TestCouplings(t *testing.T) {
	for groups := 2; groups <= 4; groups++ {
		d := Model(madeNetwork("reversible", 7, groups)).panels[0].drawing
		// sources follows the links without an arrow, which lead to joints, back to what a value comes from.
		var sources func(to int) []string
		sources = func(to int) (list []string) {
			for _, l := range d.links {
				if l.to != to {
					continue
				}
				if n := d.nodes[l.from]; n.text == "" {
					list = append(list, sources(l.from)...)
				} else if n.text == "+" {
					list = append(list, n.name[:strings.Index(n.name, " ")])
				} else {
					list = append(list, n.text)
				}
			}
			return list
		}
		for i, n := range d.nodes {
			var want string
			for g := 1; g <= groups; g++ {
				before := "Y" + subscript(g-1)
				if g == 1 {
					before = "Σ"
					if groups == 2 {
						before = "X₂"
					}
				}
				switch {
				case n.text == "F"+subscript(g):
					want = "[" + before + "]"
				case n.text == "+" && strings.HasPrefix(n.name, "Y"+subscript(g)+" "):
					want = fmt.Sprintf("[X%s F%s]", subscript(g), subscript(g))
				}
			}
			if n.text == "Σ" {
				want = map[int]string{3: "[X₂ X₃]", 4: "[X₂ X₃ X₄]"}[groups]
			}
			if got := fmt.Sprint(sources(i)); want != "" && got != want {
				t.Errorf("%d groups: %s %s takes %s, want %s", groups, n.text, n.name, got, want)
			}
		}
	}
}

// TestModelFits: half a screen holds the drawing, texts fit their boxes, and boxes do not touch.
func TestModelFits(t *testing.T) {
	const letter = 6.2 // CSS pixels, about, at 12 pixels
	for name, f := range networks() {
		d := f.panels[0].drawing
		x0, y0, x1, y1 := d.extent()
		if x0 < 0 || x1 > halfScreen || y0 < 0 || y1 > 820 {
			t.Errorf("%s takes %g to %g and %g to %g", name, x0, x1, y0, y1)
		}
		for i, n := range d.nodes {
			lines := strings.Split(n.text, "\n")
			for _, l := range lines {
				if n.shape == box && letter*wideLetters(l) > n.width {
					t.Errorf("%s: %q does not fit a box of %g", name, l, n.width)
				}
			}
			if n.shape == box && 15*float64(len(lines)) > n.height {
				t.Errorf("%s: %q does not fit a box %g high", name, n.text, n.height)
			}
			for _, o := range d.nodes[:i] {
				if n.shape == box && (o.shape == box || o.shape == label && o.text != "") &&
					2*abs(n.x-o.x) < n.width+o.width && 2*abs(n.y-o.y) < n.height+o.height {
					t.Errorf("%s: %q lies on %q", name, n.text, o.text)
				}
			}
		}
	}
}

func wideLetters(s string) (n float64) {
	for _, r := range s {
		n++
		if r >= 0x1100 && r < 0x2000 || r > 0x2E80 {
			n++
		}
	}
	return n
}

func abs(v float64) float64 { return max(v, -v) }

// TestModelParts: where the widths are known, the parts' parameters are all of the network's.
func TestModelParts(t *testing.T) {
	for _, x := range []described{
		madeNetwork("reversible", 112, 2), ownFirst(madeNetwork("residual", 112, 1)), madeNetwork("equilibrium", 0, 1),
	} {
		n, err := readNetwork(x.Model)
		if err != nil {
			t.Fatal(err)
		}
		sum := int64(0)
		for _, p := range n.parts() {
			sum += p.parameters
		}
		if sum != x.Model.Parameters {
			t.Errorf("%s: the parts have %d parameters, the network %d", x.Model.Family, sum, x.Model.Parameters)
		}
	}
	if s := Model(described{Model: run.Model{Family: "residual", Depth: 3, Channels: 8, Parameters: 5}}).String(); !strings.Contains(s, "-") {
		t.Errorf("parameters of unknown parts are told:\n%s", s)
	}
}

func TestModelNothing(t *testing.T) {
	odd := madeNetwork("reversible", 3, 2)
	odd.Model.Config["outputs"] = "many"
	for _, c := range []struct {
		name string
		x    Described
		says string
	}{
		{"nil", nil, "No network was given."},
		{"a nil run", (*run.Run)(nil), "No network was given."},
		{"empty", described{}, "The record names no network."},
		{"unknown family", described{Model: run.Model{Family: "</script>"}}, `cannot draw: "</script>"; it draws residual, reversible, equilibrium`},
		{"options of another kind", odd, "options cannot be read"},
	} {
		if s := Model(c.x).String(); !strings.Contains(s, c.says) {
			t.Errorf("%s: %q does not say %q", c.name, s, c.says)
		}
	}
	for _, x := range []described{ // which no builder makes
		{Model: run.Model{Family: "reversible", Depth: -3, Channels: -8, Groups: -1}},
		{Model: run.Model{Family: "equilibrium", Groups: 1 << 40}},
		ownFirst(madeNetwork("residual", 0, 5)),
	} {
		if _, err := Model(x).Option(); err != nil {
			t.Error(err)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct{ name, s, want string }{
		{"short", "GCN", "GCN"},
		{"just", "12345678", "12345678"},
		{"long", "123456789", "1234567…"},
		{"wide", "图图图图图", "图图图…"},
		{"none", "", ""},
	} {
		if got := shorten(c.s, 8); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
