// Runs the kernel of the largest values with several numbers of threads, whose results must be the same bit by bit, and
// compares them with a plain loop. It prints what is wrong, and ends with 1 then.
#include "check.h"

#include <math.h>

enum { CHANNELS = 61 };

// get is the number i of a buffer.
static double get(const ffi_buffer *b, int64_t i) {
	return b->type == FFI_FLOAT32 ? ((float *)b->data)[i] : ((double *)b->data)[i];
}

static void check_max(int type, int weighted) {
	// Few values, so that many are the same, and those that compare in ways of their own.
	const int single = type == FFI_FLOAT32;
	const double list[] = {0, -0., 1, -1, INFINITY, -INFINITY, NAN, copysign(NAN, -1), single ? 1e-45 : 5e-324,
		single ? -3e38 : -1e308, single ? 3e38 : 1e308, 0.5};
	const double empty = -7;
	ffi_buffer row = of(FFI_INT32, EDGES, 0, 0), column = of(FFI_INT32, EDGES, 0, 0), weight = of(type, EDGES, 0, 0);
	ffi_buffer x = of(type, NODES, CHANNELS, 0), y = of(type, NODES, CHANNELS, 0);
	ffi_buffer chosen = of(FFI_INT32, NODES, CHANNELS, 0);
	random_edges(&row, &column);
	for (int64_t i = 0; i < NODES * CHANNELS; i++) {
		double value = list[(int)(draw() * 12)];
		if (draw() < 0.7) value = -1 - (int)(draw() * 3); // most are below 0, or others would be the largest everywhere
		if (single) ((float *)x.data)[i] = value;
		else ((double *)x.data)[i] = value;
	}
	compare("max", kernel_max, (call){.operands = 3 + weighted, .results = 2, .numbers = 2,
		.number = {2 * weighted, empty}, .operand = {&x, &row, &column, &weight}, .result = {&y, &chosen}});
	for (int64_t v = 0; v < NODES; v++) {
		for (int64_t c = 0; c < CHANNELS; c++) {
			int32_t best = -1, got = ((int32_t *)chosen.data)[v * CHANNELS + c];
			double most = empty, is = get(&y, v * CHANNELS + c);
			for (int32_t e = 0; e < EDGES; e++) {
				if (((int32_t *)row.data)[e] != v) continue;
				double value = get(&x, ((int32_t *)column.data)[e] * CHANNELS + c);
				if (weighted) value *= get(&weight, e);
				if (single) value = (float)value;
				if (best < 0 || value > most || (isnan(value) && !isnan(most))) most = value, best = e;
			}
			if (got == best && (isnan(most) ? isnan(is) : is == most && signbit(is) == signbit(most))) continue;
			printf("max[%lld, %lld] of type %d is %g of edge %d, and should be %g of %d\n", (long long)v, (long long)c,
				type, is, got, most, best);
			wrong = 1;
			return;
		}
	}
}

int main(void) {
	for (int type = FFI_FLOAT32; type <= FFI_FLOAT64; type++)
		for (int weighted = 0; weighted < 2; weighted++) check_max(type, weighted);
	while (uses > 0) free(used[--uses]);
	return wrong;
}
