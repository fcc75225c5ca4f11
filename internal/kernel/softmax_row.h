#include "across.h"
#include "exp.h"

// beyond is negative where a number is further from 0 than a bound, and for NaN.
static ALWAYS MASK V(beyond)(VECTOR v, REAL bound) {
	const INT size = sizeof(REAL) == 4 ? 0x7fffffff : (INT)0x7fffffffffffffff;
	return (MASK)((VECTOR){0} + bound) - ((MASK)v & size);
}

// check looks at `many` vectors from number i of level on, or of the scores of x, and sets over where one is beyond.
static ALWAYS void V(check)(const gen_sum *s, int64_t i, int *over, const int levels, const int many) {
	MASK any = {0};
	for (int j = 0; j < many; j++, i += LANES) {
		if (levels) {
			any |= V(beyond)(V(load)((const REAL *)s->level + i), MOST_LEVEL);
		} else {
			VECTOR m = V(cut)(V(load)((const REAL *)s->m.x + i)) + (REAL)s->m.epsilon;
			any |= V(beyond)(*(const REAL *)s->number * m, MOST_SCORE);
		}
	}
	for (int l = 0; l < LANES; l++) *over |= any[l] < 0;
}

// fill_share computes some numbers of share.
static ALWAYS void V(fill_share)(const gen_sum *s, int64_t i, const int many) {
	for (int j = 0; j < many; j++, i += LANES) {
		VECTOR level = V(load)((const REAL *)s->level + i);
		V(store)((REAL *)s->share + i, V(load)((const REAL *)s->g + i) * V(exp_within)(-level));
	}
}

// softmax_row computes y and level of a target for `many` vectors of channels from channel c on.
static ALWAYS void V(softmax_row)(const gen_sum *s, int64_t row, int64_t k, int64_t end, int64_t c, const int many) {
	const adjacency *a = &s->a;
	const int64_t channels = s->m.channels;
	const REAL epsilon = s->m.epsilon, number = *(const REAL *)s->number, *x = (const REAL *)s->m.x + c;
	const VECTOR zero = {0};
	VECTOR sum[MOST_VECTORS] = {0}, total[MOST_VECTORS] = {0};
	for (int64_t e = k; e < end; e++) {
		const REAL *later = x + a->column[e + AHEAD < a->edges ? e + AHEAD : e] * channels;
		const REAL *from = x + a->column[e] * channels;
		for (int i = 0; i < many * LANES; i += LINE / (int)sizeof(REAL)) __builtin_prefetch(later + i);
		for (int i = 0; i < many; i++) {
			VECTOR m = V(cut)(V(load)(from + i * LANES)) + epsilon, w = V(exp_within)(number * m);
			total[i] += w, sum[i] += w * m;
		}
	}
	for (int i = 0; i < many; i++) {
		int64_t at = row * channels + c + i * LANES;
		if (k == end) total[i] = zero + 1;
		V(store)((REAL *)s->y + at, sum[i] / total[i]);
		V(store)((REAL *)s->level + at, V(log)(total[i]));
	}
}

// softmax_back_row computes the gradient at a source, and adds to bynumber what it gives to that of the number.
static ALWAYS void V(softmax_back_row)(const gen_sum *s, int64_t row, int64_t k, int64_t end, int64_t c,
	double *bynumber, const int many) {
	const adjacency *a = &s->a;
	const int64_t channels = s->m.channels;
	const REAL *share = (const REAL *)s->share + c, *y = (const REAL *)s->y + c, number = *(const REAL *)s->number;
	VECTOR shares[MOST_VECTORS] = {0}, products[MOST_VECTORS] = {0}, numbers = {0};
	int some = k < end;
	for (; k < end; k++) {
		int64_t later = k + AHEAD < a->edges ? a->order[k + AHEAD] : 0;
		if ((uint64_t)later < (uint64_t)a->edges) { // where it is in order has not been looked at yet
			int64_t soon = a->column[later] * channels;
			for (int i = 0; i < many * LANES; i += LINE / (int)sizeof(REAL))
				__builtin_prefetch(share + soon + i), __builtin_prefetch(y + soon + i);
		}
		int64_t from = a->column[a->order[k]] * channels;
		for (int i = 0; i < many; i++) {
			VECTOR one = V(load)(share + from + i * LANES);
			shares[i] += one, products[i] += one * V(load)(y + from + i * LANES);
		}
	}
	for (int i = 0; i < many; i++) {
		int64_t at = row * channels + c + i * LANES;
		VECTOR value = V(cut)(V(load)((const REAL *)s->m.x + at)), m = value + (REAL)s->m.epsilon;
		VECTOR w = V(exp)(number * m), more = m * shares[i] - products[i], g = w * (shares[i] + number * more);
		MASK kept = (0 - (MASK)value) >> (8 * (int)sizeof(REAL) - 1); // what is not cut off
		if (some) numbers += w * m * more;
		V(store)((REAL *)s->gx + at, (VECTOR)((MASK)g & kept & ((MASK){0} - some)));
	}
	*bynumber += V(across)(numbers);
}
