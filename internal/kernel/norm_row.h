#include "across.h"

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

// row_factors are what the mask multiplies the numbers of `many` vectors from channel c on by. It is a plain loop, as
// some compilers convert the lanes of wide vectors one by one.
static ALWAYS void V(row_factors)(const norm *n, int64_t row, int64_t c, REAL *factors, const int many) {
	const uint8_t *kept = n->kept + row * n->channels + c;
	for (int i = 0; i < many * LANES; i++) factors[i] = kept[i] * (REAL)n->scale;
}

// row_norm writes the numbers from channel c on.
static ALWAYS void V(row_norm)(const norm *n, const REAL *x, int64_t row, int64_t c, REAL mean, REAL inverse,
	const int many) {
	REAL *y = (REAL *)n->y + row * n->channels, factors[MOST_VECTORS * LANES];
	if (n->kept) V(row_factors)(n, row, c, factors, many);
	for (int i = 0; i < many; i++, c += LANES) {
		VECTOR u = (V(load)(x + i * LANES) - mean) * inverse;
		VECTOR v = u * V(load)((const REAL *)n->gain + c) + V(load)((const REAL *)n->offset + c);
		if (n->relu) v = V(cut)(v);
		if (n->kept) v *= V(load)(factors + i * LANES);
		V(store)(y + c, v);
	}
}

// row_slope is the gradient behind ReLU and the mask, from channel c on, where the normalized numbers are u and the
// mask multiplies by factors.
static ALWAYS VECTOR V(row_slope)(const norm *n, int64_t row, int64_t c, VECTOR u, const REAL *factors) {
	VECTOR g = V(load)((const REAL *)n->gy + row * n->channels + c);
	if (n->kept) g *= V(load)(factors);
	if (!n->relu) return g;
	VECTOR v = u * V(load)((const REAL *)n->gain + c) + V(load)((const REAL *)n->offset + c);
	return V(choose)(V(positive)(V(cut)(v)), g, (VECTOR){0}); // which NaN of either sign passes
}

// row_sums adds to part what a row gives to the gradients of gain and offset, and to sums the two that the gradient of
// x needs.
static ALWAYS void V(row_sums)(const norm *n, const REAL *x, REAL *part, int64_t row, int64_t c, REAL mean,
	REAL inverse, REAL *sums, const int many) {
	REAL factors[MOST_VECTORS * LANES];
	if (n->kept) V(row_factors)(n, row, c, factors, many);
	VECTOR slopes = {0}, products = {0};
	for (int i = 0; i < many; i++, c += LANES) {
		VECTOR u = (V(load)(x + i * LANES) - mean) * inverse, g = V(row_slope)(n, row, c, u, factors + i * LANES);
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
	REAL factors[MOST_VECTORS * LANES];
	if (n->kept) V(row_factors)(n, row, c, factors, many);
	for (int i = 0; i < many; i++, c += LANES) {
		VECTOR u = (V(load)(x + i * LANES) - mean) * inverse;
		VECTOR g = V(row_slope)(n, row, c, u, factors + i * LANES) * V(load)((const REAL *)n->gain + c);
		V(store)(gx + i * LANES, (g - means[0] - u * means[1]) * inverse);
	}
}
