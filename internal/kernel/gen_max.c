// GEN's largest messages, channel by channel, and their gradient.
#include <stdlib.h>
#include <string.h>

#include "gen.h"
#include "kernels.h"

typedef struct {
	adjacency a;
	messages m;
	int64_t blocks;
	void *y;
	int32_t *chosen;
} gen_max;

typedef struct {
	int64_t rows, edges, channels, features, step, blocks;
	const void *g, *feature;
	const int32_t *chosen, *source;
	void *gx, *gmap, *gbias; // gmap and gbias are NULL where the messages have none
	void *parts;             // [blocks, C, F + 1]: what the blocks add to gmap, the other way round, and to gbias
	atomic_int bad;
} gen_max_gradient;

#define BODY "gen_max_row.h"
#define DRIVER "gen_max_block.h"
#include "types.h"

// Operands: x [N, C], row and column int32 [E], the targets in ascending order and the sources; and what the first
// number says, a sum of 1 for features [E, F] and map [F, C], 2 for bias [C]. The second number is ε > 0.
//
// Results: y [N, C], 0 for a target without edges, and chosen int32 [N, C]: the first edge with the largest message, −1
// where none has a gradient. NaN counts as the largest.
void kernel_gen_max(call *c) {
	int options = (int)number(c, 0, 0), at = 1, to = 0;
	const ffi_buffer *x = c->operand[0];
	if (!expect(c, 3 + 2 * !!(options & FEATURES) + !!(options & BIAS), 2) || !expect_float(c, "x", x)) return;
	int64_t nodes = rows(x), edges = rows(c->operand[1]);
	atomic_int bad = 0;
	gen_max s = {.a = {.edges = edges, .rows = nodes, .columns = nodes, .bad = &bad},
		.m = {.channels = width(x), .epsilon = number(c, 1, 0), .x = x->data}};
	s.a.row = next_operand(c, &at, 1, "row", FFI_INT32, edges, 1);
	s.a.column = next_operand(c, &at, 1, "column", FFI_INT32, edges, 1);
	next_messages(c, &at, options, x->type, edges, &s.m);
	s.y = next_result(c, &to, 1, "y", x->type, nodes, s.m.channels);
	s.chosen = next_result(c, &to, 1, "chosen", FFI_INT32, nodes, s.m.channels);
	if (c->error[0] != 0) return;
	s.blocks = blocks_of(&s.a, s.m.channels);
	int features = s.m.features;
	parallel(&c->threads, s.blocks, features == 8 ? PICK(gen_max_block_8, x->type)
		: features == 4 ? PICK(gen_max_block_4, x->type) : features == 0 ? PICK(gen_max_block_0, x->type)
		: PICK(gen_max_block_any, x->type), &s);
	refuse_bad(c, &s.a);
}

// The gradient of kernel_gen_max. Operands: the gradient g of y [N, C], chosen int32 [N, C], column int32 [E], and for
// the option 1 features [E, F]. Results: the gradients of x, and for 1 of map and for 2 of bias.
void kernel_gen_max_back(call *c) {
	int options = (int)number(c, 0, 0), at = 0, to = 0, mapped = !!(options & FEATURES);
	const ffi_buffer *g = c->operand[0];
	if (!expect(c, 3 + mapped, 1 + mapped + !!(options & BIAS)) || !expect_float(c, "g", g)) return;
	int64_t edges = rows(c->operand[2]), channels = width(g);
	gen_max_gradient s = {.rows = rows(g), .edges = edges, .channels = channels,
		.features = mapped ? width(c->operand[3]) : 0};
	s.g = next_operand(c, &at, 1, "g", g->type, s.rows, channels);
	s.chosen = next_operand(c, &at, 1, "chosen", FFI_INT32, s.rows, channels);
	s.source = next_operand(c, &at, 1, "column", FFI_INT32, edges, 1);
	s.feature = next_operand(c, &at, mapped, "features", g->type, edges, s.features);
	s.gx = next_result(c, &to, 1, "the gradient of x", g->type, s.rows, channels);
	s.gmap = next_result(c, &to, mapped, "the gradient of map", g->type, s.features, channels);
	s.gbias = next_result(c, &to, options & BIAS, "the gradient of bias", g->type, channels, 1);
	if (c->error[0] != 0) return;
	s.step = s.rows * channels >= 8192 ? 16 : channels > 0 ? channels : 1;
	parallel(&c->threads, (channels + s.step - 1) / s.step, PICK(gen_max_sources, g->type), &s);
	if (options != 0) {
		s.blocks = s.rows * channels / 8192 < 64 ? s.rows * channels / 8192 + 1 : 64;
		s.parts = calloc(s.blocks * channels * (s.features + 1) + 1, sizeof(double));
		if (s.parts == NULL) {
			fail(c, "no memory for the sums of %lld blocks of %lld channels", (long long)s.blocks, (long long)channels);
			return;
		}
		parallel(&c->threads, s.blocks, PICK(gen_max_map, g->type), &s);
		PICK(gen_max_add, g->type)(&s);
		free(s.parts);
	}
	if (atomic_load(&s.bad))
		fail(c, "a chosen edge is not among %lld, or starts at none of %lld rows", (long long)edges, (long long)s.rows);
}
