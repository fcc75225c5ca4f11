// sum_block computes the rows of a block.
CLONES static void T(sum_block)(void *context, int64_t i) {
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
			for (; c + 4 * WIDE <= last; c += 4 * WIDE) L(sum_row, WIDE)(s, x, y, k, end, c, head, 4);
			for (; c + WIDE <= last; c += WIDE) L(sum_row, WIDE)(s, x, y, k, end, c, head, 1);
			for (; c + NARROW <= last; c += NARROW) L(sum_row, NARROW)(s, x, y, k, end, c, head, 1);
			for (; c < last; c++) L(sum_row, 1)(s, x, y, k, end, c, head, 1);
		}
		k = end;
	}
	check_block(a, &b, k);
}
