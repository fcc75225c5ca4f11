package chart

import (
	"math"
	"testing"
)

func TestPowerText(t *testing.T) {
	for v, want := range map[float64]string{0: "1", -2: "0.01", math.Log10(0.1234): "0.123", -9.5: "3.16e-10",
		8: "1e8", 6: "1000000"} {
		if got := AsPower.Text(v); got != want {
			t.Errorf("10^%g is %q, want %q", v, got, want)
		}
	}
}
