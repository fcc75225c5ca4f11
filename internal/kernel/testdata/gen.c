// Runs the kernels of GEN with several numbers of threads, whose results must be the same bit by bit, and compares them
// with plain loops. It prints what is wrong, and ends with 1 then.
#include "check.h"

#include <math.h>

enum { CHANNELS = 61, MOST_FEATURES = 11 };
_Static_assert(EDGES * MOST_FEATURES <= MOST, "compare keeps MOST numbers of a result");

static const double epsilon = 1e-7;

// get is the number i of a buffer.
static double get(const ffi_buffer *b, int64_t i) {
	if (b->type == FFI_INT32) return ((int32_t *)b->data)[i];
	return b->type == FFI_FLOAT32 ? ((float *)b->data)[i] : ((double *)b->data)[i];
}

static void set(const ffi_buffer *b, int64_t i, double to) {
	if (b->type == FFI_FLOAT32) ((float *)b->data)[i] = to;
	else ((double *)b->data)[i] = to;
}

// looser is what tolerances are multiplied by: large scores are rounded by more, and exponentials of them with them.
static double looser = 1;

// near complains of the numbers of a buffer that are far from those wanted. NaN is near NaN.
static void near(const char *name, const ffi_buffer *b, const double *want) {
	double largest = 1, tolerance = looser * (b->type == FFI_FLOAT32 ? 2e-5 : 1e-12);
	int64_t n = elements(b);
	if (n == 1) tolerance *= 100; // a sum over all edges and channels
	for (int64_t i = 0; i < n; i++)
		if (isfinite(want[i]) && fabs(want[i]) > largest) largest = fabs(want[i]);
	for (int64_t i = 0; i < n; i++) {
		double got = get(b, i);
		if (got == want[i] || (isnan(got) && isnan(want[i])) || fabs(got - want[i]) <= tolerance * largest) continue;
		printf("%s[%lld] of type %d is %g, and should be %g\n", name, (long long)i, (int)b->type, got, want[i]);
		wrong = 1;
		return;
	}
}

// The tensors of a graph.
typedef struct {
	ffi_buffer row, column, order, x, features, map, bias, y, g, gx, gmap, gbias;
	int mapped;
} tensors;

static tensors draw_tensors(int type, int features) {
	tensors t = {.row = of(FFI_INT32, EDGES, 0, 0), .column = of(FFI_INT32, EDGES, 0, 0), .mapped = features > 0};
	int rows = features > 0 ? features : 1;
	t.order = of(FFI_INT32, EDGES, 0, 0);
	random_edges(&t.row, &t.column);
	t.x = of(type, NODES, CHANNELS, 0), t.g = of(type, NODES, CHANNELS, 0);
	t.features = of(type, EDGES, rows, 0), t.map = of(type, rows, CHANNELS, 0), t.bias = of(type, CHANNELS, 0, 0);
	t.y = of(type, NODES, CHANNELS, 0), t.gx = of(type, NODES, CHANNELS, 0);
	t.gmap = of(type, rows, CHANNELS, 0), t.gbias = of(type, CHANNELS, 0, 0);
	if (features == 0 || features == 8) return t; // the others have numbers that are none
	set(&t.x, 3 * CHANNELS + 5, NAN), set(&t.x, 4 * CHANNELS + 6, INFINITY), set(&t.x, 5 * CHANNELS + 7, -INFINITY);
	set(&t.x, 6 * CHANNELS + 60, copysign(NAN, -1));
	return t;
}

// message is ReLU of an edge's message, in a channel.
static double message(const tensors *t, int64_t e, int64_t c) {
	double sum = get(&t->x, (int64_t)get(&t->column, e) * CHANNELS + c);
	for (int64_t f = 0; t->mapped && f < t->features.dims[1]; f++)
		sum += get(&t->features, e * t->features.dims[1] + f) * get(&t->map, f * CHANNELS + c);
	if (t->mapped) sum += get(&t->bias, c);
	return sum <= 0 ? 0 : sum;
}

