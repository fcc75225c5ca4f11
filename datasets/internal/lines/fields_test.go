package lines

import (
	"slices"
	"testing"
)

func TestFields(t *testing.T) {
	for _, c := range []struct {
		name, line string
		want       []string
	}{
		{"blanks", "a  b\tc", []string{"a  b", "c"}},
		{"numbers by blanks and tabs", "1 2\t0.5", []string{"1", "2", "0.5"}},
		{"commas", "a,b , c", []string{"a", "b", "c"}},
		{"numbers by commas", "1, 2,3", []string{"1", "2", "3"}},
		{"semicolons", "a;b c;0,5", []string{"a", "b c", "0,5"}},
		{"only blanks", "a b c", []string{"a", "b", "c"}},
		{"an empty field", "a,,c", []string{"a", "", "c"}},
		{"an empty number", "1,,3", []string{"1", "", "3"}},
		{"quotes", `"a ""b"""  c "d`, []string{`a "b"`, "c", `"d`}},
		{"a comma in quotes", `"a, b",c`, []string{"a, b", "c"}},
		{"a quote inside", `"a"b c`, []string{`"a"b`, "c"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := SeparatorOf(c.line).Fields(nil, c.line)
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
