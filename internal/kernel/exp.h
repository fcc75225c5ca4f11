// The exponential, by lanes. vector.h stands before it.

// exp is e^x to 2 units in the last place: x = n·ln 2 + r with a whole n and |r| ≤ ln 2 / 2, so e^x = 2^n·e^r, and the
// series of e^r is short. NaN stays NaN, −∞ gives 0 and +∞ gives +∞.
static ALWAYS VECTOR V(exp)(VECTOR x) {
	static const double series[] = {1, 1, 1. / 2, 1. / 6, 1. / 24, 1. / 120, 1. / 720, 1. / 5040, 1. / 40320,
		1. / 362880, 1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800};
	const int single = sizeof(REAL) == 4, degree = single ? 7 : 13;
	const VECTOR zero = {0};
	// Beyond these bounds the result is 0 or +∞. A comparison with NaN is false, and leaves it.
	const REAL low = single ? -104 : -746, high = single ? 89 : 710;
	x = V(choose)((MASK)(x < low), zero + low, x);
	x = V(choose)((MASK)(x > high), zero + high, x);
	// A number of this size has no bits behind the point: n stands in its last bits.
	const VECTOR whole = zero + (REAL)(single ? 0x1.8p23 : 0x1.8p52);
	VECTOR shifted = x * (REAL)1.4426950408889634 + whole, n = shifted - whole;
	// ln 2 in two parts. The first has so few bits that its product with n is exact.
	VECTOR r = x - n * (REAL)(single ? 0x1.63p-1 : 6.93147180369123816490e-01);
	r -= n * (REAL)(single ? -2.12194440054690583e-4 : 1.90821492927058770002e-10);
	VECTOR y = zero + (REAL)series[degree];
	for (int i = degree - 1; i >= 0; i--) y = y * r + (REAL)series[i];
	// 2^n in two factors, which are in range where 2^n is not.
	const int bits = single ? 23 : 52;
	const INT bias = single ? 127 : 1023;
	MASK power = (MASK)shifted - (MASK)whole, half = power >> 1;
	return y * (VECTOR)((half + bias) << bits) * (VECTOR)((power - half + bias) << bits);
}
