package athand

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFind(t *testing.T) {
	above, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	work, named := filepath.Join(above, "checkout", "internal"), filepath.Join(above, "named")
	beside := filepath.Join(above, "shared", "data")
	// The checkout has a data folder too, with other sets.
	for _, folder := range []string{work, filepath.Join(beside, "yeast", "raw"),
		filepath.Join(above, "checkout", "shared", "data", "cora"),
		filepath.Join(named, "arxiv")} {
		if err := os.MkdirAll(folder, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(work)
	for _, c := range []struct {
		name, data string
		elements   []string
		want       string
	}{
		{"beside the checkout", "", []string{"yeast"}, filepath.Join(beside, "yeast")},
		{"inside a set", "", []string{"yeast", "raw"}, filepath.Join(beside, "yeast", "raw")},
		{"in the checkout", "", []string{"cora"}, filepath.Join(above, "checkout", "shared", "data", "cora")},
		{"the nearest folder", "", nil, filepath.Join(above, "checkout", "shared", "data")},
		{"nowhere", "", []string{"arxiv"}, ""},
		{"in a named folder", named, []string{"arxiv"}, filepath.Join(named, "arxiv")},
		{"not in the named folder", named, []string{"yeast"}, ""},
		{"the named folder", named, nil, named},
		{"no such folder", filepath.Join(above, "none"), nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("KILOLAYER_DATA", c.data)
			if got := Find(c.elements...); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
