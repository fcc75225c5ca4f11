// Vectors of one width and type: REAL and LANES are given, and all names carry them. Any compiler that knows GCC's
// vector types makes of them what the processor has, wide or narrow.
#define JOIN3_(a, b, c) a##_##b##_##c
#define JOIN3(a, b, c) JOIN3_(a, b, c)
#define V(name) JOIN3(name, REAL, LANES)

#define VECTOR V(vector)
#define MASK V(mask)
typedef REAL VECTOR __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
typedef INT MASK __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

static ALWAYS VECTOR V(load)(const REAL *p) { return *(const VECTOR *)p; }
static ALWAYS void V(store)(REAL *p, VECTOR v) { *(VECTOR *)p = v; }

// choose takes a where the mask is set, and b elsewhere.
static ALWAYS VECTOR V(choose)(MASK mask, VECTOR a, VECTOR b) {
	return (VECTOR)((mask & (MASK)a) | (~mask & (MASK)b));
}

// cut puts 0 in the place of what is not above 0, and leaves NaN, as a positive one. It looks at bits, as some
// processors compare lanes one by one.
static ALWAYS VECTOR V(cut)(VECTOR v) {
	const int single = sizeof(REAL) == 4, last = 8 * sizeof(REAL) - 1;
	const INT infinity = single ? 0x7f800000 : (INT)0x7ff0000000000000;
	MASK bits = (MASK)v, size = bits & (single ? 0x7fffffff : (INT)0x7fffffffffffffff);
	MASK negative = (bits & ~(infinity - size)) >> last; // and no NaN, which is larger than infinity
	return (VECTOR)(size & ~negative);
}
