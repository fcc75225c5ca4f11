#include "vector.h"

#include "gen_message.h"

// gen_max_row finds the largest message of a target, and its edge, for `many` vectors of channels from channel c on.
// Messages are positive, so they are in the order of their bits, among which NaN is the largest.
static ALWAYS void V(gen_max_row)(const gen_max *s, REAL *y, int32_t *chosen, int64_t k, int64_t end, int64_t c,
	const int fixed, const int many) {
	const adjacency *a = &s->a;
	const messages *m = &s->m;
	const int last = 8 * sizeof(REAL) - 1;
	const REAL epsilon = m->epsilon;
	const VECTOR zero = {0};
	const MASK none = (MASK){0} - 1, least = (MASK)(zero + epsilon);
	VECTOR map[FIXED * 2], bias[2], message[2];
	MASK best[2] = {0}, edge[2];
	for (int i = 0; i < many; i++) edge[i] = none;
	V(load_map)(m, c, bias, map, fixed, many);
	for (int64_t e = k; e < end; e++) {
		const REAL *from = (const REAL *)m->x + column_of(a, e) * m->channels;
		V(message)(m, from, e, c, bias, map, message, fixed, many);
		for (int i = 0; i < many; i++) {
			MASK bits = (MASK)(message[i] + epsilon), more = (best[i] - bits) >> last;
			best[i] = (more & bits) | (~more & best[i]);
			edge[i] = (more & (INT)e) | (~more & edge[i]);
		}
	}
	for (int i = 0; i < many; i++) {
		MASK above = (least - best[i]) >> last; // what is cut off has no gradient
		edge[i] = (above & edge[i]) | ~above;
		V(store)(y + c + i * LANES, (VECTOR)best[i]);
		for (int l = 0; l < LANES; l++) chosen[c + i * LANES + l] = (int32_t)edge[i][l];
	}
}

// add_features adds a number times some of an edge's features.
static ALWAYS void V(add_features)(REAL *sum, const REAL *feature, REAL times) {
	V(store)(sum, V(load)(sum) + times * V(load)(feature));
}
