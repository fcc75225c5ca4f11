package options

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"depth", "dropout", "groups", "learning rate", "warm-up"}
	for _, c := range []struct{ name, word, want string }{
		{"a letter left out", "dpth", `did you mean "depth"?`},
		{"another case", "Groups", `did you mean "groups"?`},
		{"the first letters", "lr", `did you mean "learning rate"?`},
		{"the second of two words", "Rate", `did you mean "learning rate"?`},
		{"joined by a hyphen", "wu", `did you mean "warm-up"?`},
		{"a letter of many names", "d", "use one of depth, dropout, groups, learning rate, warm-up"},
		{"nothing near", "temperature of the sun", "use one of depth, dropout, groups, learning rate, warm-up"},
	} {
		if got := Nearest(c.word, names); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestEditDistance holds distances counted by hand.
func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		name, a, b string
		want       int
	}{
		{"no letters", "", "", 0},
		{"one word alone", "", "abc", 3},
		{"replaced and inserted", "kitten", "sitting", 3},
		{"another case", "Depth", "depth", 0},
		{"one left out, one added", "flaw", "lawn", 2},
		{"letters of two bytes", "größe", "grösse", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := editDistance(c.a, c.b); got != c.want {
				t.Errorf("%q and %q are %d apart, want %d", c.a, c.b, got, c.want)
			}
			if got := editDistance(c.b, c.a); got != c.want {
				t.Errorf("%q and %q are %d apart, want %d", c.b, c.a, got, c.want)
			}
		})
	}
}
