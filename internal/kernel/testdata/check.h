// What the programs here share: tensors of random numbers, and calls with several numbers of threads.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../kernels.h"

#ifndef EDGES
#define EDGES 9000
#endif

enum { NODES = 500, HEADS = 3, SHARE = 45, MOST = 108000 }; // no tensor has more than MOST numbers

static int wrong;

// take_level lowers the level of processors to LEVEL, where that is set.
static __attribute__((constructor)) void take_level(void) {
	if (getenv("LEVEL")) most_level = atoi(getenv("LEVEL"));
}

typedef struct {
	void (*task)(void *);
	void *data;
	pthread_t thread;
} started;

// A pool starts a thread for each task, and joins them in the end.
typedef struct {
	int count;
	started list[64];
} pool;

static void *run(void *s) {
	((started *)s)->task(((started *)s)->data);
	return NULL;
}

static int schedule(void *owner, void (*task)(void *), void *data) {
	pool *p = owner;
	started *s = &p->list[p->count++];
	s->task = task, s->data = data;
	return pthread_create(&s->thread, NULL, run, s);
}

static double draw(void) {
	static uint64_t state = 88172645463325252u;
	state ^= state << 13, state ^= state >> 7, state ^= state << 17;
	return (double)(state >> 11) * 0x1p-53;
}

static int ascending(const void *a, const void *b) { return *(const int32_t *)a - *(const int32_t *)b; }

static void *used[1000]; // freed in the end
static int uses;

static void *use(size_t count, size_t size) { return used[uses++] = calloc(count, size); }

static ffi_buffer of(int type, int64_t rows, int64_t columns, int64_t depth) {
	ffi_buffer b = {.size = sizeof b, .type = type, .rank = depth ? 3 : columns ? 2 : 1};
	b.dims = use(3, sizeof(int64_t));
	b.dims[0] = rows, b.dims[1] = columns, b.dims[2] = depth;
	int64_t count = elements(&b);
	b.data = use(count, type == FFI_FLOAT64 ? 8 : 4); // no room behind it, which a sanitizer would take for right
	for (int64_t i = 0; i < count && type != FFI_INT32; i++)
		if (type == FFI_FLOAT32) ((float *)b.data)[i] = draw() - 0.5;
		else ((double *)b.data)[i] = draw() - 0.5;
	return b;
}

// random_edges draws edges among NODES, sorted by row, with one row that is the end of many and one that is the start
// of many. Some rows have none.
static __attribute__((unused)) void random_edges(ffi_buffer *row, ffi_buffer *column) {
	for (int e = 0; e < EDGES; e++) {
		double r = draw();
		((int32_t *)row->data)[e] = draw() < 0.3 ? 7 : (int32_t)(r * r * NODES);
		((int32_t *)column->data)[e] = draw() < 0.3 ? 450 : (int32_t)(draw() * NODES);
	}
	qsort(row->data, EDGES, sizeof(int32_t), ascending);
}

// compare calls a kernel with 1, 2 and 16 threads.
static void compare(const char *name, kernel *k, call c) {
	static char first[MOST_BUFFERS][MOST * 8];
	static const int helping[] = {0, 1, 15};
	for (int i = 0; i < 3; i++) {
		pool p = {0};
		call again = c;
		again.threads = (helpers){.count = helping[i], .owner = &p, .schedule = schedule};
		k(&again);
		for (int t = 0; t < p.count; t++) pthread_join(p.list[t].thread, NULL);
		if (again.error[0]) printf("%s: %s\n", name, again.error), wrong = 1;
		for (int r = 0; r < c.results; r++) {
			size_t bytes = elements(c.result[r]) * (c.result[r]->type == FFI_FLOAT64 ? 8 : 4);
			if (i == 0) memcpy(first[r], c.result[r]->data, bytes);
			else if (memcmp(first[r], c.result[r]->data, bytes) != 0)
				printf("%s: result %d of %d threads is another\n", name, r, helping[i] + 1), wrong = 1;
		}
	}
}
