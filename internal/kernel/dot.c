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

#define BODY "across.h"
#define DRIVER "dot_block.h"
#include "types.h"

// Operands: a [lefts, …], left int32 [E], b [rights, …], and right int32 [E], which is left out where an edge reads the
// row of b at its own place. Result: y [E] or [E, H], where H divides the width of a and b.
void kernel_dot(call *c) {
	int indexed = c->operands != 3, at = 0, to = 0;
	if (!expect(c, 3 + indexed, 1) || !expect_float(c, "a", c->operand[0])) return;
	const ffi_buffer *a = c->operand[0], *b = c->operand[2];
	int64_t edges = rows(c->operand[1]);
	dot s = {.edges = edges, .lefts = rows(a), .rights = rows(b), .channels = width(a), .heads = width(c->result[0])};
	s.a = next_operand(c, &at, 1, "a", a->type, s.lefts, s.channels);
	s.left = next_operand(c, &at, 1, "left", FFI_INT32, edges, 1);
	s.b = next_operand(c, &at, 1, "b", a->type, s.rights, s.channels);
	s.right = next_operand(c, &at, indexed, "right", FFI_INT32, edges, 1);
	s.y = next_result(c, &to, 1, "y", a->type, edges, s.heads);
	if (s.heads < 1 || s.channels % s.heads != 0)
		fail(c, "%lld heads do not divide %lld channels", (long long)s.heads, (long long)s.channels);
	if (c->error[0] != 0) return;
	s.step = 16384 / (s.channels + 1) + 1;
	parallel(&c->threads, (edges + s.step - 1) / s.step, PICK(dot_block, a->type), &s);
	if (atomic_load(&s.bad))
		fail(c, "an edge has an end that is not among %lld and %lld rows", (long long)s.lefts, (long long)s.rights);
}
