package viz

import (
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets"
)

func TestClipped(t *testing.T) {
	long := strings.Repeat("long ", 9)
	for _, c := range []struct {
		name  string
		names []string
		want  []string
	}{
		{"none", nil, nil},
		{"short", []string{"red", "blue"}, []string{"red", "blue"}},
		{"one is long", []string{long, "blue"}, []string{"long long …", "blue"}},
		{"two begin alike", []string{long + "a", "blue", long + "b"}, []string{"long l… (0)", "blue", "long l… (2)"}},
		{"lines and blanks", []string{"a\nb", "a  b", "c"}, []string{"a b (0)", "a b (1)", "c"}},
		{"an empty one", []string{"", "red"}, []string{"(0)", "red"}},
		{"a word of the figure", []string{"others", "red"}, []string{"others (0)", "red"}},
		{"a name that looks numbered", []string{"x (1)", "x", "x\t"}, []string{"x (1) (0)", "x (1)", "x (2)"}},
		{"wide letters", []string{"图图图图图图图图"}, []string{"图图图图图…"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := clipped(c.names, 11, "others"); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestNodeText(t *testing.T) {
	long := strings.Repeat("long ", 9)
	for _, c := range []struct {
		name       string
		ids, names []string
		want       string
	}{
		{"a number", nil, nil, "node 1"},
		{"an id", []string{"p0", "p1"}, nil, "node p1"},
		{"a name", nil, []string{"Ann", "Bob"}, "node Bob, id 1"},
		{"both", []string{"p0", "p1"}, []string{"Ann", "Bob\nX"}, "node Bob X, id p1"},
		{"the same", []string{"Ann", "Bob"}, []string{"Ann", "Bob"}, "node Bob"},
		{"long", []string{"p0", long}, nil, "node " + strings.Repeat("long ", 7) + "long…, number 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := &datasets.Graph{NumNodes: 2, IDs: c.ids, Names: c.names}
			if got := nodeText(g, 1); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
