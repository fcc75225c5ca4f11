package datasets

import (
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/files"
	"github.com/kilolayer/kilolayer/datasets/internal/madeup"
)

func fromList(text string) *File {
	b := FromEdgeList("network.txt")
	b.open = madeup.Texts(map[string]string{"network.txt": text})
	return b
}

func TestFromEdgeList(t *testing.T) {
	want := New(3, [][2]int32{{0, 1}, {2, 0}})
	weighted := New(3, [][2]int32{{0, 1}, {2, 0}}).WithEdgeWeights([]float32{0.5, 2})
	for _, c := range []struct {
		name string
		from *File
		want *Own
		ids  string
	}{
		{"blanks", fromList("a b\nc a\n"), want, "a b c"},
		{"tabs", fromList("a\tb\nc\ta"), want, "a b c"},
		{"commas", fromList("a,b\nc , a\n"), want, "a b c"},
		{"a comma at the end", fromList("a,b,\nc,a,\n"), want, "a b c"},
		{"indented, CRLF", fromList("  a b \r\n\tc a\r\n"), want, "a b c"},
		{"comments and empty lines", fromList("# Nodes: 3 Edges: 2\n% sym\n\n a b\n # x\nc a\n"), want, "a b c"},
		{"weights", fromList("a b 0.5\nc a 2\n"), weighted, "a b c"},
		{"zipped", fromList(string(madeup.Gzip("a b 0.5\nc a 2\n"))), weighted, "a b c"},
		{"undirected", fromList("a b 0.5\nc a 2\n").WithUndirected(),
			New(3, [][2]int32{{0, 1}, {2, 0}}).WithEdgeWeights([]float32{0.5, 2}).WithUndirected(), "a b c"},
		{"a header", fromList("Source Target\na b\nc a\n"), want, "a b c"},
		{"networkx's dictionaries", fromList("a b {}\nc a {}\n"), want, "a b c"},
		{"whole numbers", fromList("30 10\n20 30\n"), New(3, [][2]int32{{2, 0}, {1, 2}}), "10 20 30"},
		{"an edge to itself, and one twice", fromList("0 0\n0 1\n0 1\n"), New(2, [][2]int32{{0, 0}, {0, 1}, {0, 1}}),
			"0 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := c.from.Done()
			if err != nil {
				t.Fatal(err)
			}
			checkSame(t, g, c.want.Must())
			if got := idsOf(g); got != c.ids {
				t.Errorf("ids %q, want %q", got, c.ids)
			}
			if g.Name != "network" {
				t.Errorf("name %q", g.Name)
			}
		})
	}
}

func TestFromEdgeListRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "network.txt has no edges"},
		{"comments only", "# a b\n\n", "network.txt has no edges"},
		{"one id", "a b\n# x\nc\n",
			`network.txt line 3: "c" is one field; want two ids separated by blanks, tabs, commas or semicolons`},
		{"ragged", "a b 1\nb " +
			"c\n", `network.txt line 2: column "3": "" stands for no value, which is missing for 1 of 2 edges`},
		{"an empty id", ",a\n", "network.txt line 1: field 1 is empty"},
		{"an empty id between", "a,b\na,,b\n", "network.txt line 2: 3 fields, want 2 as in the first line"},
		{"NaN", "0 1 1\n0 1 nan\n", `network.txt line 2: column "3": "nan" stands for no value`},
		{"infinite", "0 1 1e39\n", `"1e39" is not a finite float32`},
		{"a word after the ids", "0 1 2\n1 2 far\n", `network.txt line 2: column "3": "far" is not a number`},
		{"a long line", "a b\n" + strings.Repeat("a ", files.MaxLine), "network.txt line 2: longer than 1048576 bytes"},
		{"cut short", string(madeup.Gzip(strings.Repeat("a b\n", 20))[:20]), "network.txt is damaged or cut short"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := fromList(c.text).Done()
			checkRefused(t, err, c.want)
		})
	}
	_, err := FromEdgeList("none.txt").Done()
	checkRefused(t, err, "none.txt: no such file")
	_, err = FromEdgeList("testdata").Done()
	checkRefused(t, err, "testdata: is a directory")
}

// The list was written from networkx.karate_club_graph(); see testdata/own/README.md.
func TestFromEdgeListKarate(t *testing.T) {
	g := FromEdgeList("testdata/own/karate.txt").WithUndirected().Must()
	want := Karate().Must()
	if !slices.Equal(g.Source, want.Source) || !slices.Equal(g.Target, want.Target) {
		t.Errorf("edges %v → %v, want %v → %v", g.Source, g.Target, want.Source, want.Target)
	}
	total := float32(0)
	for _, weight := range g.EdgeWeights {
		total += weight
	}
	if total != 2*231 { // networkx's g.size(weight="weight"), each edge in both directions
		t.Errorf("weights add up to %v", total)
	}
}

func FuzzEdgeList(f *testing.F) {
	for _, seed := range []string{"# c\n0 1\n1\t2\n", "a,b,0.5\nb,c,1e-3\n", "source target\n", "\x1f\x8b", "1,,2",
		" \r\n,", "7 07 1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b := fromList(text)
		g, err := b.Done()
		if err != nil {
			if !strings.HasPrefix(err.Error(), "datasets: ") || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q", err)
			}
			return
		}
		if err := g.Validate(); err != nil {
			t.Error(err)
		}
		if len(g.Schema.Classes) != g.NumClasses {
			t.Errorf("%d names for %d classes", len(g.Schema.Classes), g.NumClasses)
		}
	})
}
