// What a thread has at hand of some terms and heads. Behind the last term a list goes on to a whole vector.
typedef struct {
	terms t;
	int64_t padded; // how many terms that are
	REAL closed[MOST_TERMS];
	REAL score[MOST_HEADS][MOST_TERMS], factor[MOST_HEADS][MOST_TERMS];
} T(scores);

// score computes the scores of terms of a row, of some heads. near is what the row has, and far, of `stride` numbers a
// column, what the columns have.
static ALWAYS void T(score)(const attention *s, int64_t row, int64_t head, int64_t heads, const REAL *near,
	const REAL *far, int64_t stride, T(scores) *b) {
	const terms *t = &b->t;
	const REAL *edge = s->edge, *closed = s->closed;
	int64_t count = t->count, padded = (count + WIDE - 1) / WIDE * WIDE;
	b->padded = padded;
	for (int64_t j = 0; j < padded; j++) b->closed[j] = closed && j < count && t->edge[j] >= 0 ? closed[t->edge[j]] : 0;
	for (int64_t h = 0; h < heads; h++) {
		REAL *score = b->score[h], own = near ? near[row * s->heads + head + h] : 0;
		for (int64_t j = 0; j < padded; j++) score[j] = own;
		if (far)
			for (int64_t j = 0; j < count; j++) score[j] += far[t->column[j] * stride + head + h];
		if (edge)
			for (int64_t j = 0; j < count; j++)
				if (t->edge[j] >= 0) score[j] += edge[t->edge[j] * s->heads + head + h];
		L(leak, WIDE)(score, b->factor[h], b->closed, padded, s->slope);
		if (count > 0 && t->edge[0] < 0) score[0] = ((const REAL *)s->loop)[row * s->heads + head + h];
		for (int64_t j = count; j < padded; j++) score[j] = -INFINITY;
	}
}

// masked is the dropout of a term of a row.
static ALWAYS REAL T(masked)(const attention *s, int64_t edge, int64_t row, int64_t head) {
	const REAL *mask = edge < 0 ? s->loop_mask : s->edge_mask;
	return mask ? mask[(edge < 0 ? row : edge) * s->heads + head] : 1;
}

// attention_row computes some heads of a target, whose edges are from k to before end.
static ALWAYS void T(attention_row)(const attention *s, int64_t row, int64_t k, int64_t end, int64_t head,
	int64_t heads) {
	int64_t count = end - k + (s->loop != NULL), share = s->channels / s->heads;
	REAL *y = (REAL *)s->y + row * s->channels, *kept = (REAL *)s->kept + row * 2 * s->heads + head;
	REAL largest[MOST_HEADS], total[MOST_HEADS];
	T(scores) b;
	for (int64_t h = 0; h < heads; h++) largest[h] = -INFINITY, total[h] = 0;
	b.t.count = 0;
	for (int64_t from = 0; from < count; from += MOST_TERMS) {
		take(s, row, k, end, from, &b.t);
		T(score)(s, row, head, heads, s->target, s->source, s->heads, &b);
		for (int64_t h = 0; h < heads; h++) largest[h] = L(largest, WIDE)(b.score[h], b.padded, largest[h]);
	}
	for (int64_t h = 0; h < heads; h++)
		if (largest[h] == -INFINITY) largest[h] = 0;
	for (int64_t from = 0; from == 0 || from < count; from += MOST_TERMS) {
		if (count > MOST_TERMS) { // else all scores are at hand
			take(s, row, k, end, from, &b.t);
			T(score)(s, row, head, heads, s->target, s->source, s->heads, &b);
		}
		for (int64_t h = 0; h < heads && b.t.count > 0; h++) {
			REAL *weight = b.score[h];
			total[h] += L(weigh, WIDE)(weight, b.padded, largest[h]);
			if (s->edge_mask || s->loop_mask)
				for (int64_t j = 0; j < b.t.count; j++) weight[j] *= T(masked)(s, b.t.edge[j], row, head + h);
		}
		for (int64_t h = 0; h < heads; h++) {
			const REAL *x = s->x, *w = b.score[h];
			int64_t all = s->channels, c = (head + h) * share, last = c + share;
			int first = from == 0;
			CHANNELS(4, gather, c, last, x, y, all, c, &b.t, w, first);
		}
	}
	for (int64_t h = 0; h < heads; h++) {
		if (total[h] == 0) total[h] = 1;
		kept[h] = largest[h], kept[s->heads + h] = total[h];
		for (int64_t c = (head + h) * share; c < (head + h + 1) * share; c++) y[c] /= total[h];
	}
}

