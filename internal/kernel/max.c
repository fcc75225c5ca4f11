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
// Results: y [rows, …], and chosen int32 of the same size: the first edge with the largest value, −1 where there is
// none. NaN counts as the largest.
void kernel_max(call *c) {
	enum { WEIGHT = 2, OWN = 4 };
	int options = (int)number(c, 0, 0), at = 1, to = 0;
	const ffi_buffer *x = c->operand[0];
	if (!expect(c, 2 + !(options & OWN) + !!(options & WEIGHT), 2) || !expect_float(c, "x", x)) return;
	int64_t edges = rows(c->operand[1]);
	atomic_int bad = 0;
	largest s = {.a = {.edges = edges, .rows = rows(c->result[0]), .columns = rows(x), .bad = &bad},
		.channels = width(x), .empty = number(c, 1, 0), .x = x->data};
	s.a.row = next_operand(c, &at, 1, "row", FFI_INT32, edges, 1);
	s.a.column = next_operand(c, &at, !(options & OWN), "column", FFI_INT32, edges, 1);
	s.weight = next_operand(c, &at, options & WEIGHT, "weight", x->type, edges, 1);
	s.y = next_result(c, &to, 1, "y", x->type, s.a.rows, s.channels);
	s.chosen = next_result(c, &to, 1, "chosen", FFI_INT32, s.a.rows, s.channels);
	if (c->error[0] != 0) return;
	s.blocks = blocks_of(&s.a, s.channels);
	parallel(&c->threads, s.blocks, PICK(max_block, x->type), &s);
	refuse_bad(c, &s.a);
}
