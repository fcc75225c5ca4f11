// The exponential and the logarithm, by lanes. vector.h stands before it.

// exp_near is e^x but for a factor 2^n, where x = n·ln 2 + r with a whole n and |r| ≤ ln 2 / 2: e^x = 2^n·e^r, and
// the series of e^r is short. power becomes n.
static ALWAYS VECTOR V(exp_near)(VECTOR x, MASK *power) {
	static const double series[] = {1, 1, 1. / 2, 1. / 6, 1. / 24, 1. / 120, 1. / 720, 1. / 5040, 1. / 40320,
		1. / 362880, 1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800};
	const int single = sizeof(REAL) == 4, degree = single ? 7 : 13;
	const VECTOR zero = {0};
	// A number of this size has no bits behind the point: n stands in its last bits.
	const VECTOR whole = zero + (REAL)(single ? 0x1.8p23 : 0x1.8p52);
	VECTOR shifted = x * (REAL)1.4426950408889634 + whole, n = shifted - whole;
	// ln 2 in two parts. The first has so few bits that its product with n is exact.
	VECTOR r = x - n * (REAL)(single ? 0x1.63p-1 : 6.93147180369123816490e-01);
	r -= n * (REAL)(single ? -2.12194440054690583e-4 : 1.90821492927058770002e-10);
	VECTOR y = zero + (REAL)series[degree];
	for (int i = degree - 1; i >= 0; i--) y = y * r + (REAL)series[i];
	*power = (MASK)shifted - (MASK)whole;
	return y;
}

// exp_within is e^x of numbers that are no further from 0 than 86, or 707 of double, to 2 units in the last place.
static ALWAYS VECTOR V(exp_within)(VECTOR x) {
	const int single = sizeof(REAL) == 4, bits = single ? 23 : 52;
	MASK power;
	VECTOR y = V(exp_near)(x, &power);
	return y * (VECTOR)((power + (INT)(single ? 127 : 1023)) << bits);
}

// exp is e^x to 2 units in the last place. NaN stays NaN, −∞ gives 0 and +∞ gives +∞.
static ALWAYS VECTOR V(exp)(VECTOR x) {
	const int single = sizeof(REAL) == 4, bits = single ? 23 : 52;
	const VECTOR zero = {0};
	const INT bias = single ? 127 : 1023;
	// Beyond these bounds the result is 0 or +∞. A comparison with NaN is false, and leaves it.
	const REAL low = single ? -104 : -746, high = single ? 89 : 710;
	x = V(choose)((MASK)(x < low), zero + low, x);
	x = V(choose)((MASK)(x > high), zero + high, x);
	// 2^n in two factors, which are in range where 2^n is not.
	MASK power;
	VECTOR y = V(exp_near)(x, &power);
	MASK half = power >> 1;
	return y * (VECTOR)((half + bias) << bits) * (VECTOR)((power - half + bias) << bits);
}

// decay is e^x of numbers that are not above 0, but for rounding, to 2 units in the last place; one as small as no
// normal number may be 0. NaN stays NaN and −∞ gives 0. It looks at bits, as some processors compare lanes one by one.
static ALWAYS VECTOR V(decay)(VECTOR x) {
	const int single = sizeof(REAL) == 4, last = 8 * sizeof(REAL) - 1;
	const VECTOR zero = {0}, least = zero + (REAL)(single ? 86 : 707);
	const INT infinity = single ? 0x7f800000 : (INT)0x7ff0000000000000;
	MASK size = (MASK)x & (single ? 0x7fffffff : (INT)0x7fffffffffffffff);
	MASK none = (((MASK)least - size) >> last) & ~((infinity - size) >> last);
	return (VECTOR)((MASK)V(exp_within)(x) & ~none);
}

// log is the natural logarithm of positive normal numbers, to 3 units in the last place. NaN stays NaN. A number is
// 2^n·m with m from √½ to √2, and log m = 2·artanh s, of s = (m − 1)/(m + 1), has a short series.
static ALWAYS VECTOR V(log)(VECTOR x) {
	const int single = sizeof(REAL) == 4, bits = single ? 23 : 52, terms = single ? 4 : 10;
	const VECTOR zero = {0}, whole = zero + (REAL)(single ? 0x1.8p23 : 0x1.8p52);
	const INT root = single ? 0x3f3504f3 : (INT)0x3fe6a09e667f3bcd;
	MASK power = ((MASK)x - root) >> bits;
	VECTOR m = (VECTOR)((MASK)x - (power << bits)), n = (VECTOR)((MASK)whole + power) - whole;
	VECTOR f = m - 1, s = f / (f + 2), square = s * s, y = zero;
	for (int i = terms; i > 0; i--) y = (y + (REAL)(2. / (2 * i + 1))) * square;
	// ln 2 in two parts, as in exp. x − x is NaN for NaN.
	y = n * (REAL)(single ? -2.12194440054690583e-4 : 1.90821492927058770002e-10) + s * y + (x - x);
	return n * (REAL)(single ? 0x1.63p-1 : 6.93147180369123816490e-01) + (2 * s + y);
}
