// Includes BODY for each type and number of lanes, then DRIVER for each form.
#include "real.h"

#define REAL float
#define INT int32_t
#define IN_16_BYTES 4
#define IN_32_BYTES 8
#define IN_64_BYTES 16
#include "forms.h"
#undef REAL
#undef INT
#undef IN_16_BYTES
#undef IN_32_BYTES
#undef IN_64_BYTES

#define REAL double
#define INT int64_t
#define IN_16_BYTES 2
#define IN_32_BYTES 4
#define IN_64_BYTES 8
#include "forms.h"
#undef REAL
#undef INT
#undef IN_16_BYTES
#undef IN_32_BYTES
#undef IN_64_BYTES
