// dot_block computes some edges.
CLONES static void T(dot_block)(void *context, int64_t i) {
	dot *s = context;
	int64_t end = (i + 1) * s->step < s->edges ? (i + 1) * s->step : s->edges, share = s->channels / s->heads;
	int64_t wide = share / WIDE * WIDE;
	for (int64_t e = i * s->step; e < end; e++) {
		int64_t left = s->left[e], right = s->right ? s->right[e] : e;
		if ((uint64_t)left >= (uint64_t)s->lefts || (uint64_t)right >= (uint64_t)s->rights) {
			atomic_store_explicit(&s->bad, 1, memory_order_relaxed);
			return;
		}
		for (int64_t h = 0; h < s->heads; h++) {
			const REAL *a = (const REAL *)s->a + left * s->channels + h * share;
			const REAL *b = (const REAL *)s->b + right * s->channels + h * share;
			((REAL *)s->y)[e * s->heads + h] =
				L(dot_head, WIDE)(a, b, wide / WIDE) + L(dot_head, 1)(a + wide, b + wide, share - wide);
		}
	}
}
