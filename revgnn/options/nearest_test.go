package options

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"depth", "dropout", "groups"}
	for _, c := range []struct{ name, word, want string }{
		{"a letter left out", "dpth", `did you mean "depth"?`},
		{"another case", "Groups", `did you mean "groups"?`},
		{"nothing near", "temperature of the sun", "use one of depth, dropout, groups"},
	} {
		if got := Nearest(c.word, names); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
