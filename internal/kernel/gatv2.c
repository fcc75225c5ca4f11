// The scores of GATv2, head by head,
//
//	t_uv = l_u + r_v + weight_uv·map,  s_uv = Σ_c vector_c·LeakyReLU(t_uv)_c
//
// and their gradients, without a tensor that has a row for each edge and a column for each channel.
#include <stdlib.h>

#include "edges.h"
#include "kernels.h"

// A row is the end of the edges that the walk goes along, and the columns are the other ends.
typedef struct {
	adjacency a;
	int64_t blocks, heads, channels;
	double slope;
	const void *near, *far;         // [N, H·D], of the rows and of the columns
	const void *vector;             // [H, D]
	const void *weight, *map;       // [E] and [H, D], or NULL
	void *score;                    // [E, H]
	const void *gscore;             // the gradient of score
	void *gnear;                    // [N, H·D]
	void *gweight, *gvector, *gmap; // as weight, vector and map; NULL where they are not asked for
	void *parts;                    // [blocks, 2, H·D], what the blocks add to gvector and to gmap
} gatv2;

#define BODY "gatv2_row.h"
#define DRIVER "gatv2_block.h"
#include "types.h"

enum { WEIGHT = 1, ORDER = 2 };

// read checks what all calls are given. It is 1 where all is right.
static int read(call *c, gatv2 *s, int *at, int *type, int more, int results) {
	int weighted = !!((int)number(c, 0, 0) & WEIGHT);
	if (!expect(c, 5 + 2 * weighted + more, results)) return 0;
	adjacency a;
	if (!read_edges(c, "near", &a, at)) return 0;
	const ffi_buffer *near = c->operand[0];
	int64_t heads = near->dims[1], channels = width(near);
	*s = (gatv2){.a = a, .heads = heads, .channels = channels, .slope = number(c, 1, 1), .near = near->data};
	*type = near->type;
	s->far = next_operand(c, at, 1, "far", near->type, a.rows, channels);
	s->vector = next_operand(c, at, 1, "vector", near->type, heads, channels / heads);
	s->weight = next_operand(c, at, weighted, "weight", near->type, a.edges, 1);
	s->map = next_operand(c, at, weighted, "map", near->type, heads, channels / heads);
	s->blocks = blocks_of(&s->a, channels);
	return c->error[0] == 0;
}

// Operands: near [N, H, D], here r; row and column int32 [E], the targets in ascending order and the sources; far
// [N, H, D], here l; vector [H, D]; and where the first number is 1, weight [E] and map [H, D]. The second number is
// LeakyReLU's slope below 0. Result: the scores [E, H].
void kernel_gatv2(call *c) {
	gatv2 s;
	int at, type, to = 0;
	if (!read(c, &s, &at, &type, 0, 1)) return;
	s.score = next_result(c, &to, 1, "score", type, s.a.edges, s.heads);
	if (c->error[0] != 0) return;
	atomic_int bad = 0;
	s.a.bad = &bad;
	parallel(&c->threads, s.blocks, PICK(gatv2_block, type), &s);
	refuse_bad(c, &s.a);
}

// The gradient of kernel_gatv2 at the rows. Operands: its own, and the gradient of the scores [E, H]. Results: the
// gradients of near and of vector, and where there are weights those of weight and map.
//
// With 2 added to the first number the rows are the sources and near is l: the last operand is order int32 [E], the
// edges in the order of their sources, and the gradient of near is the only result.
void kernel_gatv2_back(call *c) {
	gatv2 s;
	int at, type, to = 0, options = (int)number(c, 0, 0);
	int ordered = !!(options & ORDER), weighted = !!(options & WEIGHT);
	if (!read(c, &s, &at, &type, 1 + ordered, ordered ? 1 : 2 + 2 * weighted)) return;
	int64_t edges = s.a.edges, share = s.channels / s.heads;
	s.gscore = next_operand(c, &at, 1, "the gradient of score", type, edges, s.heads);
	s.a.order = next_operand(c, &at, ordered, "order", FFI_INT32, edges, 1);
	s.gnear = next_result(c, &to, 1, "the gradient of near", type, s.a.rows, s.channels);
	s.gvector = next_result(c, &to, !ordered, "the gradient of vector", type, s.heads, share);
	s.gweight = next_result(c, &to, !ordered && weighted, "the gradient of weight", type, edges, 1);
	s.gmap = next_result(c, &to, !ordered && weighted, "the gradient of map", type, s.heads, share);
	if (c->error[0] != 0) return;
	if (!ordered) {
		s.parts = calloc(s.blocks * 2 * s.channels + 1, sizeof(double));
		if (s.parts == NULL) {
			fail(c, "no memory for the sums of %lld blocks of %lld channels", (long long)s.blocks,
				(long long)s.channels);
			return;
		}
	}
	atomic_int bad = 0;
	s.a.bad = &bad;
	parallel(&c->threads, s.blocks, PICK(gatv2_back, type), &s);
	if (!ordered) PICK(gatv2_add, type)(&s);
	free(s.parts);
	refuse_bad(c, &s.a);
}
