// What the kernels of GEN's sums are given and give back.
#include "gen_sum.h"

#include <stdlib.h>

// read checks what both passes are given. at is the next operand after it. It is 1 where all is right.
static int read(call *c, gen_sum *s, int *at, int kind, int operands, int results) {
	int options = (int)number(c, 0, 0), weighted = kind == SUM && options & WEIGHT;
	const ffi_buffer *x = c->operand[0];
	operands += 3 + 2 * !!(options & FEATURES) + !!(options & BIAS) + weighted + (kind != SUM);
	if (!expect(c, operands, results) || !expect_float(c, "x", x)) return 0;
	int64_t nodes = rows(x), edges = rows(c->operand[1]);
	*s = (gen_sum){.a = {.edges = edges, .rows = nodes, .columns = nodes},
		.m = {.channels = width(x), .epsilon = number(c, 1, 0), .x = x->data},
		.low = number(c, 2, 0), .high = number(c, 3, 0)};
	*at = 1;
	s->a.row = next_operand(c, at, 1, "row", FFI_INT32, edges, 1);
	s->a.column = next_operand(c, at, 1, "column", FFI_INT32, edges, 1);
	next_messages(c, at, options, x->type, edges, &s->m);
	s->weight = next_operand(c, at, weighted, "weight", x->type, edges, 1);
	s->number = next_operand(c, at, kind != SUM, "the number", x->type, 1, 1);
	s->blocks = blocks_of(&s->a, s->m.channels);
	return c->error[0] == 0;
}

// of_sources tells whether a call is that of a softmax of messages that depend on their sources alone.
static int of_sources(const call *c, int kind) {
	return kind == SOFTMAX && !((int)number(c, 0, 0) & (FEATURES | BIAS));
}

void gen_forward(call *c, const gen_way *way) {
	int kind = way->kind;
	gen_sum s;
	int at, to = 0, type = c->operand[0]->type;
	if (!read(c, &s, &at, kind, 0, 1 + (kind == SOFTMAX))) return;
	s.y = next_result(c, &to, 1, "y", type, s.a.rows, s.m.channels);
	s.level = next_result(c, &to, kind == SOFTMAX, "level", type, s.a.rows, s.m.channels);
	if (c->error[0] != 0) return;
	atomic_int bad = 0;
	s.a.bad = &bad;
	if (of_sources(c, kind)) softmax_of_sources(c, &s, type, way->block[form_of(type)]);
	else parallel(&c->threads, s.blocks, way->block[form_of(type)], &s);
	refuse_bad(c, &s.a);
}

void gen_backward(call *c, const gen_way *way) {
	int kind = way->kind;
	gen_sum s;
	int at, to = 0, type = c->operand[0]->type, mapped = !!((int)number(c, 0, 0) & FEATURES);
	if (!read(c, &s, &at, kind, kind == SOFTMAX ? 4 : 2, 1 + mapped + (kind != SUM) + of_sources(c, kind))) return;
	int64_t nodes = s.a.rows, edges = s.a.edges, channels = s.m.channels;
	s.a.order = next_operand(c, &at, 1, "order", FFI_INT32, edges, 1);
	s.g = next_operand(c, &at, 1, "the gradient of y", type, nodes, channels);
	s.y = (void *)next_operand(c, &at, kind == SOFTMAX, "y", type, nodes, channels);
	s.level = (void *)next_operand(c, &at, kind == SOFTMAX, "level", type, nodes, channels);
	s.gx = next_result(c, &to, 1, "the gradient of x", type, nodes, channels);
	s.gmap = next_result(c, &to, mapped, "the gradient of map", type, s.m.features, channels);
	s.gnumber = next_result(c, &to, kind != SUM, "the gradient of the number", type, 1, 1);
	s.share = next_result(c, &to, of_sources(c, kind), "room", type, nodes, channels);
	if (c->error[0] != 0) return;
	s.parts = calloc(s.blocks * (s.m.features * channels + 1), sizeof(double));
	s.bynumber = calloc(s.blocks, sizeof(double));
	atomic_int bad = 0;
	s.a.bad = &bad;
	if (s.parts == NULL || s.bynumber == NULL) {
		fail(c, "no memory for the sums of %lld blocks of %lld channels", (long long)s.blocks, (long long)channels);
	} else {
		if (of_sources(c, kind)) softmax_to_sources(c, &s, type, way->back[form_of(type)]);
		else parallel(&c->threads, s.blocks, way->back[form_of(type)], &s);
		way->add[form_of(type)](&s);
		refuse_bad(c, &s.a);
	}
	free(s.parts), free(s.bynumber);
}

void gen_edges(call *c, const gen_way *way) {
	int kind = way->kind;
	gen_sum s;
	int at, to = 0, type = c->operand[0]->type, options = (int)number(c, 0, 0), mapped = !!(options & FEATURES);
	int weighted = kind == SUM && options & WEIGHT;
	if (!read(c, &s, &at, kind, kind == SOFTMAX ? 3 : 1, mapped + weighted)) return;
	s.g = next_operand(c, &at, 1, "the gradient of y", type, s.a.rows, s.m.channels);
	s.y = (void *)next_operand(c, &at, kind == SOFTMAX, "y", type, s.a.rows, s.m.channels);
	s.level = (void *)next_operand(c, &at, kind == SOFTMAX, "level", type, s.a.rows, s.m.channels);
	s.gfeature = next_result(c, &to, mapped, "the gradient of features", type, s.a.edges, s.m.features);
	s.gweight = next_result(c, &to, weighted, "the gradient of weight", type, s.a.edges, 1);
	if (c->error[0] != 0) return;
	atomic_int bad = 0;
	s.a.bad = &bad;
	parallel(&c->threads, s.blocks, way->edges[form_of(type)], &s);
	refuse_bad(c, &s.a);
}