static void check_max(const tensors *t) {
	ffi_buffer chosen = of(FFI_INT32, NODES, CHANNELS, 0);
	int features = t->features.dims[1];
	call forward = {.operands = t->mapped ? 6 : 3, .results = 2, .numbers = 2, .number = {t->mapped ? 3 : 0, epsilon},
		.operand = {&t->x, &t->row, &t->column, &t->features, &t->map, &t->bias}, .result = {&t->y, &chosen}};
	call backward = {.operands = t->mapped ? 4 : 3, .results = t->mapped ? 3 : 1, .numbers = 1,
		.number = {t->mapped ? 3 : 0}, .operand = {&t->g, &chosen, &t->column, &t->features},
		.result = {&t->gx, &t->gmap, &t->gbias}};
	compare("gen_max", kernel_gen_max, forward);
	compare("gen_max_back", kernel_gen_max_back, backward);
	double *y = use(NODES * CHANNELS, 8), *gx = use(NODES * CHANNELS, 8);
	double *gmap = use(MOST_FEATURES * CHANNELS, 8), *gbias = use(CHANNELS, 8);
	for (int64_t c = 0; c < CHANNELS; c++) {
		for (int64_t e = 0, best = -1; e < EDGES; e++) {
			int64_t v = get(&t->row, e);
			double m = message(t, e, c) + epsilon, *largest = &y[v * CHANNELS + c];
			if (m > *largest || (isnan(m) && !isnan(*largest))) *largest = m, best = e;
			if ((e + 1 < EDGES && get(&t->row, e + 1) == v) || *largest <= epsilon) continue;
			double g = get(&t->g, v * CHANNELS + c);
			gx[(int64_t)get(&t->column, best) * CHANNELS + c] += g, gbias[c] += g;
			for (int64_t f = 0; t->mapped && f < features; f++)
				gmap[f * CHANNELS + c] += g * get(&t->features, best * features + f);
		}
	}
	near("the largest", &t->y, y), near("its gradient of x", &t->gx, gx);
	if (t->mapped) near("its gradient of map", &t->gmap, gmap), near("its gradient of bias", &t->gbias, gbias);
}

// The ways to add up messages.
enum { SUM, SOFTMAX, POWER };

static double bounded(double m) { return m < 1e-4 ? 1e-4 : m > 100 ? 100 : m; }

// What plain loops get of a sum, for the gradient g of y.
typedef struct {
	double *y, *top, *total, *gx, *gmap, *gfeatures, *gweight, gnumber;
} sums;

static sums plain_sums(const tensors *t, const ffi_buffer *weight, int kind, double number) {
	int64_t nodes = NODES * CHANNELS, features = t->features.dims[1];
	sums s = {use(nodes, 8), use(nodes, 8), use(nodes, 8), use(nodes, 8), use(MOST_FEATURES * CHANNELS, 8),
		use(EDGES * MOST_FEATURES, 8), use(EDGES, 8), 0};
	for (int64_t c = 0; c < CHANNELS; c++) {
		for (int64_t v = 0; v < NODES; v++) s.top[v * CHANNELS + c] = -INFINITY;
		for (int64_t e = 0; e < EDGES; e++) {
			int64_t at = (int64_t)get(&t->row, e) * CHANNELS + c;
			double score = number * (message(t, e, c) + epsilon);
			if (!(score <= s.top[at])) s.top[at] = score;
		}
		for (int pass = 0; pass < 2; pass++) {
			for (int64_t e = 0; e < EDGES; e++) {
				int64_t at = (int64_t)get(&t->row, e) * CHANNELS + c;
				double cut = message(t, e, c), m = cut + epsilon, g = get(&t->g, at), w = get(weight, e), slope;
				double part = exp(number * m - s.top[at]), p = pow(bounded(m), number), more = m - s.y[at];
				if (pass == 0) {
					s.total[at] += part;
					s.y[at] += kind == SUM ? w * m : kind == POWER ? p : part * m;
					continue;
				}
				s.gweight[e] += g * m;
				if (kind == SUM) {
					slope = w * g;
				} else if (kind == POWER) {
					s.gnumber += g * p * log(bounded(m)), slope = m < 1e-4 || m > 100 ? 0 : g * p * number / m;
				} else {
					part *= g / s.total[at];
					s.gnumber += part * m * more, slope = part * (1 + number * more);
				}
				if (cut == 0) slope = 0;
				s.gx[(int64_t)get(&t->column, e) * CHANNELS + c] += slope;
				for (int64_t f = 0; t->mapped && f < features; f++) {
					s.gmap[f * CHANNELS + c] += slope * get(&t->features, e * features + f);
					s.gfeatures[e * features + f] += slope * get(&t->map, f * CHANNELS + c);
				}
			}
			for (int64_t v = 0; kind == SOFTMAX && pass == 0 && v < NODES; v++)
				if (s.total[v * CHANNELS + c] != 0) s.y[v * CHANNELS + c] /= s.total[v * CHANNELS + c];
		}
	}
	return s;
}

