package conv

import (
	"fmt"
	"math"
	"testing"
)

func TestGINValidate(t *testing.T) {
	for _, c := range []struct {
		name string
		gin  GINConv
		want string
	}{
		{"default", GIN(), "<nil>"},
		{"negative ε", GIN().WithEpsilon(-1), "<nil>"},
		{"NaN", GIN().WithEpsilon(math.NaN()), "conv: ε = NaN; use a finite one"},
		{"infinite", GIN().WithEpsilon(math.Inf(-1)), "conv: ε = -Inf; use a finite one"},
		{"no hidden channels", GIN().WithHidden(0), "conv: 0 hidden channels; use at least 1"},
	} {
		if got := fmt.Sprint(c.gin.Validate()); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
