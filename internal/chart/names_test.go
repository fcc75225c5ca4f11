package chart

import (
	"slices"
	"testing"
	"unicode/utf8"
)

// TestShort: names are cut to 20 letters, and no two that differ become the same.
func TestShort(t *testing.T) {
	for _, c := range []struct {
		name        string
		names, want []string
	}{
		{"none", nil, []string{}},
		{"they fit", []string{"7 layers", "28 layers"}, []string{"7 layers", "28 layers"}},
		{"one is long", []string{"reversible, 1001 layers, 80 channels"}, []string{"reversible…channels"}},
		{"both ends", []string{"weight-tied residual, GCN", "weight-tied residual, GIN"},
			[]string{"weight-tie…dual, GCN", "weight-tie…dual, GIN"}},
		{"the middle", []string{"weight-tied, 7 layers, 16 channels", "weight-tied, 28 layers, 16 channels"},
			[]string{"weight-tie…7 layers…", "weight-ti…28 layers…"}},
		{"the middle of some",
			[]string{"weight-tied, 7 layers, 16 channels", "weight-tied, 28 layers, 16 channels", "short"},
			[]string{"weight-tie…7 layers…", "weight-ti…28 layers…", "short"}},
		{"equal names", []string{"weight-tied, 7 layers, 16 channels", "weight-tied, 7 layers, 16 channels"},
			[]string{"weight-tie…channels", "weight-tie…channels"}},
		{"long words", []string{"aaaaaaaaaaaaaaaaaaaaaaaaabaaaaaaaaaaaaaaaaaaaaaaa",
			"aaaaaaaaaaaaaaaaaaaaaaaaacaaaaaaaaaaaaaaaaaaaaaaa"},
			[]string{"aaaaaaaa…aaaaaaaa #1", "aaaaaaaa…aaaaaaaa #2"}},
		{"other letters", []string{"图αβγ图αβγ图αβγ图αβγ图αβγ图αβγ"}, []string{"图αβγ图αβγ图α…γ图αβγ图αβγ"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Short(c.names, func(s string) bool { return utf8.RuneCountInString(s) <= 20 })
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
			if !distinct(c.names, got) {
				t.Errorf("%q does not tell %q apart", got, c.names)
			}
		})
	}
}