static void add(call *c, const ffi_buffer *operand) { c->operand[c->operands++] = operand; }
static void give(call *c, const ffi_buffer *result) { c->result[c->results++] = result; }

static kernel *const sum_kernels[][3] = {{kernel_gen_sum, kernel_gen_sum_back, kernel_gen_sum_edges},
	{kernel_gen_softmax, kernel_gen_softmax_back, kernel_gen_softmax_edges},
	{kernel_gen_power, kernel_gen_power_back, kernel_gen_power_edges}};
static const char *const sum_names[] = {"gen_sum", "gen_softmax", "gen_power"};

// What the kernels of sums have besides the tensors of a graph.
typedef struct {
	ffi_buffer weight, number, gnumber, level, room, gfeatures, gweight;
} sum_tensors;

static sum_tensors draw_sum_tensors(const tensors *t) {
	int type = t->x.type, rows = t->features.dims[1];
	sum_tensors s = {.weight = of(type, EDGES, 0, 0), .number = of(type, 1, 0, 0), .gnumber = of(type, 1, 0, 0),
		.level = of(type, NODES, CHANNELS, 0), .room = of(type, NODES, CHANNELS, 0),
		.gfeatures = of(type, EDGES, rows, 0), .gweight = of(type, EDGES, 0, 0)};
	set(&s.number, 0, 1.5);
	return s;
}

// sum_call is a call of the forward pass, of the backward pass and of that for what the edges have.
static call sum_call(const tensors *t, const sum_tensors *s, int kind, int pass) {
	call c = {.operands = 3, .numbers = 4,
		.number = {(t->mapped ? 3 : 0) + (kind == SUM ? 4 : 0), epsilon, 1e-4, 100},
		.operand = {&t->x, pass == 1 ? &t->column : &t->row, pass == 1 ? &t->row : &t->column}};
	if (t->mapped) add(&c, &t->features), add(&c, &t->map), add(&c, &t->bias);
	add(&c, kind == SUM ? &s->weight : &s->number);
	if (pass == 1) add(&c, &t->order);
	if (pass > 0) add(&c, &t->g);
	if (pass > 0 && kind == SOFTMAX) add(&c, &t->y), add(&c, &s->level);
	give(&c, pass == 0 ? &t->y : pass == 1 ? &t->gx : t->mapped ? &s->gfeatures : &s->gweight);
	if (pass == 0 && kind == SOFTMAX) give(&c, &s->level);
	if (pass == 1 && t->mapped) give(&c, &t->gmap);
	if (pass == 1 && kind != SUM) give(&c, &s->gnumber);
	if (pass == 2 && t->mapped && kind == SUM) give(&c, &s->gweight);
	if (pass == 1 && kind == SOFTMAX && !t->mapped) give(&c, &s->room);
	return c;
}

static void draw_order(const tensors *t) {
	compare("order", kernel_order, (call){.operands = 1, .results = 1, .numbers = 1, .number = {NODES},
		.operand = {&t->column}, .result = {&t->order}});
}

static void check_sum(const tensors *t, int kind, double number) {
	sum_tensors s = draw_sum_tensors(t);
	set(&s.number, 0, number);
	looser = fabs(number) > 10 ? 5 : 1;
	const char *name = sum_names[kind];
	sums want = plain_sums(t, &s.weight, kind, get(&s.number, 0));
	draw_order(t);
	for (int pass = 0; pass < 3; pass++) {
		if (pass == 2 && !t->mapped && kind != SUM) continue; // no gradient of what is not there
		compare(name, sum_kernels[kind][pass], sum_call(t, &s, kind, pass));
	}
	near(name, &t->y, want.y), near("its gradient of x", &t->gx, want.gx);
	if (t->mapped) near("its gradient of map", &t->gmap, want.gmap);
	if (t->mapped) near("its gradient of features", &s.gfeatures, want.gfeatures);
	if (kind == SUM) near("its gradient of weight", &s.gweight, want.gweight);
	if (kind != SUM) near("its gradient of the number", &s.gnumber, &want.gnumber);
}

