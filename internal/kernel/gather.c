// Rows of a tensor in another order: y[e] = x[index[e]].
#include <string.h>

#include "edges.h"
#include "kernels.h"

typedef struct {
	int64_t edges, rows, bytes, step;
	const int32_t *index;
	const char *x;
	char *y;
	atomic_int bad;
} gather;

static void gather_block(void *context, int64_t i) {
	gather *g = context;
	int64_t end = (i + 1) * g->step < g->edges ? (i + 1) * g->step : g->edges;
	for (int64_t e = i * g->step; e < end; e++) {
		if ((uint64_t)(int64_t)g->index[e] >= (uint64_t)g->rows) {
			atomic_store_explicit(&g->bad, 1, memory_order_relaxed);
			return;
		}
		memcpy(g->y + e * g->bytes, g->x + g->index[e] * g->bytes, g->bytes);
	}
}

// Operands: x [rows, …] and index int32 [E]. Result: y [E, …], of the type and the width of x.
void kernel_gather(call *c) {
	if (!expect(c, 2, 1)) return;
	const ffi_buffer *x = c->operand[0], *index = c->operand[1], *y = c->result[0];
	int64_t edges = index->rank > 0 ? index->dims[0] : 0;
	if (!expect_float(c, "x", x) || !expect_rows(c, "index", index, FFI_INT32, edges) ||
		!expect_rows(c, "y", y, x->type, edges)) return;
	if (width(x) != width(y)) {
		fail(c, "rows of %lld numbers to rows of %lld", (long long)width(x), (long long)width(y));
		return;
	}
	int64_t bytes = width(x) * (x->type == FFI_FLOAT32 ? 4 : 8), step = bytes > 65536 ? 1 : 65536 / (bytes + 1) + 1;
	gather g = {.edges = edges, .rows = x->dims[0], .bytes = bytes, .step = step, .index = index->data, .x = x->data,
		.y = y->data};
	parallel(&c->threads, (edges + step - 1) / step, gather_block, &g);
	if (atomic_load(&g.bad)) fail(c, "an index is not among %lld rows", (long long)g.rows);
}
