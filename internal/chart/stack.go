package chart

import "image/color"

// stacked is how many parts of a stack have colours of their own.
const stacked = 5

// Stack is the colour of part i of what is stacked. Each is lighter than the one before, so that parts are told apart
// in grey print as well, where areas have neither patterns nor symbols.
func Stack(i int) color.RGBA { return Shade(0.08 + 0.195*float64(i%stacked)) }
