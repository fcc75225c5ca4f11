#include "across.h"
#include "exp.h"
#include "gen_message.h"

// bounded is a message within the bounds, and the bound beyond them. within becomes the mask of what is within; NaN is.
static ALWAYS VECTOR V(bounded)(const gen_sum *s, VECTOR m, MASK *within) {
	const int single = sizeof(REAL) == 4, last = 8 * sizeof(REAL) - 1;
	const INT infinity = single ? 0x7f800000 : (INT)0x7ff0000000000000;
	const VECTOR zero = {0}, low = zero + (REAL)s->low, high = zero + (REAL)s->high;
	MASK bits = (MASK)m, below = (bits - (MASK)low) >> last;
	MASK above = (((MASK)high - bits) >> last) & ~((infinity - bits) >> last);
	*within = ~(below | above);
	return V(choose)(below, low, V(choose)(above, high, m));
}

// gen_sum_row adds up the messages of a target, in the way of its kind, for `many` vectors of channels from channel c
// on.
static ALWAYS void V(gen_sum_row)(const gen_sum *s, int64_t row, int64_t k, int64_t end, int64_t c, const int kind,
	const int fixed, const int many) {
	const adjacency *a = &s->a;
	const messages *m = &s->m;
	const int last = 8 * sizeof(REAL) - 1;
	const REAL epsilon = m->epsilon, number = s->number ? *(const REAL *)s->number : 1, *weight = s->weight;
	const VECTOR zero = {0};
	const MASK sign = ((MASK){0} + 1) << last;
	VECTOR map[MOST_FIXED * 4], bias[4], message[4], sum[4] = {0}, total[4] = {0}, top[4];
	int64_t at = row * m->channels + c;
	for (int i = 0; i < many; i++) top[i] = zero - INFINITY;
	V(load_map)(m, c, bias, map, fixed, many);
	for (int64_t e = k; e < end; e++) {
		const REAL *x = (const REAL *)m->x;
		if (fixed == ANY) {
			const REAL *later = x + a->column[e + AHEAD < a->edges ? e + AHEAD : e] * m->channels + c;
			for (int i = 0; i < many; i++) __builtin_prefetch(later + i * LANES);
		}
		V(message)(m, x + column_of(a, e) * m->channels + c, e, c, bias, map, message, fixed, many);
		for (int i = 0; i < many; i++) {
			VECTOR value = message[i] + epsilon;
			MASK within;
			if (kind == SUM) {
				if (weight) value *= weight[e];
				sum[i] += value;
			} else if (kind == POWER) {
				sum[i] += V(exp)(number * V(log)(V(bounded)(s, value, &within)));
			} else {
				// One exponential per message: the largest so far weighs 1, and the sums go down where it grows.
				VECTOR score = number * value, more = score - top[i];
				MASK less = (MASK)more >> last;
				VECTOR factor = V(decay)((VECTOR)((MASK)more | sign));
				VECTOR one = zero + 1, old = V(choose)(less, one, factor), new = V(choose)(less, factor, one);
				top[i] = V(choose)(less, top[i], score);
				total[i] = total[i] * old + new;
				sum[i] = sum[i] * old + new * value;
			}
		}
	}
	for (int i = 0; i < many; i++) {
		REAL *y = (REAL *)s->y + at + i * LANES;
		if (kind == SOFTMAX) {
			if (k == end) top[i] = zero, total[i] = zero + 1;
			V(store)((REAL *)s->level + at + i * LANES, top[i] + V(log)(total[i]));
			sum[i] = sum[i] / total[i] + (top[i] - top[i]); // NaN where a score is infinite
		}
		V(store)(y, sum[i]);
	}
}

// gen_slope computes the gradients of `many` vectors of an edge's messages, given the target v, and adds to bynumber
// that of the number. message is the message less ε, and becomes the gradient.
static ALWAYS void V(gen_slope)(const gen_sum *s, int64_t e, int64_t v, int64_t c, VECTOR *message, VECTOR *bynumber,
	const int kind, const int many) {
	const REAL number = s->number ? *(const REAL *)s->number : 1, *weight = s->weight;
	const int last = 8 * sizeof(REAL) - 1;
	int64_t at = v * s->m.channels + c;
	for (int i = 0; i < many; i++) {
		VECTOR g = V(load)((const REAL *)s->g + at + i * LANES), value = message[i] + (REAL)s->m.epsilon;
		MASK kept = (0 - (MASK)message[i]) >> last, within; // messages are 0, positive or NaN
		if (kind == SUM) {
			if (weight) g *= weight[e];
		} else if (kind == POWER) {
			VECTOR inside = V(bounded)(s, value, &within), log = V(log)(inside);
			g *= V(exp)(number * log);
			*bynumber += g * log;
			g *= number / inside;
			kept &= within;
		} else {
			VECTOR level = V(load)((const REAL *)s->level + at + i * LANES);
			VECTOR more = value - V(load)((const REAL *)s->y + at + i * LANES);
			g *= V(decay)(number * value - level);
			*bynumber += g * value * more;
			g += g * number * more;
		}
		message[i] = (VECTOR)((MASK)g & kept);
	}
}

