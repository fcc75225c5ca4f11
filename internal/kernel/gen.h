// What the kernels of GEN are given: the messages of edges u → v,
//
//	m_uv = max(x_u + features_uv·map + bias, 0) + ε
//
// are computed where they are used.
#ifndef KILOLAYER_GEN_H
#define KILOLAYER_GEN_H

#include "edges.h"

// MOST_FIXED is the largest number of features for which a kernel has code of its own, and ANY stands for a number for
// which it has none.
enum { MOST_FIXED = 8, ANY = -1 };

// How many edges before it is read a row is asked for, as memory takes its time to answer.
enum { AHEAD = 8 };

// What messages are made of. What a call does not have is NULL.
typedef struct {
	int64_t channels, features;
	double epsilon;
	const void *x;       // [N, C], of the sources
	const void *feature; // [E, F], of the edges
	const void *map;     // [F, C]
	const void *bias;    // [C]
} messages;

// The options that say what messages have besides x, and what else a call has.
enum { FEATURES = 1, BIAS = 2, WEIGHT = 4 };

// next_messages reads features, map and bias of the operands, as the options say.
static inline void next_messages(call *c, int *at, int options, int type, int64_t edges, messages *m) {
	if (c->error[0] != 0) return;
	if (options & FEATURES) {
		m->features = width(c->operand[*at]);
		m->feature = next_operand(c, at, 1, "features", type, edges, m->features);
		m->map = next_operand(c, at, 1, "map", type, m->features, m->channels);
	}
	if (options & BIAS && c->error[0] == 0) {
		const ffi_buffer *bias = c->operand[*at];
		m->bias = next_operand(c, at, 1, "bias", type, m->channels, 1);
		if (bias->rank != 1) fail(c, "bias has rank %lld, and must have 1", (long long)bias->rank);
	}
}

#endif
