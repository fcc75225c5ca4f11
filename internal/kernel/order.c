// The edges in the order of their sources, which the gradient of a gather walks along.
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

// Operand: row int32 [E], from 0 to below the number that is given. Result: order int32 [E], a stable sort by row.
void kernel_order(call *c) {
	int at = 0, to = 0;
	if (!expect(c, 1, 1)) return;
	int64_t edges = rows(c->operand[0]), nodes = (int64_t)number(c, 0, 0);
	const int32_t *row = next_operand(c, &at, 1, "row", FFI_INT32, edges, 1);
	int32_t *order = next_result(c, &to, 1, "order", FFI_INT32, edges, 1);
	if (c->error[0] != 0) return;
	memset(order, 0, edges * sizeof *order); // no index out of range, whatever comes
	int32_t *next = calloc(nodes + 1, sizeof *next);
	if (next == NULL) {
		fail(c, "no memory to count the edges of %lld nodes", (long long)nodes);
		return;
	}
	int64_t e = 0;
	for (; e < edges && row[e] >= 0 && row[e] < nodes; e++) next[row[e] + 1]++;
	if (e < edges) {
		fail(c, "edge %lld has an end at node %d, which is not among the %lld nodes", (long long)e, row[e],
			(long long)nodes);
	} else {
		for (int64_t r = 0; r < nodes; r++) next[r + 1] += next[r];
		for (e = 0; e < edges; e++) order[next[row[e]]++] = e;
	}
	free(next);
}
