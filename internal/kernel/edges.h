// The edges of a graph as a kernel walks over them: row by row, where a row is a target with the edges that end at it,
// or a source with those that start at it.
#ifndef KILOLAYER_EDGES_H
#define KILOLAYER_EDGES_H

#include <stdatomic.h>

#include "call.h"

typedef struct {
	int64_t edges, rows, columns;
	const int32_t *row;    // of each edge
	const int32_t *column; // of each edge: the row of the values that it reads; NULL where that is the edge itself
	const int32_t *order;  // the edges in the order of their rows; NULL where they are in that order
	atomic_int *bad;       // set to 1 by the first index out of its range, or out of order
} adjacency;

// LINE is how many bytes a processor reads at once.
enum { LINE = 64 };

// A block is some rows of a graph, with all edges of those.
typedef struct {
	int64_t row, rows_end, edge, edges_end;
} block;

static inline int64_t edge_at(const adjacency *a, int64_t k) { return a->order ? a->order[k] : k; }
static inline int64_t column_of(const adjacency *a, int64_t e) { return a->column ? a->column[e] : e; }

static inline void mark_bad(const adjacency *a) { atomic_store_explicit(a->bad, 1, memory_order_relaxed); }

// row_at is the row of the edge at position k, and −1 with a mark where there is none.
static inline int64_t row_at(const adjacency *a, int64_t k) {
	int64_t e = edge_at(a, k);
	if ((uint64_t)e < (uint64_t)a->edges && (uint64_t)(int64_t)a->row[e] < (uint64_t)a->rows) return a->row[e];
	mark_bad(a);
	return -1;
}

// first_of is the position of the first edge of a row, or of the first behind it.
static inline int64_t first_of(const adjacency *a, int64_t row) {
	int64_t low = 0, high = a->edges;
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (row_at(a, middle) < row) low = middle + 1;
		else high = middle;
	}
	return low;
}

// blocks_of is how many blocks are worth their overhead, given the numbers that are read for one edge.
static inline int64_t blocks_of(const adjacency *a, int64_t numbers) {
	int64_t n = (a->edges + a->rows) * numbers / 16384;
	return n < 1 ? 1 : n > 128 ? 128 : n;
}

static inline void bound_of(const adjacency *a, int64_t i, int64_t blocks, int64_t *row, int64_t *edge) {
	*row = i == 0 ? 0 : a->rows, *edge = i == 0 ? 0 : a->edges;
	if (i == 0 || i == blocks) return;
	if (a->edges < a->rows) { // most rows are empty: as many rows in each block
		*row = i * a->rows / blocks;
	} else {
		int64_t r = row_at(a, i * a->edges / blocks);
		*row = r < 0 ? 0 : r;
	}
	*edge = first_of(a, *row);
}

// block_of is the block i: all blocks have about as many edges, and a row is in one block.
static inline block block_of(const adjacency *a, int64_t i, int64_t blocks) {
	block b;
	bound_of(a, i, blocks, &b.row, &b.edge);
	bound_of(a, i + 1, blocks, &b.rows_end, &b.edges_end);
	return b;
}

// end_of is the position behind the last edge of a row whose first is at k. It checks what the edges read.
static inline int64_t end_of(const adjacency *a, int64_t row, int64_t k, int64_t edges_end) {
	for (; k < edges_end; k++) {
		int64_t e = edge_at(a, k);
		if ((uint64_t)e >= (uint64_t)a->edges || a->row[e] != row) return k;
		if ((uint64_t)column_of(a, e) >= (uint64_t)a->columns) {
			mark_bad(a);
			return k;
		}
	}
	return k;
}

// check_block marks edges that no row took: those out of order, or after an edge that reads what is not there.
static inline void check_block(const adjacency *a, const block *b, int64_t k) {
	if (k != b->edges_end) mark_bad(a);
}

// read_edges checks values x [N, H, D], the first operand, and lists the edges among the nodes, whose ends are the next
// two. at is the operand after those. It is 1 where all is right.
static inline int read_edges(call *c, const char *name, adjacency *a, int *at) {
	const ffi_buffer *x = c->operand[0];
	if (!expect_float(c, name, x)) return 0;
	if (x->rank != 3 || x->dims[1] < 1)
		fail(c, "%s has rank %lld, and must have nodes, heads and channels", name, (long long)x->rank);
	*a = (adjacency){.edges = rows(c->operand[1]), .rows = rows(x), .columns = rows(x)};
	*at = 1;
	a->row = next_operand(c, at, 1, "row", FFI_INT32, a->edges, 1);
	a->column = next_operand(c, at, 1, "column", FFI_INT32, a->edges, 1);
	return c->error[0] == 0;
}

// refuse_bad says what a mark means.
static inline void refuse_bad(call *c, const adjacency *a) {
	if (atomic_load(a->bad))
		fail(c, "the edges are not in order, or one of them has an end that is not among %lld rows and %lld columns",
			(long long)a->rows, (long long)a->columns);
}

#endif
