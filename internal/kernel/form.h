// Includes BODY for each number of lanes of a form, then its DRIVER.
#define LANES 1
#include BODY
#undef LANES
#define LANES NARROW
#include BODY
#undef LANES
#define LANES WIDE
#include BODY
#undef LANES
#include DRIVER
