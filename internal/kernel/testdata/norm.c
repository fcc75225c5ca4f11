// Runs the kernels of layer normalization with several numbers of threads, whose results must be the same bit by bit,
// and compares them with plain loops. It prints what is wrong, and ends with 1 then.
#include "check.h"

#include <math.h>

enum { PART = 61, MOST_PARTS = 3 };

// get is the number i of a buffer.
static double get(const ffi_buffer *b, int64_t i) {
	return b->type == FFI_FLOAT32 ? ((float *)b->data)[i] : ((double *)b->data)[i];
}

static void near(const char *name, const ffi_buffer *b, int64_t i, double want) {
	double got = get(b, i), tolerance = b->type == FFI_FLOAT32 ? 1e-4 : 1e-12;
	if ((isnan(got) && isnan(want)) || fabs(got - want) <= tolerance * (1 + fabs(want))) return;
	if (!wrong) printf("%s[%lld] of type %d is %g, and should be %g\n", name, (long long)i, (int)b->type, got, want);
	wrong = 1;
}

static void check_norm(int type, int parts, int options) {
	const double epsilon = 1e-5, scale = 1.25;
	const int channels = parts * PART, relu = options & 1, masked = !!(options & 2);
	ffi_buffer gain = of(type, channels, 0, 0), offset = of(type, channels, 0, 0), y = of(type, NODES, channels, 0);
	ffi_buffer gy = of(type, NODES, channels, 0), ggain = of(type, channels, 0, 0), goffset = of(type, channels, 0, 0);
	ffi_buffer x[MOST_PARTS], gx[MOST_PARTS], kept = of(FFI_INT32, NODES, channels, 0);
	kept.type = FFI_BOOL;
	for (int64_t i = 0; i < NODES * channels; i++) ((uint8_t *)kept.data)[i] = draw() < 0.8;
	call forward = {.operands = parts + 2 + masked, .results = 1, .numbers = 3, .number = {options, epsilon, scale},
		.result = {&y}};
	call backward = {.operands = parts + 3 + masked, .results = parts + 2, .numbers = 3,
		.number = {options, epsilon, scale}};
	for (int p = 0; p < parts; p++) {
		x[p] = of(type, NODES, PART, 0), gx[p] = of(type, NODES, PART, 0);
		forward.operand[p] = &x[p], backward.result[p] = &gx[p];
	}
	if (type == FFI_FLOAT32) ((float *)x[0].data)[5 * PART + 3] = NAN;
	forward.operand[parts] = &gain, forward.operand[parts + 1] = &offset;
	if (masked) forward.operand[parts + 2] = &kept;
	memcpy(backward.operand, forward.operand, sizeof forward.operand);
	backward.operand[parts + 2 + masked] = &gy;
	backward.result[parts] = &ggain, backward.result[parts + 1] = &goffset;
	compare("norm", kernel_norm, forward);
	compare("norm_back", kernel_norm_back, backward);
	double *sums = use(2 * channels, 8);
	for (int64_t r = 0; r < NODES; r++) {
		double mean = 0, variance = 0, u[MOST_PARTS * PART], h[MOST_PARTS * PART], first = 0, second = 0;
		for (int c = 0; c < channels; c++) mean += get(&x[c / PART], r * PART + c % PART) / channels;
		for (int c = 0; c < channels; c++)
			variance += pow(get(&x[c / PART], r * PART + c % PART) - mean, 2) / channels;
		for (int c = 0; c < channels; c++) {
			u[c] = (get(&x[c / PART], r * PART + c % PART) - mean) / sqrt(variance + epsilon);
			double v = get(&gain, c) * u[c] + get(&offset, c), g = get(&gy, r * channels + c), factor = 1;
			if (masked) factor = scale * ((uint8_t *)kept.data)[r * channels + c];
			near("y", &y, r * channels + c, (relu && v <= 0 ? 0 : v) * factor);
			g = relu && v <= 0 ? 0 : g * factor;
			h[c] = g * get(&gain, c), first += h[c] / channels, second += h[c] * u[c] / channels;
			sums[c] += g * u[c], sums[channels + c] += g;
		}
		for (int c = 0; c < channels; c++)
			near("the gradient of x", &gx[c / PART], r * PART + c % PART,
				(h[c] - first - u[c] * second) / sqrt(variance + epsilon));
	}
	for (int c = 0; c < channels; c++)
		near("the gradient of gain", &ggain, c, sums[c]), near("that of offset", &goffset, c, sums[channels + c]);
}

int main(void) {
	for (int type = FFI_FLOAT32; type <= FFI_FLOAT64; type++)
		for (int parts = 1; parts <= MOST_PARTS; parts++)
			for (int options = 0; options < 4; options++) check_norm(type, parts, options);
	while (uses > 0) free(used[--uses]);
	return wrong;
}
