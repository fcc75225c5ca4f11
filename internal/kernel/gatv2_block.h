// gatv2_block computes the scores of the edges of a block.
TARGET static void T(gatv2_block)(void *context, int64_t i) {
	const gatv2 *s = context;
	block b = block_of(&s->a, i, s->blocks);
	int64_t k = b.edge, share = s->channels / s->heads;
	for (int64_t row = b.row; row < b.rows_end; row++) {
		int64_t end = end_of(&s->a, row, k, b.edges_end);
		for (int64_t head = 0; head < s->heads; head++) {
			int64_t start = head * share, c = start, last = c + share;
			CHANNELS(4, score, c, last, s, row, k, end, head, c, c == start);
		}
		k = end;
	}
	check_block(&s->a, &b, k);
}

// gatv2_back computes the gradients at the rows of a block, and what its edges give to those of vector and map.
TARGET static void T(gatv2_back)(void *context, int64_t i) {
	const gatv2 *s = context;
	block b = block_of(&s->a, i, s->blocks);
	int64_t k = b.edge, share = s->channels / s->heads;
	REAL *part = s->parts ? (REAL *)s->parts + i * 2 * s->channels : NULL;
	for (int64_t row = b.row; row < b.rows_end; row++) {
		int64_t end = end_of(&s->a, row, k, b.edges_end);
		for (int64_t head = 0; head < s->heads; head++) {
			int64_t c = head * share, last = c + share;
			CHANNELS(4, back, c, last, s, row, k, end, head, c, part);
		}
		k = end;
	}
	check_block(&s->a, &b, k);
}

// gatv2_add adds up the parts of the blocks, in their order.
static void T(gatv2_add)(const gatv2 *s) {
	for (int64_t c = 0; c < s->channels; c++) {
		REAL vector = 0, map = 0;
		for (int64_t i = 0; i < s->blocks; i++) {
			const REAL *part = (const REAL *)s->parts + i * 2 * s->channels + c;
			vector += part[0], map += part[s->channels];
		}
		((REAL *)s->gvector)[c] = vector;
		if (s->gmap) ((REAL *)s->gmap)[c] = map;
	}
}
