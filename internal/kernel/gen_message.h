// Messages of GEN, by lanes. vector.h stands before it.

// load_map loads `many` vectors of the bias and, where the number of features is fixed, of the map, from channel c on.
static ALWAYS void V(load_map)(const messages *m, int64_t c, VECTOR *bias, VECTOR *map, const int fixed,
	const int many) {
	for (int i = 0; i < many; i++) {
		bias[i] = m->bias ? V(load)((const REAL *)m->bias + c + i * LANES) : (VECTOR){0};
#pragma GCC unroll 8
		for (int f = 0; f < fixed; f++)
			map[f * many + i] = V(load)((const REAL *)m->map + f * m->channels + c + i * LANES);
	}
}

// within computes x + features·map + bias of an edge for `many` vectors of channels from channel c on, given x there.
static ALWAYS void V(within)(const messages *m, const REAL *x, int64_t e, int64_t c, const VECTOR *bias,
	const VECTOR *map, VECTOR *sum, const int fixed, const int many) {
	const REAL *feature = (const REAL *)m->feature + e * (fixed == ANY ? m->features : fixed);
	for (int i = 0; i < many; i++) sum[i] = bias[i];
	if (fixed == ANY) {
		const REAL *row = (const REAL *)m->map + c;
		for (int64_t f = 0; f < m->features; f++, row += m->channels)
			for (int i = 0; i < many; i++) sum[i] += feature[f] * V(load)(row + i * LANES);
	} else {
#pragma GCC unroll 8
		for (int f = 0; f < fixed; f++)
			for (int i = 0; i < many; i++) sum[i] += feature[f] * map[f * many + i];
	}
	for (int i = 0; i < many; i++) sum[i] = V(load)(x + i * LANES) + sum[i];
}

// message computes max(x + features·map + bias, 0) of an edge.
static ALWAYS void V(message)(const messages *m, const REAL *x, int64_t e, int64_t c, const VECTOR *bias,
	const VECTOR *map, VECTOR *message, const int fixed, const int many) {
	V(within)(m, x, e, c, bias, map, message, fixed, many);
	for (int i = 0; i < many; i++) message[i] = V(cut)(message[i]);
}
