// Vectors of one form, type and width: FORM, REAL and LANES are given, and all names carry them. Any compiler that
// knows GCC's vector types makes of them what the processor has, wide or narrow. Where a form has instructions that
// compilers do not find by themselves, they are named here, beside what does the same on any processor.
#define JOIN3_(a, b, c) a##_##b##_##c
#define JOIN3(a, b, c) JOIN3_(a, b, c)
#define V(name) JOIN3(name, SUFFIX, LANES)

#define VECTOR V(vector)
#define MASK V(mask)
typedef REAL VECTOR __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
typedef INT MASK __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

static ALWAYS VECTOR V(load)(const REAL *p) { return *(const VECTOR *)p; }
static ALWAYS void V(store)(REAL *p, VECTOR v) { *(VECTOR *)p = v; }

// choose takes a where the mask is negative, and b elsewhere.
static ALWAYS VECTOR V(choose)(MASK mask, VECTOR a, VECTOR b) {
#if FORM == 4 && LANES == IN_64_BYTES
	if (sizeof(REAL) == 4)
		return (VECTOR)_mm512_mask_blend_ps(_mm512_movepi32_mask((__m512i)mask), (__m512)b, (__m512)a);
	return (VECTOR)_mm512_mask_blend_pd(_mm512_movepi64_mask((__m512i)mask), (__m512d)b, (__m512d)a);
#elif FORM >= 3 && LANES == IN_32_BYTES
	if (sizeof(REAL) == 4) return (VECTOR)_mm256_blendv_ps((__m256)b, (__m256)a, (__m256)mask);
	return (VECTOR)_mm256_blendv_pd((__m256d)b, (__m256d)a, (__m256d)mask);
#else
	mask >>= 8 * (int)sizeof(REAL) - 1;
	return (VECTOR)((mask & (MASK)a) | (~mask & (MASK)b));
#endif
}

// cut puts 0 in the place of what is not above 0, and leaves NaN, as a positive one.
static ALWAYS VECTOR V(cut)(VECTOR v) {
	const int single = sizeof(REAL) == 4;
	const INT all = single ? 0x7fffffff : (INT)0x7fffffffffffffff; // but the sign
// The processor's larger one of two numbers is the second where one of them is NaN.
#if FORM == 4 && LANES == IN_64_BYTES
	v = single ? (VECTOR)_mm512_max_ps((__m512){0}, (__m512)v) : (VECTOR)_mm512_max_pd((__m512d){0}, (__m512d)v);
	return (VECTOR)((MASK)v & all);
#elif FORM >= 3 && LANES == IN_32_BYTES
	v = single ? (VECTOR)_mm256_max_ps((__m256){0}, (__m256)v) : (VECTOR)_mm256_max_pd((__m256d){0}, (__m256d)v);
	return (VECTOR)((MASK)v & all);
#else
	const INT infinity = single ? 0x7f800000 : (INT)0x7ff0000000000000;
	MASK size = (MASK)v & all;
	MASK negative = ((MASK)v & ~(infinity - size)) >> (8 * (int)sizeof(REAL) - 1); // NaN is larger than infinity
	return (VECTOR)(size & ~negative);
#endif
}
