package datasets

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

func FuzzParseFloat(f *testing.F) {
	for _, seed := range []string{"0", "-0", "0.15", ".5", "5.", ".", "-", "", "+1", "1e-3", "nan", "NaN", "inf", "1_0", "0x1p-2",
		"123456789012345", "1234567890123456", "0.000000000000001", "9007199254740993", "1003845.53125", "1e400", "1,2", "--1", "1.2.3"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := parseFloat([]byte(text))
		want, err := strconv.ParseFloat(text, 64)
		if ok != (err == nil) {
			t.Fatalf("%q: accepted %v, strconv says %v", text, ok, err)
		}
		if ok && math.Float32bits(got) != math.Float32bits(float32(want)) {
			t.Errorf("%q: %v, want %v", text, got, float32(want))
		}
	})
}

func FuzzParseInt(f *testing.F) {
	for _, seed := range []string{"0", "-0", "17", "-5", "", "-", "+1", "1.0", "999999999999999999", "1000000000000000000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := parseInt([]byte(text))
		want, err := strconv.ParseInt(text, 10, 64)
		if ok && (err != nil || int64(got) != want) {
			t.Errorf("%q: %d, strconv says %d, %v", text, got, want, err)
		}
		if !ok && err == nil && len(text) <= 18 && !strings.HasPrefix(text, "+") {
			t.Errorf("%q: refused, want %d", text, want)
		}
	})
}
