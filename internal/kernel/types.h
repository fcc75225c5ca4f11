// Includes BODY for each type and number of lanes, then DRIVER for each type.
//
// A processor's widest vectors have 64 bytes. The rest of a row goes by narrower ones, and by single numbers at its
// end.
#include "real.h"

#define REAL float
#define INT int32_t
#define LANES 16
#include BODY
#undef LANES
#define LANES 8
#include BODY
#undef LANES
#define LANES 1
#include BODY
#undef LANES
#define WIDE 16
#define NARROW 8
#include DRIVER
#undef WIDE
#undef NARROW
#undef REAL
#undef INT

#define REAL double
#define INT int64_t
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
