package viz

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/internal/chart"
	"github.com/kilolayer/kilolayer/revgnn/options"
	"github.com/kilolayer/kilolayer/revgnn/run"
)

// texts are all that is written in a figure's drawing.
func texts(f *Figure) string {
	var b strings.Builder
	for _, n := range f.panels[0].Drawing.Nodes {
		b.WriteString(n.Text + "\n")
	}
	for _, l := range f.panels[0].Drawing.Links {
		b.WriteString(l.Text + "\n")
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
		{"model-reversible-2", []string{"× 1,001 layers", "F₂", "Y₀ = X₂\n", "[N, 40]", "16 → 80", "[E, 80]",
			"species encoder",
			"sums of\nedge features", "80 → 112", "yes or no"}, []string{"Σ", "weight-tied", "first layer", "F₃"}},
		{"model-reversible-4", []string{"Σ", "F₄", "Y₀ = X₂ + … + X₄", "node features\n[N, 34]", "a class each"},
			[]string{"edge", "species"}},
		{"model-reversible-8",
			[]string{"× 111 layers, weight-tied", "first layer, of its own:\none layer like those below", "F₈",
				"[N, 10]"},
			[]string{"F₃", "× 112"}},
		{"model-residual", []string{"× 112 layers\n", "F\nLayerNorm\nReLU\ndropout 0.1\nGEN(max)", "Y = F(X) + X"},
			[]string{"Σ", "weight-tied"}},
		{"model-tied", []string{"weight-tied", "first layer, of its own:\nGEN(max)"}, nil},
		{"model-labels", []string{"sums of\nedge features,\nlabels\n[N, 8 + 112]",
			"dropout 0.25,\nnode encoder\n128 → 80",
			"yes or no\nback in as labels, once", "× 5 layers"}, []string{"first layer"}},
		{"model-ends", []string{"dropout 0.25,\nfirst layer, GAT\n128 → 80", "× 3 layers",
			"last layer, 80 → 112\nGAT, bias"},
			[]string{"node encoder", "head", "linear"}},
		{"model-ends-alone", []string{"first layer, GAT\n1433 → 80", "last layer, 80 → 7\nGAT, bias"},
			[]string{"×", "X", "labels", "dropout 0.25"}},
		{"model-ends-edges", []string{"edge encoder", "first layer, GAT"}, []string{"×"}},
		{"model-equilibrium", []string{"Anderson\nto relative 1e-6\nat most 100", "X, normalized", "conv₁: GEN(max)",
			"Z*, [N, 80]", "Z = 0"},
			[]string{"layers", "Y₀"}},
		{"model-groups", []string{"in 4 groups: Y₀ = Z₂ + … + Z₄"}, nil},
		{"model-small", []string{"× 1 layer", "[N, 1]", "1 → 6", "6 → 2", "X₂ + X₃", "[N, 2]"},
			[]string{"edge", "dropout"}},
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
		{"stack", madeNetwork(options.Reversible, 7, 2).on("a", 3, 2), 2, 0},
		{"one layer", madeNetwork(options.Reversible, 1, 2).on("a", 3, 2), 0, 0},
		{"tied", weightTied(madeNetwork(options.Reversible, 7, 2)).on("a", 3, 2), 0, 1},
		{"residual stack", madeNetwork(options.Residual, 7, 1).on("a", 3, 2), 2, 0},
		{"equilibrium", madeNetwork(options.Equilibrium, 0, 1).on("a", 3, 2), 0, 0},
	} {
		deck, back := 0, 0
		for _, l := range Model(c.x).panels[0].Drawing.Links {
			if l.Dashed {
				deck++
			}
			if len(l.Via) == 4 {
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
		d := Model(madeNetwork(options.Reversible, 7, groups)).panels[0].Drawing
		// sources follows the links without an arrow, which lead to joints, back to what a value comes from.
		var sources func(to int) []string
		sources = func(to int) (list []string) {
			for _, l := range d.Links {
				if l.To != to {
					continue
				}
				if n := d.Nodes[l.From]; n.Text == "" {
					list = append(list, sources(l.From)...)
				} else if n.Text == "+" {
					list = append(list, n.Name[:strings.Index(n.Name, " ")])
				} else {
					list = append(list, n.Text)
				}
			}
			return list
		}
		for i, n := range d.Nodes {
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
				case n.Text == "F"+subscript(g):
					want = "[" + before + "]"
				case n.Text == "+" && strings.HasPrefix(n.Name, "Y"+subscript(g)+" "):
					want = fmt.Sprintf("[X%s F%s]", subscript(g), subscript(g))
				}
			}
			if n.Text == "Σ" {
				want = map[int]string{3: "[X₂ X₃]", 4: "[X₂ X₃ X₄]"}[groups]
			}
			if got := fmt.Sprint(sources(i)); want != "" && got != want {
				t.Errorf("%d groups: %s %s takes %s, want %s", groups, n.Text, n.Name, got, want)
			}
		}
	}
}

