package files

import (
	"strings"
	"testing"
)

func TestPrinted(t *testing.T) {
	for _, c := range []struct{ name, part, want string }{
		{"a name", "train idx", "train idx"},
		{"letters of any language", "größe", "größe"},
		{"quotes", `a "b"`, `a "b"`},
		{"two lines", "a\nb", `a\nb`},
		{"quotes and two lines", "\"a\"\n", `\"a\"\n`},
		{"no text", "a\xff", `a\xff`},
		{"too long", strings.Repeat("a", 50), strings.Repeat("a", 40) + "…"},
	} {
		if got := Printed(c.part); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
