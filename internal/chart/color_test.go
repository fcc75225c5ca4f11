package chart

import (
	"image/color"
	"math"
	"testing"
)

// sight is how a reader sees linear red, green and blue: matrices of F. Viénot, H. Brettel and J. Mollon, "Digital
// video colourmaps for checking the legibility of displays by dichromats" (1999), for sRGB.
var sights = map[string][3][3]float64{
	"all colours": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"no red":      {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}},
	"no green":    {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}},
	"grey print":  {{0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}, {0.2126, 0.7152, 0.0722}},
}

// lab is a colour as a reader sees it, in CIE L*a*b* under D65.
func lab(c color.RGBA, sight [3][3]float64) (out [3]float64) {
	linear := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	given := [3]float64{linear(c.R), linear(c.G), linear(c.B)}
	var seen [3]float64
	for i, row := range sight {
		seen[i] = row[0]*given[0] + row[1]*given[1] + row[2]*given[2]
	}
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124*seen[0] + 0.3576*seen[1] + 0.1805*seen[2]) / 0.9505)
	y := f(0.2126*seen[0] + 0.7152*seen[1] + 0.0722*seen[2])
	z := f((0.0193*seen[0] + 0.1192*seen[1] + 0.9505*seen[2]) / 1.0890)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func distance(a, b [3]float64) float64 {
	return math.Sqrt((a[0]-b[0])*(a[0]-b[0]) + (a[1]-b[1])*(a[1]-b[1]) + (a[2]-b[2])*(a[2]-b[2]))
}

// TestColours: colours are told apart by readers who see all of them and by those who do not, with a distance of at
// least 10, where about 2 are just noticed. In grey print some are not, and there the patterns and the symbols differ.
func TestColours(t *testing.T) {
	const least = 10
	for name, sight := range sights {
		for i := range Colors {
			for j := range i {
				d := distance(lab(Palette(i), sight), lab(Palette(j), sight))
				if name != "grey print" && d < least {
					t.Errorf("%s: colours %d and %d are %.1f apart, want %d", name, j, i, d, least)
				}
			}
		}
		for _, page := range []color.RGBA{{0xFF, 0xFF, 0xFF, 0xFF}} {
			for i := range Colors {
				if d := distance(lab(Palette(i), sight), lab(page, sight)); d < 2*least {
					t.Errorf("%s: colour %d is %.1f from the page", name, i, d)
				}
			}
		}
	}
	grey := sights["grey print"]
	for i := range len(patterns) + 2 { // lines in one panel
		for j := range i {
			same := i%len(patterns) == j%len(patterns)
			if d := distance(lab(Palette(i), grey), lab(Palette(j), grey)); same && d < least {
				t.Errorf("in grey, lines %d and %d have one pattern and are %.1f apart", j, i, d)
			}
		}
	}
	for name, sight := range sights {
		for i := range stack {
			for j := range i {
				if d := distance(lab(Stack(i), sight), lab(Stack(j), sight)); d < least {
					t.Errorf("%s: parts %d and %d of a stack are %.1f apart, want %d", name, j, i, d, least)
				}
			}
		}
	}
	seen := map[string]bool{}
	for i := range 30 { // settings in one comparison
		look := hex(Palette(i)) + string(SymbolOf(i))
		if seen[look] {
			t.Errorf("setting %d looks like one before it", i)
		}
		seen[look] = true
	}
	for i := range symbols {
		for j := range i {
			if SymbolOf(i) == SymbolOf(j) {
				t.Errorf("of ten settings %d and %d have one symbol, which grey print does not tell apart", j, i)
			}
		}
	}
}
