#include "vector.h"

// across adds up the lanes: each half to the other, until all lanes have the sum.
static ALWAYS REAL V(across)(VECTOR v) {
#if defined(__GNUC__) && !defined(__clang__)
	static const INT lanes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	MASK lane;
	for (int i = 0; i < LANES; i++) lane[i] = lanes[i];
#pragma GCC unroll 4
	for (int n = LANES / 2; n > 0; n /= 2) v += __builtin_shuffle(v, lane ^ n);
	return v[0];
#else
	REAL sum = 0;
	for (int i = 0; i < LANES; i++) sum += v[i];
	return sum;
#endif
}

// dot adds to the sum what `many` vectors of a and b give.
static ALWAYS void V(dot)(const REAL *a, const REAL *b, REAL *sum, const int many) {
	VECTOR total = {0};
	for (int i = 0; i < many; i++) total += V(load)(a + i * LANES) * V(load)(b + i * LANES);
	*sum += V(across)(total);
}

// positive is set where v is above 0, by the bits: some processors compare lanes one by one. It is set for NaN too.
static ALWAYS MASK V(positive)(VECTOR v) {
	MASK bits = (MASK)v;
	return ((0 - bits) & ~bits) >> (8 * (int)sizeof(REAL) - 1);
}
