// The product of the two ends of an edge, head by head: y[e, h] = Σ_c a[left of e, h, c] · b[right of e, h, c].
#include "edges.h"
#include "kernels.h"

typedef struct {
	int64_t edges, lefts, rights, channels, heads, step;
	const int32_t *left, *right; // right is NULL for the edge's own place
	const void *a, *b;
	void *y;
	atomic_int bad;
} dot;

#define BODY "dot_head.h"
#define DRIVER "dot_block.h"
#include "types.h"

// Operands: a [lefts, …], left int32 [E], b [rights, …], and right int32 [E], which is left out where an edge reads the
// row of b at its own place. Result: y [E] or [E, H], where H divides the width of a and b.
void kernel_dot(call *c) {
	if (!expect(c, c->operands == 3 ? 3 : 4, 1)) return;
	const ffi_buffer *a = c->operand[0], *left = c->operand[1], *b = c->operand[2];
	const ffi_buffer *right = c->operands > 3 ? c->operand[3] : NULL, *y = c->result[0];
	int64_t edges = left->rank > 0 ? left->dims[0] : 0;
	if (!expect_float(c, "a", a) || !expect_rows(c, "b", b, a->type, b->rank > 0 ? b->dims[0] : 0) ||
		!expect_rows(c, "left", left, FFI_INT32, edges) || !expect_rows(c, "y", y, a->type, edges)) return;
	if (right && !expect_rows(c, "right", right, FFI_INT32, edges)) return;
	if (width(a) != width(b) || width(y) < 1 || width(a) % width(y) != 0) {
		fail(c, "%lld and %lld channels of %lld heads", (long long)width(a), (long long)width(b), (long long)width(y));
		return;
	}
	dot s = {.edges = edges, .lefts = a->dims[0], .rights = b->dims[0], .channels = width(a), .heads = width(y),
		.left = left->data, .right = right ? right->data : NULL, .a = a->data, .b = b->data, .y = y->data};
	s.step = 16384 / (s.channels + 1) + 1;
	parallel(&c->threads, (edges + s.step - 1) / s.step, a->type == FFI_FLOAT32 ? dot_block_float : dot_block_double,
		&s);
	if (atomic_load(&s.bad))
		fail(c, "an edge has an end that is not among %lld and %lld rows", (long long)s.lefts, (long long)s.rights);
}
