// Attention: the sum of the values at the sources of a target's edges, weighted by the softmax of the edges' scores,
// head by head,
//
//	s_uv = LeakyReLU(source_u + target_v + edge_uv) + closed_uv
//	w_uv = exp(s_uv − largest_v),  total_v = Σ_u w_uv
//	y_v  = Σ_u mask_uv·w_uv·x_u / total_v
//
// and its gradient. With p = w / total and the gradient g of y it is
//
//	∂s_uv = p_uv·(mask_uv·(g_v·x_u) − g_v·y_v)
//	∂x_u  = Σ_v mask_uv·p_uv·g_v
//
// A node's self-loop is a term like those of its edges, with a score of its own. Both passes compute the weights where
// they use them: the forward pass at the targets, the backward pass at the sources.
#include <math.h>

#include "edges.h"
#include "kernels.h"

// What a call has besides what every call has; its first number is the sum of these.
enum { SOURCE = 1, TARGET = 2, EDGE = 4, CLOSED = 8, EDGE_MASK = 16, LOOP = 32, LOOP_MASK = 64 };

// How many terms and heads a thread has at hand at once.
enum { MOST_TERMS = 64, MOST_HEADS = 16 };

// How many edges ahead the values of their columns are asked for, as memory takes its time to answer.
enum { AHEAD = 16 };

// In the forward pass a row is a target, and its columns are sources. In the backward pass it is the other way round.
// What a call does not have is NULL.
typedef struct {
	adjacency a;
	int64_t blocks, heads, channels, bytes; // of a number
	double slope;
	const void *x;                // [N, H·D]
	const void *source, *target;  // [N, H]
	const void *edge, *edge_mask; // [E, H]
	const void *closed;           // [E]
	const void *loop, *loop_mask; // [N, H]
	void *y, *kept;               // [N, H·D]; [N, 2·H], the largest score of each head, then the total of each
	const void *gy;               // the gradient of y
	void *far;                    // [N, 4·H]: all that a source reads of a target, see attention_far
	void *gx, *gsource, *gedge, *gloop;
} attention;

// The terms of a row: its edges, and −1 for its self-loop. ahead are columns that will be read later.
typedef struct {
	int64_t count, edge[MOST_TERMS], column[MOST_TERMS], ahead[MOST_TERMS];
} terms;

// take lists the terms of a row from number `from` on, as many as there is room for. The edges of the row are those
// from k to before end, and its self-loop is number 0.
static inline void take(const attention *s, int64_t row, int64_t k, int64_t end, int64_t from, terms *t) {
	int64_t loops = s->loop != NULL, left = loops + end - k - from, i = 0;
	t->count = left < MOST_TERMS ? left : MOST_TERMS;
	if (loops && from == 0) t->edge[i] = -1, t->column[i] = t->ahead[i] = row, i++;
	for (k += from - loops; i < t->count; i++) {
		t->edge[i] = edge_at(&s->a, k + i);
		t->column[i] = column_of(&s->a, t->edge[i]);
		int64_t next = k + i + AHEAD < s->a.edges ? edge_at(&s->a, k + i + AHEAD) : t->edge[i];
		t->ahead[i] = (uint64_t)next < (uint64_t)s->a.edges ? column_of(&s->a, next) : row;
		if (s->a.order && k + i + 4 * AHEAD < s->a.edges) {
			next = s->a.order[k + i + 4 * AHEAD];
			__builtin_prefetch(s->a.row + next), __builtin_prefetch(s->a.column + next);
			if (s->closed) __builtin_prefetch((const char *)s->closed + next * s->bytes);
		}
	}
}

#define BODY "attention_row.h"
#define DRIVER "attention_block.h"
#include "types.h"

