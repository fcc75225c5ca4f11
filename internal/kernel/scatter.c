// The gradient of a maximum: each number goes to the row that the chosen edge read,
// y[index[chosen[r, c]], c] += g[r, c].
#include <string.h>

#include "edges.h"
#include "kernels.h"

typedef struct {
	int64_t rows, to, edges, channels, step;
	const int32_t *chosen, *index; // index is NULL where an edge reads the row at its own place
	const void *g;
	void *y;
	atomic_int bad;
} scatter;

// A block is some channels of all rows, so that no two blocks write the same number.
#define SCATTER(REAL) \
	static void scatter_block_##REAL(void *context, int64_t i) { \
		scatter *s = context; \
		const REAL *g = s->g; \
		REAL *y = s->y; \
		int64_t first = i * s->step, end = first + s->step < s->channels ? first + s->step : s->channels; \
		for (int64_t r = 0; r < s->to; r++) memset(y + r * s->channels + first, 0, (end - first) * sizeof(REAL)); \
		for (int64_t r = 0; r < s->rows; r++) { \
			for (int64_t c = first; c < end; c++) { \
				int64_t e = s->chosen[r * s->channels + c], to; \
				if (e < 0) continue; \
				if (e >= s->edges || (to = s->index ? s->index[e] : e) < 0 || to >= s->to) { \
					atomic_store_explicit(&s->bad, 1, memory_order_relaxed); \
					continue; \
				} \
				y[to * s->channels + c] += g[r * s->channels + c]; \
			} \
		} \
	}
SCATTER(float)
SCATTER(double)

// Operands: g [rows, …], chosen int32 of the same size, −1 for none, and index int32 [E], which is left out where the
// chosen edge is the row itself. The number is how many edges there are. Result: y [to, …].
void kernel_scatter(call *c) {
	int indexed = c->operands != 2, at = 0, to = 0;
	const ffi_buffer *g = c->operand[0];
	if (!expect(c, 2 + indexed, 1) || !expect_float(c, "g", g)) return;
	scatter s = {.rows = rows(g), .to = rows(c->result[0]), .edges = (int64_t)number(c, 0, 0), .channels = width(g)};
	s.g = next_operand(c, &at, 1, "g", g->type, s.rows, s.channels);
	s.chosen = next_operand(c, &at, 1, "chosen", FFI_INT32, s.rows, s.channels);
	s.index = next_operand(c, &at, indexed, "index", FFI_INT32, s.edges, 1);
	s.y = next_result(c, &to, 1, "y", g->type, s.to, s.channels);
	if (c->error[0] != 0) return;
	s.step = s.rows * s.channels >= 8192 ? 8 : s.channels > 0 ? s.channels : 1;
	parallel(&c->threads, (s.channels + s.step - 1) / s.step,
		g->type == FFI_FLOAT32 ? scatter_block_float : scatter_block_double, &s);
	if (atomic_load(&s.bad))
		fail(c, "a chosen edge is not among %lld, or leads to none of %lld rows", (long long)s.edges, (long long)s.to);
}
