#include "vector.h"

// sum_row adds up `many` vectors of channels, from channel c on, over the edges of a row.
static ALWAYS void V(sum_row)(const sum *s, const REAL *x, REAL *y, int64_t k, int64_t end, int64_t c, int head,
	const int many) {
	VECTOR total[4] = {0};
	const adjacency *a = &s->a;
	for (; k < end; k++) {
		int64_t e = edge_at(a, k);
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
