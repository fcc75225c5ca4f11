package conv

import (
	"fmt"
	"math"
	"testing"

	"github.com/gomlx/compute/dtypes"
	"github.com/kilolayer/kilolayer/internal/xla"
)

func TestSAGEValidate(t *testing.T) {
	for _, c := range []struct {
		name string
		sage SAGEConv
		want string
	}{
		{"default", SAGE(), "<nil>"},
		{"max", SAGE().WithAggregation(Max), "<nil>"},
		{"softmax", SAGE().WithAggregation(Softmax), "conv: SAGE has no aggregation softmax; use Mean or Max"},
		{"unknown", SAGE().WithAggregation(-1), "conv: SAGE has no aggregation Aggregation(-1); use Mean or Max"},
	} {
		if got := fmt.Sprint(c.sage.Validate()); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// The normalized result is the result in its direction, with length 1.
func TestSAGENormalization(t *testing.T) {
	backend := started(t, xla.Go)
	l := random(SAGE(), 9, 30, 6, 4, 0)
	out, _ := l.solve(t, backend, dtypes.Float64)
	l.operator = SAGE().WithNormalization()
	normalized, _ := l.solve(t, backend, dtypes.Float64)
	want := array{Shape: out.Shape}
	for v := range l.nodes {
		row := out.Values[4*v : 4*v+4]
		for _, value := range row {
			want.Values = append(want.Values, value/math.Sqrt(row[0]*row[0]+row[1]*row[1]+row[2]*row[2]+row[3]*row[3]))
		}
	}
	check(t, "normalized", normalized, want, exact)
}
