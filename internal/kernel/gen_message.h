// Messages of GEN, by lanes. vector.h stands before it.

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
