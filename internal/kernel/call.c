#include "call.h"

#include <stdio.h>

#include "real.h"

void fail(call *c, const char *format, ...) {
	if (c->error[0] != 0) return;
	va_list list;
	va_start(list, format);
	vsnprintf(c->error, sizeof c->error, format, list);
	va_end(list);
}

int64_t elements(const ffi_buffer *b) {
	int64_t n = 1;
	for (int64_t i = 0; i < b->rank; i++) n *= b->dims[i];
	return n;
}

int64_t rows(const ffi_buffer *b) { return b->rank > 0 ? b->dims[0] : 0; }

int64_t width(const ffi_buffer *b) {
	int64_t n = 1;
	for (int64_t i = 1; i < b->rank; i++) n *= b->dims[i];
	return n;
}

// level is 2 on a processor of x86-64-v4, 1 on one of x86-64-v3 and 0 elsewhere.
static int level(void) {
#ifdef V3
#define HAS(feature) __builtin_cpu_supports(feature)
	if (!HAS("avx2") || !HAS("fma") || !HAS("bmi") || !HAS("bmi2")) return 0;
	return HAS("avx512f") && HAS("avx512bw") && HAS("avx512cd") && HAS("avx512dq") && HAS("avx512vl") ? 2 : 1;
#else
	return 0;
#endif
}

int most_level = 2;

int form_of(int type) { return (type == FFI_FLOAT64) + 2 * (level() < most_level ? level() : most_level); }

double number(const call *c, int i, double otherwise) { return i < c->numbers ? c->number[i] : otherwise; }

int expect(call *c, int operands, int results) {
	if (c->operands != operands || c->results != results)
		fail(c, "%d operands and %d results, where the kernel has %d and %d",
			c->operands, c->results, operands, results);
	return c->error[0] == 0;
}

int expect_float(call *c, const char *name, const ffi_buffer *b) {
	if (b->rank < 1 || (b->type != FFI_FLOAT32 && b->type != FFI_FLOAT64))
		fail(c, "%s is of type %d and rank %lld; kernels take tensors of float32 and float64", name, (int)b->type,
			(long long)b->rank);
	return c->error[0] == 0;
}

static void *next(call *c, const ffi_buffer *b, const char *name, int type, int64_t many, int64_t numbers) {
	if (b->rank < 1 || b->type != type || b->dims[0] != many) {
		fail(c, "%s is of type %d with %lld rows, and must be of type %d with %lld", name, (int)b->type,
			(long long)rows(b), type, (long long)many);
		return NULL;
	}
	if (width(b) != numbers)
		fail(c, "%s has %lld numbers a row, and must have %lld", name, (long long)width(b), (long long)numbers);
	return b->data;
}

const void *next_operand(call *c, int *at, int has, const char *name, int type, int64_t many, int64_t numbers) {
	return has && c->error[0] == 0 ? next(c, c->operand[(*at)++], name, type, many, numbers) : NULL;
}

void *next_result(call *c, int *at, int has, const char *name, int type, int64_t many, int64_t numbers) {
	return has && c->error[0] == 0 ? next(c, c->result[(*at)++], name, type, many, numbers) : NULL;
}
