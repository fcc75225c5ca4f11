// The softmax of messages that depend on their sources alone. With m_u = max(x_u, 0) + ε and w_u = exp(t·m_u) it is
//
//	y_v = Σ_u w_u·m_u / Σ_u w_u,  level_v = log Σ_u w_u
//
// over the edges u → v. With the gradient g of y and share_v = g_v·exp(−level_v) the gradients are
//
//	of m_u  w_u·((1 + t·m_u)·Σ_v share_v − t·Σ_v share_v·y_v)
//	of t    Σ_u w_u·m_u·(m_u·Σ_v share_v − Σ_v share_v·y_v)
//
// So an edge of the forward pass takes one exponential and no comparison, and one of the backward pass none.
#include <math.h>

#include "gen_sum.h"
#include "kernels.h"

// Scores t·m within MOST_SCORE keep exponentials, their sums and what is divided by these in the range of float. A
// level is larger than scores are by no more than the logarithm of the number of a target's edges.
enum { MOST_SCORE = 32, MOST_LEVEL = 40 };
enum { MOST_VECTORS = 4 }; // that a function works on at once
enum { STEP = 65536 };     // numbers of a block, where rows do not matter

typedef struct {
	gen_sum *s;
	int64_t numbers;
	atomic_int beyond; // set to 1 by the first number out of its range
} range;

#define BODY "softmax_row.h"
#define DRIVER "softmax_block.h"
#include "types.h"

// by_numbers works on all numbers of a tensor [N, C]. It is 0 where one was found out of its range.
static int by_numbers(call *c, gen_sum *s, work *on) {
	range r = {.s = s, .numbers = s->a.rows * s->m.channels};
	parallel(&c->threads, (r.numbers + STEP - 1) / STEP, on, &r);
	return !atomic_load(&r.beyond);
}

void softmax_of_sources(call *c, gen_sum *s, int type, work *rows) {
	if (by_numbers(c, s, PICK(check_scores, type))) rows = PICK(softmax_block, type);
	parallel(&c->threads, s->blocks, rows, s);
}

void softmax_to_sources(call *c, gen_sum *s, int type, work *rows) {
	if (by_numbers(c, s, PICK(check_levels, type))) {
		by_numbers(c, s, PICK(fill_shares, type));
		rows = PICK(softmax_back, type);
	}
	parallel(&c->threads, s->blocks, rows, s);
}
