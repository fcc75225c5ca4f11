#include "vector.h"

// dot_head is the product of some vectors of channels.
static ALWAYS REAL V(dot_head)(const REAL *a, const REAL *b, int64_t vectors) {
	VECTOR total = {0};
	for (int64_t i = 0; i < vectors; i++) total += V(load)(a + i * LANES) * V(load)(b + i * LANES);
	REAL sum = 0;
	for (int l = 0; l < LANES; l++) sum += total[l];
	return sum;
}
