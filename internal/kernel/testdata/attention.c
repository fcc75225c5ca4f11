// Runs the kernels of attention with several numbers of threads, whose results must be the same bit by bit, and
// compares exp, decay and log with the C library's. It prints what is wrong, and ends with 1 then.
#include "check.h"

#include <math.h>

#define TARGET
#define FORM 0
#define SUFFIX REAL
#include "../real.h"
#define REAL float
#define INT int32_t
#define LANES 8
#include "../vector.h"
#include "../exp.h"
#undef REAL
#undef INT
#undef LANES
#define REAL double
#define INT int64_t
#define LANES 4
#include "../vector.h"
#include "../exp.h"

static void check_kernels(int type) {
	ffi_buffer row = of(FFI_INT32, EDGES, 0, 0), column = of(FFI_INT32, EDGES, 0, 0);
	ffi_buffer order = of(FFI_INT32, EDGES, 0, 0);
	random_edges(&row, &column);
	ffi_buffer x = of(type, NODES, HEADS, SHARE), y = of(type, NODES, HEADS, SHARE), gy = of(type, NODES, HEADS, SHARE);
	ffi_buffer gx = of(type, NODES, HEADS, SHARE), kept = of(type, NODES, 2, HEADS), room = of(type, NODES, 4, HEADS);
	ffi_buffer source = of(type, NODES, HEADS, 0), target = of(type, NODES, HEADS, 0), loop = of(type, NODES, HEADS, 0);
	ffi_buffer gsource = of(type, NODES, HEADS, 0), gloop = of(type, NODES, HEADS, 0), mask = of(type, EDGES, HEADS, 0);
	ffi_buffer gedge = of(type, EDGES, HEADS, 0), edge = of(type, EDGES, HEADS, 0), weight = of(type, EDGES, 0, 0);
	ffi_buffer gweight = of(type, EDGES, 0, 0), vector = of(type, HEADS, SHARE, 0), map = of(type, HEADS, SHARE, 0);
	ffi_buffer gvector = of(type, HEADS, SHARE, 0), gmap = of(type, HEADS, SHARE, 0);
	compare("order", kernel_order, (call){.operands = 1, .results = 1, .numbers = 1, .number = {NODES},
		.operand = {&column}, .result = {&order}});
	compare("attention", kernel_attention, (call){.operands = 8, .results = 2, .numbers = 2,
		.number = {1 + 2 + 4 + 16 + 32, 0.2},
		.operand = {&x, &row, &column, &source, &target, &edge, &mask, &loop}, .result = {&y, &kept}});
	compare("attention_back", kernel_attention_back, (call){.operands = 12, .results = 5, .numbers = 2,
		.number = {1 + 2 + 4 + 16 + 32, 0.2},
		.operand = {&x, &column, &row, &source, &target, &edge, &mask, &loop, &order, &y, &kept, &gy},
		.result = {&gx, &gsource, &gedge, &gloop, &room}});
	compare("gatv2", kernel_gatv2, (call){.operands = 7, .results = 1, .numbers = 2, .number = {1, 0.2},
		.operand = {&x, &row, &column, &gy, &vector, &weight, &map}, .result = {&edge}});
	compare("gatv2_back", kernel_gatv2_back, (call){.operands = 8, .results = 4, .numbers = 2, .number = {1, 0.2},
		.operand = {&x, &row, &column, &gy, &vector, &weight, &map, &mask},
		.result = {&gx, &gvector, &gweight, &gmap}});
	compare("gatv2_back by source", kernel_gatv2_back, (call){.operands = 9, .results = 1, .numbers = 2,
		.number = {3, 0.2},
		.operand = {&gy, &column, &row, &x, &vector, &weight, &map, &mask, &order}, .result = {&gx}});
}

static void check_exp(double from, double to, int single) {
	double worst = 0, at = 0;
	for (int i = 0; i < 200000; i++) {
		double x = from + (to - from) * i / 200000;
		if (single) x = (float)x;
		vector_float_8 f = exp_float_8((vector_float_8){0} + (float)x);
		vector_double_4 d = exp_double_4((vector_double_4){0} + x);
		double want = exp(x), got = single ? f[3] : d[2];
		double error = fabs(got - want) / want / (single ? 0x1p-23 : 0x1p-52);
		if (!(error <= worst)) worst = error, at = x;
	}
	if (!(worst <= 2)) printf("exp of %.17g is off by %g units\n", at, worst), wrong = 1;
}

// check_others does the same with decay and log.
static void check_others(void) {
	double worst[4] = {0}, most[4] = {2, 2, 3, 3};
	for (int i = 1; i < 200000; i++) {
		double single = (float)(-86. * i / 200000), twice = -707. * i / 200000;
		double small = (float)exp(single), other = i % 2 ? 1 + twice / 1e4 : exp(twice); // some near 1
		double got[4] = {decay_float_8((vector_float_8){0} + (float)single)[2],
			decay_double_4((vector_double_4){0} + twice)[1], log_float_8((vector_float_8){0} + (float)small)[6],
			log_double_4((vector_double_4){0} + other)[3]};
		double want[4] = {exp(single), exp(twice), log(small), log(other)};
		for (int k = 0; k < 4; k++) {
			double error = fabs(got[k] - want[k]) / fabs(want[k]) / (k % 2 ? 0x1p-52 : 0x1p-23);
			if (want[k] != 0 && !(error <= worst[k])) worst[k] = error;
		}
	}
	for (int k = 0; k < 4; k++)
		if (!(worst[k] <= most[k])) printf("%s is off by %g units\n", k < 2 ? "decay" : "log", worst[k]), wrong = 1;
	if (!isnan(decay_float_8((vector_float_8){0} + NAN)[0]) || !isnan(decay_double_4((vector_double_4){0} + NAN)[0]) ||
		!isnan(log_float_8((vector_float_8){0} + NAN)[0]) || !isnan(log_double_4((vector_double_4){0} + NAN)[0]))
		printf("decay or log of NaN is a number\n"), wrong = 1;
	for (double x = -1e5; x > -INFINITY; x = x * 1e300)
		if (decay_float_8((vector_float_8){0} + (float)x)[1] != 0 || decay_double_4((vector_double_4){0} + x)[1] != 0)
			printf("decay of %g is not 0\n", x), wrong = 1;
	if (decay_float_8((vector_float_8){0} - INFINITY)[1] != 0 ||
		decay_double_4((vector_double_4){0} - INFINITY)[1] != 0)
		printf("decay of -inf is not 0\n"), wrong = 1;
}

static void check_special(void) {
	const double list[][2] = {{INFINITY, INFINITY}, {-INFINITY, 0}, {0, 1}, {-1e5, 0}, {1e5, INFINITY}, {NAN, NAN}};
	for (int i = 0; i < 6; i++) {
		double x = list[i][0], want = list[i][1], f = exp_float_8((vector_float_8){0} + (float)x)[5];
		double d = exp_double_4((vector_double_4){0} + x)[1];
		if (!(f == want || (isnan(want) && isnan(f))) || !(d == want || (isnan(want) && isnan(d))))
			printf("exp of %g is %g and %g, not %g\n", x, f, d, want), wrong = 1;
	}
}

int main(void) {
	check_kernels(FFI_FLOAT32);
	check_kernels(FFI_FLOAT64);
	check_exp(-87, 88.7, 1);
	check_exp(-708, 709.7, 0);
	check_special();
	check_others();
	while (uses > 0) free(used[--uses]);
	return wrong;
}
