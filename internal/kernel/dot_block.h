// dot_block computes some edges.
TARGET static void T(dot_block)(void *context, int64_t i) {
	dot *s = context;
	int64_t end = (i + 1) * s->step < s->edges ? (i + 1) * s->step : s->edges, share = s->channels / s->heads;
	for (int64_t e = i * s->step; e < end; e++) {
		int64_t left = s->left[e], right = s->right ? s->right[e] : e;
		if ((uint64_t)left >= (uint64_t)s->lefts || (uint64_t)right >= (uint64_t)s->rights) {
			atomic_store_explicit(&s->bad, 1, memory_order_relaxed);
			return;
		}
		for (int64_t h = 0; h < s->heads; h++) {
			const REAL *a = (const REAL *)s->a + left * s->channels, *b = (const REAL *)s->b + right * s->channels;
			int64_t c = h * share, last = c + share;
			REAL sum = 0;
			CHANNELS(4, dot, c, last, a + c, b + c, &sum);
			((REAL *)s->y)[e * s->heads + h] = sum;
		}
	}
}
