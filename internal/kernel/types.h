// Includes BODY for each type and number of lanes, then DRIVER for each type.
//
// The widest vectors have 32 bytes, which all processors of x86-64-v3 have registers for. Compilers that must split
// wider ones build some of them number by number, by way of memory. The rest of a row goes by narrower vectors, and by
// single numbers at its end.
#include "real.h"

#define REAL float
#define INT int32_t
#define LANES 8
#include BODY
#undef LANES
#define LANES 4
#include BODY
#undef LANES
#define LANES 1
#include BODY
#undef LANES
#define WIDE 8
#define NARROW 4
#include DRIVER
#undef WIDE
#undef NARROW
#undef REAL
#undef INT

#define REAL double
#define INT int64_t
#define LANES 4
#include BODY
#undef LANES
#define LANES 2
#include BODY
#undef LANES
#define LANES 1
#include BODY
#undef LANES
#define WIDE 4
#define NARROW 2
#include DRIVER
#undef WIDE
#undef NARROW
#undef REAL
#undef INT
