package schema

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// form is how a number was written, where it was not as Go writes it.
type form int

const (
	plain     form = iota
	truth          // true or false, yes or no
	percent        // divided by 100
	grouped        // with separators of thousands
	ambiguous      // grouped by one sign that may also stand before decimals: 1,234
)

// parseNumber reads a number as people write it, with the given sign before its decimals. A number beyond float64's
// range is infinite.
func parseNumber(text string, decimal byte) (value float64, how form, ok bool) {
	if decimal == '.' && len(text) > 0 && text[0] <= '9' { // neither Inf nor a word
		value, err := strconv.ParseFloat(text, 64)
		if err == nil || errors.Is(err, strconv.ErrRange) {
			return value, plain, !isHexadecimal(text) // which is no way to write data
		}
	}
	switch strings.ToLower(text) {
	case "true", "yes":
		return 1, truth, true
	case "false", "no":
		return 0, truth, true
	case "inf", "+inf", "-inf", "infinity", "-infinity":
		return math.Inf(1), plain, true
	}
	if rest, is := strings.CutSuffix(text, "%"); is {
		value, how, ok = parseNumber(strings.TrimRight(rest, " \u00a0\u202f"), decimal)
		if how == truth {
			return 0, plain, false
		}
		return value / 100, percent, ok
	}
	return parseGrouped(text, decimal)
}

func isHexadecimal(text string) bool {
	return len(text) > 1 && (text[1]|0x20 == 'x' || len(text) > 2 && text[2]|0x20 == 'x') // 0x1, -0x1
}

// parseGrouped reads a number with separators of thousands, or another sign before its decimals than a point.
func parseGrouped(text string, decimal byte) (value float64, how form, ok bool) {
	rest, minus := text, "−"
	digits := make([]byte, 0, 24)
	if r, is := strings.CutPrefix(rest, minus); is {
		rest, digits = r, append(digits, '-')
	} else if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		digits, rest = append(digits, rest[0]), rest[1:]
	}
	groups, separator, run := 0, rune(0), 0
	for rest != "" {
		r, size := utf8.DecodeRuneInString(rest)
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
			run++
		case r == rune(decimal) || r == 'e' || r == 'E':
			if groups > 0 && run != 3 || run == 0 && r != rune(decimal) {
				return 0, plain, false
			}
			return finish(append(digits, tail(rest, decimal)...), groups, 0)
		case strings.ContainsRune(".,'’_ \u00a0\u202f", r):
			// The first group has one to three digits, all others three, and one sign separates all of them.
			if run == 0 || run > 3 || groups > 0 && (run != 3 || r != separator) {
				return 0, plain, false
			}
			groups, separator, run = groups+1, r, 0
		default:
			return 0, plain, false
		}
		rest = rest[size:]
	}
	if groups > 0 && run != 3 {
		return 0, plain, false
	}
	return finish(digits, groups, separator)
}

// tail is a number from its decimal sign or its exponent on, with a point.
func tail(text string, decimal byte) string {
	if text[0] == decimal {
		return "." + text[1:]
	}
	return text
}

// finish reads the digits without separators. last is the separator of a number that ends in its first group of three.
func finish(digits []byte, groups int, last rune) (value float64, how form, ok bool) {
	value, err := strconv.ParseFloat(string(digits), 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		return 0, plain, false
	case groups == 1 && (last == '.' || last == ','):
		return value, ambiguous, true
	case groups > 0:
		return value, grouped, true
	}
	return value, plain, true
}
