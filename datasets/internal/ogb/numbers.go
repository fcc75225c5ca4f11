package ogb

import "math"

// leadingInt reads the whole number that text begins with, and says how many bytes it takes: 0 if there is none.
func leadingInt(text []byte) (value, length int) {
	i := 0
	if len(text) > 0 && text[0] == '-' {
		i = 1
	}
	start := i
	for i < len(text) && text[i]-'0' <= 9 {
		value = 10*value + int(text[i]-'0')
		i++
	}
	if i == start || i-start > 18 { // 18 digits always fit 64 bits
		return 0, 0
	}
	if start == 1 {
		value = -value
	}
	return value, i
}

// powers holds 10⁰ … 10²², the powers of ten that a float64 holds exactly.
var powers = [23]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
	1e18, 1e19, 1e20, 1e21, 1e22}

// leadingFloat reads the number that text begins with, if it is short enough to be read exactly, and says how many
// bytes it takes; 0 leaves it to strconv.
//
// With a whole number of digits below 2⁵³ and a power of ten up to 10²², both are exact, so the quotient or product is
// rounded once. The ogb package reads float64, too, and rounds it to float32 later.
func leadingFloat(text []byte) (value float64, length int) {
	i := 0
	if len(text) > 0 && text[0] == '-' {
		i = 1
	}
	negative := i == 1
	whole, digits, decimals := uint64(0), 0, 0
	for start := i; i < len(text) && text[i]-'0' <= 9; i++ {
		whole = 10*whole + uint64(text[i]-'0')
		digits = i + 1 - start
	}
	if i < len(text) && text[i] == '.' {
		i++
		start := i
		for i < len(text) && text[i]-'0' <= 9 {
			whole = 10*whole + uint64(text[i]-'0')
			i++
		}
		decimals = i - start
		digits += decimals
	}
	if digits == 0 || digits > 19 || whole >= 1<<53 { // 19 digits always fit 64 bits
		return 0, 0
	}
	power := -decimals
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		exponent, n := leadingInt(text[i+1:])
		if n == 0 { // also for e+05, which is rare
			return 0, 0
		}
		power += exponent
		i += 1 + n
	}
	switch value = float64(whole); {
	case power < -22 || power > 22:
		return 0, 0
	case power < 0:
		value /= powers[-power]
	default:
		value *= powers[power]
	}
	if negative {
		value = math.Copysign(value, -1)
	}
	return value, i
}
