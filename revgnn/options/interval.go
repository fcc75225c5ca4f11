package options

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// interval is the numbers that an option takes.
type interval struct {
	least, most   float64
	least0, most0 bool // whether the ends themselves are in it
}

// intervalOf reads an interval as a tag has it: "[0,1)", "(0,inf)". An empty text holds all numbers.
func intervalOf(text string) interval {
	if text == "" {
		return interval{least: math.Inf(-1), most: math.Inf(1)}
	}
	least, most, _ := strings.Cut(text[1:len(text)-1], ",")
	number := func(text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			panic(fmt.Sprintf("options: the range %q: %v", text, err)) // a fault in a tag
		}
		return v
	}
	return interval{number(least), number(most), text[0] == '[', text[len(text)-1] == ']'}
}

// holds tells whether a number is in the interval. NaN is in none.
func (i interval) holds(x float64) bool {
	above := x > i.least || i.least0 && x == i.least
	below := x < i.most || i.most0 && x == i.most
	return above && below
}

// String says what the interval takes.
func (i interval) String() string {
	switch {
	case math.IsInf(i.least, -1) && math.IsInf(i.most, 1):
		return "a finite number"
	case math.IsInf(i.most, 1) && i.least0:
		return fmt.Sprintf("a finite number of at least %g", i.least)
	case math.IsInf(i.most, 1) && i.least == 0:
		return "a positive, finite number"
	case math.IsInf(i.most, 1):
		return fmt.Sprintf("a finite number above %g", i.least)
	}
	from := fmt.Sprintf("of at least %g", i.least)
	if !i.least0 {
		from = fmt.Sprintf("above %g", i.least)
	}
	to := fmt.Sprintf("at most %g", i.most)
	if !i.most0 {
		to = fmt.Sprintf("less than %g", i.most)
	}
	return fmt.Sprintf("a number %s and %s", from, to)
}
