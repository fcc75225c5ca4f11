// max_block computes the rows of a block.
TARGET static void T(max_block)(void *context, int64_t i) {
	const largest *s = context;
	const adjacency *a = &s->a;
	const REAL *x = s->x;
	block b = block_of(a, i, s->blocks);
	int64_t k = b.edge, last = s->channels;
	for (int64_t r = b.row; r < b.rows_end; r++) {
		int64_t end = end_of(a, r, k, b.edges_end), c = 0;
		REAL *y = (REAL *)s->y + r * last;
		int32_t *chosen = s->chosen + r * last;
		if (end == k) {
			for (; c < last; c++) y[c] = (REAL)s->empty, chosen[c] = -1;
			continue;
		}
		CHANNELS(2, max_row, c, last, s, x, y, chosen, k, end, c);
		k = end;
	}
	check_block(a, &b, k);
}
