// Sums over the edges of a row: y[r, c] = Σ_e weight[e, head of c] · x[column of e, c].
#include "edges.h"
#include "kernels.h"

typedef struct {
	adjacency a;
	int64_t blocks, channels, heads;
	const void *x, *weight; // weight is NULL for 1
	void *y;
} sum;

#define BODY "sum_row.h"
#define DRIVER "sum_block.h"
#include "types.h"

// Operands: x [columns, …], row and column int32 [E], and what the first number says, a sum of 1 for an order of the
// edges int32 [E], 2 for weights [E] or [E, H], 4 for no column, where an edge reads the row of x at its own place.
// Result: y [rows, …]. H divides the width of x, and each head has its share of the channels.
void kernel_sum(call *c) {
	enum { ORDER = 1, WEIGHT = 2, OWN = 4 };
	int options = c->numbers > 0 ? (int)c->number[0] : 0;
	int operands = 2 + !(options & OWN) + !!(options & ORDER) + !!(options & WEIGHT);
	if (!expect(c, operands, 1)) return;
	int next = 0;
	const ffi_buffer *x = c->operand[next++], *row = c->operand[next++], *y = c->result[0];
	const ffi_buffer *column = options & OWN ? NULL : c->operand[next++];
	const ffi_buffer *order = options & ORDER ? c->operand[next++] : NULL;
	const ffi_buffer *weight = options & WEIGHT ? c->operand[next++] : NULL;
	if (!expect_float(c, "x", x) || !expect_rows(c, "y", y, x->type, y->rank > 0 ? y->dims[0] : 0)) return;
	int64_t edges = row->rank > 0 ? row->dims[0] : 0;
	if (!expect_rows(c, "row", row, FFI_INT32, edges)) return;
	if (column && !expect_rows(c, "column", column, FFI_INT32, edges)) return;
	if (order && !expect_rows(c, "order", order, FFI_INT32, edges)) return;
	if (weight && !expect_rows(c, "weight", weight, x->type, edges)) return;
	int64_t heads = weight ? width(weight) : 1, channels = width(x);
	if (width(y) != channels || heads < 1 || channels % heads != 0) {
		fail(c, "%lld channels of %lld heads to %lld channels", (long long)channels, (long long)heads,
			(long long)width(y));
		return;
	}
	atomic_int bad = 0;
	sum s = {
		.a = {.edges = edges, .rows = y->dims[0], .columns = x->dims[0], .row = row->data,
			.column = column ? column->data : NULL, .order = order ? order->data : NULL, .bad = &bad},
		.channels = channels, .heads = heads, .x = x->data, .weight = weight ? weight->data : NULL, .y = y->data,
	};
	s.blocks = blocks_of(&s.a, channels);
	parallel(&c->threads, s.blocks, x->type == FFI_FLOAT32 ? sum_block_float : sum_block_double, &s);
	refuse_bad(c, &s.a);
}
