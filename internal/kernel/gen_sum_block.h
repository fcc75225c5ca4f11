// gen_sum_rows computes the targets of a block.
static ALWAYS void T(gen_sum_rows)(const gen_sum *s, int64_t i, const int kind, const int fixed) {
	block b = block_of(&s->a, i, s->blocks);
	int64_t k = b.edge, last = s->m.channels;
	for (int64_t row = b.row; row < b.rows_end; row++) {
		int64_t end = end_of(&s->a, row, k, b.edges_end), c = 0;
		CHANNELS(2, gen_sum_row, c, last, s, row, k, end, c, kind, fixed);
		k = end;
	}
	check_block(&s->a, &b, k);
}

// gen_back_rows computes the gradients at the sources of a block, and what its edges give to those of map and number.
static ALWAYS void T(gen_back_rows)(const gen_sum *s, int64_t i, const int kind, const int fixed) {
	block b = block_of(&s->a, i, s->blocks);
	int64_t k = b.edge, last = s->m.channels;
	REAL *part = (REAL *)s->parts + i * s->m.features * last;
	double bynumber = 0;
	for (int64_t row = b.row; row < b.rows_end; row++) {
		int64_t end = end_of(&s->a, row, k, b.edges_end), c = 0;
		const int many = fixed == ANY ? 2 : 1;
		for (; c + many * WIDE <= last; c += many * WIDE)
			bynumber += L(gen_back_row, WIDE)(s, row, k, end, c, part, kind, fixed, many);
		for (; c + WIDE <= last; c += WIDE) bynumber += L(gen_back_row, WIDE)(s, row, k, end, c, part, kind, fixed, 1);
		for (; c + NARROW <= last; c += NARROW)
			bynumber += L(gen_back_row, NARROW)(s, row, k, end, c, part, kind, fixed, 1);
		for (; c < last; c++) bynumber += L(gen_back_row, 1)(s, row, k, end, c, part, kind, fixed, 1);
		k = end;
	}
	if (s->bynumber) s->bynumber[i] = bynumber;
	check_block(&s->a, &b, k);
}

// gen_edges_rows computes the gradients of the features and weights of the edges of a block's targets.
static ALWAYS void T(gen_edges_rows)(const gen_sum *s, int64_t i, const int kind) {
	block b = block_of(&s->a, i, s->blocks);
	int64_t k = b.edge, last = s->m.channels;
	for (int64_t row = b.row; row < b.rows_end; row++) {
		int64_t end = end_of(&s->a, row, k, b.edges_end), c = 0;
		CHANNELS(1, gen_edges_row, c, last, s, row, k, end, c, c == 0, kind);
		k = end;
	}
	check_block(&s->a, &b, k);
}

// gen_block, gen_back and gen_edges are those of the file's KIND.
TARGET static void T(gen_block)(void *context, int64_t i) {
	const gen_sum *s = context;
	if (s->m.features == MOST_FIXED) T(gen_sum_rows)(s, i, KIND, MOST_FIXED);
	else T(gen_sum_rows)(s, i, KIND, ANY);
}

TARGET static void T(gen_back)(void *context, int64_t i) {
	const gen_sum *s = context;
	if (s->m.features == MOST_FIXED) T(gen_back_rows)(s, i, KIND, MOST_FIXED);
	else T(gen_back_rows)(s, i, KIND, ANY);
}

TARGET static void T(gen_edges)(void *context, int64_t i) { T(gen_edges_rows)(context, i, KIND); }

// gen_add adds up the parts of the blocks, in their order.
static void T(gen_add)(const gen_sum *s) {
	int64_t numbers = s->m.features * s->m.channels;
	for (int64_t c = 0; c < numbers; c++) {
		REAL sum = 0;
		for (int64_t i = 0; i < s->blocks; i++) sum += ((const REAL *)s->parts)[i * numbers + c];
		((REAL *)s->gmap)[c] = sum;
	}
	double sum = 0;
	for (int64_t i = 0; s->gnumber && i < s->blocks; i++) sum += s->bynumber[i];
	if (s->gnumber) *(REAL *)s->gnumber = sum;
}
