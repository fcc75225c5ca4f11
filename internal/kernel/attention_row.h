#include "across.h"
#include "exp.h"

// leak makes scores of sums of terms, in their place. factor becomes the derivative.
static ALWAYS void V(leak)(REAL *score, REAL *factor, const REAL *closed, int64_t count, REAL slope) {
	const VECTOR zero = {0};
	for (int64_t i = 0; i < count; i += LANES) {
		VECTOR sum = V(load)(score + i);
		VECTOR f = V(choose)(V(positive)(sum), zero + 1, zero + slope);
		V(store)(score + i, sum * f + V(load)(closed + i));
		V(store)(factor + i, f);
	}
}

// largest is the largest of the scores and of start. NaN does not count: it comes through in the total.
static ALWAYS REAL V(largest)(const REAL *score, int64_t count, REAL start) {
	VECTOR most = (VECTOR){0} + start;
	for (int64_t i = 0; i < count; i += LANES) {
		VECTOR s = V(load)(score + i);
		most = V(choose)((MASK)(s > most), s, most);
	}
	for (int i = 0; i < LANES; i++) start = most[i] > start ? most[i] : start;
	return start;
}

// weigh makes weights of scores, in their place, and adds them up.
static ALWAYS REAL V(weigh)(REAL *score, int64_t count, REAL largest) {
	VECTOR total = {0};
	for (int64_t i = 0; i < count; i += LANES) {
		VECTOR w = V(exp)(V(load)(score + i) - largest);
		V(store)(score + i, w);
		total += w;
	}
	return V(across)(total);
}

// share makes a share p of each score, in its place.
static ALWAYS void V(share)(REAL *score, int64_t count, const REAL *largest, const REAL *inverse) {
	for (int64_t i = 0; i < count; i += LANES)
		V(store)(score + i, V(exp)(V(load)(score + i) - V(load)(largest + i)) * V(load)(inverse + i));
}

// slopes makes gradients of scores of the products g·x, in their place: p·(mask·(g·x) − g·y).
static ALWAYS void V(slopes)(REAL *product, int64_t count, const REAL *share, const REAL *mask, const REAL *gy) {
	for (int64_t i = 0; i < count; i += LANES)
		V(store)(product + i, V(load)(share + i) * (V(load)(mask + i) * V(load)(product + i) - V(load)(gy + i)));
}

// chain multiplies the gradients by the derivatives, in their place, and adds them up.
static ALWAYS REAL V(chain)(REAL *gradient, int64_t count, const REAL *factor) {
	VECTOR total = {0};
	for (int64_t i = 0; i < count; i += LANES) {
		VECTOR g = V(load)(gradient + i) * V(load)(factor + i);
		V(store)(gradient + i, g);
		total += g;
	}
	return V(across)(total);
}

// gather adds the weighted values of the terms to `many` vectors of channels of y, from channel c on.
static ALWAYS void V(gather)(const REAL *x, REAL *y, int64_t channels, int64_t c, const terms *t, const REAL *weight,
	int first, const int many) {
	VECTOR total[4] = {0};
	if (!first)
		for (int i = 0; i < many; i++) total[i] = V(load)(y + c + i * LANES);
	for (int64_t j = 0; j < t->count; j++) {
		const REAL *from = x + t->column[j] * channels + c, w = weight[j];
		const REAL *later = x + t->ahead[j] * channels + c;
		for (int i = 0; i < many; i++) __builtin_prefetch(later + i * LANES);
		for (int i = 0; i < many; i++) total[i] += w * V(load)(from + i * LANES);
	}
	for (int i = 0; i < many; i++) V(store)(y + c + i * LANES, total[i]);
}

// gather_back does the same with the gradients gy at the terms, and adds to product what the channels of gy and of the
// row's x give.
static ALWAYS void V(gather_back)(const REAL *gy, const REAL *x, REAL *gx, int64_t channels, int64_t c, const terms *t,
	const REAL *weight, REAL *product, int first, const int many) {
	VECTOR total[4] = {0}, own[4];
	if (!first)
		for (int i = 0; i < many; i++) total[i] = V(load)(gx + c + i * LANES);
	for (int i = 0; i < many; i++) own[i] = V(load)(x + c + i * LANES);
	for (int64_t j = 0; j < t->count; j++) {
		const REAL *from = gy + t->column[j] * channels + c, w = weight[j];
		const REAL *later = gy + t->ahead[j] * channels + c;
		for (int i = 0; i < many; i++) __builtin_prefetch(later + i * LANES);
		VECTOR dot = {0};
		for (int i = 0; i < many; i++) {
			VECTOR g = V(load)(from + i * LANES);
			total[i] += w * g;
			dot += own[i] * g;
		}
		product[j] += V(across)(dot);
	}
	for (int i = 0; i < many; i++) V(store)(gx + c + i * LANES, total[i]);
}
