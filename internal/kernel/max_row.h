#include "vector.h"

// max_row finds the largest of `many` vectors of channels, from channel c on, over the edges of a row that has some.
static ALWAYS void V(max_row)(const largest *s, const REAL *x, REAL *y, int32_t *chosen, int64_t k, int64_t end,
	int64_t c, const int many) {
	const adjacency *a = &s->a;
	const REAL *weight = s->weight;
	VECTOR best[2] = {0};
	MASK edge[2] = {0};
	for (int64_t e = k; e < end; e++) {
		const REAL *from = x + column_of(a, e) * s->channels + c;
		for (int i = 0; i < many; i++) {
			VECTOR value = V(load)(from + i * LANES);
			if (weight) value *= weight[e];
			if (e == k) {
				best[i] = value, edge[i] = (MASK){0} + (INT)e;
				continue;
			}
			MASK more = (MASK)(value > best[i]) | ((MASK)(value != value) & (MASK)(best[i] == best[i]));
			best[i] = V(choose)(more, value, best[i]);
			edge[i] = (more & (INT)e) | (~more & edge[i]);
		}
	}
	for (int i = 0; i < many; i++) {
		V(store)(y + c + i * LANES, best[i]);
		for (int l = 0; l < LANES; l++) chosen[c + i * LANES + l] = (int32_t)edge[i][l];
	}
}
