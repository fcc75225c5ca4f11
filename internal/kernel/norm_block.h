// EACH calls a function for all channels of a row, part by part. c counts them over all parts, own those of the part.
#define EACH(name, ...) \
	for (int p = 0; p < n->parts; p++) { \
		const REAL *x = (const REAL *)n->x[p] + row * n->share; \
		int64_t own = 0, before = p * n->share; \
		(void)before; \
		CHANNELS(MOST_VECTORS, name, own, n->share, __VA_ARGS__); \
	}

// statistics are the mean of a row and the inverse of its deviation.
static ALWAYS void T(statistics)(const norm *n, int64_t row, REAL *mean, REAL *inverse) {
	REAL sum = 0, squares = 0;
	EACH(row_sum, x + own, &sum)
	*mean = sum / n->channels;
	EACH(row_squares, x + own, *mean, &squares)
	*inverse = 1 / (sizeof(REAL) == 4 ? (REAL)sqrtf(squares / n->channels + n->epsilon)
		: (REAL)sqrt(squares / n->channels + n->epsilon));
}

static ALWAYS int64_t T(rows_end)(const norm *n, int64_t i) {
	return (i + 1) * n->step < n->rows ? (i + 1) * n->step : n->rows;
}

// norm_block computes the rows of a block.
TARGET static void T(norm_block)(void *context, int64_t i) {
	const norm *n = context;
	for (int64_t row = i * n->step, end = T(rows_end)(n, i); row < end; row++) {
		REAL mean, inverse;
		T(statistics)(n, row, &mean, &inverse);
		EACH(row_norm, n, x + own, row, before + own, mean, inverse)
	}
}

// norm_back computes the gradients of a block's rows, and what they give to those of gain and offset.
TARGET static void T(norm_back)(void *context, int64_t i) {
	const norm *n = context;
	REAL *part = (REAL *)n->sums + i * 2 * n->channels;
	for (int64_t row = i * n->step, end = T(rows_end)(n, i); row < end; row++) {
		REAL mean, inverse, sums[2] = {0, 0};
		T(statistics)(n, row, &mean, &inverse);
		EACH(row_sums, n, x + own, part, row, before + own, mean, inverse, sums)
		sums[0] /= n->channels, sums[1] /= n->channels;
		EACH(row_back, n, x + own, (REAL *)n->gx[p] + row * n->share + own, row, before + own, mean, inverse, sums)
	}
}

// norm_add adds up what the blocks give, in their order.
static void T(norm_add)(const norm *n, int64_t blocks) {
	for (int64_t c = 0; c < 2 * n->channels; c++) {
		double sum = 0;
		for (int64_t i = 0; i < blocks; i++) sum += ((const REAL *)n->sums)[i * 2 * n->channels + c];
		if (c < n->channels) ((REAL *)n->ggain)[c] = sum;
		else ((REAL *)n->goffset)[c - n->channels] = sum;
	}
}

#undef EACH