// TestModelFits: half a screen holds the drawing, texts fit their boxes, and boxes do not touch.
func TestModelFits(t *testing.T) {
	const letter = 6.2 // CSS pixels, about, at 12 pixels
	for name, f := range networks() {
		d := f.panels[0].Drawing
		x0, y0, x1, y1 := d.Extent()
		if x0 < 0 || x1 > chart.HalfScreen || y0 < 0 || y1 > 820 {
			t.Errorf("%s takes %g to %g and %g to %g", name, x0, x1, y0, y1)
		}
		for i, n := range d.Nodes {
			lines := strings.Split(n.Text, "\n")
			for _, l := range lines {
				if n.Shape == chart.Box && letter*wideLetters(l) > n.Width {
					t.Errorf("%s: %q does not fit a box of %g", name, l, n.Width)
				}
			}
			if n.Shape == chart.Box && 15*float64(len(lines)) > n.Height {
				t.Errorf("%s: %q does not fit a box %g high", name, n.Text, n.Height)
			}
			for _, o := range d.Nodes[:i] {
				if n.Shape == chart.Box && (o.Shape == chart.Box || o.Shape == chart.Label && o.Text != "") &&
					2*abs(n.X-o.X) < n.Width+o.Width && 2*abs(n.Y-o.Y) < n.Height+o.Height {
					t.Errorf("%s: %q lies on %q", name, n.Text, o.Text)
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

// TestModelTable: a row of the table is a part as the model states it, and the subtitle has the sum of their
// parameters.
func TestModelTable(t *testing.T) {
	for _, c := range []struct {
		name  string
		rows  []string
		total string
	}{
		{"model-reversible-4", []string{"node encoder [N, 34] [N, 80] 2,800", "× 112 layers [N, 80] [N, 80] 797,440",
			"head [N, 80] [N, 2] 322"}, "800,562 parameters"},
		{"model-reversible-8", []string{"species encoder [N, 8] [N, 8] 72", "node encoder [N, 16] [N, 80] 1,360",
			"edge encoder [E, 8] [E, 80] 720", "first layer [N, 80] [N, 80] 10,400",
			"× 111 layers, weight-tied [N, 80] [N, 80] 10,400", "head [N, 80] [N, 112] 9,232"}, "32,184 parameters"},
		{"model-tied", []string{"node encoder [N, 1433] [N, 80] 114,720", "first layer [N, 80] [N, 80] 26,160",
			"× 111 layers, weight-tied [N, 80] [N, 80] 26,320", "head [N, 80] [N, 7] 727"}, "167,927 parameters"},
		{"model-ends-alone", []string{"first convolution [N, 1433] [N, 80] 114,880",
			"last convolution [N, 80] [N, 7] 748"}, "115,628 parameters"},
		{"model-equilibrium", []string{"node encoder [N, 1433] [N, 80] 114,720", "block [N, 80] [N, 80] 52,640",
			"head [N, 80] [N, 7] 567"}, "167,927 parameters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := networks()[c.name]
			var rows []string
			for _, row := range f.Table().Rows {
				rows = append(rows, strings.Join(row, " "))
			}
			if got, want := strings.Join(rows, "\n"), strings.Join(c.rows, "\n"); got != want {
				t.Errorf("the table has\n%s\nwant\n%s", got, want)
			}
			if !strings.HasPrefix(f.Subtitle, c.total) {
				t.Errorf("the subtitle %q does not begin with %q", f.Subtitle, c.total)
			}
		})
	}
}

// TestMadeNetworks: what the tests draw can be built.
func TestMadeNetworks(t *testing.T) {
	for name, d := range networkData() {
		if err := d.Model.Options.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestModelNothing(t *testing.T) {
	family := func(f options.Family) described {
		return described{Model: run.Model{Options: options.Network{Family: f}}}
	}
	for _, c := range []struct {
		name string
		x    Described
		says string
	}{
		{"nil", nil, "No network was given."},
		{"a nil run", (*run.Run)(nil), "No network was given."},
		{"empty", described{}, "The record names no network."},
		{"unknown family", family("</script>"),
			`cannot draw: "</script>"; it draws residual, reversible and equilibrium`},
		{"no parts", family(options.Residual), "The record does not state the parts of the network."},
	} {
		if s := Model(c.x).String(); !strings.Contains(s, c.says) {
			t.Errorf("%s: %q does not say %q", c.name, s, c.says)
		}
	}
	odd := func(f options.Family, depth, channels, groups int, parts ...run.Part) described {
		o := options.Network{Family: f, Depth: depth, Channels: channels, Groups: groups}
		return described{Model: run.Model{Options: o, Parts: parts}}
	}
	for _, x := range []described{ // which no builder makes
		odd(options.Reversible, -3, -8, -1, run.Part{Kind: run.Layers, Layers: -3, In: -8}),
		odd(options.Reversible, 3, 8, 1<<40, run.Part{Kind: run.Layers, Layers: 3}),
		odd(options.Equilibrium, 0, 0, 1<<40, run.Part{Kind: run.Block}),
		odd(options.Residual, 0, 0, 5, run.Part{Kind: "another"}),
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
