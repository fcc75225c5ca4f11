// sum_block computes the rows of a block.
TARGET static void T(sum_block)(void *context, int64_t i) {
	const sum *s = context;
	const adjacency *a = &s->a;
	const REAL *x = s->x;
	block b = block_of(a, i, s->blocks);
	int64_t k = b.edge, share = s->channels / s->heads;
	for (int64_t r = b.row; r < b.rows_end; r++) {
		int64_t end = end_of(a, r, k, b.edges_end);
		REAL *y = (REAL *)s->y + r * s->channels;
		for (int64_t head = 0; head < s->heads; head++) {
			int64_t c = head * share, last = c + share;
			CHANNELS(MOST_VECTORS, sum_row, c, last, s, x, y, k, end, c, head);
		}
		k = end;
	}
	check_block(a, &b, k);
}
