package chart

import (
	"fmt"
	"image/color"
)

// okabeIto is the palette of M. Okabe and K. Ito, "Color Universal Design" (2008), without its black and its yellow,
// which vanish on a dark and on a white page.
var okabeIto = [Colors]color.RGBA{
	{0x00, 0x72, 0xB2, 0xFF}, // blue
	{0xE6, 0x9F, 0x00, 0xFF}, // orange
	{0x00, 0x9E, 0x73, 0xFF}, // bluish green
	{0xD5, 0x5E, 0x00, 0xFF}, // vermilion
	{0xCC, 0x79, 0xA7, 0xFF}, // reddish purple
	{0x56, 0xB4, 0xE9, 0xFF}, // sky blue
}

// cividis is the colour map of J. Nuñez, C. Anderton and R. Renslow, "Optimizing colormaps with consideration for color
// vision deficiency" (2018), at nine steps: its lightness grows evenly, and it looks alike to nearly all readers.
var cividis = []color.RGBA{
	{0x00, 0x22, 0x4E, 0xFF}, {0x1A, 0x38, 0x6F, 0xFF}, {0x43, 0x4E, 0x6C, 0xFF},
	{0x61, 0x64, 0x6F, 0xFF}, {0x7D, 0x7C, 0x78, 0xFF}, {0x9B, 0x95, 0x76, 0xFF},
	{0xBC, 0xAF, 0x6F, 0xFF}, {0xDE, 0xCB, 0x5F, 0xFF}, {0xFE, 0xE8, 0x38, 0xFF},
}

// Colors is how many colours the palette has.
const Colors = 6

// Palette is colour number i; after the last one the first follows again.
func Palette(i int) color.RGBA { return okabeIto[i%Colors] }

func hex(c color.RGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// optionalHex is "" for the zero colour, which stands for the page's ink.
func optionalHex(c color.RGBA) string {
	if c == (color.RGBA{}) {
		return ""
	}
	return hex(c)
}

// sheer is c as a colour through which what lies behind is seen.
func sheer(c color.RGBA, part float64) color.NRGBA {
	return color.NRGBA{c.R, c.G, c.B, uint8(255 * part)}
}

// soft is c mixed with white.
func soft(c color.RGBA, part float64) color.RGBA {
	mix := func(v uint8) uint8 { return uint8(part*float64(v) + (1-part)*255) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 0xFF}
}

// inkOn is black or white, whichever is read on c.
func inkOn(c color.RGBA) color.RGBA {
	if 0.299*float64(c.R)+0.587*float64(c.G)+0.114*float64(c.B) > 128 {
		return color.RGBA{0x10, 0x14, 0x18, 0xFF}
	}
	return color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
}
