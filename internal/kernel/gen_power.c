// GEN's sum of powers of messages.
#include <math.h>

#include "gen_sum.h"
#include "kernels.h"

#define KIND POWER
#define BODY "gen_sum_row.h"
#define DRIVER "gen_sum_block.h"
#include "types.h"

static const gen_way way = {KIND, {FORMS(gen_block)}, {FORMS(gen_back)}, {FORMS(gen_edges)},
	{FORMS(gen_add)}};

void kernel_gen_power(call *c) { gen_forward(c, &way); }
void kernel_gen_power_back(call *c) { gen_backward(c, &way); }
void kernel_gen_power_edges(call *c) { gen_edges(c, &way); }
