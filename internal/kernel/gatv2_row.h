#include "across.h"

// sum_of is what LeakyReLU is taken of, for one vector of channels of an edge: far + near + weight·map.
static ALWAYS VECTOR V(sum_of)(const REAL *far, VECTOR near, const REAL *weight, int64_t e, VECTOR map) {
	VECTOR t = V(load)(far) + near;
	if (weight) t += weight[e] * map;
	return t;
}

static ALWAYS VECTOR V(slope_of)(VECTOR t, REAL slope) {
	const VECTOR zero = {0};
	return V(choose)(V(positive)(t), zero + 1, zero + slope);
}

// load_row loads what the edges of a row have in common: `many` vectors of near, vector and map, from channel c on.
static ALWAYS void V(load_row)(const gatv2 *s, int64_t row, int64_t c, VECTOR *near, VECTOR *vector, VECTOR *map,
	const int many) {
	for (int i = 0; i < many; i++) {
		near[i] = V(load)((const REAL *)s->near + row * s->channels + c + i * LANES);
		vector[i] = V(load)((const REAL *)s->vector + c + i * LANES);
		if (s->weight) map[i] = V(load)((const REAL *)s->map + c + i * LANES);
	}
}

// score adds to the scores of a row's edges what `many` vectors of channels give, from channel c of a head on.
static ALWAYS void V(score)(const gatv2 *s, int64_t row, int64_t k, int64_t end, int64_t head, int64_t c, int first,
	const int many) {
	VECTOR near[4], vector[4], map[4] = {0};
	const REAL *weight = s->weight, slope = s->slope;
	V(load_row)(s, row, c, near, vector, map, many);
	for (; k < end; k++) {
		int64_t e = edge_at(&s->a, k);
		const REAL *far = (const REAL *)s->far + column_of(&s->a, e) * s->channels + c;
		REAL *score = (REAL *)s->score + e * s->heads + head;
		VECTOR sum = {0};
		for (int i = 0; i < many; i++) {
			VECTOR t = V(sum_of)(far + i * LANES, near[i], weight, e, map[i]);
			sum += vector[i] * t * V(slope_of)(t, slope);
		}
		*score = V(across)(sum) + (first ? 0 : *score);
	}
}

// back computes the gradient of `many` vectors of a row, and adds to part what the row's edges give to the gradients of
// vector and of map.
static ALWAYS void V(back)(const gatv2 *s, int64_t row, int64_t k, int64_t end, int64_t head, int64_t c, REAL *part,
	const int many) {
	VECTOR near[4], vector[4], map[4] = {0}, gnear[4] = {0}, gvector[4] = {0}, gmap[4] = {0};
	const REAL *weight = s->weight, slope = s->slope;
	V(load_row)(s, row, c, near, vector, map, many);
	for (; k < end; k++) {
		int64_t e = edge_at(&s->a, k);
		const REAL *far = (const REAL *)s->far + column_of(&s->a, e) * s->channels + c;
		REAL g = ((const REAL *)s->gscore)[e * s->heads + head];
		VECTOR sum = {0};
		for (int i = 0; i < many; i++) {
			VECTOR t = V(sum_of)(far + i * LANES, near[i], weight, e, map[i]);
			VECTOR slopes = g * V(slope_of)(t, slope);
			gnear[i] += slopes;
			if (part) gvector[i] += slopes * t;
			if (part && weight) gmap[i] += weight[e] * slopes, sum += slopes * vector[i] * map[i];
		}
		if (part && weight) {
			REAL *gweight = (REAL *)s->gweight + e;
			*gweight = V(across)(sum) + (c == 0 ? 0 : *gweight);
		}
	}
	for (int i = 0; i < many; i++) {
		V(store)((REAL *)s->gnear + row * s->channels + c + i * LANES, gnear[i] * vector[i]);
		if (!part) continue;
		REAL *to = part + c + i * LANES;
		V(store)(to, V(load)(to) + gvector[i]);
		if (weight) V(store)(to + s->channels, V(load)(to + s->channels) + gmap[i] * vector[i]);
	}
}
