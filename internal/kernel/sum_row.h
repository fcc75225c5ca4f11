#include "vector.h"

// sum_row adds up `many` vectors of channels, from channel c on, over the edges of a row.
static ALWAYS void V(sum_row)(const sum *s, const REAL *x, REAL *y, int64_t k, int64_t end, int64_t c, int head,
	const int many) {
	VECTOR total[MOST_VECTORS] = {0};
	const adjacency *a = &s->a;
	for (; k < end; k++) {
		int64_t e = edge_at(a, k), later = k + AHEAD < a->edges ? edge_at(a, k + AHEAD) : e;
		if ((uint64_t)later < (uint64_t)a->edges) { // where it is in order has not been looked at yet
			const REAL *soon = x + column_of(a, later) * s->channels + c;
			for (int i = 0; i < many * LANES; i += LINE / (int)sizeof(REAL)) __builtin_prefetch(soon + i);
		}
		const REAL *from = x + column_of(a, e) * s->channels + c;
		if (s->weight) {
			REAL w = ((const REAL *)s->weight)[e * s->heads + head];
			for (int i = 0; i < many; i++) total[i] += w * V(load)(from + i * LANES);
		} else {
			for (int i = 0; i < many; i++) total[i] += V(load)(from + i * LANES);
		}
	}
	for (int i = 0; i < many; i++) V(store)(y + c + i * LANES, total[i]);
}
