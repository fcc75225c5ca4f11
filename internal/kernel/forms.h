// Includes BODY for each number of lanes and form of a type, then DRIVER for each form.
//
// All processors of x86-64-v3 have registers for vectors of 32 bytes. Compilers that must split wider ones build some
// of them number by number, by way of memory, so those of 64 bytes are for x86-64-v4 alone. The rest of a row goes by
// narrower vectors, and by single numbers at its end.
#define WIDE IN_32_BYTES
#define NARROW IN_16_BYTES
#define FORM 0
#define SUFFIX REAL
#define TARGET
#include "form.h"
#undef FORM
#undef SUFFIX
#undef TARGET
#ifdef V3
#define FORM 3
#define SUFFIX JOIN2(v3, REAL)
#define TARGET V3
#include "form.h"
#undef FORM
#undef SUFFIX
#undef TARGET
#endif
#undef WIDE
#undef NARROW

#ifdef V4
#define WIDE IN_64_BYTES
#define NARROW IN_32_BYTES
#define FORM 4
#define SUFFIX JOIN2(v4, REAL)
#define TARGET V4
#include "form.h"
#undef FORM
#undef SUFFIX
#undef TARGET
#undef WIDE
#undef NARROW
#endif
