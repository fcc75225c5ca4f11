package chart

import "image/color"

// stack are colours of the palette, with a darker and a lighter one at the ends, in the order of their lightness.
var stack = [...]color.RGBA{
	{0x08, 0x30, 0x6B, 0xFF}, // dark blue
	{0x00, 0x72, 0xB2, 0xFF}, // blue
	{0x00, 0x9E, 0x73, 0xFF}, // bluish green
	{0xE6, 0x9F, 0x00, 0xFF}, // orange
	{0xF0, 0xE4, 0x42, 0xFF}, // yellow
}

// Stack is the colour of part i of what is stacked. Each is lighter than the one before, so that parts are told apart
// in grey print as well, where areas have neither patterns nor symbols.
func Stack(i int) color.RGBA { return stack[i%len(stack)] }
