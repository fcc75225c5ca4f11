// check_scores, check_levels and fill_shares work on a block of numbers.
static ALWAYS void T(check_block_of)(range *r, int64_t b, const int levels) {
	int64_t i = b * STEP, last = i + STEP < r->numbers ? i + STEP : r->numbers;
	int over = 0;
	CHANNELS(MOST_VECTORS, check, i, last, r->s, i, &over, levels);
	if (over) atomic_store_explicit(&r->beyond, 1, memory_order_relaxed);
}

TARGET static void T(check_scores)(void *context, int64_t b) { T(check_block_of)(context, b, 0); }
TARGET static void T(check_levels)(void *context, int64_t b) { T(check_block_of)(context, b, 1); }

TARGET static void T(fill_shares)(void *context, int64_t b) {
	const range *r = context;
	int64_t i = b * STEP, last = i + STEP < r->numbers ? i + STEP : r->numbers;
	CHANNELS(MOST_VECTORS, fill_share, i, last, r->s, i);
}

// softmax_block computes the targets of a block.
TARGET static void T(softmax_block)(void *context, int64_t i) {
	const gen_sum *s = context;
	block b = block_of(&s->a, i, s->blocks);
	int64_t k = b.edge, last = s->m.channels;
	for (int64_t row = b.row; row < b.rows_end; row++) {
		int64_t end = end_of(&s->a, row, k, b.edges_end), c = 0;
		CHANNELS(MOST_VECTORS, softmax_row, c, last, s, row, k, end, c);
		k = end;
	}
	check_block(&s->a, &b, k);
}

// softmax_back computes the gradients at the sources of a block, and what they give to that of the number.
TARGET static void T(softmax_back)(void *context, int64_t i) {
	const gen_sum *s = context;
	block b = block_of(&s->a, i, s->blocks);
	int64_t k = b.edge, last = s->m.channels;
	double bynumber = 0;
	for (int64_t row = b.row; row < b.rows_end; row++) {
		int64_t end = end_of(&s->a, row, k, b.edges_end), c = 0;
		CHANNELS(MOST_VECTORS, softmax_back_row, c, last, s, row, k, end, c, &bynumber);
		k = end;
	}
	s->bynumber[i] = bynumber;
	check_block(&s->a, &b, k);
}
