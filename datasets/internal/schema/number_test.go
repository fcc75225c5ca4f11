package schema

import (
	"math"
	"testing"
)

func TestParseNumber(t *testing.T) {
	for _, c := range []struct {
		text    string
		decimal byte
		want    float64
		how     form
		ok      bool
	}{
		{"1.5", '.', 1.5, plain, true},
		{"-1e-3", '.', -1e-3, plain, true},
		{"+2", '.', 2, plain, true},
		{".5", '.', 0.5, plain, true},
		{"1,5", '.', 0, plain, false},
		{"1,5", ',', 1.5, plain, true},
		{",5", ',', 0.5, plain, true},
		{"1,5E+03", ',', 1500, plain, true},
		{"1.5e3", ',', 0, plain, false},
		{"0.5", ',', 0, plain, false},
		{"1,234", '.', 1234, ambiguous, true},
		{"1.234", ',', 1234, ambiguous, true},
		{"1,234", ',', 1.234, plain, true},
		{"1,234.5", '.', 1234.5, grouped, true},
		{"1.234,5", ',', 1234.5, grouped, true},
		{"1,234,567", '.', 1234567, grouped, true},
		{"1 234 567", '.', 1234567, grouped, true},
		{"1\u00a0234,5", ',', 1234.5, grouped, true},
		{"1'234.5", '.', 1234.5, grouped, true},
		{"1_000", '.', 1000, plain, true},
		{"12,34", '.', 0, plain, false},
		{"1,23,456", '.', 0, plain, false},
		{"1,234'567", '.', 0, plain, false},
		{"1234,567", '.', 0, plain, false},
		{"−3", '.', -3, plain, true},
		{"12%", '.', 0.12, percent, true},
		{"12,5 %", ',', 0.125, percent, true},
		{"true%", '.', 0, plain, false},
		{"TRUE", '.', 1, truth, true},
		{"no", ',', 0, truth, true},
		{"1e400", '.', math.Inf(1), plain, true},
		{"inf", '.', math.Inf(1), plain, true},
		{"0x10", '.', 0, plain, false},
		{"7up", '.', 0, plain, false},
		{"1e", '.', 0, plain, false},
		{"-", '.', 0, plain, false},
		{"2024-01-02", '.', 0, plain, false},
		{"10.0.0.1", '.', 0, plain, false},
	} {
		t.Run(c.text+" with "+string(c.decimal), func(t *testing.T) {
			value, how, ok := parseNumber(c.text, c.decimal)
			if ok != c.ok || ok && (value != c.want || how != c.how) {
				t.Errorf("%v, %d, %v; want %v, %d, %v", value, how, ok, c.want, c.how, c.ok)
			}
		})
	}
}
