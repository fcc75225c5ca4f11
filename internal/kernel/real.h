// What all kernels of numbers share.
#ifndef KILOLAYER_REAL_H
#define KILOLAYER_REAL_H

#pragma GCC diagnostic ignored "-Wpsabi" // vectors are passed between inlined functions only

#include <stdint.h>

#define ALWAYS TARGET __attribute__((always_inline, unused)) inline // with the features of the form that it is part of

// A function on vectors has several forms: one for any processor, V3 for those of x86-64-v3 and V4 for those of
// x86-64-v4. The levels are spelled out, as GCC knows their names only from its twelfth version on. Sanitizers take
// long for one form, so that they have no other.
#if defined(__x86_64__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define V3 __attribute__((target("avx2,fma,bmi,bmi2")))
#define V4 __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,fma,bmi,bmi2")))
#include <immintrin.h>
#endif

// RARE is for functions that are called where time does not matter: they are built once, and not where they are called.
#define RARE TARGET __attribute__((noinline, unused))

// FORMS are the forms of a function, as form_of counts them, and PICK is the one for a type.
#ifdef V3
#define FORMS(name) name##_float, name##_double, name##_v3_float, name##_v3_double, name##_v4_float, name##_v4_double
#else
#define FORMS(name) name##_float, name##_double
#endif
#define PICK(name, type) (((__typeof__(name##_float) *[]){FORMS(name)})[form_of(type)])

#define JOIN2_(a, b) a##_##b
#define JOIN2(a, b) JOIN2_(a, b)
#define T(name) JOIN2(name, SUFFIX)               // of a form
#define L(name, lanes) JOIN3(name, SUFFIX, lanes) // of a form and a number of lanes

// CHANNELS calls a function for all channels from c to before last: for `many` wide vectors of them at once, then for a
// wide one, for narrow ones, and for the rest one by one. How many vectors it works on is the function's last
// parameter.
#define CHANNELS(many, name, c, last, ...) \
	do { \
		for (; c + many * WIDE <= last; c += many * WIDE) L(name, WIDE)(__VA_ARGS__, many); \
		for (; c + WIDE <= last; c += WIDE) L(name, WIDE)(__VA_ARGS__, 1); \
		for (; c + NARROW <= last; c += NARROW) L(name, NARROW)(__VA_ARGS__, 1); \
		for (; c < last; c++) L(name, 1)(__VA_ARGS__, 1); \
	} while (0)

#endif
