// GEN's sum of messages.
#include <math.h>

#include "gen_sum.h"
#include "kernels.h"

#define KIND SUM
#define BODY "gen_sum_row.h"
#define DRIVER "gen_sum_block.h"
#include "types.h"

static const gen_way way = {KIND, {FORMS(gen_block)}, {FORMS(gen_back)}, {FORMS(gen_edges)},
	{FORMS(gen_add)}};

void kernel_gen_sum(call *c) { gen_forward(c, &way); }
void kernel_gen_sum_back(call *c) { gen_backward(c, &way); }
void kernel_gen_sum_edges(call *c) { gen_edges(c, &way); }
