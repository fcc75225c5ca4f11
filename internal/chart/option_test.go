package chart

import (
	"strings"
	"testing"
)

// TestItemTooltips: scatters, heat maps and drawings tell of one item, curves of all at an x.
func TestItemTooltips(t *testing.T) {
	for name, f := range shapes() {
		byItem := f.spec().ByItem
		if want := !strings.Contains(name, "band") && !strings.Contains(name, "columns"); (len(byItem) > 0) != want {
			t.Errorf("%s: panels by item %v", name, byItem)
		}
	}
}
