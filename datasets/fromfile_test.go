package datasets

import "testing"

func TestGraphName(t *testing.T) {
	for path, want := range map[string]string{"a/b.csv.gz": "b", "b": "b", "c.d/power.graphml": "power"} {
		if got := graphName(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
