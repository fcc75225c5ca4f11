// Sums over the edges of a row: y[r, c] = Σ_e weight[e, head of c] · x[column of e, c].
#include "edges.h"
#include "kernels.h"

typedef struct {
	adjacency a;
	int64_t blocks, channels, heads;
	const void *x, *weight; // weight is NULL for 1
	void *y;
} sum;

enum {
	MOST_VECTORS = 8, // that are added up at once
	AHEAD = 8,        // how many edges before it is read a row is asked for
};

#define BODY "sum_row.h"
#define DRIVER "sum_block.h"
#include "types.h"

// Operands: x [columns, …], row and column int32 [E], and what the first number says, a sum of 1 for an order of the
// edges int32 [E], 2 for weights [E] or [E, H], 4 for no column, where an edge reads the row of x at its own place.
// Result: y [rows, …]. H divides the width of x, and each head has its share of the channels.
void kernel_sum(call *c) {
	enum { ORDER = 1, WEIGHT = 2, OWN = 4 };
	int options = (int)number(c, 0, 0), at = 1, to = 0;
	const ffi_buffer *x = c->operand[0];
	if (!expect(c, 2 + !(options & OWN) + !!(options & ORDER) + !!(options & WEIGHT), 1) || !expect_float(c, "x", x))
		return;
	int64_t edges = rows(c->operand[1]), heads = options & WEIGHT ? width(c->operand[c->operands - 1]) : 1;
	atomic_int bad = 0;
	sum s = {.a = {.edges = edges, .rows = rows(c->result[0]), .columns = rows(x), .bad = &bad}, .channels = width(x),
		.heads = heads, .x = x->data};
	s.a.row = next_operand(c, &at, 1, "row", FFI_INT32, edges, 1);
	s.a.column = next_operand(c, &at, !(options & OWN), "column", FFI_INT32, edges, 1);
	s.a.order = next_operand(c, &at, options & ORDER, "order", FFI_INT32, edges, 1);
	s.weight = next_operand(c, &at, options & WEIGHT, "weight", x->type, edges, heads);
	s.y = next_result(c, &to, 1, "y", x->type, s.a.rows, s.channels);
	if (heads < 1 || s.channels % heads != 0)
		fail(c, "%lld heads do not divide %lld channels", (long long)heads, (long long)s.channels);
	if (c->error[0] != 0) return;
	s.blocks = blocks_of(&s.a, s.channels);
	parallel(&c->threads, s.blocks, PICK(sum_block, x->type), &s);
	refuse_bad(c, &s.a);
}
