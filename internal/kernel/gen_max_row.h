#include "across.h"

#include "gen_message.h"

// gen_max_row finds the largest message of a target, and its edge, for `many` vectors of channels from channel c on. A
// message above ε is a sum + ε above it, so that ReLU is not needed. The result is 0 where an edge gives NaN, and
// perhaps where several give +∞: what is written is not right then.
static ALWAYS int V(gen_max_row)(const gen_max *s, REAL *y, int32_t *chosen, int64_t k, int64_t end, int64_t c,
	const int fixed, const int many) {
	const int32_t *column = s->a.column;
	const messages *m = &s->m;
	const int64_t channels = m->channels, edges = s->a.edges;
	const REAL epsilon = m->epsilon, *x = (const REAL *)m->x + c;
	const VECTOR zero = {0};
	VECTOR map[MOST_FIXED * 3], bias[3], sum[3], best[3], differences = zero;
	MASK edge[3];
	for (int i = 0; i < many; i++) edge[i] = (MASK){0} - 1, best[i] = zero + (k < end ? epsilon : 0);
	V(load_map)(m, c, bias, map, fixed, many);
	for (int64_t e = k; e < end; e++) {
		const REAL *later = x + column[e + AHEAD < edges ? e + AHEAD : e] * channels;
		for (int i = 0; i < many; i++) __builtin_prefetch(later + i * LANES);
		V(within)(m, x + column[e] * channels, e, c, bias, map, sum, fixed, many);
		for (int i = 0; i < many; i++) {
			VECTOR message = sum[i] + epsilon, difference = best[i] - message;
			best[i] = V(choose)((MASK)difference, message, best[i]);
			edge[i] = (MASK)V(choose)((MASK)difference, (VECTOR)((MASK){0} + (INT)e), (VECTOR)edge[i]);
			differences += difference;
		}
	}
	for (int i = 0; i < many; i++) {
		V(store)(y + c + i * LANES, best[i]);
		for (int l = 0; l < LANES; l++) chosen[c + i * LANES + l] = (int32_t)edge[i][l];
	}
	REAL all = V(across)(differences);
	return all == all;
}

// add_features adds a number times some of an edge's features.
static ALWAYS void V(add_features)(REAL *sum, const REAL *feature, REAL times) {
	V(store)(sum, V(load)(sum) + times * V(load)(feature));
}
