// The largest over the edges of a row: y[r, c] = max_e weight[e] · x[column of e, c], and which edge has it.
#include "edges.h"
#include "kernels.h"

typedef struct {
	adjacency a;
	int64_t blocks, channels;
	double empty;
	const void *x, *weight; // weight is NULL for 1
	void *y;
	int32_t *chosen;
} largest;

#define BODY "max_row.h"
#define DRIVER "max_block.h"
#include "types.h"

// Operands: x [columns, …], row and column int32 [E], and what the first number says, a sum of 2 for weights [E], 4 for
// no column, where an edge reads the row of x at its own place. The second number is the value of a row without edges.
// Results: y [rows, …], and chosen int32 of the same size: the first edge with the largest value, −1 where there is none.
// NaN counts as the largest.
void kernel_max(call *c) {
	enum { WEIGHT = 2, OWN = 4 };
	int options = c->numbers > 0 ? (int)c->number[0] : 0;
	if (!expect(c, 2 + !(options & OWN) + !!(options & WEIGHT), 2)) return;
	int next = 0;
	const ffi_buffer *x = c->operand[next++], *row = c->operand[next++], *y = c->result[0], *chosen = c->result[1];
	const ffi_buffer *column = options & OWN ? NULL : c->operand[next++];
	const ffi_buffer *weight = options & WEIGHT ? c->operand[next++] : NULL;
	if (!expect_float(c, "x", x) || !expect_rows(c, "y", y, x->type, y->rank > 0 ? y->dims[0] : 0)) return;
	int64_t edges = row->rank > 0 ? row->dims[0] : 0;
	if (!expect_rows(c, "row", row, FFI_INT32, edges) || !expect_rows(c, "chosen", chosen, FFI_INT32, y->dims[0])) return;
	if (column && !expect_rows(c, "column", column, FFI_INT32, edges)) return;
	if (weight && (!expect_rows(c, "weight", weight, x->type, edges) || width(weight) != 1)) {
		fail(c, "more than one weight for an edge");
		return;
	}
	if (width(y) != width(x) || width(chosen) != width(x)) {
		fail(c, "%lld channels to %lld and %lld", (long long)width(x), (long long)width(y), (long long)width(chosen));
		return;
	}
	atomic_int bad = 0;
	largest s = {
		.a = {.edges = edges, .rows = y->dims[0], .columns = x->dims[0], .row = row->data,
			.column = column ? column->data : NULL, .bad = &bad},
		.channels = width(x), .empty = c->numbers > 1 ? c->number[1] : 0, .x = x->data,
		.weight = weight ? weight->data : NULL, .y = y->data, .chosen = chosen->data,
	};
	if (column == NULL) s.a.columns = x->dims[0];
	s.blocks = blocks_of(&s.a, s.channels);
	parallel(&c->threads, s.blocks, x->type == FFI_FLOAT32 ? max_block_float : max_block_double, &s);
	refuse_bad(c, &s.a);
}