// attention_back_row computes some heads of the gradient at a source, whose edges are from k to before end in the
// order.
static ALWAYS void T(attention_back_row)(const attention *s, int64_t row, int64_t k, int64_t end, int64_t head,
	int64_t heads) {
	int64_t count = end - k + (s->loop != NULL), share = s->channels / s->heads, stride = 4 * s->heads;
	const REAL *gy = s->gy, *x = (const REAL *)s->x + row * s->channels, *far = s->far;
	REAL *gx = (REAL *)s->gx + row * s->channels, *gedge = s->gedge;
	REAL total[MOST_HEADS] = {0};
	T(scores) b;
	b.t.count = 0;
	for (int64_t from = 0; from == 0 || from < count; from += MOST_TERMS) {
		take(s, row, k, end, from, &b.t);
		for (int64_t j = 0; j < b.t.count; j++) __builtin_prefetch(far + b.t.ahead[j] * stride + head);
		T(score)(s, row, head, heads, s->source, s->target ? far : NULL, stride, &b);
		for (int64_t h = 0; h < heads; h++) {
			REAL largest[MOST_TERMS] = {0}, inverse[MOST_TERMS] = {0}, own[MOST_TERMS] = {0};
			REAL mask[MOST_TERMS], weight[MOST_TERMS], product[MOST_TERMS];
			for (int64_t j = 0; j < b.t.count; j++) {
				const REAL *of = far + b.t.column[j] * stride + head + h;
				largest[j] = of[s->heads], inverse[j] = of[2 * s->heads], own[j] = of[3 * s->heads];
			}
			REAL *p = b.score[h];
			L(share, WIDE)(p, b.padded, largest, inverse);
			for (int64_t j = 0; j < b.padded; j++) mask[j] = 1, product[j] = 0;
			if (s->edge_mask || s->loop_mask)
				for (int64_t j = 0; j < b.t.count; j++) mask[j] = T(masked)(s, b.t.edge[j], row, head + h);
			for (int64_t j = 0; j < b.padded; j++) weight[j] = p[j] * mask[j];
			int64_t all = s->channels, c = (head + h) * share, last = c + share;
			int first = from == 0;
			CHANNELS(4, gather_back, c, last, gy, x, gx, all, c, &b.t, weight, product, first);
			L(slopes, WIDE)(product, b.padded, p, mask, own);
			if (s->loop && from == 0) {
				((REAL *)s->gloop)[row * s->heads + head + h] = product[0];
				product[0] = 0; // it is none of source's
			}
			total[h] += L(chain, WIDE)(product, b.padded, b.factor[h]);
			if (gedge)
				for (int64_t j = 0; j < b.t.count; j++)
					if (b.t.edge[j] >= 0) gedge[b.t.edge[j] * s->heads + head + h] = product[j];
		}
	}
	if (s->gsource)
		for (int64_t h = 0; h < heads; h++) ((REAL *)s->gsource)[row * s->heads + head + h] = total[h];
}

// attention_rows computes the rows of a block, as many heads at once as there is room for.
static ALWAYS void T(attention_rows)(const attention *s, int64_t i, const int backward) {
	block b = block_of(&s->a, i, s->blocks);
	int64_t k = b.edge;
	for (int64_t row = b.row; row < b.rows_end; row++) {
		int64_t end = end_of(&s->a, row, k, b.edges_end);
		for (int64_t head = 0; head < s->heads; head += MOST_HEADS) {
			int64_t heads = s->heads - head < MOST_HEADS ? s->heads - head : MOST_HEADS;
			if (backward) T(attention_back_row)(s, row, k, end, head, heads);
			else T(attention_row)(s, row, k, end, head, heads);
		}
		k = end;
	}
	check_block(&s->a, &b, k);
}

// attention_block computes the targets of a block, and attention_back the gradients at its sources.
TARGET static void T(attention_block)(void *context, int64_t i) { T(attention_rows)(context, i, 0); }
TARGET static void T(attention_back)(void *context, int64_t i) { T(attention_rows)(context, i, 1); }

// attention_far puts together what a source reads of a target, so that it lies in one place: for each head the term of
// the target, the largest score, the inverse of the total, and g·y.
TARGET static void T(attention_far)(void *context, int64_t i) {
	const attention *s = context;
	int64_t share = s->channels / s->heads;
	for (int64_t v = i * s->a.rows / s->blocks; v < (i + 1) * s->a.rows / s->blocks; v++) {
		const REAL *y = (const REAL *)s->y + v * s->channels, *gy = (const REAL *)s->gy + v * s->channels;
		const REAL *kept = (const REAL *)s->kept + v * 2 * s->heads, *target = s->target;
		REAL *far = (REAL *)s->far + v * 4 * s->heads;
		for (int64_t h = 0; h < s->heads; h++) {
			REAL sum = 0;
			int64_t c = h * share, last = c + share;
			CHANNELS(4, dot, c, last, y + c, gy + c, &sum);
			far[h] = target ? target[v * s->heads + h] : 0;
			far[s->heads + h] = kept[h];
			far[2 * s->heads + h] = 1 / kept[s->heads + h];
			far[3 * s->heads + h] = sum;
		}
	}
}
