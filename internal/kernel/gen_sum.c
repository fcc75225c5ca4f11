// GEN's sums of messages, channel by channel, and their gradients. With the number t or p they are
//
//	sum      y_v = Σ_u weight_uv·m_uv
//	softmax  y_v = Σ_u w_uv·m_uv / total_v,  w_uv = exp(t·m_uv − top_v),  total_v = Σ_u w_uv
//	power    y_v = Σ_u bounded(m_uv)^p
//
// where top is the largest t·m. With the gradient g of y, that of m_uv is
//
//	sum      weight_uv·g_v
//	softmax  w_uv/total_v·g_v·(1 + t·(m_uv − y_v)),  and of t it is Σ w_uv/total_v·g_v·m_uv·(m_uv − y_v)
//	power    p·m_uv^(p − 1)·g_v within the bounds,  and of p it is Σ bounded(m_uv)^p·log(bounded(m_uv))·g_v
#include <math.h>
#include <stdlib.h>

#include "gen.h"
#include "kernels.h"

enum { SUM, SOFTMAX, POWER };

// How many edges ahead rows are asked for, as memory takes its time to answer.
enum { AHEAD = 8 };

// In the forward pass a row is a target, and its columns are sources. In the backward pass it is the other way round.
typedef struct {
	adjacency a;
	messages m;
	int64_t blocks;
	double low, high;         // bounds of power
	const void *number;       // [1], t or p
	const void *weight;       // [E], or NULL
	void *y;                  // [N, C]
	void *top, *total;        // [N, C], of softmax
	const void *g;            // the gradient of y, of softmax over total
	void *gx, *gmap;          // as x and map
	void *gnumber;            // [1]
	void *gfeature, *gweight; // as feature and weight
	void *parts;              // [blocks, F, C], what the blocks add to gmap
	double *bynumber;         // [blocks], what they add to gnumber
} gen_sum;

#define BODY "gen_sum_row.h"
#define DRIVER "gen_sum_block.h"
#include "types.h"

typedef void work(void *, int64_t);

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

static void forward(call *c, int kind, work *single, work *twice) {
	gen_sum s;
	int at, to = 0, type = c->operand[0]->type;
	if (!read(c, &s, &at, kind, 0, kind == SOFTMAX ? 3 : 1)) return;
	s.y = next_result(c, &to, 1, "y", type, s.a.rows, s.m.channels);
	s.top = next_result(c, &to, kind == SOFTMAX, "top", type, s.a.rows, s.m.channels);
	s.total = next_result(c, &to, kind == SOFTMAX, "total", type, s.a.rows, s.m.channels);
	if (c->error[0] != 0) return;
	atomic_int bad = 0;
	s.a.bad = &bad;
	parallel(&c->threads, s.blocks, type == FFI_FLOAT32 ? single : twice, &s);
	refuse_bad(c, &s.a);
}

static void backward(call *c, int kind, work *single, work *twice) {
	gen_sum s;
	int at, to = 0, type = c->operand[0]->type, mapped = !!((int)number(c, 0, 0) & FEATURES);
	if (!read(c, &s, &at, kind, kind == SOFTMAX ? 4 : 2, 1 + mapped + (kind != SUM))) return;
	int64_t nodes = s.a.rows, edges = s.a.edges, channels = s.m.channels;
	s.a.order = next_operand(c, &at, 1, "order", FFI_INT32, edges, 1);
	s.g = next_operand(c, &at, 1, "the gradient of y", type, nodes, channels);
	s.y = (void *)next_operand(c, &at, kind == SOFTMAX, "y", type, nodes, channels);
	s.top = (void *)next_operand(c, &at, kind == SOFTMAX, "top", type, nodes, channels);
	s.gx = next_result(c, &to, 1, "the gradient of x", type, nodes, channels);
	s.gmap = next_result(c, &to, mapped, "the gradient of map", type, s.m.features, channels);
	s.gnumber = next_result(c, &to, kind != SUM, "the gradient of the number", type, 1, 1);
	if (c->error[0] != 0) return;
	s.parts = calloc(s.blocks * (s.m.features * channels + 1), sizeof(double));
	s.bynumber = calloc(s.blocks, sizeof(double));
	atomic_int bad = 0;
	s.a.bad = &bad;
	if (s.parts == NULL || s.bynumber == NULL) {
		fail(c, "no memory for the sums of %lld blocks of %lld channels", (long long)s.blocks, (long long)channels);
	} else {
		parallel(&c->threads, s.blocks, type == FFI_FLOAT32 ? single : twice, &s);
		(type == FFI_FLOAT32 ? gen_sum_add_float : gen_sum_add_double)(&s);
		refuse_bad(c, &s.a);
	}
	free(s.parts), free(s.bynumber);
}

