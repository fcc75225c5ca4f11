#include "across.h"

typedef uint8_t V(bytes) __attribute__((vector_size(LANES), aligned(1), may_alias));

// row_sum adds up `many` vectors of x.
static ALWAYS void V(row_sum)(const REAL *x, REAL *sum, const int many) {
	VECTOR total = {0};
	for (int i = 0; i < many; i++) total += V(load)(x + i * LANES);
	*sum += V(across)(total);
}

// row_squares adds up the squares of x less the mean.
static ALWAYS void V(row_squares)(const REAL *x, REAL mean, REAL *sum, const int many) {
	VECTOR total = {0};
	for (int i = 0; i < many; i++) {
		VECTOR d = V(load)(x + i * LANES) - mean;
		total += d * d;
	}
	*sum += V(across)(total);
}

// row_factor is what the mask multiplies the numbers from channel c on by.
static ALWAYS VECTOR V(row_factor)(const norm *n, int64_t row, int64_t c) {
	const uint8_t *kept = n->kept + row * n->channels + c;
	return __builtin_convertvector(*(const V(bytes) *)kept, VECTOR) * (REAL)n->scale;
}

// row_norm writes the numbers from channel c on.
static ALWAYS void V(row_norm)(const norm *n, const REAL *x, int64_t row, int64_t c, REAL mean, REAL inverse,
	const int many) {
	REAL *y = (REAL *)n->y + row * n->channels;
	for (int i = 0; i < many; i++, c += LANES) {
		VECTOR u = (V(load)(x + i * LANES) - mean) * inverse;
		VECTOR v = u * V(load)((const REAL *)n->gain + c) + V(load)((const REAL *)n->offset + c);
		if (n->relu) v = V(choose)(v <= 0, (VECTOR){0}, v);
		if (n->kept) v *= V(row_factor)(n, row, c);
		V(store)(y + c, v);
	}
}

// row_slope is the gradient behind ReLU and the mask, from channel c on, where the normalized numbers are u.
static ALWAYS VECTOR V(row_slope)(const norm *n, int64_t row, int64_t c, VECTOR u) {
	VECTOR g = V(load)((const REAL *)n->gy + row * n->channels + c);
	if (n->kept) g *= V(row_factor)(n, row, c);
	if (!n->relu) return g;
	VECTOR v = u * V(load)((const REAL *)n->gain + c) + V(load)((const REAL *)n->offset + c);
	return V(choose)(v <= 0, (VECTOR){0}, g);
}

// row_sums adds to part what a row gives to the gradients of gain and offset, and to sums the two that the gradient of
// x needs.
static ALWAYS void V(row_sums)(const norm *n, const REAL *x, REAL *part, int64_t row, int64_t c, REAL mean,
	REAL inverse, REAL *sums, const int many) {
	VECTOR slopes = {0}, products = {0};
	for (int i = 0; i < many; i++, c += LANES) {
		VECTOR u = (V(load)(x + i * LANES) - mean) * inverse, g = V(row_slope)(n, row, c, u);
		REAL *by_gain = part + c, *by_offset = part + n->channels + c;
		V(store)(by_gain, V(load)(by_gain) + g * u);
		V(store)(by_offset, V(load)(by_offset) + g);
		g *= V(load)((const REAL *)n->gain + c);
		slopes += g, products += g * u;
	}
	sums[0] += V(across)(slopes), sums[1] += V(across)(products);
}

// row_back writes the gradient of x, given the means of both sums.
static ALWAYS void V(row_back)(const norm *n, const REAL *x, REAL *gx, int64_t row, int64_t c, REAL mean, REAL inverse,
	const REAL *means, const int many) {
	for (int i = 0; i < many; i++, c += LANES) {
		VECTOR u = (V(load)(x + i * LANES) - mean) * inverse;
		VECTOR g = V(row_slope)(n, row, c, u) * V(load)((const REAL *)n->gain + c);
		V(store)(gx + i * LANES, (g - means[0] - u * means[1]) * inverse);
	}
}
