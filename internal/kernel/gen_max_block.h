// gen_max_exact does for `many` channels what gen_max_row does, and does not mind NaN: it is the largest, and the first
// one is chosen.
RARE static void T(gen_max_exact)(const gen_max *s, REAL *y, int32_t *chosen, int64_t k, int64_t end, int64_t c,
	int64_t many) {
	const messages *m = &s->m;
	for (int64_t last = c + many; c < last; c++) {
		L(vector, 1) bias[1], map[1], sum[1];
		REAL best = k < end ? (REAL)m->epsilon : 0;
		chosen[c] = -1;
		L(load_map, 1)(m, c, bias, map, ANY, 1);
		for (int64_t e = k; e < end && best == best; e++) {
			L(within, 1)(m, (const REAL *)m->x + s->a.column[e] * m->channels + c, e, c, bias, map, sum, ANY, 1);
			REAL message = sum[0][0] + (REAL)m->epsilon;
			if (!(message <= best)) best = message, chosen[c] = (int32_t)e;
		}
		y[c] = best;
	}
}

// GEN_MAX computes the channels from c to before last, `many` vectors of so many lanes at once.
#define GEN_MAX(lanes, many) \
	for (; c + many * lanes <= last; c += many * lanes) \
		if (!L(gen_max_row, lanes)(s, y, chosen, k, end, c, fixed, many)) \
			T(gen_max_exact)(s, y, chosen, k, end, c, many * lanes);

// gen_max_rest computes the last channels of a target, which are too few for a wide vector.
RARE static void T(gen_max_rest)(const gen_max *s, REAL *y, int32_t *chosen, int64_t k, int64_t end, int64_t c) {
	const int fixed = ANY;
	int64_t last = s->m.channels;
	GEN_MAX(NARROW, 1) GEN_MAX(1, 1)
}

// gen_max_rows computes the targets of a block.
static ALWAYS void T(gen_max_rows)(const gen_max *s, int64_t i, const int fixed) {
	block b = block_of(&s->a, i, s->blocks);
	int64_t k = b.edge, last = s->m.channels;
	for (int64_t row = b.row; row < b.rows_end; row++) {
		int64_t end = end_of(&s->a, row, k, b.edges_end), c = 0;
		REAL *y = (REAL *)s->y + row * last;
		int32_t *chosen = s->chosen + row * last;
		GEN_MAX(WIDE, 3) GEN_MAX(WIDE, 2) GEN_MAX(WIDE, 1)
		if (c < last) T(gen_max_rest)(s, y, chosen, k, end, c);
		k = end;
	}
	check_block(&s->a, &b, k);
}
#undef GEN_MAX

TARGET static void T(gen_max_block_0)(void *context, int64_t i) { T(gen_max_rows)(context, i, 0); }
TARGET static void T(gen_max_block_4)(void *context, int64_t i) { T(gen_max_rows)(context, i, 4); }
TARGET static void T(gen_max_block_8)(void *context, int64_t i) { T(gen_max_rows)(context, i, 8); }
TARGET static void T(gen_max_block_any)(void *context, int64_t i) { T(gen_max_rows)(context, i, ANY); }

// gen_max_sources computes the gradient at the sources of some channels, so that no two blocks write the same number.
TARGET static void T(gen_max_sources)(void *context, int64_t i) {
	gen_max_gradient *s = context;
	int64_t first = i * s->step, end = first + s->step < s->channels ? first + s->step : s->channels, bad = 0;
	REAL *gx = s->gx;
	for (int64_t u = 0; u < s->rows; u++) memset(gx + u * s->channels + first, 0, (end - first) * sizeof(REAL));
	for (int64_t v = 0; v < s->rows; v++) {
		const REAL *g = (const REAL *)s->g + v * s->channels;
		const int32_t *chosen = s->chosen + v * s->channels;
		for (int64_t c = first; c < end; c++) {
			int64_t e = chosen[c], u;
			if (e < 0) continue;
			if (e >= s->edges || (u = s->source[e]) < 0 || u >= s->rows) bad = 1;
			else gx[u * s->channels + c] += g[c];
		}
	}
	if (bad) atomic_store_explicit(&s->bad, 1, memory_order_relaxed);
}

// gen_max_map computes what the targets of a block give to the gradients of map and bias.
TARGET static void T(gen_max_map)(void *context, int64_t i) {
	gen_max_gradient *s = context;
	int64_t features = s->features, wide = features + 1;
	REAL *part = (REAL *)s->parts + i * s->channels * wide;
	for (int64_t v = i * s->rows / s->blocks, last = (i + 1) * s->rows / s->blocks; v < last; v++) {
		const REAL *g = (const REAL *)s->g + v * s->channels;
		const int32_t *chosen = s->chosen + v * s->channels, *next = v + 1 < last ? chosen + s->channels : chosen;
		for (int64_t c = 0; c < s->channels; c++) {
			int64_t e = chosen[c], f = 0;
			__builtin_prefetch((const REAL *)s->feature + next[c] * features);
			if (e < 0 || e >= s->edges) continue; // gen_max_sources says so
			const REAL *feature = (const REAL *)s->feature + e * features;
			REAL *to = part + c * wide;
			to[features] += g[c];
			for (; f + NARROW <= features; f += NARROW) L(add_features, NARROW)(to + f, feature + f, g[c]);
			for (; f < features; f++) to[f] += g[c] * feature[f];
		}
	}
}

// gen_max_add adds up the parts of the blocks, in their order.
static void T(gen_max_add)(const gen_max_gradient *s) {
	int64_t wide = s->features + 1;
	for (int64_t c = 0; c < s->channels; c++) {
		for (int64_t f = 0; f < wide; f++) {
			REAL sum = 0;
			for (int64_t i = 0; i < s->blocks; i++) sum += ((const REAL *)s->parts)[(i * s->channels + c) * wide + f];
			if (f < s->features) ((REAL *)s->gmap)[f * s->channels + c] = sum;
			else if (s->gbias) ((REAL *)s->gbias)[c] = sum;
		}
	}
}