static void edges(call *c, int kind, work *single, work *twice) {
	gen_sum s;
	int at, to = 0, type = c->operand[0]->type, options = (int)number(c, 0, 0), mapped = !!(options & FEATURES);
	int weighted = kind == SUM && options & WEIGHT;
	if (!read(c, &s, &at, kind, kind == SOFTMAX ? 3 : 1, mapped + weighted)) return;
	s.g = next_operand(c, &at, 1, "the gradient of y", type, s.a.rows, s.m.channels);
	s.y = (void *)next_operand(c, &at, kind == SOFTMAX, "y", type, s.a.rows, s.m.channels);
	s.top = (void *)next_operand(c, &at, kind == SOFTMAX, "top", type, s.a.rows, s.m.channels);
	s.gfeature = next_result(c, &to, mapped, "the gradient of features", type, s.a.edges, s.m.features);
	s.gweight = next_result(c, &to, weighted, "the gradient of weight", type, s.a.edges, 1);
	if (c->error[0] != 0) return;
	atomic_int bad = 0;
	s.a.bad = &bad;
	parallel(&c->threads, s.blocks, type == FFI_FLOAT32 ? single : twice, &s);
	refuse_bad(c, &s.a);
}

// Operands: x [N, C], row and column int32 [E], the targets in ascending order and the sources; what the first number
// says, a sum of 1 for features [E, F] and map [F, C], 2 for bias [C], 4 for weight [E], which the sum alone may have;
// and, but for the sum, the number [1]. The second number of the program is ε ≥ 0; the third and the fourth are the
// bounds of power.
//
// Results: y [N, C], and of softmax top and total [N, C], which the gradient wants.
//
// A target without edges has y = 0. NaN makes y NaN, and so does an infinite message of a softmax.
void kernel_gen_sum(call *c) { forward(c, SUM, gen_sum_block_float, gen_sum_block_double); }
void kernel_gen_softmax(call *c) { forward(c, SOFTMAX, gen_softmax_block_float, gen_softmax_block_double); }
void kernel_gen_power(call *c) { forward(c, POWER, gen_power_block_float, gen_power_block_double); }

// The gradients. Operands: those of the forward pass, but the rows are the sources and the columns the targets of the
// edges; then order int32 [E], the edges in the order of their sources, and the gradient of y [N, C]; for softmax that
// over total, then y and top. Results: the gradients of x, of map where there is one, and of the number but for the
// sum. That of bias is the sum of that of x over the nodes.
void kernel_gen_sum_back(call *c) { backward(c, SUM, gen_sum_back_float, gen_sum_back_double); }
void kernel_gen_softmax_back(call *c) { backward(c, SOFTMAX, gen_softmax_back_float, gen_softmax_back_double); }
void kernel_gen_power_back(call *c) { backward(c, POWER, gen_power_back_float, gen_power_back_double); }

// The gradients of what the edges have. Operands: those of the forward pass, then the gradient of y as above, and for
// softmax y and top. Results: the gradients of features and of weight, where there are some.
void kernel_gen_sum_edges(call *c) { edges(c, SUM, gen_sum_edges_float, gen_sum_edges_double); }
void kernel_gen_softmax_edges(call *c) { edges(c, SOFTMAX, gen_softmax_edges_float, gen_softmax_edges_double); }
void kernel_gen_power_edges(call *c) { edges(c, POWER, gen_power_edges_float, gen_power_edges_double); }