// read checks what both passes are given. at is the next operand after it, and type that of the numbers. It is 1 where
// all is right.
static int read(call *c, attention *s, int backward, int *at, int *type) {
	int options = (int)number(c, 0, 0), optional = 0;
	for (int bit = SOURCE; bit <= LOOP_MASK; bit *= 2) optional += (options & bit) != 0;
	int gradients = !!(options & SOURCE) + !!(options & (TARGET | EDGE)) + !!(options & LOOP);
	if (!expect(c, optional + (backward ? 7 : 3), backward ? 2 + gradients : 2)) return 0;
	adjacency a;
	if (!read_edges(c, "x", &a, at)) return 0;
	const ffi_buffer *x = c->operand[0];
	int64_t nodes = a.rows, heads = x->dims[1], edges = a.edges;
	*s = (attention){.a = a, .heads = heads, .channels = width(x), .slope = number(c, 1, 1), .x = x->data,
		.bytes = x->type == FFI_FLOAT32 ? 4 : 8};
	*type = x->type;
	s->source = next_operand(c, at, options & SOURCE, "source", x->type, nodes, heads);
	s->target = next_operand(c, at, options & TARGET, "target", x->type, nodes, heads);
	s->edge = next_operand(c, at, options & EDGE, "edge", x->type, edges, heads);
	s->closed = next_operand(c, at, options & CLOSED, "closed", x->type, edges, 1);
	s->edge_mask = next_operand(c, at, options & EDGE_MASK, "the mask of edges", x->type, edges, heads);
	s->loop = next_operand(c, at, options & LOOP, "loop", x->type, nodes, heads);
	s->loop_mask = next_operand(c, at, options & LOOP_MASK, "the mask of self-loops", x->type, nodes, heads);
	s->blocks = blocks_of(&s->a, s->channels);
	return c->error[0] == 0;
}

// Operands: x [N, H, D]; row and column int32 [E], the targets in ascending order and the sources; then, as the first
// number says by a sum: 1 source [N, H], 2 target [N, H], 4 edge [E, H], 8 closed [E], which is −∞ for an edge that
// does not count and else 0, 16 a mask [E, H], 32 loop [N, H], the scores of self-loops, 64 a mask [N, H] of
// self-loops. The second number is LeakyReLU's slope below 0; 1 leaves the sum as it is.
//
// Results: y [N, H, D] and kept [N, 2, H], the largest score and the total, which the gradient wants.
//
// A score of −∞ weighs 0, one of NaN or +∞ makes the target's y NaN, and a target without terms has y = 0.
void kernel_attention(call *c) {
	attention s;
	int at, type, to = 0;
	if (!read(c, &s, 0, &at, &type)) return;
	s.y = next_result(c, &to, 1, "y", type, s.a.rows, s.channels);
	s.kept = next_result(c, &to, 1, "kept", type, s.a.rows, 2 * s.heads);
	if (c->error[0] != 0) return;
	atomic_int bad = 0;
	s.a.bad = &bad;
	parallel(&c->threads, s.blocks, PICK(attention_block, type), &s);
	refuse_bad(c, &s.a);
}

// The gradient of kernel_attention. Operands: its own, but the rows are the sources and the columns the targets of the
// edges; then order int32 [E], the edges in the order of their sources, its results y and kept, and the gradient of y.
// The numbers are the same.
//
// Results: the gradient of x; that of source, where there is one; that of edge [E, H], where there is a target or an
// edge: the sum over a target's edges is the gradient of target; that of loop, where there is one; and [N, 4, H], room
// that the kernel works in.
void kernel_attention_back(call *c) {
	attention s;
	int at, type, to = 0, options = (int)number(c, 0, 0);
	if (!read(c, &s, 1, &at, &type)) return;
	int64_t nodes = s.a.rows, edges = s.a.edges;
	s.a.order = next_operand(c, &at, 1, "order", FFI_INT32, edges, 1);
	s.y = (void *)next_operand(c, &at, 1, "y", type, nodes, s.channels);
	s.kept = (void *)next_operand(c, &at, 1, "kept", type, nodes, 2 * s.heads);
	s.gy = next_operand(c, &at, 1, "the gradient of y", type, nodes, s.channels);
	s.gx = next_result(c, &to, 1, "the gradient of x", type, nodes, s.channels);
	s.gsource = next_result(c, &to, options & SOURCE, "the gradient of source", type, nodes, s.heads);
	s.gedge = next_result(c, &to, options & (TARGET | EDGE), "the gradient of edge", type, edges, s.heads);
	s.gloop = next_result(c, &to, options & LOOP, "the gradient of loop", type, nodes, s.heads);
	s.far = next_result(c, &to, 1, "room", type, nodes, 4 * s.heads);
	if (c->error[0] != 0) return;
	atomic_int bad = 0;
	s.a.bad = &bad;
	parallel(&c->threads, s.blocks, PICK(attention_far, type), &s);
	parallel(&c->threads, s.blocks, PICK(attention_back, type), &s);
	refuse_bad(c, &s.a);
}