// refused tells whether a kernel says so in one line.
static void refused(const char *name, kernel *k, call c, const char *want) {
	k(&c);
	if (strstr(c.error, want) == NULL || strchr(c.error, '\n') != NULL)
		printf("%s with an index that is not there: %s\n", name, c.error), wrong = 1;
}

// check_indices calls the kernels with indices that are not there.
static void check_indices(void) {
	enum { SAME = -9 };
	static const int32_t list[][2] = {{SAME, -1}, {SAME, NODES}, {-1, SAME}, {NODES, SAME}, {0, SAME}};
	tensors t = draw_tensors(FFI_FLOAT32, 3);
	ffi_buffer chosen = of(FFI_INT32, NODES, CHANNELS, 0);
	for (int i = 0; i < 5; i++) {
		int32_t *row = t.row.data, *column = t.column.data, was[2] = {row[EDGES / 2], column[EDGES / 2]};
		if (list[i][0] != SAME) row[EDGES / 2] = list[i][0]; // 0 is there, but out of order
		if (list[i][1] != SAME) column[EDGES / 2] = list[i][1];
		refused("gen_max", kernel_gen_max, (call){.operands = 6, .results = 2, .numbers = 2, .number = {3, epsilon},
			.operand = {&t.x, &t.row, &t.column, &t.features, &t.map, &t.bias}, .result = {&t.y, &chosen}},
			"one of them has an end that is not among");
		row[EDGES / 2] = was[0], column[EDGES / 2] = was[1];
	}
	for (int i = 0; i < 2; i++) {
		memset(chosen.data, 0, NODES * CHANNELS * sizeof(int32_t));
		((int32_t *)chosen.data)[77] = i == 0 ? EDGES : 0;
		((int32_t *)t.column.data)[0] = i == 0 ? 0 : NODES;
		refused("gen_max_back", kernel_gen_max_back, (call){.operands = 4, .results = 3, .numbers = 1, .number = {3},
			.operand = {&t.g, &chosen, &t.column, &t.features}, .result = {&t.gx, &t.gmap, &t.gbias}},
			"a chosen edge is not among");
	}
}

// check_sum_indices does so with the kernels of sums, whose backward pass has the order of edges too.
static void check_sum_indices(void) {
	tensors t = draw_tensors(FFI_FLOAT32, 8);
	sum_tensors s = draw_sum_tensors(&t);
	int32_t *const list[] = {t.row.data, t.column.data, t.order.data};
	draw_order(&t);
	for (int kind = SUM; kind <= POWER; kind++) {
		for (int pass = 0; pass < 3; pass++) {
			for (int i = 0; i < (pass == 1 ? 6 : 4); i++) {
				int32_t *index = list[i / 2] + EDGES / 2, was = *index;
				*index = i % 2 == 0 ? -1 : i / 2 == 2 ? EDGES : NODES;
				refused(sum_names[kind], sum_kernels[kind][pass], sum_call(&t, &s, kind, pass),
					"one of them has an end that is not among");
				*index = was;
			}
		}
	}
}

int main(void) {
	static const int features[] = {0, -1, 4, 8, MOST_FEATURES}; // −1 is none too
	for (int i = 0; i < 5; i++) {
		for (int type = FFI_FLOAT32; type <= FFI_FLOAT64; type++) {
			tensors t = draw_tensors(type, features[i]);
			check_max(&t);
			for (int kind = SUM; kind <= POWER; kind++) check_sum(&t, kind, 1.5);
			if (!t.mapped) check_sum(&t, SOFTMAX, -1.5);
			if (!t.mapped) check_sum(&t, SOFTMAX, type == FFI_FLOAT32 ? 70 : 3000); // beyond what softmax.c takes
			while (uses > 0) free(used[--uses]);
		}
	}
	check_indices();
	check_sum_indices();
	while (uses > 0) free(used[--uses]);
	return wrong;
}
