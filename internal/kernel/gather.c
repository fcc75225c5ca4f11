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
	int at = 0, to = 0;
	if (!expect(c, 2, 1) || !expect_float(c, "x", c->operand[0])) return;
	const ffi_buffer *x = c->operand[0];
	gather g = {.edges = rows(c->operand[1]), .rows = rows(x), .bytes = width(x) * (x->type == FFI_FLOAT32 ? 4 : 8)};
	g.x = next_operand(c, &at, 1, "x", x->type, g.rows, width(x));
	g.index = next_operand(c, &at, 1, "index", FFI_INT32, g.edges, 1);
	g.y = next_result(c, &to, 1, "y", x->type, g.edges, width(x));
	if (c->error[0] != 0) return;
	g.step = 65536 / (g.bytes + 1) + 1;
	parallel(&c->threads, (g.edges + g.step - 1) / g.step, gather_block, &g);
	if (atomic_load(&g.bad)) fail(c, "an index is not among %lld rows", (long long)g.rows);
}
