// Work that is shared out among threads in blocks. What a block computes does not depend on who computes it, so a
// result is the same for any number of threads.
#ifndef KILOLAYER_PARALLEL_H
#define KILOLAYER_PARALLEL_H

#include <stdint.h>

// Threads that may help: XLA's own, or those of a test.
typedef struct {
	int64_t count; // how many, the calling one not counted
	void *owner;
	int (*schedule)(void *owner, void (*task)(void *), void *data); // 0 where a task was taken
} helpers;

// parallel calls work for each block from 0 to below blocks. The calling thread works too, and returns when all blocks
// are done; a helper that comes too late finds nothing to do. So it can't wait for a thread that waits for it.
void parallel(const helpers *h, int64_t blocks, void (*work)(void *context, int64_t block), void *context);

#endif
