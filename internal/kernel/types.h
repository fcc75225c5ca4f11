// Includes BODY for each type and number of lanes, then DRIVER for each form.
//
// All processors of x86-64-v3 have registers for vectors of 32 bytes. Compilers that must split wider ones build some
// of them number by number, by way of memory, so those of 64 bytes are for x86-64-v4 alone. The rest of a row goes by
// narrower vectors, and by single numbers at its end.
#include "real.h"

#define REAL float
#define INT int32_t
#define LANES 1
#include BODY
#undef LANES
#define LANES 4
#include BODY
#undef LANES
#define LANES 8
#include BODY
#undef LANES
#define SUFFIX float
#define VARIANTS CLONES
#define WIDE 8
#define NARROW 4
#include DRIVER
#undef SUFFIX
#undef VARIANTS
#undef WIDE
#undef NARROW
#ifdef WIDER
#define LANES 16
#include BODY
#undef LANES
#define SUFFIX wider_float
#define VARIANTS WIDER
#define WIDE 16
#define NARROW 8
#include DRIVER
#undef SUFFIX
#undef VARIANTS
#undef WIDE
#undef NARROW
#endif
#undef REAL
#undef INT

#define REAL double
#define INT int64_t
#define LANES 1
#include BODY
#undef LANES
#define LANES 2
#include BODY
#undef LANES
#define LANES 4
#include BODY
#undef LANES
#define SUFFIX double
#define VARIANTS CLONES
#define WIDE 4
#define NARROW 2
#include DRIVER
#undef SUFFIX
#undef VARIANTS
#undef WIDE
#undef NARROW
#ifdef WIDER
#define LANES 8
#include BODY
#undef LANES
#define SUFFIX wider_double
#define VARIANTS WIDER
#define WIDE 8
#define NARROW 4
#include DRIVER
#undef SUFFIX
#undef VARIANTS
#undef WIDE
#undef NARROW
#endif
#undef REAL
#undef INT
