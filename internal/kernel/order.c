// The edges in the order of their sources, which the gradient of a gather walks along.
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

// Operand: row int32 [E], from 0 to below the number that is given. Result: order int32 [E], a stable sort by row.
void kernel_order(call *c) {
	if (!expect(c, 1, 1)) return;
	const ffi_buffer *row = c->operand[0];
	int64_t edges = row->rank > 0 ? row->dims[0] : 0, rows = c->numbers > 0 ? (int64_t)c->number[0] : 0;
	if (!expect_rows(c, "row", row, FFI_INT32, edges) ||
		!expect_rows(c, "order", c->result[0], FFI_INT32, edges)) return;
	const int32_t *of = row->data;
	int32_t *order = c->result[0]->data;
	memset(order, 0, edges * sizeof *order); // no index out of range, whatever comes
	int32_t *next = calloc(rows + 1, sizeof *next);
	if (next == NULL) {
		fail(c, "no memory to count the edges of %lld nodes", (long long)rows);
		return;
	}
	int64_t e = 0;
	for (; e < edges && of[e] >= 0 && of[e] < rows; e++) next[of[e] + 1]++;
	if (e < edges) {
		fail(c, "edge %lld has an end at node %d, which is not among the %lld nodes", (long long)e, of[e],
			(long long)rows);
	} else {
		for (int64_t r = 0; r < rows; r++) next[r + 1] += next[r];
		for (e = 0; e < edges; e++) order[next[of[e]]++] = e;
	}
	free(next);
}
