// Layer normalization of rows, with ReLU and a dropout mask after it where they are asked for: with u = (x − mean)/√(
// variance + ε) over the channels of a row,
//
//	y = scale·kept·max(0, gain·u + offset)
//
// With the gradient g of gain·u + offset and h = gain·g, that of x is (h − mean h − u·mean(h·u))/√(variance + ε), of
// gain it is Σ g·u and of offset Σ g over the rows. Nothing is kept for the gradient: it computes u anew.
#include <math.h>
#include <stdlib.h>

#include "kernels.h"

enum { RELU = 1, MASKED = 2 };
enum { MOST_VECTORS = 4 }; // that a function works on at once

// x may lie in parts of equally many channels, which are the groups of a state.
typedef struct {
	int parts, relu;
	int64_t rows, channels, share, step;
	double epsilon, scale;
	const void *x[MOST_BUFFERS], *gain, *offset, *gy;
	const uint8_t *kept;
	void *y, *gx[MOST_BUFFERS], *ggain, *goffset;
	void *sums; // [blocks, 2, C], what the blocks add to the gradients of gain and offset
} norm;

#define BODY "norm_row.h"
#define DRIVER "norm_block.h"
#include "types.h"

// read checks what both passes are given. at is the next operand after it. It is 1 where all is right.
static int read(call *c, norm *n, int *at, int others) {
	int options = (int)number(c, 0, 0), masked = !!(options & MASKED);
	*n = (norm){.parts = c->operands - others - masked - 2, .relu = options & RELU, .epsilon = number(c, 1, 0),
		.scale = number(c, 2, 1)};
	if (n->parts < 1) fail(c, "%d operands are too few", c->operands);
	if (c->error[0] != 0 || !expect_float(c, "x", c->operand[0])) return 0;
	int type = c->operand[0]->type;
	n->rows = rows(c->operand[0]), n->share = width(c->operand[0]), n->channels = n->parts * n->share;
	for (int p = 0; p < n->parts; p++) n->x[p] = next_operand(c, at, 1, "x", type, n->rows, n->share);
	n->gain = next_operand(c, at, 1, "gain", type, n->channels, 1);
	n->offset = next_operand(c, at, 1, "offset", type, n->channels, 1);
	n->kept = next_operand(c, at, masked, "kept", FFI_BOOL, n->rows, n->channels);
	n->step = n->channels > 0 && n->channels < 32768 ? 32768 / n->channels : 1;
	return c->error[0] == 0;
}

// Operands: x [N, C/G] for each of G parts, gain and offset [C], and kept, booleans [N, C], where the first number of
// the program says so, a sum of 1 for ReLU and 2 for kept. The second number is ε, the third the scale of what is kept.
// Result: y [N, C]. NaN stays NaN.
void kernel_norm(call *c) {
	norm n;
	int at = 0, to = 0;
	if (!read(c, &n, &at, 0) || !expect(c, c->operands, 1)) return;
	int type = c->operand[0]->type;
	n.y = next_result(c, &to, 1, "y", type, n.rows, n.channels);
	if (c->error[0] != 0) return;
	parallel(&c->threads, (n.rows + n.step - 1) / n.step, PICK(norm_block, type), &n);
}

// Operands: those of the forward pass, then the gradient of y. Results: the gradients of the parts of x, of gain and of
// offset. The gradient of ReLU is 0 at 0.
void kernel_norm_back(call *c) {
	norm n;
	int at = 0, to = 0;
	if (!read(c, &n, &at, 1) || !expect(c, c->operands, n.parts + 2)) return;
	int type = c->operand[0]->type;
	n.gy = next_operand(c, &at, 1, "the gradient of y", type, n.rows, n.channels);
	for (int p = 0; p < n.parts; p++) n.gx[p] = next_result(c, &to, 1, "the gradient of x", type, n.rows, n.share);
	n.ggain = next_result(c, &to, 1, "the gradient of gain", type, n.channels, 1);
	n.goffset = next_result(c, &to, 1, "the gradient of offset", type, n.channels, 1);
	if (c->error[0] != 0) return;
	int64_t blocks = (n.rows + n.step - 1) / n.step;
	n.sums = calloc(blocks * 2 * n.channels + 1, sizeof(double));
	if (n.sums == NULL) {
		fail(c, "no memory for the sums of %lld blocks of %lld channels", (long long)blocks, (long long)n.channels);
		return;
	}
	parallel(&c->threads, blocks, PICK(norm_back, type), &n);
	PICK(norm_add, type)(&n, blocks);
	free(n.sums);
}
