// GEN's sums of messages, channel by channel, and their gradients. With the number t or p they are
//
//	sum      y_v = Σ_u weight_uv·m_uv
//	softmax  y_v = Σ_u exp(t·m_uv − level_v)·m_uv,  level_v = log Σ_u exp(t·m_uv)
//	power    y_v = Σ_u bounded(m_uv)^p
//
// With the gradient g of y, that of m_uv is
//
//	sum      weight_uv·g_v
//	softmax  p_uv·g_v·(1 + t·(m_uv − y_v)) with p_uv = exp(t·m_uv − level_v),  and of t it is
//	         Σ p_uv·g_v·m_uv·(m_uv − y_v)
//	power    p·m_uv^(p − 1)·g_v within the bounds,  and of p it is Σ bounded(m_uv)^p·log(bounded(m_uv))·g_v
//
// Each kind has a file of its own, as a compiler takes long for one, and files are compiled at the same time.
#ifndef KILOLAYER_GEN_SUM_H
#define KILOLAYER_GEN_SUM_H

#include "gen.h"

enum { SUM, SOFTMAX, POWER };

typedef struct {
	adjacency a;
	messages m;
	int64_t blocks;
	double low, high;         // bounds of power
	const void *number;       // [1], t or p
	const void *weight;       // [E], or NULL
	void *y;                  // [N, C]
	void *level;              // [N, C], of softmax
	void *share;              // [N, C], of its gradient: the place of level, where nothing reads that any more
	const void *g;            // the gradient of y
	void *gx, *gmap;          // as x and map
	void *gnumber;            // [1]
	void *gfeature, *gweight; // as feature and weight
	void *parts;              // [blocks, F, C], what the blocks add to gmap
	double *bynumber;         // [blocks], what they add to gnumber
} gen_sum;

typedef void work(void *, int64_t);

// What computes a kind, in each form.
typedef struct {
	int kind;
	work *block[MOST_FORMS], *back[MOST_FORMS], *edges[MOST_FORMS];
	void (*add[MOST_FORMS])(const gen_sum *);
} gen_way;

// gen_forward computes y. Operands: x [N, C], row and column int32 [E], the targets in ascending order and the sources;
// what the first number says, a sum of 1 for features [E, F] and map [F, C], 2 for bias [C], 4 for weight [E], which
// the sum alone may have; and, but for the sum, the number [1]. The second number of the program is ε ≥ 0; the third
// and the fourth are the bounds of power.
//
// Results: y [N, C], and of softmax level [N, C], which the gradient wants.
//
// A target without edges has y = 0 and level = 0. NaN makes y NaN, and so does an infinite message of a softmax.
void gen_forward(call *c, const gen_way *way);

// gen_backward computes the gradients. Operands: those of the forward pass, but the rows are the sources and the
// columns the targets of the edges; then order int32 [E], the edges in the order of their sources, and the gradient of
// y [N, C]; for softmax then y and level. Results: the gradients of x, of map where there is one, and of the number but
// for the sum; then, of a softmax of x alone, room [N, C] to work in, which may be that of level. The gradient of bias
// is the sum of that of x over the nodes.
void gen_backward(call *c, const gen_way *way);

// gen_edges computes the gradients of what the edges have. Operands: those of the forward pass, then the gradient of y
// and the other two of softmax as above. Results: the gradients of features and of weight, where there are some.
void gen_edges(call *c, const gen_way *way);

// softmax_of_sources computes y and level of messages that depend on their sources alone, and softmax_to_sources their
// gradients. Where exponentials may leave the range of numbers, they let rows do it.
void softmax_of_sources(call *c, gen_sum *s, int type, work *rows);
void softmax_to_sources(call *c, gen_sum *s, int type, work *rows);

#endif
