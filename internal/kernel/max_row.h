#include "vector.h"

// rank is a whole number that is larger where v is larger, the same for 0 and −0, and the largest for NaN. It looks at
// bits, as compilers compare the lanes of wide vectors one by one.
static ALWAYS MASK V(rank)(VECTOR v) {
	const int single = sizeof(REAL) == 4, last = 8 * sizeof(REAL) - 1;
	const INT infinity = single ? 0x7f800000 : (INT)0x7ff0000000000000;
	const INT most = single ? 0x7fffffff : (INT)0x7fffffffffffffff;
	MASK bits = (MASK)v, size = bits & most, sign = bits >> last, none = (infinity - size) >> last;
	return (((size ^ sign) - sign) & ~none) | (none & most);
}

// less is set where a is below b. Without their signs, the difference of two ranks can't overflow.
static ALWAYS MASK V(less)(MASK a, MASK b) {
	const int last = 8 * sizeof(REAL) - 1;
	const INT most = sizeof(REAL) == 4 ? 0x7fffffff : (INT)0x7fffffffffffffff;
	MASK other = a ^ b; // negative where the signs are not the same
	return ((other & a) | (~other & ((a & most) - (b & most)))) >> last;
}

// max_row finds the largest of `many` vectors of channels, from channel c on, over the edges of a row that has some.
static ALWAYS void V(max_row)(const largest *s, const REAL *x, REAL *y, int32_t *chosen, int64_t k, int64_t end,
	int64_t c, const int many) {
	const adjacency *a = &s->a;
	const REAL *weight = s->weight;
	VECTOR best[2] = {0};
	MASK edge[2] = {0}, top[2];
	for (int i = 0; i < many; i++) top[i] = ((MASK){0} + 1) << (8 * sizeof(REAL) - 1); // below all ranks
	for (int64_t e = k; e < end; e++) {
		const REAL *from = x + column_of(a, e) * s->channels + c;
		for (int i = 0; i < many; i++) {
			VECTOR value = V(load)(from + i * LANES);
			if (weight) value *= weight[e];
			MASK rank = V(rank)(value), more = V(less)(top[i], rank);
			top[i] = (more & rank) | (~more & top[i]);
			best[i] = V(choose)(more, value, best[i]);
			edge[i] = (more & (INT)e) | (~more & edge[i]);
		}
	}
	for (int i = 0; i < many; i++) {
		V(store)(y + c + i * LANES, best[i]);
		for (int l = 0; l < LANES; l++) chosen[c + i * LANES + l] = (int32_t)edge[i][l];
	}
}