// gen_back_row computes the gradient at a source for `many` vectors of channels from channel c on, and adds to part
// what the source's edges give to that of map. The result is what they give to that of the number.
static ALWAYS REAL V(gen_back_row)(const gen_sum *s, int64_t row, int64_t k, int64_t end, int64_t c, REAL *part,
	const int kind, const int fixed, const int many) {
	const adjacency *a = &s->a;
	const messages *m = &s->m;
	VECTOR map[MOST_FIXED * 2], bias[2], message[2], gmap[MOST_FIXED * 2], gx[2] = {0}, bynumber = {0};
	const REAL *x = (const REAL *)m->x + row * m->channels + c;
	V(load_map)(m, c, bias, map, fixed, many);
	if (fixed != ANY) {
#pragma GCC unroll 8
		for (int f = 0; f < fixed; f++)
			for (int i = 0; i < many; i++) gmap[f * many + i] = V(load)(part + f * m->channels + c + i * LANES);
	}
	for (; k < end; k++) {
		int64_t e = edge_at(a, k), v = column_of(a, e);
		if (k + AHEAD < a->edges) {
			int64_t next = a->order[k + AHEAD], to = (uint64_t)next < (uint64_t)a->edges ? a->column[next] : 0;
			for (int i = 0; i < many; i++) {
				int64_t at = to * m->channels + c + i * LANES;
				__builtin_prefetch((const REAL *)s->g + at);
				if (kind != SOFTMAX) continue;
				__builtin_prefetch((const REAL *)s->level + at), __builtin_prefetch((const REAL *)s->y + at);
			}
		}
		V(message)(m, x, e, c, bias, map, message, fixed, many);
		V(gen_slope)(s, e, v, c, message, &bynumber, kind, many);
		for (int i = 0; i < many; i++) gx[i] += message[i];
		if (fixed != ANY) {
			const REAL *feature = (const REAL *)m->feature + e * fixed;
#pragma GCC unroll 8
			for (int f = 0; f < fixed; f++)
				for (int i = 0; i < many; i++) gmap[f * many + i] += feature[f] * message[i];
		} else {
			const REAL *feature = (const REAL *)m->feature + e * m->features;
			for (int64_t f = 0; f < m->features; f++)
				for (int i = 0; i < many; i++) {
					REAL *to = part + f * m->channels + c + i * LANES;
					V(store)(to, V(load)(to) + feature[f] * message[i]);
				}
		}
	}
	for (int i = 0; i < many; i++) V(store)((REAL *)s->gx + row * m->channels + c + i * LANES, gx[i]);
	if (fixed != ANY) {
#pragma GCC unroll 8
		for (int f = 0; f < fixed; f++)
			for (int i = 0; i < many; i++) V(store)(part + f * m->channels + c + i * LANES, gmap[f * many + i]);
	}
	return V(across)(bynumber);
}

// gen_edges_row adds what a vector of channels, from channel c on, gives to the gradients of the features and weights
// of a target's edges, or starts them with it.
static ALWAYS void V(gen_edges_row)(const gen_sum *s, int64_t row, int64_t k, int64_t end, int64_t c, int first,
	const int kind, const int many) {
	const messages *m = &s->m;
	VECTOR bias[1], map[1], message[1], bynumber = {0};
	V(load_map)(m, c, bias, map, ANY, many);
	for (int64_t e = k; e < end; e++) {
		const REAL *x = (const REAL *)m->x + column_of(&s->a, e) * m->channels + c;
		V(message)(m, x, e, c, bias, map, message, ANY, many);
		if (s->gweight) {
			VECTOR g = V(load)((const REAL *)s->g + row * m->channels + c);
			REAL *to = (REAL *)s->gweight + e, sum = V(across)(g * (message[0] + (REAL)m->epsilon));
			*to = sum + (first ? 0 : *to);
		}
		V(gen_slope)(s, e, row, c, message, &bynumber, kind, many);
		for (int64_t f = 0; f < m->features; f++) {
			REAL *to = (REAL *)s->gfeature + e * m->features + f;
			REAL sum = V(across)(message[0] * V(load)((const REAL *)m->map + f * m->channels + c));
			*to = sum + (first ? 0 : *to);
		}
	}
}
