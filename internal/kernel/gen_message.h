// Messages of GEN, by lanes. vector.h stands before it.

// cut puts 0 in the place of what is not above 0, and leaves NaN, as a positive one. It looks at bits, as some
// processors compare lanes one by one.
static ALWAYS VECTOR V(cut)(VECTOR v) {
	const int single = sizeof(REAL) == 4, last = 8 * sizeof(REAL) - 1;
	const INT infinity = single ? 0x7f800000 : (INT)0x7ff0000000000000;
	MASK bits = (MASK)v, size = bits & (single ? 0x7fffffff : (INT)0x7fffffffffffffff);
	MASK negative = (bits & ~(infinity - size)) >> last; // and no NaN, which is larger than infinity
	return (VECTOR)(size & ~negative);
}

// load_map loads `many` vectors of the bias and of a map of FIXED features, from channel c on.
static ALWAYS void V(load_map)(const messages *m, int64_t c, VECTOR *bias, VECTOR *map, const int fixed,
	const int many) {
	for (int i = 0; i < many; i++) {
		bias[i] = m->bias ? V(load)((const REAL *)m->bias + c + i * LANES) : (VECTOR){0};
		if (!fixed) continue;
#pragma GCC unroll 8
		for (int f = 0; f < FIXED; f++)
			map[f * many + i] = V(load)((const REAL *)m->map + f * m->channels + c + i * LANES);
	}
}

// message computes max(x + features·map + bias, 0) of an edge, given its row of x, for `many` vectors of channels from
// channel c on.
static ALWAYS void V(message)(const messages *m, const REAL *x, int64_t e, int64_t c, const VECTOR *bias,
	const VECTOR *map, VECTOR *message, const int fixed, const int many) {
	const REAL *feature = (const REAL *)m->feature + e * m->features;
	for (int i = 0; i < many; i++) message[i] = bias[i];
	if (fixed) {
#pragma GCC unroll 8
		for (int f = 0; f < FIXED; f++)
			for (int i = 0; i < many; i++) message[i] += feature[f] * map[f * many + i];
	} else {
		const REAL *row = (const REAL *)m->map + c;
		for (int64_t f = 0; f < m->features; f++, row += m->channels)
			for (int i = 0; i < many; i++) message[i] += feature[f] * V(load)(row + i * LANES);
	}
	for (int i = 0; i < many; i++) message[i] = V(cut)(V(load)(x + c + i * LANES) + message[i]);
}
