package datasets

import (
	"slices"
	"strings"
	"testing"
)

func TestUnpackWords(t *testing.T) {
	sound := packWords([]string{"a", "", "four", "fives"})
	if words, err := unpackWords(sound); err != nil || !slices.Equal(words, []string{"a", "", "four", "fives"}) {
		t.Errorf("%q, %v", words, err)
	}
	// Of a whole word's end that is no longer there, the words before are no less whole.
	ends := map[int]bool{0: true, 8: true, 12: true, 20: true}
	for length := range sound {
		if _, err := unpackWords(sound[:length]); (err == nil) != ends[length] {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
	if _, err := unpackWords([]byte{255, 255, 255, 255, 0, 0, 0, 0}); err == nil {
		t.Error("a word longer than all there is was read")
	}
}

// TestIDs follows the ids of a file's nodes through steps that leave nodes out, and a saved file.
func TestIDs(t *testing.T) {
	for _, c := range []struct {
		name, edges, nodes string
		want               string // of the graph
		kept               bool
		without            string // of its largest component
	}{
		{"words", "source,target\nx,y\na,b\nb,c\n", "", "x y a b c", true, "a b c"},
		{"whole numbers with gaps", "source,target\n1,2\n20,30\n30,40\n", "", "1 2 20 30 40", true, "20 30 40"},
		{"the nodes' own numbers", "source,target\n0,1\n2,3\n3,4\n", "", "0 1 2 3 4", false, "2 3 4"},
		{"a file of nodes", "source,target\nm2,m3\n", "id,x\nm1,5\nm2,6\nm3,7\n", "m1 m2 m3", true, "m2 m3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := fromTexts(c.edges, c.nodes).Must()
			check := func(g *Graph, want string) {
				t.Helper()
				var ids []string
				for node := range g.NumNodes {
					ids = append(ids, g.ID(int32(node)))
				}
				if got := strings.Join(ids, " "); got != want {
					t.Errorf("ids %q, want %q", got, want)
				}
			}
			check(g, c.want)
			if (g.IDs != nil) != c.kept {
				t.Errorf("kept %q", g.IDs)
			}
			part := g.Transform().ToUndirected().LargestComponent().AddSelfLoops().Must()
			check(part, c.without)
			path := t.TempDir() + "/part.graph"
			if err := part.Save(path); err != nil {
				t.Fatal(err)
			}
			check(Open(path).Must(), c.without)
			part.IDs = part.IDs[1:]
			checkRefused(t, part.Validate(), "ids for")
		})
	}
}
