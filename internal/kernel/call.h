// What a kernel is given, and the list of kernels.
#ifndef KILOLAYER_CALL_H
#define KILOLAYER_CALL_H

#include <stdarg.h>
#include <stdint.h>

#include "ffi.h"
#include "parallel.h"

enum { MOST_BUFFERS = 16, MOST_NUMBERS = 8 };

// A call of a kernel: its operands, its results and the numbers that belong to the program, in their order.
typedef struct {
	int operands, results, numbers;
	const ffi_buffer *operand[MOST_BUFFERS];
	const ffi_buffer *result[MOST_BUFFERS];
	double number[MOST_NUMBERS];
	helpers threads;
	char error[256]; // "" where all went well, else one line that says what did not
} call;

// fail writes down why a kernel can't do its work. The first reason stays.
void fail(call *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

typedef void kernel(call *c);

// elements counts the numbers in a buffer, rows its rows, and width the numbers in a row of it.
int64_t elements(const ffi_buffer *b);
int64_t rows(const ffi_buffer *b);
int64_t width(const ffi_buffer *b);

// form_of is the place of the form for a type and this processor among the forms of a function, which are at most
// MOST_FORMS.
enum { MOST_FORMS = 6 };
int form_of(int type);

// most_level is the highest level of processors whose form is taken: 2 is x86-64-v4, 1 is x86-64-v3. Tests lower it.
extern int most_level;

// number is the number i of the program, or another one where the call does not have it.
double number(const call *c, int i, double otherwise);

// expect refuses another number of operands and results. It is 1 where they are right.
int expect(call *c, int operands, int results);

// expect_float refuses a buffer of anything but float32 and float64.
int expect_float(call *c, const char *name, const ffi_buffer *b);

// next_operand is the data of the operand at `at`, which moves on: a buffer of a type with so many rows of so many
// numbers. It is NULL for one that the call does not have, and where this or an earlier operand is refused.
const void *next_operand(call *c, int *at, int has, const char *name, int type, int64_t many, int64_t numbers);

// next_result does the same with the results.
void *next_result(call *c, int *at, int has, const char *name, int type, int64_t many, int64_t numbers);

#endif
